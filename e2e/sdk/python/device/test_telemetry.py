"""Device-to-cloud messages, as the hub has taken them. The clients wait for the hub to accept each."""

from azure.iot.device import Message

from fixture import control
from fixture.doors import name_of, of_each
from fixture.hub import new_device, new_module
from fixture.rows import proves

SYSTEM = {"messageId": "id 1", "contentType": "application/json", "contentEncoding": "utf-8"}
OWN = {"a key": "a & b"}


class Telemetry:
    @proves("device.telemetry")
    def test_a_message_arrives_with_its_properties(self):
        door = new_device()
        self.open(door).send_message(message("locked"))
        self.assertEqual(taken(door), [("locked", SYSTEM, OWN)])

    @proves("module.telemetry")
    def test_messages_of_a_module_arrive_also_those_to_an_output(self):
        lock = new_module()
        client = self.open(lock)
        client.send_message(message("locked"))
        client.send_message_to_output(message("two"), "bolts")
        self.assertEqual(taken(lock), [("locked", SYSTEM, OWN), ("two", {**SYSTEM, "outputName": "bolts"}, OWN)])


load_tests = of_each(Telemetry)


def message(text):
    made = Message(text, message_id="id 1", content_encoding="utf-8", content_type="application/json")
    made.custom_properties["a key"] = "a & b"
    return made


def taken(of):
    messages = control.telemetry(name_of(of))
    return [(message["body"], message["systemProperties"], message["properties"]) for message in messages]
