"""Twins, from the device's side."""

from azure.iot.device.exceptions import ClientError
from azure.iot.hub.models import Twin, TwinProperties

from fixture.doors import WAIT, collected, of_each, subscribed
from fixture.hub import new_device, new_module, registry
from fixture.rows import proves


class Twins:
    @proves("device.twin.get")
    def test_a_device_reads_what_is_desired_and_reads_it_again(self):
        door = new_device()
        client = self.open(door)
        self.assertEqual(client.get_twin()["desired"]["$version"], 1)
        registry.update_twin(door.device_id, Twin(tags={"floor": 3}, properties=desired(building=43)))
        twin = client.get_twin()
        self.assertEqual((twin["desired"]["building"], sorted(twin)), (43, ["desired", "reported"]))

    @proves("device.twin.report")
    def test_what_a_device_reports_is_in_its_twin_and_null_takes_it_out(self):
        door = new_device()
        client = self.open(door)
        client.patch_twin_reported_properties({"lock": {"state": "locked", "bolts": 2}})
        client.patch_twin_reported_properties({"lock": {"bolts": None}})
        reported = registry.get_twin(door.device_id).properties.reported
        self.assertEqual((reported["lock"], reported["$version"]), ({"state": "locked"}, 3))

    @proves("device.twin.desired")
    def test_a_device_is_told_what_is_desired_deletions_included(self):
        door = new_device()
        told = collected(self.open(door), "on_twin_desired_properties_patch_received")
        subscribed(door, 1)
        registry.update_twin(door.device_id, Twin(properties=desired(building=43, floor=3)))
        registry.update_twin(door.device_id, Twin(properties=desired(floor=None)))
        registry.replace_twin(door.device_id, Twin(properties=desired(floor=4)))
        self.assertEqual(
            [told.get(timeout=WAIT) for _ in range(3)],
            [
                {"building": 43, "floor": 3, "$version": 2},
                {"floor": None, "$version": 3},
                {"building": None, "floor": 4, "$version": 4},
            ],
        )

    @proves("module.twin")
    def test_a_module_reads_and_reports_its_own_twin_and_is_told_of_it(self):
        lock = new_module()
        client = self.open(lock)
        told = collected(client, "on_twin_desired_properties_patch_received")
        subscribed(lock, 1)
        registry.update_module_twin(lock.device_id, "lock", Twin(properties=desired(bolts=2)))
        self.assertEqual(told.get(timeout=WAIT), {"bolts": 2, "$version": 2})
        client.patch_twin_reported_properties({"bolts": 2})
        self.assertEqual(client.get_twin()["reported"]["bolts"], 2)
        self.assertNotIn("bolts", registry.get_twin(lock.device_id).properties.reported)


class Reports:
    kinds = ["device", "module"]

    @proves("{kind}.twin.report.refused")
    def test_a_report_that_no_twin_can_hold_is_refused(self):
        client = self.open(self.new())
        with self.assertRaises(ClientError) as caught:
            client.patch_twin_reported_properties({"a name": 1})
        self.assertIn("400", str(caught.exception.__cause__))
        client.patch_twin_reported_properties({"name": 1})


load_tests = of_each(Twins, Reports)


def desired(**properties):
    return TwinProperties(desired=properties)
