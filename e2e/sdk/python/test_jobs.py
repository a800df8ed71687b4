"""Scheduled jobs: creating, reading, cancelling. The ones that reach devices are in device/test_jobs.py."""

import datetime

from msrest.exceptions import DeserializationError

from fixture import control
from fixture.hub import jobs, new_device, registry
from fixture.rows import Case, proves
from fixture.schedule import ended, reaches, schedule_twin

NOBODY = "deviceId = 'nobody'"


class Jobs(Case):
    @proves("jobs.twin")
    def test_a_twin_job_patches_the_twin_of_every_device_that_matches(self):
        devices = [new_device().device_id, new_device().device_id]
        job = ended(schedule_twin(f"deviceId IN {devices}"))
        self.assertEqual((job.status, job.device_job_statistics.succeeded_count), ("completed", 2))
        self.assertEqual([registry.get_twin(device).tags for device in devices], [{"checked": True}] * 2)

    @proves("jobs.later")
    def test_a_job_for_later_waits_for_its_time_and_then_runs(self):
        job = schedule_twin(f"deviceId = '{new_device().device_id}'", at=in_an_hour())
        reaches(job, ["scheduled"])
        control.advance(3600)
        self.assertEqual(ended(job).device_job_statistics.succeeded_count, 1)

    @proves("jobs.nobody")
    def test_a_job_that_selects_nobody_completes_with_nothing_counted(self):
        job = ended(schedule_twin(NOBODY))
        self.assertEqual((job.status, job.device_job_statistics.device_count), ("completed", 0))

    @proves("jobs.condition")
    def test_a_condition_that_cannot_be_read_is_accepted_and_then_the_job_fails_and_says_why(self):
        job = ended(schedule_twin("SELECT * FROM devices"))
        self.assertEqual(job.status, "failed")
        self.assertIn("parse", job.failure_reason)

    @proves("jobs.taken")
    def test_a_job_id_that_is_taken_is_refused_with_409(self):
        job = schedule_twin(NOBODY)
        with self.refused(409, "JobAlreadyExists"):
            schedule_twin("*", job)

    @proves("jobs.refused")
    def test_a_job_id_in_capitals_is_refused_with_400(self):
        with self.refused(400, "ArgumentInvalid"):
            schedule_twin("*", "JOB")

    @proves("jobs.slots")
    def test_the_eleventh_active_job_of_an_s3_hub_is_refused_with_429(self):
        control.reset()
        at = in_an_hour()
        waiting = [schedule_twin("*", at=at) for _ in range(10)]
        with self.refused(429, "ThrottlingMaxActiveJobCountExceeded"):
            schedule_twin("*", at=at)
        jobs.cancel_scheduled_job(waiting[0])
        schedule_twin("*", at=at)
        control.reset()

    @proves("jobs.get.unknown")
    def test_a_job_that_does_not_exist_is_answered_as_unknown(self):
        job = jobs.get_scheduled_job("none")
        self.assertEqual((job.type, job.status), ("unknown", "unknown"))

    @proves("jobs.list")
    def test_the_sdk_cannot_read_the_list_that_a_hub_answers(self):
        with self.assertRaises(DeserializationError):
            jobs.query_scheduled_jobs("scheduleUpdateTwin", "completed")

    @proves("jobs.cancel")
    def test_a_job_that_waits_is_cancelled(self):
        job = schedule_twin("*", at=in_an_hour())
        self.assertEqual(jobs.cancel_scheduled_job(job).status, "cancelled")
        self.assertEqual(ended(job).status, "cancelled")

    @proves("jobs.cancel.ended")
    def test_a_job_that_has_ended_cannot_be_cancelled(self):
        job = schedule_twin(NOBODY)
        ended(job)
        with self.refused(405, "OperationNotAllowedInCurrentState"):
            jobs.cancel_scheduled_job(job)

    @proves("jobs.cancel.unknown")
    def test_a_job_that_does_not_exist_cannot_be_cancelled(self):
        with self.refused(404, "JobNotFound"):
            jobs.cancel_scheduled_job("none")


def in_an_hour():
    return control.now() + datetime.timedelta(hours=1)
