//! Writing identities: create, update and delete with their preconditions.

use std::sync::Arc;

use iothub_wire::error::{Envelope, ErrorCode};
use iothub_wire::etag::{IdentityEtag, IfMatch};
use iothub_wire::identity::DeviceStatus;
use iothub_wire::ids::DeviceId;
use iothub_wire::time::UtcTime;

use super::account::{Account, Minted, Settings};
use super::{Entry, MOST_MODULES, Registry};
use crate::hub::device_side::CloseReason;
use crate::identity::Identity;
use crate::refusal::Refusal;
use crate::store::{Ledger, Table};

impl Registry {
    /// Creates (no `If-Match`) or updates (any `If-Match`) an identity.
    ///
    /// IoT Hub refuses a PUT without `If-Match` on an existing id with 409, and one with it on a missing id with 404.
    pub(crate) fn put(
        &mut self,
        identity: &Identity,
        settings: Settings,
        if_match: &IfMatch,
        minted: Minted,
        now: UtcTime,
        ledger: &mut Ledger,
    ) -> Result<(), Refusal> {
        self.check_parent(identity)?;
        match (self.entries.get_mut(identity), if_match) {
            (Some(_), IfMatch::Absent) => return Err(already_exists(identity)),
            (None, IfMatch::Any | IfMatch::Etag(_)) => return Err(missing(identity)),
            (Some(entry), _) => {
                check_etag(if_match, entry.account.etag)?;
                entry.account.update(settings, minted, now);
            }
            (None, IfMatch::Absent) => {
                if identity.module.is_some() && self.modules(&identity.device).count() >= MOST_MODULES {
                    return Err(too_many_modules(&identity.device));
                }
                let entry = Entry::new(Account::new(settings, minted, now), now);
                ledger.put_bytes(Table::Twins, identity.to_string(), entry.twin.text());
                self.entries.insert(identity.clone(), entry);
            }
        }
        if let Some(entry) = self.entries.get(identity) {
            ledger.put(Table::Identities, identity.to_string(), &entry.account);
        }
        if identity.module.is_none() && !self.enabled(&identity.device) {
            self.close_all(&identity.device, CloseReason::Disabled);
        }
        Ok(())
    }

    /// Deletes an identity; a device takes its modules with it. `If-Match` is required.
    pub(crate) fn delete(
        &mut self,
        identity: &Identity,
        if_match: &IfMatch,
        ledger: &mut Ledger,
    ) -> Result<(), Refusal> {
        if *if_match == IfMatch::Absent {
            return Err(Refusal::precondition("Etag missing"));
        }
        self.check_parent(identity)?;
        let entry = self.entries.get(identity).ok_or_else(|| missing(identity))?;
        check_etag(if_match, entry.account.etag)?;
        let mut doomed = vec![identity.clone()];
        if identity.module.is_none() {
            doomed.extend(self.modules(&identity.device).map(|(module, _)| module.clone()));
        }
        for identity in doomed {
            self.remove(&identity, ledger);
        }
        Ok(())
    }

    /// Removes everything.
    pub(crate) fn clear(&mut self, ledger: &mut Ledger) {
        let all: Vec<_> = self.entries.keys().cloned().collect();
        for identity in all {
            self.remove(&identity, ledger);
        }
    }

    fn remove(&mut self, identity: &Identity, ledger: &mut Ledger) {
        if let Some(entry) = self.entries.remove(identity) {
            for table in [Table::Identities, Table::Twins, Table::Sessions] {
                ledger.remove(table, identity.to_string());
            }
            if let Some(mailbox) = &entry.mailbox {
                self.forget_mail(identity, mailbox, ledger);
            }
            if let Some(link) = entry.link {
                link.close(CloseReason::Deleted);
            }
            if let Some(awaited) = entry.awaited {
                awaited.notify_waiters();
            }
        }
    }

    fn close_all(&mut self, device: &DeviceId, reason: CloseReason) {
        let itself = self.entries.get(&Identity::device(device.clone()));
        let entries = itself.into_iter().chain(self.modules(device).map(|(_, entry)| entry));
        let links: Vec<Arc<_>> = entries.filter_map(|entry| entry.link.clone()).collect();
        for link in links {
            link.close(reason);
        }
    }

    /// A module belongs to a device that is there.
    fn check_parent(&self, identity: &Identity) -> Result<(), Refusal> {
        let device = Identity::device(identity.device.clone());
        if self.entries.contains_key(&device) || identity.module.is_none() {
            return Ok(());
        }
        Err(missing(&device))
    }

    /// The entry of an identity, or the refusal that reading it gets.
    pub(crate) fn read(&self, identity: &Identity) -> Result<&Entry, Refusal> {
        self.check_parent(identity)?;
        self.entries.get(identity).ok_or_else(|| missing(identity))
    }

    /// The modules of a device, or the refusal that listing them gets.
    pub(crate) fn list_modules(
        &self,
        device: &DeviceId,
    ) -> Result<Vec<iothub_wire::identity::Module>, Refusal> {
        self.read(&Identity::device(device.clone()))?;
        Ok(self.modules(device).filter_map(|(identity, entry)| entry.module(identity)).collect())
    }

    /// Says whether an enabled device stands behind the identity.
    pub(crate) fn may_connect(&self, identity: &Identity) -> bool {
        self.entries.get(identity).is_some_and(|entry| entry.account.status == DeviceStatus::Enabled)
            && self.enabled(&identity.device)
    }
}

fn check_etag(if_match: &IfMatch, etag: IdentityEtag) -> Result<(), Refusal> {
    if if_match.allows(&etag.to_string()) {
        return Ok(());
    }
    let asked = match if_match {
        IfMatch::Absent | IfMatch::Any => String::new(),
        IfMatch::Etag(asked) => {
            asked.parse().map_or_else(|_| asked.clone(), |IdentityEtag(version)| version.to_string())
        }
    };
    Err(Refusal::precondition(format!(
        "Precondition failed: Device version did not match, existingVersion:{} newVersion:{asked}",
        etag.0
    )))
}

fn already_exists(identity: &Identity) -> Refusal {
    match &identity.module {
        None => Refusal::new(
            ErrorCode::DeviceAlreadyExists,
            format!("A device with ID '{}' is already registered.", identity.device),
        ),
        Some(module) => Refusal::new(
            ErrorCode::ModuleAlreadyExistsOnDevice,
            format!("A module with ID '{module}' already exists on device '{}'.", identity.device),
        )
        .within(Envelope::Numbered),
    }
}

fn missing(identity: &Identity) -> Refusal {
    match &identity.module {
        None => Refusal::not_found(format!("Device {} not registered", identity.device)),
        Some(module) => Refusal::new(
            ErrorCode::ModuleNotFound,
            format!("Module {module} not registered on device {}", identity.device),
        )
        .within(Envelope::Numbered),
    }
}

fn too_many_modules(device: &DeviceId) -> Refusal {
    let message = format!("Device {device} already has {MOST_MODULES} modules");
    Refusal::new(ErrorCode::TooManyModulesOnDevice, message).within(Envelope::Numbered)
}
