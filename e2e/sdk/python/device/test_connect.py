"""Devices and modules connect, with keys and with tokens, and are refused."""

import base64

from azure.iot.device import IoTHubDeviceClient, IoTHubModuleClient
from azure.iot.device.exceptions import ConnectionFailedError, CredentialError

from fixture import control
from fixture.doors import OverMqtt, OverWebSocket, connected, disconnected, gone, token
from fixture.hub import new_device, new_module, registry
from fixture.rows import proves

WRONG = base64.b64encode(bytes(32)).decode()


class Connecting:
    @proves("device.connect")
    def test_a_device_is_connected_until_it_disconnects(self):
        door = new_device()
        client = self.open(door)
        self.assertTrue(client.connected)
        self.assertEqual(registry.get_device(door.device_id).connection_state, "Connected")
        wait = disconnected(client)
        client.disconnect()
        wait()
        gone(door)
        self.assertEqual(registry.get_twin(door.device_id).connection_state, "Disconnected")

    @proves("device.connect.token")
    def test_a_device_connects_with_a_token_that_somebody_else_made(self):
        door = new_device()
        self.ends(IoTHubDeviceClient.create_from_sastoken(token(door), **self.options())).connect()
        connected(door)

    @proves("device.connect.key")
    def test_a_device_connects_with_a_bare_key(self):
        door = new_device()
        key = door.authentication.symmetric_key.secondary_key
        client = IoTHubDeviceClient.create_from_symmetric_key(key, "localhost", door.device_id, **self.options())
        self.ends(client).connect()
        connected(door)

    @proves("device.refused.key")
    def test_a_wrong_key_is_refused(self):
        door = new_device()
        door.authentication.symmetric_key.primary_key = WRONG
        self.turned_away(door)

    @proves("device.refused.unknown")
    def test_a_device_that_is_not_registered_is_refused(self):
        door = new_device()
        registry.delete_device(door.device_id)
        self.turned_away(door)

    @proves("device.refused.disabled")
    def test_a_disabled_device_is_refused(self):
        self.turned_away(new_device("disabled"))

    @proves("device.refused.throttled")
    def test_a_hub_that_throttles_refuses_connections_and_no_longer_than_it_does(self):
        door = new_device()
        control.throttle(60)
        with self.assertRaises(ConnectionFailedError):
            self.open(door)
        control.advance(60)
        self.open(door)

    @proves("module.connect")
    def test_a_module_is_connected_until_it_disconnects(self):
        lock = new_module()
        client = self.open(lock)
        self.assertTrue(client.connected)
        self.assertEqual(registry.get_module(lock.device_id, "lock").connection_state, "Connected")
        wait = disconnected(client)
        client.disconnect()
        wait()
        gone(lock)

    @proves("module.connect.token")
    def test_a_module_connects_with_a_token_that_somebody_else_made(self):
        lock = new_module()
        self.ends(IoTHubModuleClient.create_from_sastoken(token(lock), **self.options())).connect()
        connected(lock)

    def turned_away(self, door):
        with self.assertRaises(CredentialError):
            self.open(door)


class ConnectingOverMqtt(Connecting, OverMqtt):
    pass


class ConnectingOverWebSocket(Connecting, OverWebSocket):
    pass
