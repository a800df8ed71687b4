"""Every call that the Python SDKs offer belongs to an operation, or is left out with a reason."""

import unittest

import azure.iot.device
import azure.iot.hub

from fixture.rows import OPERATIONS

CLASSES = [
    azure.iot.hub.IoTHubRegistryManager,
    azure.iot.hub.IoTHubJobManager,
    azure.iot.hub.IoTHubConfigurationManager,
    azure.iot.hub.IoTHubHttpRuntimeManager,
    azure.iot.hub.DigitalTwinClient,
    azure.iot.device.IoTHubDeviceClient,
    azure.iot.device.IoTHubModuleClient,
]


class Surface(unittest.TestCase):
    def test_every_call_of_the_python_sdks_is_in_operations_json_and_every_call_there_is_one_of_theirs(self):
        operations = [operation for over, section in OPERATIONS.items() if over != "leftOut" for operation in section]
        called = [name for operation in operations for name in operation.get("python", "").split()]
        # What hangs on an object of the SDK is no call of its class.
        named = {name for name in [*called, *OPERATIONS["leftOut"]["python"]] if name.count(".") == 1}
        offered = {
            f"{kind.__name__.removeprefix('IoTHub')}.{name}"
            for kind in CLASSES
            for name in dir(kind)
            if not name.startswith("_")
        }
        self.assertEqual(sorted(named), sorted(offered))
