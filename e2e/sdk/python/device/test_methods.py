"""Direct methods, from the device's side, and receiving by asking."""

from concurrent.futures import ThreadPoolExecutor

from azure.iot.device import MethodResponse
from azure.iot.hub.models import CloudToDeviceMethod, Twin, TwinProperties

from fixture import control
from fixture.doors import WAIT, of_each, subscribed
from fixture.hub import invoke, new_device, new_module, patch_twin, registry
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


class Receiving:
    """Receiving by asking, which the SDK calls deprecated. Who asks is subscribed by that."""

    @proves("device.receive")
    def test_a_device_receives_patches_calls_and_messages_by_asking_for_them(self):
        door = new_device()
        with ThreadPoolExecutor() as pool:
            client, patch, request = self.asking(pool, door)
            message = pool.submit(client.receive_message, timeout=WAIT)
            subscribed(door, 3)
            control.send(door.device_id, {"body": "open"})
            self.assertEqual(message.result().data, b"open")
            self.received(pool, door, client, patch, request)

    @proves("module.receive")
    def test_a_module_receives_patches_and_calls_by_asking_for_them(self):
        lock = new_module()
        with ThreadPoolExecutor() as pool:
            client, patch, request = self.asking(pool, lock)
            subscribed(lock, 2)
            self.received(pool, lock, client, patch, request)

    def asking(self, pool, of):
        client = self.open(of)
        patch = pool.submit(client.receive_twin_desired_properties_patch, timeout=WAIT)
        return client, patch, pool.submit(client.receive_method_request, timeout=WAIT)

    def received(self, pool, of, client, patch, request):
        patch_twin(of, Twin(properties=TwinProperties(desired={"building": 43})))
        self.assertEqual(patch.result()["building"], 43)
        result = pool.submit(invoke, of, "10m")
        asked = request.result()
        client.send_method_response(MethodResponse.create_from_method_request(asked, 200, asked.name))
        self.assertEqual(result.result(), (200, "lockDoor"))


load_tests = of_each(Methods, Receiving)


def lock_door():
    return CloudToDeviceMethod(method_name="lockDoor", payload={"lockTime": "10m"})
