//! Ordering a job.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::{Part, Repeats};
use crate::time::EpochMillis;

/// What a job does to each device.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum Action {
    /// Calls a direct method.
    Method {
        /// Name of the method, such as `lockDoor`.
        name: String,
        /// Any JSON.
        #[serde(default)]
        payload: Value,
        /// Seconds a device has to answer, 5 to 300.
        response_timeout_seconds: u32,
        /// Seconds to wait for an offline device to connect, 0 to 300 and not above the response time-out.
        connect_timeout_seconds: u32,
    },
    /// Merges into the twin; a `null` deletes.
    Twin {
        /// Patch of the desired properties; absent leaves them alone.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        desired: Option<Map<String, Value>>,
        /// Patch of the tags; absent leaves them alone.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        tags: Option<Map<String, Value>>,
    },
    /// A kind that Lockstep does not order, such as an import.
    Other {
        /// The hub's word for it.
        name: String,
    },
}

impl Action {
    /// Seconds that a device may take at the most, to connect and to answer; `None` where none is waited for.
    #[must_use]
    pub fn longest_answer_seconds(&self) -> Option<u64> {
        match self {
            Self::Method { response_timeout_seconds, connect_timeout_seconds, .. } => {
                Some(u64::from(*response_timeout_seconds) + u64::from(*connect_timeout_seconds))
            }
            Self::Twin { .. } | Self::Other { .. } => None,
        }
    }
}

/// Body of `PUT /api/jobs/{id}`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct JobOrder {
    /// What to do. `Other` is refused.
    pub action: Action,
    /// Which devices: a condition as after `WHERE`, or `*` for all. A list `deviceId IN [...]` that is longer than the hub
    /// takes is split: the jobs after the first are called `id-2`, `id-3` and so on.
    pub condition: String,
    /// True once the person has agreed to send a condition that our own parser refuses: the hub decides.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub unchecked: bool,
    /// When to start; absent for now. At most seven days ahead; a time in the past is refused.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub start_at: Option<EpochMillis>,
    /// Seconds from the start after which devices that have not finished are given up.
    pub max_execution_seconds: u32,
    /// Proof of a preview; needed above the session's `previewThreshold`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub preview: Option<PreviewProof>,
    /// True once the person has agreed to start at once although the planned time has passed.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub start_at_once_if_late: bool,
    /// What the job is called; at most [`LONGEST_NAME`] characters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// What there is to know about it; at most [`LONGEST_NOTE`] characters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// The job that this one repeats.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub repeats: Option<Repeats>,
    /// Its place in an order that takes several jobs.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub part: Option<Part>,
}

impl JobOrder {
    /// An order to be given now, without a name or anything else that can be left out.
    #[must_use]
    pub fn new(action: Action, condition: impl Into<String>, max_execution_seconds: u32) -> Self {
        Self {
            action,
            condition: condition.into(),
            unchecked: false,
            start_at: None,
            max_execution_seconds,
            preview: None,
            start_at_once_if_late: false,
            name: None,
            note: None,
            repeats: None,
            part: None,
        }
    }
}

/// Most characters of a job's name.
pub const LONGEST_NAME: usize = 100;
/// Most characters of a job's note.
pub const LONGEST_NOTE: usize = 2000;

/// That somebody saw how many devices an order reaches.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct PreviewProof {
    /// The token of the preview.
    pub token: String,
    /// The count, as the person typed it.
    pub typed_count: u64,
}
