//! Devices and modules: identities, twins, sessions. Pure state; the caller brings time, keys and the ledger.

mod account;
mod entry;
mod identities;
mod import;
mod mail;
mod mailbox;
mod records;
mod search;
mod session;
mod twins;

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Bound;

use iothub_wire::identity::{DeviceStatus, RegistryStatistics};
use iothub_wire::ids::DeviceId;
use iothub_wire::time::UtcTime;

use crate::identity::Identity;

pub(crate) use account::{Minted, Settings};
pub(crate) use entry::Entry;
pub(crate) use import::patch_of;
pub(crate) use records::LoadError;
pub(crate) use search::{job_condition, possible};
pub(crate) use session::Session;
pub(crate) use twins::{TwinWrite, no_twin};

/// Most modules of one device (observed; the documentation has named 20 and 50).
pub(crate) const MOST_MODULES: usize = 50;

/// Every identity, devices before their modules, in the order of ids.
#[derive(Debug, Default)]
pub(crate) struct Registry {
    entries: BTreeMap<Identity, Entry>,
    /// When which cloud-to-device message expires.
    mail_expiries: BTreeSet<(UtcTime, u64, Identity)>,
    /// The last sequence number that was given to a message.
    last_mail: u64,
}

impl Registry {
    /// The entry of a device or module.
    pub(crate) fn get(&self, identity: &Identity) -> Option<&Entry> {
        self.entries.get(identity)
    }

    /// The entry of a device or module, to change.
    pub(crate) fn get_mut(&mut self, identity: &Identity) -> Option<&mut Entry> {
        self.entries.get_mut(identity)
    }

    /// Every identity after this one, or from the start.
    pub(crate) fn after(&self, last: Option<&Identity>) -> impl Iterator<Item = (&Identity, &Entry)> {
        let from = last.map_or(Bound::Unbounded, Bound::Excluded);
        self.entries.range((from, Bound::Unbounded))
    }

    /// The devices.
    pub(crate) fn devices(&self) -> impl Iterator<Item = (&Identity, &Entry)> {
        self.entries.iter().filter(|(identity, _)| identity.module.is_none())
    }

    /// The modules of a device.
    pub(crate) fn modules<'a>(
        &'a self,
        device: &'a DeviceId,
    ) -> impl Iterator<Item = (&'a Identity, &'a Entry)> {
        let itself = Identity::device(device.clone());
        self.entries
            .range(itself..)
            .take_while(move |(identity, _)| identity.device == *device)
            .filter(|(identity, _)| identity.module.is_some())
    }

    /// Says whether the device of this identity is registered and enabled.
    pub(crate) fn enabled(&self, device: &DeviceId) -> bool {
        let entry = self.get(&Identity::device(device.clone()));
        entry.is_some_and(|entry| entry.account.status == DeviceStatus::Enabled)
    }

    /// Identities that are connected.
    pub(crate) fn connected(&self) -> impl Iterator<Item = (&Identity, &Entry)> {
        self.entries.iter().filter(|(_, entry)| entry.link.is_some())
    }

    /// How many devices there are, enabled and disabled.
    pub(crate) fn statistics(&self) -> RegistryStatistics {
        let mut statistics = RegistryStatistics::default();
        for (_, entry) in self.devices() {
            statistics.total_device_count += 1;
            match entry.account.status {
                DeviceStatus::Enabled => statistics.enabled_device_count += 1,
                DeviceStatus::Disabled => statistics.disabled_device_count += 1,
            }
        }
        statistics
    }
}
