"""Who may call the hub, and when."""

import base64
import os
import pathlib

from azure.iot.hub import IoTHubJobManager, IoTHubRegistryManager

from fixture import control
from fixture.entra import CONTRIBUTOR, READER, Credential
from fixture.hub import new_device, registry
from fixture.rows import Case, proves


class Access(Case):
    @proves("access.wrong-key")
    def test_a_wrong_key_is_refused_with_401(self):
        key = base64.b64encode(bytes(32)).decode()
        stranger = f"HostName=localhost;SharedAccessKeyName=iothubowner;SharedAccessKey={key}"
        with self.refused(401, "IotHubUnauthorizedAccess"):
            IoTHubRegistryManager.from_connection_string(stranger).get_devices()

    @proves("access.policy")
    def test_a_policy_that_only_reads_may_not_write(self):
        device = new_device().device_id
        path = pathlib.Path(os.environ["HUB_STATE"], "policies/registryRead.connection-string")
        reader = IoTHubRegistryManager.from_connection_string(path.read_text(encoding="ascii").strip())
        reader.get_device(device)
        with self.refused(401, "IotHubUnauthorizedAccess"):
            reader.delete_device(device)
        with self.refused(401, "IotHubUnauthorizedAccess"):
            reader.get_twin(device)

    @proves("access.entra")
    def test_a_token_of_entra_opens_every_client(self):
        device = new_device().device_id
        IoTHubRegistryManager.from_token_credential("localhost", CONTRIBUTOR).get_device(device)
        IoTHubJobManager.from_token_credential("localhost", CONTRIBUTOR).get_scheduled_job("none")

    @proves("access.entra.refused")
    def test_a_token_of_entra_whose_role_only_reads_may_not_write_and_a_made_up_one_nothing(self):
        device = new_device().device_id
        reader = IoTHubRegistryManager.from_token_credential("localhost", READER)
        reader.get_device(device)
        with self.refused(401, "IotHubUnauthorizedAccess"):
            reader.delete_device(device)
        stranger = IoTHubRegistryManager.from_token_credential("localhost", Credential("a.b.c"))
        with self.refused(401, "IotHubUnauthorizedAccess"):
            stranger.get_device(device)

    @proves("access.throttled")
    def test_a_hub_that_throttles_answers_429_and_no_longer_than_it_does(self):
        device = new_device().device_id
        control.throttle(60)
        with self.refused(429, "ThrottlingBacklogTimeout"):
            registry.get_device(device)
        control.advance(60)
        registry.get_device(device)
