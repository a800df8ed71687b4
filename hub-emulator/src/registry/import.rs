//! Items of a bulk write, as what the registry takes.

use iothub_wire::identity::{BulkDevice, DeviceSettings, ModuleSettings};
use iothub_wire::twin::{SectionPatch, TwinPatch};

use super::Settings;
use crate::refusal::Refusal;

/// The identity of an item.
pub(crate) fn settings_of(item: BulkDevice) -> Result<Settings, Refusal> {
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

/// Tags and desired properties of an item.
pub(crate) fn patch_of(item: &BulkDevice) -> Result<TwinPatch, Refusal> {
    let desired = item.properties.as_ref().and_then(|properties| properties.desired.clone());
    let section = |members| Option::map_or(members, SectionPatch::Absent, SectionPatch::Members);
    let patch = TwinPatch { tags: section(item.tags.clone()), desired: section(desired) };
    patch.check()?;
    Ok(patch)
}
