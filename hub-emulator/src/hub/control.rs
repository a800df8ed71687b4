//! What the control plane and tests do to the hub from the outside.

use std::sync::atomic::Ordering;

use iothub_wire::time::UtcTime;
use serde::Serialize;

use super::Hub;
use super::device_side::CloseReason;
use crate::identity::Identity;

/// One connection, as the control plane lists it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct SessionView {
    /// `device` or `device/module`.
    pub(crate) identity: String,
    pub(crate) connected_at: UtcTime,
    pub(crate) last_activity_at: UtcTime,
    pub(crate) subscriptions: Vec<String>,
    /// Whether the subscriptions outlive the connection.
    pub(crate) persistent: bool,
}

impl Hub {
    /// Drops the connection of an identity without a word, as a network would. `false` when there is none.
    pub(crate) fn drop_connection(&self, identity: &Identity) -> bool {
        self.with(|state, _| {
            let link = state.registry.get(identity).and_then(|entry| entry.link.as_ref());
            link.map(|link| link.close(CloseReason::Dropped)).is_some()
        })
    }

    /// Every connection.
    pub(crate) fn sessions(&self) -> Vec<SessionView> {
        self.with(|state, _| {
            let connected = state.registry.connected();
            connected
                .map(|(identity, entry)| SessionView {
                    identity: identity.to_string(),
                    connected_at: entry.account.connection_updated_at,
                    last_activity_at: entry.link.as_ref().map_or(UtcTime::NEVER, |link| link.active_at()),
                    subscriptions: entry
                        .session
                        .granted
                        .all()
                        .map(|(held, qos)| format!("{held:?} {qos:?}"))
                        .collect(),
                    persistent: entry.session.persistent,
                })
                .collect()
        })
    }

    /// Forgets every identity, job, planned fault and counter, and what throttles and quota counted, and
    /// device-to-cloud messages; connections are closed.
    pub(crate) fn reset(&self) {
        self.with(|state, _| {
            state.jobs.clear(&mut state.ledger);
            state.registry.clear(&mut state.ledger);
        });
        self.levers.reset();
        self.throttles.reset();
        self.telemetry_count.store(0, Ordering::Relaxed);
        self.telemetry.clear();
        self.wake_jobs();
    }
}
