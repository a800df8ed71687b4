//! Items of a bulk write.

use iothub_wire::etag::IfMatch;
use iothub_wire::identity::{BulkDevice, DeviceSettings, ModuleSettings};
use iothub_wire::time::UtcTime;
use iothub_wire::twin::{SectionPatch, TwinPatch, remove_read_only};

use super::{Minted, Registry, Settings, TwinWrite};
use crate::identity::Identity;
use crate::refusal::Refusal;
use crate::store::Ledger;

impl Registry {
    /// Writes the identity of an item like [`Registry::put`], and merges the tags and desired properties that it brings:
    /// both or nothing.
    pub(crate) fn import(
        &mut self,
        identity: &Identity,
        item: BulkDevice,
        if_match: &IfMatch,
        minted: Minted,
        now: UtcTime,
        ledger: &mut Ledger,
    ) -> Result<(), Refusal> {
        let patch = patch_of(&item)?;
        let brings_twin = !patch.tags.absent() || !patch.desired.absent();
        if brings_twin && let Some(entry) = self.get(identity) {
            // Whether the twin has room is known before the identity is written.
            entry.twin.state().patch(&patch, now)?;
        }
        self.put(identity, settings_of(item)?, if_match, minted, now, ledger)?;
        if brings_twin {
            self.write_twin(identity, TwinWrite::Merge, &patch, &IfMatch::Any, now, ledger)?;
        }
        Ok(())
    }
}

/// The identity of an item.
fn settings_of(item: BulkDevice) -> Result<Settings, Refusal> {
    match item.module_id {
        None => {
            let settings = DeviceSettings {
                device_id: item.id,
                status: item.status,
                status_reason: item.status_reason,
                authentication: item.authentication,
                capabilities: item.capabilities,
                device_scope: item.device_scope,
                parent_scopes: item.parent_scopes,
            };
            settings.check()?;
            Ok(Settings::Device(settings))
        }
        Some(module_id) => {
            let mut settings = ModuleSettings::new(item.id, module_id);
            settings.authentication = item.authentication;
            settings.check()?;
            Ok(Settings::Module(settings))
        }
    }
}

/// Tags and desired properties of an item, which may be those of a printed twin.
pub(crate) fn patch_of(item: &BulkDevice) -> Result<TwinPatch, Refusal> {
    let mut desired = item.properties.as_ref().and_then(|properties| properties.desired.clone());
    if let Some(desired) = &mut desired {
        remove_read_only(desired);
    }
    let section = |members| Option::map_or(members, SectionPatch::Absent, SectionPatch::Members);
    let patch = TwinPatch { tags: section(item.tags.clone()), desired: section(desired) };
    patch.check()?;
    Ok(patch)
}
