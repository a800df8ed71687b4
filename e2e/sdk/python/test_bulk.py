"""Many devices in one call, and counting them."""

from azure.iot.hub.models import ExportImportDevice

from fixture import control
from fixture.doors import Doors
from fixture.hub import STALE, fresh, new_device, registry
from fixture.rows import Case, proves


class Bulk(Case):
    @proves("bulk.create")
    def test_two_devices_are_created_in_one_call(self):
        devices = [fresh(), fresh()]
        result = bulk("create", [{"id": devices[0]}, {"id": devices[1], "status": "disabled"}])
        self.assertEqual((result.is_successful, result.errors, result.warnings), (True, [], []))
        self.assertEqual(registry.get_device(devices[1]).status, "disabled")

    @proves("bulk.update")
    def test_two_devices_are_updated_in_one_call_whatever_their_etags(self):
        devices = [new_device().device_id, new_device().device_id]
        bulk("update", [{"id": device, "status": "disabled"} for device in devices])
        self.assertEqual([registry.get_device(device).status for device in devices], ["disabled", "disabled"])

    @proves("bulk.update.stale")
    def test_of_two_updates_the_one_with_a_stale_etag_is_refused(self):
        current, stale = new_device(), new_device()
        result = bulk("updateIfMatchETag", [
            {"id": current.device_id, "e_tag": current.etag, "status": "disabled"},
            {"id": stale.device_id, "e_tag": STALE, "status": "disabled"},
        ])
        self.assertEqual(errors(result), [(stale.device_id, "PreconditionFailed")])
        self.assertEqual(registry.get_device(current.device_id).status, "disabled")
        self.assertEqual(registry.get_device(stale.device_id).status, "enabled")

    @proves("bulk.update-twins")
    def test_twins_are_patched_in_one_call_and_a_stale_etag_is_refused(self):
        one, other = new_device().device_id, new_device().device_id
        bulk("updateTwin", [{"id": one, "tags": {"floor": 3}}])
        result = bulk("updateTwinIfMatchETag", [
            {"id": one, "twin_etag": "AAAAAAAAAAE=", "tags": {"floor": 4}},
            {"id": other, "twin_etag": "AAAAAAAAAAE=", "tags": {"floor": 5}},
        ])
        self.assertEqual(errors(result), [(one, "PreconditionFailed")])
        self.assertEqual([registry.get_twin(device).tags for device in (one, other)], [{"floor": 3}, {"floor": 5}])

    @proves("bulk.delete")
    def test_two_devices_are_deleted_in_one_call_whatever_their_etags(self):
        devices = [new_device().device_id, new_device().device_id]
        self.assertTrue(bulk("delete", [{"id": device} for device in devices]).is_successful)
        for device in devices:
            with self.refused(404, "DeviceNotFound"):
                registry.get_device(device)

    @proves("bulk.delete.stale")
    def test_of_two_deletions_the_one_with_a_stale_etag_is_refused(self):
        current, stale = new_device(), new_device()
        result = bulk("deleteIfMatchETag", [
            {"id": current.device_id, "e_tag": current.etag},
            {"id": stale.device_id, "e_tag": STALE},
        ])
        self.assertEqual(errors(result), [(stale.device_id, "PreconditionFailed")])
        with self.refused(404, "DeviceNotFound"):
            registry.get_device(current.device_id)

    @proves("bulk.partly")
    def test_a_device_that_exists_is_named_and_the_other_one_is_created(self):
        taken, other = new_device().device_id, fresh()
        self.assertEqual(errors(bulk("create", [{"id": taken}, {"id": other}])), [(taken, "DeviceAlreadyExists")])
        registry.get_device(other)


class Statistics(Case):
    @proves("statistics.devices")
    def test_devices_are_counted_by_their_status(self):
        control.reset()
        new_device(), new_device("disabled")
        counts = registry.get_device_registry_statistics()
        counted = (counts.total_device_count, counts.enabled_device_count, counts.disabled_device_count)
        self.assertEqual(counted, (2, 1, 1))


class Connections(Doors):
    @proves("statistics.service")
    def test_connected_devices_are_counted(self):
        self.open(new_device()), self.open(new_device())
        self.assertEqual(registry.get_service_statistics().connected_device_count, 2)


def bulk(mode, items):
    return registry.bulk_create_or_update_devices([ExportImportDevice(import_mode=mode, **item) for item in items])


def errors(result):
    return [(error.device_id, error.error_code) for error in result.errors]
