//! Writing twins: by the service, by a job, by the device.

use bytes::Bytes;
use iothub_wire::etag::IfMatch;
use iothub_wire::time::UtcTime;
use iothub_wire::twin::{DesiredNotice, Members, TwinPatch, TwinProblem};

use super::entry::StoredTwin;
use super::{Entry, Registry};
use crate::hub::device_side::{CloseReason, HubMessage, Subscription};
use crate::identity::Identity;
use crate::refusal::Refusal;
use crate::store::{Ledger, Table};

/// How a service write treats what it does not name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum TwinWrite {
    /// PATCH and jobs: leave it.
    Merge,
    /// PUT: empty it.
    Replace,
}

impl From<TwinProblem> for Refusal {
    fn from(problem: TwinProblem) -> Self {
        Self::new(problem.code(), problem.message())
    }
}

impl Registry {
    /// Writes tags and desired properties and tells a listening device.
    pub(crate) fn write_twin(
        &mut self,
        identity: &Identity,
        write: TwinWrite,
        patch: &TwinPatch,
        if_match: &IfMatch,
        now: UtcTime,
        ledger: &mut Ledger,
    ) -> Result<(), Refusal> {
        let entry = self.get_mut(identity).ok_or_else(|| no_twin(identity))?;
        let mut state = entry.twin.state();
        let etag = state.etag.to_string();
        if !if_match.allows(&etag) {
            return Err(Refusal::precondition(format!(
                "Precondition failed: the etag of the twin is {etag}"
            )));
        }
        let notice = match write {
            TwinWrite::Merge => state.patch(patch, now)?,
            TwinWrite::Replace => Some(state.replace(patch, now)?),
        };
        entry.twin = StoredTwin::from(&state);
        ledger.put_bytes(Table::Twins, identity.to_string(), entry.twin.text());
        if let Some(notice) = notice {
            notify(entry, &notice);
        }
        Ok(())
    }

    /// Merges a patch of the device into its reported properties; the result is their new version.
    pub(crate) fn report(
        &mut self,
        identity: &Identity,
        patch: &Members,
        base: Option<u64>,
        now: UtcTime,
        ledger: &mut Ledger,
    ) -> Result<u64, Refusal> {
        let entry = self.get_mut(identity).ok_or_else(|| no_twin(identity))?;
        let mut state = entry.twin.state();
        let current = state.reported.version;
        if base.is_some_and(|base| base != current) {
            return Err(Refusal::precondition(format!(
                "the version of the reported properties is {current}"
            )));
        }
        let version = state.report(patch, now)?;
        entry.twin = StoredTwin::from(&state);
        ledger.put_bytes(Table::Twins, identity.to_string(), entry.twin.text());
        Ok(version)
    }
}

/// A missing module's twin is also answered with the device's error.
pub(crate) fn no_twin(identity: &Identity) -> Refusal {
    Refusal::not_found(format!("Device {identity} not registered"))
}

/// Tells a connected and subscribed device; one that does not keep up is disconnected, so that it reads its twin anew.
fn notify(entry: &Entry, notice: &DesiredNotice) {
    let Some(link) = &entry.link else { return };
    if entry.session.granted.qos(Subscription::DesiredPatches).is_none() {
        return;
    }
    let patch = Bytes::from(serde_json::to_vec(&notice.body).unwrap_or_default());
    if link.push(HubMessage::Desired { version: notice.version, patch }).is_err() {
        link.close(CloseReason::Overflow);
    }
}
