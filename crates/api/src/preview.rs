//! What an order would reach, before it is given.

use serde::{Deserialize, Serialize};

use crate::{device::DeviceSummary, job::Action, time::EpochMillis};

/// Body of `POST /api/preview`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct PreviewRequest {
    /// What the order will do; the token is bound to it.
    pub action: Action,
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
    /// A few of them.
    pub sample: Vec<DeviceSummary>,
    /// Signed over action, condition, count and time; sent back with the order.
    pub token: String,
    /// When the token stops being good.
    pub expires_at: EpochMillis,
    /// When the hub answered.
    pub as_of: EpochMillis,
}
