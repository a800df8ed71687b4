"""Direct methods, from the service's side."""

from concurrent.futures import ThreadPoolExecutor

from azure.iot.hub.models import CloudToDeviceMethod

from fixture import control
from fixture.doors import Doors, collected, subscribed
from fixture.hub import new_device, new_module, registry
from fixture.rows import proves


class Methods(Doors):
    @proves("methods.device")
    def test_a_device_that_is_connected_answers(self):
        door = new_device()
        self.echoing(door)
        answer = call(door, payload={"lockTime": "10m"})
        self.assertEqual((answer.status, answer.payload), (200, {"lockTime": "10m"}))

    @proves("methods.payloads")
    def test_any_json_goes_to_the_device_and_back(self):
        door = new_device()
        self.echoing(door)
        for payload in ("", "text", 1.5, [1, "two", None], {"deep": {"empty": {}}}):
            self.assertEqual(call(door, payload=payload).payload, payload)

    @proves("methods.module")
    def test_a_module_that_is_connected_answers(self):
        lock = new_module()
        self.echoing(lock)
        self.assertEqual(call(lock, payload=2).payload, 2)

    @proves("methods.module.offline")
    def test_a_module_that_is_away_is_not_online(self):
        lock = new_module()
        with self.refused(404, "DeviceNotOnline"):
            call(lock)

    @proves("methods.offline")
    def test_a_device_that_is_away_is_not_online(self):
        door = new_device()
        with self.refused(404, "DeviceNotOnline"):
            call(door)

    @proves("methods.unsubscribed")
    def test_a_device_that_is_connected_but_takes_no_methods_is_not_online(self):
        door = new_device()
        self.open(door)
        with self.refused(404, "DeviceNotOnline"):
            call(door)

    @proves("methods.unanswered")
    def test_a_device_that_does_not_answer_in_time_is_504(self):
        door = new_device()
        collected(self.open(door), "on_method_request_received")
        subscribed(door, 1)
        with ThreadPoolExecutor() as pool, self.refused(504, "GatewayTimeout"):
            control.advancing(pool.submit(call, door, response_timeout_in_seconds=300))

    @proves("methods.awaited")
    def test_a_call_waits_for_its_device_to_connect(self):
        door = new_device()
        before = calls()
        with ThreadPoolExecutor() as pool:
            answer = pool.submit(call, door, payload=1, connect_timeout_in_seconds=30, response_timeout_in_seconds=60)
            control.until(lambda: calls() > before)
            self.echoing(door)
            self.assertEqual(answer.result().payload, 1)

    @proves("methods.unknown")
    def test_a_device_that_is_not_registered_is_not_found(self):
        with self.refused(404, "DeviceNotFound"):
            registry.invoke_device_method("nobody", CloudToDeviceMethod(method_name="echo"))

    @proves("methods.refused")
    def test_a_call_that_waits_longer_for_the_device_than_for_the_answer_is_refused_with_400(self):
        door = new_device()
        with self.refused(400, "ArgumentInvalid"):
            call(door, connect_timeout_in_seconds=10, response_timeout_in_seconds=5)


def call(of, **what):
    """Calls the method echo of a device or module."""
    method = CloudToDeviceMethod(method_name="echo", **what)
    if hasattr(of, "module_id"):
        return registry.invoke_device_module_method(of.device_id, of.module_id, method)
    return registry.invoke_device_method(of.device_id, method)


def calls():
    return control.counters()["calls"]["methods.invoke"]
