//! What the control plane and tests do to the hub from the outside.

use std::sync::atomic::Ordering;

use iothub_wire::time::UtcTime;
use serde::Serialize;

use super::Hub;
use super::device_side::{CloseReason, Transport};
use crate::identity::Identity;

/// One connection, as the control plane lists it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct SessionView {
    /// `device` or `device/module`; this is also the MQTT client id.
    pub client_id: String,
    /// The same.
    pub identity: String,
    /// What the connection came over; `None` when it was made inside this process.
    pub transport: Option<Transport>,
    /// When it was accepted.
    pub connected_at: UtcTime,
    /// The last packet of the device.
    pub last_activity_at: UtcTime,
    /// The subscriptions, each with its quality of service.
    pub subscriptions: Vec<String>,
    /// Whether the subscriptions outlive the connection.
    pub persistent: bool,
    /// Whether the connection was made to fall silent.
    pub stalled: bool,
}

impl Hub {
    /// Whether a `Host` header, its port aside, is a name of this hub.
    pub(crate) fn is_called(&self, host: &str) -> bool {
        let port = host.rsplit_once(':').filter(|(_, port)| port.bytes().all(|byte| byte.is_ascii_digit()));
        let name = port.map_or(host, |(name, _)| name);
        self.host_names.iter().any(|own| own.eq_ignore_ascii_case(name))
    }

    /// Lets the store know how far the clock was advanced.
    pub(crate) fn note_clock(&self) {
        self.with(|_, _| ());
    }

    /// Drops the connection of an identity without a word, as a network would. `false` when there is none.
    pub(crate) fn drop_connection(&self, identity: &Identity) -> bool {
        self.with(|state, _| {
            let link = state.registry.get(identity).and_then(|entry| entry.link.as_ref());
            link.map(|link| link.close(CloseReason::Dropped)).is_some()
        })
    }

    /// Makes the connection of an identity fall silent, or speak again. `false` when there is none.
    ///
    /// A silent connection stays open, as one does whose network has gone: nothing is read from it and nothing sent, and
    /// its keep-alive does not end. A new connection of the identity closes it, as do the other reasons of the hub.
    pub(crate) fn stall_connection(&self, identity: &Identity, stalled: bool) -> bool {
        self.with(|state, _| {
            let link = state.registry.get(identity).and_then(|entry| entry.link.as_ref());
            link.map(|link| link.stall(stalled)).is_some()
        })
    }

    /// Every connection.
    pub(crate) fn sessions(&self) -> Vec<SessionView> {
        self.with(|state, _| {
            let connected = state.registry.connected();
            connected
                .map(|(identity, entry)| SessionView {
                    client_id: identity.to_string(),
                    identity: identity.to_string(),
                    transport: entry.link.as_ref().and_then(|link| link.transport()),
                    stalled: entry.link.as_ref().is_some_and(|link| link.stalled()),
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
