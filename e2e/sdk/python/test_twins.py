"""Twins, from the service's side."""

from azure.iot.hub.models import Twin, TwinProperties

from fixture.hub import new_device, new_module, registry
from fixture.rows import Case, proves

FIRST = "AAAAAAAAAAE="


class Twins(Case):
    @proves("twins.get")
    def test_a_new_device_has_a_twin_of_version_2_without_properties(self):
        twin = registry.get_twin(new_device().device_id)
        self.assertEqual((twin.etag, twin.version, twin.status), (FIRST, 2, "enabled"))
        self.assertEqual((twin.properties.desired["$version"], twin.properties.reported["$version"]), (1, 1))

    @proves("twins.get.unknown")
    def test_a_device_that_is_not_registered_has_no_twin(self):
        with self.refused(404, "DeviceNotFound"):
            registry.get_twin("nobody")

    @proves("twins.patch")
    def test_a_patch_adds_to_tags_and_desired_properties_moves_the_versions_and_notes_when(self):
        device = new_device().device_id
        registry.update_twin(device, Twin(tags={"wing": "north"}))
        twin = registry.update_twin(device, Twin(tags={"floor": 3}, properties=desired(building=43)))
        self.assertEqual(twin.tags, {"wing": "north", "floor": 3})
        self.assertEqual((twin.properties.desired["building"], twin.properties.desired["$version"]), (43, 2))
        self.assertEqual(twin.version, 4)
        self.assertEqual(twin.properties.desired["$metadata"]["building"]["$lastUpdatedVersion"], 2)

    @proves("twins.patch.null")
    def test_null_deletes_and_the_last_leaf_leaves_an_empty_object(self):
        device = new_device().device_id
        registry.update_twin(device, Twin(tags={"at": {"wing": "north"}, "floor": 3}))
        twin = registry.update_twin(device, Twin(tags={"at": {"wing": None}, "floor": None}))
        self.assertEqual(twin.tags, {"at": {}})

    @proves("twins.patch.etag")
    def test_a_patch_of_this_etag_is_taken_and_the_etag_moves(self):
        twin = registry.update_twin(new_device().device_id, Twin(tags={"floor": 3}), FIRST)
        self.assertEqual(twin.etag, "AAAAAAAAAAI=")

    @proves("twins.patch.stale")
    def test_a_patch_with_a_stale_etag_is_refused_with_412(self):
        device = new_device().device_id
        registry.update_twin(device, Twin(tags={"floor": 3}))
        with self.refused(412, "PreconditionFailed"):
            registry.update_twin(device, Twin(tags={"floor": 4}), FIRST)
        self.assertEqual(registry.get_twin(device).tags, {"floor": 3})

    @proves("twins.patch.too-large")
    def test_more_than_32_kb_of_desired_properties_are_refused_with_403(self):
        device = new_device().device_id
        texts = {f"text{index}": "x" * 4000 for index in range(9)}
        with self.refused(403, "DeviceModelMaxPropertiesExceeded"):
            registry.update_twin(device, Twin(properties=desired(**texts)))

    @proves("twins.replace")
    def test_a_replacement_leaves_nothing_of_what_was(self):
        device = new_device().device_id
        registry.update_twin(device, Twin(tags={"wing": "north"}, properties=desired(building=43)))
        registry.replace_twin(device, Twin(tags={"floor": 3}, properties=desired(locked=True)))
        twin = registry.get_twin(device)
        self.assertEqual((twin.tags, twin.properties.desired["locked"]), ({"floor": 3}, True))
        self.assertNotIn("building", twin.properties.desired)

    @proves("twins.replace.stale")
    def test_a_replacement_with_a_stale_etag_is_refused_with_412(self):
        device = new_device().device_id
        registry.update_twin(device, Twin(tags={"floor": 3}))
        with self.refused(412, "PreconditionFailed"):
            registry.replace_twin(device, Twin(tags={"floor": 4}), FIRST)


class ModuleTwins(Case):
    @proves("twins.module.get")
    def test_a_new_module_has_a_twin_of_its_own(self):
        module = new_module()
        twin = registry.get_module_twin(module.device_id, "lock")
        self.assertEqual((twin.device_id, twin.module_id, twin.version), (module.device_id, "lock", 2))

    @proves("twins.module.patch")
    def test_a_patch_of_a_modules_twin_leaves_the_devices_alone(self):
        device = new_module().device_id
        twin = registry.update_module_twin(device, "lock", Twin(properties=desired(bolts=2)))
        self.assertEqual(twin.properties.desired["bolts"], 2)
        self.assertNotIn("bolts", registry.get_twin(device).properties.desired)

    @proves("twins.module.patch.stale")
    def test_a_patch_of_a_modules_twin_with_a_stale_etag_is_refused_with_412(self):
        device = new_module().device_id
        registry.update_module_twin(device, "lock", Twin(tags={"floor": 3}))
        with self.refused(412, "PreconditionFailed"):
            registry.update_module_twin(device, "lock", Twin(tags={"floor": 4}), FIRST)

    @proves("twins.module.replace")
    def test_a_replacement_of_a_modules_twin_leaves_nothing_of_what_was(self):
        device = new_module().device_id
        registry.update_module_twin(device, "lock", Twin(tags={"wing": "north"}))
        registry.replace_module_twin(device, "lock", Twin(tags={"floor": 3}))
        self.assertEqual(registry.get_module_twin(device, "lock").tags, {"floor": 3})


def desired(**properties):
    return TwinProperties(desired=properties)
