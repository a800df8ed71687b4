"""Registers a door that listens for `lockDoor`, schedules a job that calls it, and prints what came of it.

pip install azure-iot-hub azure-iot-device six
lockstep-hub-emulator
REQUESTS_CA_BUNDLE=.lockstep/hub/ca.pem python lock_doors.py
"""

import pathlib
import sys
import time
import uuid

from azure.iot.device import IoTHubDeviceClient, MethodResponse
from azure.iot.hub import IoTHubJobManager, IoTHubRegistryManager
from azure.iot.hub.models import CloudToDeviceMethod, JobRequest, QuerySpecification

state = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else ".lockstep/hub")
service = (state / "service.connection-string").read_text().strip()
registry = IoTHubRegistryManager.from_connection_string(service)
jobs = IoTHubJobManager.from_connection_string(service)

name, ca = f"door-{uuid.uuid4()}", (state / "ca.pem").read_text()
key = registry.create_device_with_sas(name, "", "", "enabled").authentication.symmetric_key.primary_key
door = IoTHubDeviceClient.create_from_symmetric_key(key, "localhost", name, server_verification_cert=ca)
door.connect()
door.on_method_request_received = lambda request: door.send_method_response(
    MethodResponse.create_from_method_request(request, 200, {"locked": request.payload["lockTime"]})
)

job = str(uuid.uuid4())
call = JobRequest(type="scheduleDeviceMethod", query_condition=f"deviceId = '{name}'")
call.cloud_to_device_method = CloudToDeviceMethod(method_name="lockDoor", payload={"lockTime": "10m"})
jobs.create_scheduled_job(job, call)
while jobs.get_scheduled_job(job).status not in ("completed", "failed", "cancelled"):
    time.sleep(0.1)

query = QuerySpecification(query=f"SELECT * FROM devices.jobs WHERE devices.jobs.jobId = '{job}'")
for row in registry.query_iot_hub(query).items:
    print(f"{row.status}: {row.additional_properties['outcome']}")
door.shutdown()
