"""Modules of the identity registry."""

import base64

from fixture.hub import STALE, new_device, new_module, registry
from fixture.rows import Case, proves

KEY = base64.b64encode(bytes(32)).decode()
THUMBPRINTS = ("A" * 64, "B" * 64)


class Modules(Case):
    @proves("modules.create")
    def test_a_module_is_created_and_the_hub_makes_its_keys(self):
        module = registry.create_module_with_sas(new_device().device_id, "lock", "us", "", "")
        self.assertEqual(module.managed_by, "us")
        self.assertEqual(len(base64.b64decode(module.authentication.symmetric_key.primary_key)), 32)

    @proves("modules.create.taken")
    def test_a_module_id_that_is_taken_is_refused_with_409(self):
        device = new_module().device_id
        with self.refused(409, "ModuleAlreadyExistsOnDevice"):
            registry.create_module_with_sas(device, "lock", "", "", "")

    @proves("modules.create.x509")
    def test_a_module_with_thumbprints_is_registered_as_self_signed(self):
        module = registry.create_module_with_x509(new_device().device_id, "lock", "", *THUMBPRINTS)
        self.assertEqual(module.authentication.x509_thumbprint.primary_thumbprint, THUMBPRINTS[0])

    @proves("modules.create.authority")
    def test_a_module_that_trusts_an_authority_is_registered_as_that(self):
        module = registry.create_module_with_certificate_authority(new_device().device_id, "lock", "")
        self.assertEqual(module.authentication.type, "certificateAuthority")

    @proves("modules.get")
    def test_a_module_is_read_back(self):
        module = new_module()
        self.assertEqual(registry.get_module(module.device_id, "lock"), module)

    @proves("modules.get.unknown")
    def test_a_module_that_is_not_registered_is_404(self):
        device = new_device().device_id
        with self.refused(404, "ModuleNotFound"):
            registry.get_module(device, "lock")

    @proves("modules.list")
    def test_the_list_names_every_module_of_the_device(self):
        device = new_module().device_id
        registry.create_module_with_sas(device, "bell", "", "", "")
        self.assertEqual(sorted(module.module_id for module in registry.get_modules(device)), ["bell", "lock"])

    @proves("modules.update")
    def test_a_module_of_this_etag_is_updated_and_its_etag_moves(self):
        module = new_module()
        updated = registry.update_module_with_sas(module.device_id, "lock", "them", module.etag, KEY, KEY)
        self.assertEqual((updated.managed_by, updated.authentication.symmetric_key.primary_key), ("them", KEY))
        self.assertNotEqual(updated.etag, module.etag)

    @proves("modules.update.stale")
    def test_an_update_with_a_stale_etag_is_refused_with_412(self):
        device = new_module().device_id
        with self.refused(412, "PreconditionFailed"):
            registry.update_module_with_sas(device, "lock", "them", STALE, KEY, KEY)

    @proves("modules.update.x509")
    def test_a_module_that_had_keys_gets_thumbprints(self):
        module = new_module()
        updated = registry.update_module_with_x509(module.device_id, "lock", "", module.etag, *THUMBPRINTS)
        self.assertEqual(updated.authentication.x509_thumbprint.secondary_thumbprint, THUMBPRINTS[1])

    @proves("modules.update.authority")
    def test_a_module_that_had_keys_comes_to_trust_an_authority(self):
        module = new_module()
        updated = registry.update_module_with_certificate_authority(module.device_id, "lock", "", module.etag)
        self.assertEqual(updated.authentication.type, "certificateAuthority")

    @proves("modules.delete")
    def test_a_deleted_module_is_gone_and_its_device_is_not(self):
        device = new_module().device_id
        registry.delete_module(device, "lock")
        with self.refused(404, "ModuleNotFound"):
            registry.get_module(device, "lock")
        registry.get_device(device)

    @proves("modules.delete.stale")
    def test_a_deletion_with_a_stale_etag_is_refused_with_412(self):
        device = new_module().device_id
        with self.refused(412, "PreconditionFailed"):
            registry.delete_module(device, "lock", STALE)
        registry.get_module(device, "lock")
