"""The scenario with Microsoft's Python SDKs at both ends: azure-iot-hub schedules, azure-iot-device answers."""

import datetime
import os
import threading
import time
import unittest
import uuid

from azure.iot.device import IoTHubDeviceClient, MethodResponse
from azure.iot.hub import IoTHubJobManager, IoTHubRegistryManager
from azure.iot.hub.models import CloudToDeviceMethod, JobRequest, QuerySpecification, Twin, TwinProperties
from msrest.exceptions import HttpOperationError

SERVICE = os.environ["HUB_SERVICE"]
ENDED = ("completed", "failed", "cancelled")


class Scenario(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.registry = IoTHubRegistryManager.from_connection_string(SERVICE)
        cls.jobs = IoTHubJobManager.from_connection_string(SERVICE)
        cls.id = f"python-door-{uuid.uuid4().hex[:8]}"
        identity = cls.registry.create_device_with_sas(cls.id, "", "", "enabled")
        key = identity.authentication.symmetric_key.primary_key
        with open(os.environ["HUB_CA"], encoding="ascii") as ca:
            cls.door = IoTHubDeviceClient.create_from_connection_string(
                f"HostName=localhost;DeviceId={cls.id};SharedAccessKey={key}",
                server_verification_cert=ca.read(),
            )
        cls.calls = []
        cls.patched = threading.Event()
        cls.patches = []
        cls.door.on_method_request_received = cls.answer
        cls.door.on_twin_desired_properties_patch_received = cls.patch
        cls.door.connect()

    @classmethod
    def tearDownClass(cls):
        cls.door.shutdown()
        cls.registry.delete_device(cls.id)

    @classmethod
    def answer(cls, request):
        cls.calls.append((request.name, request.payload))
        if request.name == "lockDoor":
            payload, status = {"Response": "lockDoor called successfully"}, 200
        else:
            payload, status = {"Response": f"no method {request.name}"}, 404
        cls.door.send_method_response(MethodResponse.create_from_method_request(request, status, payload))

    @classmethod
    def patch(cls, patch):
        cls.patches.append(patch)
        cls.patched.set()

    def schedule(self, **what):
        job = str(uuid.uuid4())
        start = datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(seconds=1)
        self.jobs.create_scheduled_job(
            job,
            JobRequest(
                job_id=job,
                query_condition=f"deviceId = '{self.id}'",
                start_time=start.replace(tzinfo=None).isoformat() + "Z",
                max_execution_time_in_seconds=300,
                **what,
            ),
        )
        return job

    def ended(self, job):
        while True:
            answer = self.jobs.get_scheduled_job(job)
            if answer.status in ENDED:
                return answer
            time.sleep(0.1)

    def test_a_method_job_and_a_twin_job_run_side_by_side_and_both_reach_the_device(self):
        lock = self.schedule(
            type="scheduleDeviceMethod",
            cloud_to_device_method=CloudToDeviceMethod(
                method_name="lockDoor",
                payload={"lockTime": "10m"},
                response_timeout_in_seconds=60,
                connect_timeout_in_seconds=0,
            ),
        )
        place = self.schedule(
            type="scheduleUpdateTwin",
            update_twin=Twin(etag="*", properties=TwinProperties(desired={"building": 43, "floor": 3})),
        )

        locked, placed = self.ended(lock), self.ended(place)

        self.assertEqual((locked.status, placed.status), ("completed", "completed"))
        self.assertEqual(locked.device_job_statistics.succeeded_count, 1)
        self.assertIn(("lockDoor", {"lockTime": "10m"}), self.calls)
        self.assertTrue(self.patched.wait(30))
        self.assertEqual(self.patches[-1]["building"], 43)
        self.assertEqual(self.registry.get_twin(self.id).properties.desired["floor"], 3)

        query = QuerySpecification(query=f"SELECT * FROM devices.jobs WHERE devices.jobs.jobId = '{lock}'")
        page = self.registry.query_iot_hub(query)
        self.assertEqual(page.type, "DeviceJob")
        outcome = page.items[0].additional_properties["outcome"]
        self.assertEqual(outcome["deviceMethodResponse"]["status"], 200)

    def test_a_method_without_a_handler_is_answered_as_the_device_chose(self):
        answer = self.registry.invoke_device_method(self.id, CloudToDeviceMethod(method_name="dance", payload={}))
        self.assertEqual(answer.status, 404)

    def test_what_the_device_reports_is_in_its_twin(self):
        self.door.patch_twin_reported_properties({"lockState": "locked"})
        self.assertEqual(self.registry.get_twin(self.id).properties.reported["lockState"], "locked")

    def test_an_unknown_device_is_device_not_found(self):
        with self.assertRaises(HttpOperationError) as refused:
            self.registry.get_device("nobody")
        self.assertEqual(refused.exception.response.status_code, 404)
        self.assertEqual(refused.exception.response.headers["iothub-errorcode"], "DeviceNotFound")


if __name__ == "__main__":
    unittest.main()
