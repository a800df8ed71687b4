"""Direct methods, from the device's side, and receiving by asking."""

from concurrent.futures import ThreadPoolExecutor

from azure.iot.device import MethodResponse
from azure.iot.hub.models import CloudToDeviceMethod, Twin, TwinProperties

from fixture import control
from fixture.doors import WAIT, OverMqtt, OverWebSocket, subscribed
from fixture.hub import new_device, new_module, registry
from fixture.rows import proves


class Methods:
    @proves("device.methods")
    def test_a_device_answers_with_the_status_and_the_payload_it_likes(self):
        door = new_device()
        client = self.open(door)

        def answer(request):
            payload = {"locked": request.payload["lockTime"]}
            client.send_method_response(MethodResponse.create_from_method_request(request, 418, payload))

        client.on_method_request_received = answer
        subscribed(door, 1)
        result = registry.invoke_device_method(door.device_id, lock_door())
        self.assertEqual((result.status, result.payload), (418, {"locked": "10m"}))

    @proves("device.methods.unhandled")
    def test_the_one_handler_answers_for_methods_that_it_does_not_know(self):
        door = new_device()
        client = self.open(door)

        def answer(request):
            client.send_method_response(MethodResponse(request.request_id, 404, request.name))

        client.on_method_request_received = answer
        subscribed(door, 1)
        result = registry.invoke_device_method(door.device_id, lock_door())
        self.assertEqual((result.status, result.payload), (404, "lockDoor"))

    @proves("module.methods")
    def test_a_module_answers_a_method(self):
        lock = new_module()
        self.echoing(lock)
        result = registry.invoke_device_module_method(lock.device_id, "lock", lock_door())
        self.assertEqual((result.status, result.payload), (200, {"lockTime": "10m"}))

    @proves("device.receive")
    def test_a_device_receives_patches_calls_and_messages_by_asking_for_them(self):
        door = new_device()
        client = self.open(door)
        # Asking subscribes.
        client.receive_twin_desired_properties_patch(block=False)
        client.receive_method_request(block=False)
        client.receive_message(block=False)
        subscribed(door, 3)
        registry.update_twin(door.device_id, Twin(properties=TwinProperties(desired={"building": 43})))
        self.assertEqual(client.receive_twin_desired_properties_patch(timeout=WAIT)["building"], 43)
        control.send(door.device_id, {"body": "open"})
        self.assertEqual(client.receive_message(timeout=WAIT).data, b"open")
        with ThreadPoolExecutor() as pool:
            result = pool.submit(registry.invoke_device_method, door.device_id, lock_door())
            request = client.receive_method_request(timeout=WAIT)
            client.send_method_response(MethodResponse.create_from_method_request(request, 200, request.name))
            self.assertEqual(result.result().payload, "lockDoor")


class MethodsOverMqtt(Methods, OverMqtt):
    pass


class MethodsOverWebSocket(Methods, OverWebSocket):
    pass


def lock_door():
    return CloudToDeviceMethod(method_name="lockDoor", payload={"lockTime": "10m"})
