"""What ends a connection, and how a device comes back."""

import threading

from azure.iot.device import IoTHubDeviceClient
from azure.iot.hub.models import CloudToDeviceMethod, Twin, TwinProperties

from fixture import control
from fixture.doors import (
    WAIT,
    OverMqtt,
    OverWebSocket,
    collected,
    connected,
    disconnected,
    gone,
    name_of,
    subscribed,
    token,
)
from fixture.hub import new_device, new_module, registry
from fixture.rows import proves

PATCH = Twin(properties=TwinProperties(desired={"building": 43}))


class Sessions:
    @proves("device.reconnect")
    def test_a_dropped_device_comes_back_and_patches_and_calls_still_reach_it(self):
        door = new_device()
        told = self.comes_back(door)
        registry.update_twin(door.device_id, PATCH)
        self.assertEqual(told.get(timeout=WAIT)["building"], 43)
        self.answers(door)

    @proves("module.reconnect")
    def test_a_dropped_module_comes_back_and_patches_and_calls_still_reach_it(self):
        lock = new_module()
        told = self.comes_back(lock)
        registry.update_module_twin(lock.device_id, "lock", PATCH)
        self.assertEqual(told.get(timeout=WAIT)["building"], 43)
        self.answers(lock)

    @proves("device.reconnect.missed")
    def test_what_was_desired_while_a_device_was_away_it_is_told_when_it_is_back(self):
        door = new_device()
        client = self.open(door)
        told = collected(client, "on_twin_desired_properties_patch_received")
        # Whoever has not asked for the twin is not subscribed to its answers, and the SDK does not see to that.
        client.get_twin()
        wait = disconnected(client)
        control.drop(door.device_id)
        wait()
        registry.update_twin(door.device_id, PATCH)
        client.connect()
        self.assertEqual(told.get(timeout=WAIT)["building"], 43)

    @proves("device.duplicate")
    def test_the_second_connection_of_a_device_ends_its_first(self):
        door = new_device()
        wait = disconnected(self.open(door))
        self.open(door)
        wait()
        connected(door)

    @proves("device.renewal")
    def test_a_device_renews_its_token_before_it_expires_and_calls_still_reach_it(self):
        door = new_device()
        # The SDK renews two minutes before the end: after a second or two.
        self.echoing(door, sastoken_ttl=122)
        first = connected(door)["connectedAt"]
        connected(door, lambda session: session["connectedAt"] != first)
        self.answers(door)

    @proves("device.renewal.given")
    def test_a_device_asks_for_a_new_token_and_goes_on_with_it(self):
        door = new_device()
        client = self.ends(IoTHubDeviceClient.create_from_sastoken(token(door, 122), **self.options()))
        asked = threading.Event()
        client.on_new_sastoken_required = asked.set
        client.connect()
        first = connected(door)["connectedAt"]
        self.assertTrue(asked.wait(WAIT))
        client.update_sastoken(token(door, 600))
        connected(door, lambda session: session["connectedAt"] != first)

    @proves("device.expiry")
    def test_a_connection_ends_when_its_token_expires(self):
        door = new_device()
        given = token(door, control.age_of_tokens() + 5)
        client = self.ends(IoTHubDeviceClient.create_from_sastoken(given, **self.options()))
        client.connect()
        wait = disconnected(client)
        control.age(5)
        wait()
        gone(door)

    @proves("device.disable")
    def test_a_device_that_is_disabled_is_disconnected(self):
        door = new_device()
        wait = disconnected(self.open(door))
        keys = door.authentication.symmetric_key
        registry.update_device_with_sas(door.device_id, None, keys.primary_key, keys.secondary_key, "disabled")
        wait()

    @proves("device.delete")
    def test_a_device_that_is_deleted_is_disconnected(self):
        door = new_device()
        wait = disconnected(self.open(door))
        registry.delete_device(door.device_id)
        wait()

    def comes_back(self, of):
        """Drops a connection of an identity that listens, and waits for the SDK's retry."""
        client = self.echoing(of, connection_retry=True, connection_retry_interval=1)
        told = collected(client, "on_twin_desired_properties_patch_received")
        first = subscribed(of, 2)["connectedAt"]
        control.drop(name_of(of))
        connected(of, lambda session: session["connectedAt"] != first)
        return told

    def answers(self, of):
        method = CloudToDeviceMethod(method_name="echo", payload=7)
        if hasattr(of, "module_id"):
            result = registry.invoke_device_module_method(of.device_id, of.module_id, method)
        else:
            result = registry.invoke_device_method(of.device_id, method)
        self.assertEqual((result.status, result.payload), (200, 7))


class SessionsOverMqtt(Sessions, OverMqtt):
    pass


class SessionsOverWebSocket(Sessions, OverWebSocket):
    pass
