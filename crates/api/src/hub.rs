//! Which hub, what it allows, and how it is doing.

use serde::{Deserialize, Serialize};

use crate::{job::JobId, time::EpochMillis};

/// The hub behind the proxy and the limits that follow from its tier.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Hub {
    /// Host name, without port.
    pub host: String,
    /// The same with its port, where that is not the one of HTTPS.
    pub address: String,
    /// `f1`, `s1`, `s2`, `s3` or `unlimited`.
    pub tier: String,
    /// Units bought of that tier.
    pub units: u32,
    /// Jobs that may be queued, scheduled or running at once.
    pub job_slots: u32,
    /// Devices a second that the hub's jobs work through.
    pub device_operations_per_second: f64,
    /// `devices.jobs` queries a minute that this proxy may spend.
    pub queries_per_minute: f64,
}

/// How the last calls to the hub went.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum HubHealth {
    /// The hub answers.
    Live,
    /// The hub refused with 429; the proxy waits.
    Throttled {
        /// When the proxy asks again.
        next_try_at: EpochMillis,
        /// The hub's name for it, such as `ThrottlingBacklogTimeout`.
        code: String,
    },
    /// The hub cannot be reached, refuses the credential, or answers what is no answer.
    Failing {
        /// Since when nothing fresh came.
        since: EpochMillis,
        /// When the proxy asks again.
        next_try_at: EpochMillis,
        /// What kind of failure.
        cause: HubFailure,
        /// The hub's name for it, or the proxy's own words for a reader of logs.
        detail: String,
    },
}

/// Why a hub gives nothing fresh.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum HubFailure {
    /// No connection, no TLS, or no answer in time.
    Unreachable,
    /// 401 or 403.
    CredentialRefused,
    /// An answer that is not what IoT Hub sends.
    Garbled,
    /// A 5xx.
    ServerError,
}

/// Who holds the hub's job slots.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Slots {
    /// How many there are.
    pub total: u32,
    /// The jobs that hold one: queued, scheduled or running.
    pub held_by: Vec<JobId>,
}

impl Slots {
    /// True when a further job would be refused now.
    #[must_use]
    pub fn full(&self) -> bool {
        self.held_by.len() >= self.total as usize
    }
}
