"""Devices of the identity registry."""

import base64

from fixture.hub import STALE, fresh, new_device, registry
from fixture.rows import Case, proves

KEY = base64.b64encode(bytes(32)).decode()
THUMBPRINTS = ("A" * 40, "B" * 40)


class Registry(Case):
    @proves("registry.create")
    def test_a_device_is_created_and_the_hub_makes_its_keys(self):
        device = registry.create_device_with_sas(fresh(), "", "", "enabled")
        self.assertEqual(len(base64.b64decode(device.authentication.symmetric_key.primary_key)), 32)

    @proves("registry.create.keys")
    def test_a_device_is_created_with_the_keys_it_brings(self):
        device = registry.create_device_with_sas(fresh(), KEY, KEY, "enabled")
        self.assertEqual(device.authentication.symmetric_key.secondary_key, KEY)

    @proves("registry.create.x509")
    def test_a_device_with_thumbprints_is_registered_as_self_signed(self):
        device = registry.create_device_with_x509(fresh(), *THUMBPRINTS, "enabled")
        self.assertEqual(device.authentication.type, "selfSigned")
        self.assertEqual(device.authentication.x509_thumbprint.primary_thumbprint, THUMBPRINTS[0])

    @proves("registry.create.authority")
    def test_a_device_that_trusts_an_authority_has_no_keys(self):
        device = registry.create_device_with_certificate_authority(fresh(), "enabled")
        self.assertEqual(device.authentication.type, "certificateAuthority")

    @proves("registry.create.taken")
    def test_an_id_that_is_taken_is_refused_with_409(self):
        taken = new_device().device_id
        with self.refused(409, "DeviceAlreadyExists"):
            registry.create_device_with_sas(taken, "", "", "enabled")

    @proves("registry.get")
    def test_a_device_is_read_back_as_it_was_written(self):
        created = registry.create_device_with_sas(fresh(), "", "", "disabled", status_reason="in repair")
        device = registry.get_device(created.device_id)
        self.assertEqual((device.status, device.status_reason, device.etag), ("disabled", "in repair", created.etag))
        self.assertEqual(device.authentication, created.authentication)

    @proves("registry.get.unknown")
    def test_a_device_that_is_not_registered_is_404(self):
        with self.refused(404, "DeviceNotFound"):
            registry.get_device("nobody")

    @proves("registry.list")
    def test_the_list_names_every_device(self):
        device = new_device().device_id
        self.assertIn(device, [listed.device_id for listed in registry.get_devices()])

    @proves("registry.list.top")
    def test_the_list_is_as_long_as_asked_for(self):
        new_device(), new_device()
        self.assertEqual(len(registry.get_devices(1)), 1)

    @proves("registry.update")
    def test_a_device_is_disabled_and_its_etag_moves(self):
        device = new_device()
        updated = registry.update_device_with_sas(device.device_id, None, KEY, KEY, "disabled")
        self.assertEqual((updated.status, updated.authentication.symmetric_key.primary_key), ("disabled", KEY))
        self.assertNotEqual(updated.etag, device.etag)

    @proves("registry.update.etag")
    def test_an_update_of_this_etag_is_taken(self):
        device = new_device()
        updated = registry.update_device_with_sas(device.device_id, device.etag, KEY, KEY, "disabled")
        self.assertEqual(updated.status, "disabled")

    @proves("registry.update.stale")
    def test_an_update_with_a_stale_etag_is_refused_with_412(self):
        device = new_device()
        with self.refused(412, "PreconditionFailed"):
            registry.update_device_with_sas(device.device_id, STALE, KEY, KEY, "disabled")
        self.assertEqual(registry.get_device(device.device_id).status, "enabled")

    @proves("registry.update.unknown")
    def test_an_update_of_a_device_that_is_not_registered_is_404(self):
        with self.refused(404, "DeviceNotFound"):
            registry.update_device_with_sas("nobody", None, KEY, KEY, "enabled")

    @proves("registry.update.x509")
    def test_a_device_that_had_keys_gets_thumbprints(self):
        device = new_device()
        updated = registry.update_device_with_x509(device.device_id, device.etag, *THUMBPRINTS, "enabled")
        self.assertEqual(updated.authentication.x509_thumbprint.secondary_thumbprint, THUMBPRINTS[1])

    @proves("registry.update.authority")
    def test_a_device_that_had_keys_comes_to_trust_an_authority(self):
        device = new_device()
        updated = registry.update_device_with_certificate_authority(device.device_id, device.etag, "enabled")
        self.assertEqual(updated.authentication.type, "certificateAuthority")

    @proves("registry.delete")
    def test_a_deleted_device_is_gone(self):
        device = new_device().device_id
        registry.delete_device(device)
        with self.refused(404, "DeviceNotFound"):
            registry.get_device(device)

    @proves("registry.delete.stale")
    def test_a_deletion_with_a_stale_etag_is_refused_with_412(self):
        device = new_device().device_id
        with self.refused(412, "PreconditionFailed"):
            registry.delete_device(device, STALE)
        registry.get_device(device)

    @proves("registry.delete.unknown")
    def test_a_device_that_is_not_registered_cannot_be_deleted(self):
        with self.refused(404, "DeviceNotFound"):
            registry.delete_device("nobody")
