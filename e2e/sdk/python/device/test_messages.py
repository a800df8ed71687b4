"""Cloud-to-device messages. No SDK can send them without AMQP; the control plane does."""

from fixture import control
from fixture.doors import WAIT, collected, of_each, subscribed
from fixture.hub import new_device, registry
from fixture.rows import proves

MESSAGE = {"body": "open at ten", "messageId": "m 1", "contentType": "text/plain", "properties": {"door": "front & back"}}


class Messages:
    @proves("device.c2d")
    def test_a_message_arrives_with_its_properties_and_settled_it_is_gone(self):
        door = new_device()
        received = collected(self.open(door), "on_message_received")
        subscribed(door, 1)
        control.send(door.device_id, MESSAGE)
        self.settled(door, received.get(timeout=WAIT))

    @proves("device.c2d.queued")
    def test_a_message_that_was_sent_while_the_device_was_away_arrives_later(self):
        door = new_device()
        control.send(door.device_id, MESSAGE)
        self.assertEqual(waiting(door), 1)
        received = collected(self.open(door), "on_message_received")
        self.settled(door, received.get(timeout=WAIT))

    def settled(self, door, message):
        """The SDK settles by itself."""
        self.assertEqual((message.data, message.message_id), (b"open at ten", "m 1"))
        self.assertEqual((message.content_type, message.custom_properties), ("text/plain", {"door": "front & back"}))
        control.until(lambda: waiting(door) == 0)


load_tests = of_each(Messages)


def waiting(door):
    return registry.get_device(door.device_id).cloud_to_device_message_count
