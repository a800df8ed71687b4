"""Every call that the Python SDKs offer belongs to an operation, or is left out with a reason."""

import unittest

import azure.iot.device
import azure.iot.device.aio
import azure.iot.hub

from fixture.rows import OPERATIONS

HUB = [
    azure.iot.hub.IoTHubRegistryManager,
    azure.iot.hub.IoTHubJobManager,
    azure.iot.hub.IoTHubConfigurationManager,
    azure.iot.hub.IoTHubHttpRuntimeManager,
    azure.iot.hub.DigitalTwinClient,
]
DEVICE = [azure.iot.device.IoTHubDeviceClient, azure.iot.device.IoTHubModuleClient]
AIO = [azure.iot.device.aio.IoTHubDeviceClient, azure.iot.device.aio.IoTHubModuleClient]


class Surface(unittest.TestCase):
    def test_every_call_of_the_python_sdks_is_in_operations_json_and_every_call_there_is_one_of_theirs(self):
        self.assertEqual(named(), offered(HUB + DEVICE))

    def test_the_asynchronous_clients_offer_the_same_calls(self):
        self.assertEqual(named(), offered(HUB + AIO))


def named():
    operations = [operation for over, section in OPERATIONS.items() if over != "leftOut" for operation in section]
    called = [name for operation in operations for name in operation.get("python", "").split()]
    # What hangs on an object of the SDK is no call of its class.
    return sorted({name for name in [*called, *OPERATIONS["leftOut"]["python"]] if name.count(".") == 1})


def offered(kinds):
    return sorted(
        f"{kind.__name__.removeprefix('IoTHub')}.{name}"
        for kind in kinds
        for name in dir(kind)
        if not name.startswith("_")
    )
