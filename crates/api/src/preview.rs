//! What an order would reach, before it is given.

use serde::{Deserialize, Serialize};

use crate::{device::DeviceSummary, job::Action, time::EpochMillis};

/// Body of `POST /api/preview`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct PreviewRequest {
    /// What the order will do; the token is bound to it. Without it the devices are counted, and nothing is signed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub action: Option<Action>,
    /// Which devices; the token is bound to it.
    pub condition: String,
    /// True once the person has agreed to send a condition that our own parser refuses: the hub decides.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub unchecked: bool,
}

/// How many devices an order would reach if it started now. Membership is evaluated again when the job starts.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Preview {
    /// Devices that satisfy the condition.
    pub count: u64,
    /// Those of them that were connected when last heard.
    pub connected: u64,
    /// A few of them, of each kind some: connected and offline, changed by the order and not.
    pub sample: Vec<Sampled>,
    /// What an order that writes twins would change; `None` for others.
    pub changes: Option<Changes>,
    /// The proof; `None` when no action was told.
    pub signed: Option<Signed>,
    /// When the hub answered.
    pub as_of: EpochMillis,
}

/// One of the devices that an order would reach.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Sampled {
    /// The device.
    pub device: DeviceSummary,
    /// Whether an order that writes twins would change its twin; `None` for others.
    pub changes: Option<bool>,
}

/// How many twins an order would change.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Changes {
    /// Twins that were read: those of the first page of the hub's answer.
    pub read: u64,
    /// Those of them that would not be afterwards what they are.
    pub changing: u64,
}

/// The proof that somebody looked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Signed {
    /// Signed over action, condition, count and time; sent back with the order.
    pub token: String,
    /// When the token stops being good.
    pub expires_at: EpochMillis,
}
