"""Schedules a lockDoor job with the official Python SDK: schedule.py JOB_ID CONDITION SECONDS_FROM_NOW."""

import datetime
import os
import sys

from azure.iot.hub import IoTHubJobManager
from azure.iot.hub.models import CloudToDeviceMethod, JobRequest

job, condition, seconds = sys.argv[1], sys.argv[2], int(sys.argv[3])
start = datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(seconds=seconds)
IoTHubJobManager.from_connection_string(os.environ["HUB_SERVICE"]).create_scheduled_job(
    job,
    JobRequest(
        job_id=job,
        type="scheduleDeviceMethod",
        cloud_to_device_method=CloudToDeviceMethod(
            method_name="lockDoor",
            payload={"lockTime": "10m"},
            response_timeout_in_seconds=60,
            connect_timeout_in_seconds=0,
        ),
        query_condition=condition,
        start_time=start.replace(tzinfo=None).isoformat() + "Z",
        max_execution_time_in_seconds=300,
    ),
)
