"""Scheduled jobs that reach devices."""

from azure.iot.device import MethodResponse

from fixture import control
from fixture.doors import WAIT, Doors, collected, subscribed
from fixture.hub import new_device, new_module
from fixture.rows import proves
from fixture.schedule import ended, reaches, rows, schedule_method, schedule_twin


class Jobs(Doors):
    @proves("jobs.method")
    def test_a_method_job_calls_every_device_and_its_rows_hold_what_they_answered(self):
        door = new_device()
        client = self.open(door)

        def answer(request):
            client.send_method_response(MethodResponse.create_from_method_request(request, 200, request.payload))

        client.on_method_request_received = answer
        subscribed(door, 1)
        job = schedule_method(f"deviceId = '{door.device_id}'")
        done = ended(job)
        self.assertEqual((done.status, done.device_job_statistics.succeeded_count), ("completed", 1))
        outcome = rows(job).items[0].additional_properties["outcome"]
        self.assertEqual(outcome["deviceMethodResponse"], {"status": 200, "payload": {"lockTime": "10m"}})

    @proves("jobs.together")
    def test_a_method_job_and_a_twin_job_run_side_by_side_and_both_reach_the_device(self):
        door = new_device()
        told = collected(self.echoing(door), "on_twin_desired_properties_patch_received")
        subscribed(door, 2)
        condition = f"deviceId = '{door.device_id}'"
        lock, place = schedule_method(condition), schedule_twin(condition)
        self.assertEqual([ended(lock).status, ended(place).status], ["completed", "completed"])
        self.assertEqual(ended(lock).device_job_statistics.succeeded_count, 1)
        self.assertEqual(told.get(timeout=WAIT)["building"], 43)

    @proves("jobs.module")
    def test_a_method_job_calls_modules(self):
        lock = new_module()
        self.echoing(lock)
        job = schedule_method(f"FROM devices.modules WHERE deviceId = '{lock.device_id}' AND moduleId = 'lock'")
        self.assertEqual(ended(job).device_job_statistics.succeeded_count, 1)

    @proves("jobs.offline")
    def test_a_job_completes_although_a_device_was_away_and_the_row_says_so(self):
        job = schedule_method(f"deviceId = '{new_device().device_id}'")
        done = ended(job)
        self.assertEqual((done.status, done.device_job_statistics.failed_count), ("completed", 1))
        row = rows(job).items[0]
        self.assertEqual((row.status, row.additional_properties["error"]["code"]), ("failed", "DeviceNotOnline"))

    @proves("jobs.window")
    def test_a_job_ends_with_its_time_whatever_is_unanswered(self):
        door = new_device()
        called = collected(self.open(door), "on_method_request_received")
        subscribed(door, 1)
        job = schedule_method(f"deviceId = '{door.device_id}'")
        called.get(timeout=WAIT)
        reaches(job, ["running"])
        control.advance(60)
        self.assertEqual(ended(job).device_job_statistics.failed_count, 1)
