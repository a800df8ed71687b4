"""Cloud-to-device messages, from the service's side."""

from fixture import control
from fixture.hub import new_device, registry
from fixture.rows import Case, proves


class Messages(Case):
    @proves("c2d.purge")
    def test_messages_that_wait_are_purged(self):
        device = new_device().device_id
        control.send(device, {"body": "open"}), control.send(device, {"body": "close"})
        purge = registry.protocol.cloud_to_device_messages.purge_cloud_to_device_message_queue
        self.assertEqual(purge(device).total_messages_purged, 2)
        self.assertEqual(registry.get_device(device).cloud_to_device_message_count, 0)
