"""What ends a connection, and how a device comes back."""

import threading

from azure.iot.hub.models import Twin, TwinProperties

from fixture import control
from fixture.doors import WAIT, collected, connected, disconnected, gone, name_of, of_each, reconnected, subscribed, token
from fixture.hub import disable, invoke, new_device, patch_twin, remove
from fixture.rows import proves

BUILDING = Twin(properties=TwinProperties(desired={"building": 43}))
RETRIES = {"connection_retry": True, "connection_retry_interval": 1}


class Sessions:
    kinds = ["device", "module"]

    @proves("{kind}.reconnect")
    def test_s10_08_who_is_dropped_comes_back_and_patches_and_calls_still_reach_it(self):
        door = self.new()
        self.stays_told(door, lambda: control.drop(name_of(door)))

    @proves("{kind}.restart")
    def test_when_the_hub_is_restarted_it_comes_back_and_patches_and_calls_still_reach_it(self):
        self.stays_told(self.new(), control.restart)

    @proves("{kind}.reconnect.missed")
    def test_what_was_desired_while_it_was_away_it_is_told_when_it_is_back(self):
        door = self.new()
        client = self.open(door)
        told = collected(client, "on_twin_desired_properties_patch_received")
        # Whoever has not asked for the twin is not subscribed to its answers, and the SDK does not see to that.
        client.get_twin()
        wait = disconnected(client)
        control.drop(name_of(door))
        wait()
        patch_twin(door, BUILDING)
        client.connect()
        self.assertEqual(told.get(timeout=WAIT)["building"], 43)

    @proves("{kind}.reconnect.telemetry")
    def test_s10_08_who_was_dropped_sends_and_the_hub_takes_it(self):
        door = self.new()
        client = self.open(door)
        wait = disconnected(client)
        control.drop(name_of(door))
        wait()
        client.send_message("locked")
        self.assertEqual([message["body"] for message in control.telemetry(name_of(door))], ["locked"])

    @proves("{kind}.duplicate")
    def test_s10_08_who_connects_again_ends_its_first_connection(self):
        door = self.new()
        wait = disconnected(self.open(door))
        self.open(door)
        wait()
        connected(door)

    @proves("{kind}.renewal")
    def test_it_renews_its_token_before_it_expires_and_calls_still_reach_it(self):
        door = self.new()
        # The SDK renews two minutes before the end: after a second or two.
        self.echoing(door, sastoken_ttl=122)
        reconnected(door, connected(door))
        self.answers(door)

    @proves("{kind}.renewal.given")
    def test_it_asks_for_a_new_token_and_goes_on_with_it(self):
        door = self.new()
        client = self.client_with_token(door, 122)
        asked = threading.Event()
        client.on_new_sastoken_required = asked.set
        client.connect()
        first = connected(door)
        self.assertTrue(asked.wait(WAIT))
        client.update_sastoken(token(door, 600))
        reconnected(door, first)

    @proves("{kind}.expiry")
    def test_s10_08_it_is_disconnected_when_its_token_expires(self):
        door = self.new()
        client = self.client_with_token(door, control.age_of_tokens() + 5)
        client.connect()
        wait = disconnected(client)
        control.age(5)
        wait()
        gone(door)

    @proves("{kind}.disable")
    def test_it_is_disconnected_when_the_device_is_disabled(self):
        door = self.new()
        wait = disconnected(self.open(door))
        disable(door)
        wait()

    @proves("{kind}.delete")
    def test_it_is_disconnected_when_it_is_deleted(self):
        door = self.new()
        wait = disconnected(self.open(door))
        remove(door)
        wait()

    def stays_told(self, of, away):
        """Takes the connection of an identity that listens away, and holds that it is told everything all the same."""
        client = self.echoing(of, **RETRIES)
        told = collected(client, "on_twin_desired_properties_patch_received")
        first = subscribed(of, 2)
        away()
        reconnected(of, first)
        patch_twin(of, BUILDING)
        self.assertEqual(told.get(timeout=WAIT)["building"], 43)
        self.answers(of)

    def answers(self, of):
        self.assertEqual(invoke(of, 7), (200, 7))


class SessionsOfDevices:
    @proves("device.reconnect.c2d")
    def test_s10_08_a_device_that_was_dropped_still_gets_its_messages(self):
        door = new_device()
        received = collected(self.open(door, **RETRIES), "on_message_received")
        first = subscribed(door, 1)
        control.drop(door.device_id)
        reconnected(door, first)
        control.send(door.device_id, {"body": "open at ten"})
        self.assertEqual(received.get(timeout=WAIT).data, b"open at ten")


load_tests = of_each(Sessions, SessionsOfDevices)
