"""Devices and modules connect, with keys and with tokens, and are refused."""

import base64
import os
import pathlib

from azure.iot.device import X509
from azure.iot.device.exceptions import ConnectionFailedError, CredentialError, NoConnectionError

from fixture import control
from fixture.doors import connected, connection_string, disconnected, gone, name_of, of_each
from fixture.hub import disable, identity_of, new_device, remove, twin_of
from fixture.rows import proves

WRONG = base64.b64encode(bytes(32)).decode()
MODEL = "dtmi:com:example:Door;1"


class Connecting:
    kinds = ["device", "module"]

    @proves("{kind}.connect")
    def test_it_is_connected_until_it_disconnects(self):
        door = self.new()
        client = self.open(door)
        self.assertTrue(client.connected)
        self.assertEqual(identity_of(door).connection_state, "Connected")
        wait = disconnected(client)
        client.disconnect()
        wait()
        gone(door)
        self.assertEqual(twin_of(door).connection_state, "Disconnected")

    @proves("{kind}.connect.token")
    def test_it_connects_with_a_token_that_somebody_else_made(self):
        door = self.new()
        self.client_with_token(door).connect()
        connected(door)

    @proves("{kind}.connect.x509")
    def test_a_certificate_is_refused(self):
        door = self.new()
        # Any certificate will do, and the emulator's own is at hand.
        state = pathlib.Path(os.environ["HUB_STATE"])
        shown = X509(str(state / "server.pem"), str(state / "server.key"))
        names = [door.device_id, *([door.module_id] if self.kind == "module" else [])]
        client = self.create(door, "x509_certificate", shown, "localhost", *names)
        with self.assertRaises(CredentialError):
            client.connect()

    @proves("{kind}.connect.gateway")
    def test_it_connects_by_way_of_a_gateway_as_one_of_the_hub_that_it_names(self):
        door = self.new()
        text = connection_string(door).replace("localhost", "127.0.0.1")
        self.create(door, "connection_string", f"{text};GatewayHostName=localhost").connect()
        connected(door)

    @proves("{kind}.connect.unasked")
    def test_the_first_call_connects_it(self):
        door = self.new()
        self.client(door).send_message("locked")
        connected(door)

    @proves("{kind}.connect.asked")
    def test_without_auto_connect_nothing_but_connecting_connects_it(self):
        door = self.new()
        client = self.client(door, auto_connect=False)
        with self.assertRaises(NoConnectionError):
            client.send_message("locked")
        self.assertIsNone(control.session(name_of(door)))
        client.connect()
        connected(door)

    @proves("{kind}.connect.keep-alive")
    def test_it_notices_by_its_keep_alive_that_the_hub_is_silent(self):
        door = self.new()
        wait = disconnected(self.open(door, keep_alive=1))
        control.stall(name_of(door))
        wait()

    @proves("{kind}.model")
    def test_it_announces_its_model_and_the_twin_says_so(self):
        door = self.new()
        self.open(door, product_info=MODEL)
        self.assertEqual(twin_of(door).additional_properties["modelId"], MODEL)

    @proves("{kind}.refused.key")
    def test_a_wrong_key_is_refused(self):
        door = self.new()
        door.authentication.symmetric_key.primary_key = WRONG
        self.turned_away(door)

    @proves("{kind}.refused.unknown")
    def test_who_is_not_registered_is_refused(self):
        door = self.new()
        remove(door)
        self.turned_away(door)

    @proves("{kind}.refused.disabled")
    def test_nobody_connects_when_the_device_is_disabled(self):
        door = self.new()
        disable(door)
        self.turned_away(door)

    def turned_away(self, door):
        with self.assertRaises(CredentialError):
            self.open(door)


class ConnectingDevices:
    @proves("device.connect.key")
    def test_a_device_connects_with_a_bare_key(self):
        door = new_device()
        key = door.authentication.symmetric_key.secondary_key
        self.create(door, "symmetric_key", key, "localhost", door.device_id).connect()
        connected(door)

    @proves("device.refused.throttled")
    def test_a_hub_that_throttles_refuses_connections_and_no_longer_than_it_does(self):
        door = new_device()
        control.throttle(60)
        with self.assertRaises(ConnectionFailedError):
            self.open(door)
        control.advance(60)
        self.open(door)


load_tests = of_each(Connecting, ConnectingDevices)
