//! Jobs: ordering one, and what the hub knows of it.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::{hub::Slots, time::EpochMillis};

/// A job's id: 1 to 64 lower-case ASCII letters, digits and dashes.
///
/// The client makes it, so that a lost answer can be looked up instead of ordered twice. Ids are
/// case-sensitive in the hub and a live hub refuses upper case. Ids of jobs made by others are kept as they are
/// when the hub has them, so reading is wider than ordering: any text the hub lists is accepted by [`JobId::listed`].
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct JobId(String);

/// Why a text is no job id.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum InvalidJobId {
    /// Too short or too long.
    #[error("a job id has 1 to 64 characters, not {0}")]
    Length(usize),
    /// A character that a hub refuses.
    #[error("a job id has lower-case letters, digits and dashes, not {0:?}")]
    Character(char),
}

impl JobId {
    /// Checks an id that is about to be ordered.
    ///
    /// # Errors
    /// [`InvalidJobId`] says which rule the text breaks.
    pub fn ordered(text: impl Into<String>) -> Result<Self, InvalidJobId> {
        let text = text.into();
        let length = text.chars().count();
        if !(1..=64).contains(&length) {
            return Err(InvalidJobId::Length(length));
        }
        match text.chars().find(|c| !matches!(c, 'a'..='z' | '0'..='9' | '-')) {
            Some(character) => Err(InvalidJobId::Character(character)),
            None => Ok(Self(text)),
        }
    }

    /// Takes an id as the hub lists it.
    pub fn listed(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// The id as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Display for JobId {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(&self.0)
    }
}

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

/// Body of `PUT /api/jobs/{id}`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct JobOrder {
    /// What to do. `Other` is refused.
    pub action: Action,
    /// Which devices: a condition as after `WHERE`, or `*` for all.
    pub condition: String,
    /// When to start; absent for now. At most seven days ahead; a time in the past is refused.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub start_at: Option<EpochMillis>,
    /// Seconds from the start after which devices that have not finished are given up.
    pub max_execution_seconds: u32,
    /// Proof of a preview; needed above the session's `previewThreshold`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub preview: Option<PreviewProof>,
    /// True once the person has agreed to start at once although the planned time has passed, as when a job had to
    /// wait for a slot.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub start_at_once_if_late: bool,
}

/// That somebody saw how many devices an order reaches.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct PreviewProof {
    /// The token of the preview.
    pub token: String,
    /// The count, as the person typed it.
    pub typed_count: u64,
}

/// How far a job is, in the hub's words.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum JobState {
    /// Accepted, waiting for the hub's engine.
    Queued,
    /// Waiting for its start time. Holds a slot already.
    Scheduled,
    /// At work; the device set is fixed.
    Running,
    /// Every device has an outcome, whatever it is.
    Completed,
    /// The job itself could not run; see `failureReason`.
    Failed,
    /// Withdrawn before it ran.
    Cancelled,
    /// The hub does not know it, or uses a word that is new to us.
    Unknown,
}

impl JobState {
    /// True when nothing more will happen.
    #[must_use]
    pub fn ended(self) -> bool {
        match self {
            Self::Completed | Self::Failed | Self::Cancelled => true,
            Self::Queued | Self::Scheduled | Self::Running | Self::Unknown => false,
        }
    }

    /// True while it takes one of the hub's job slots.
    #[must_use]
    pub fn holds_slot(self) -> bool {
        matches!(self, Self::Queued | Self::Scheduled | Self::Running)
    }
}

/// A job as the hub knows it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Job {
    /// Its id.
    pub id: JobId,
    /// How far it is.
    pub state: JobState,
    /// What it does.
    pub action: Action,
    /// Which devices, as the hub echoes the condition.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub condition: Option<String>,
    /// When it was ordered.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub created_at: Option<EpochMillis>,
    /// When it starts or started.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub start_at: Option<EpochMillis>,
    /// When it ended; absent until then.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ended_at: Option<EpochMillis>,
    /// Seconds from the start after which waiting devices are given up.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_execution_seconds: Option<u32>,
    /// The hub's own text when the job failed as a whole.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub failure_reason: Option<String>,
    /// The hub's own counts; absent until it gives them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hub_counts: Option<HubCounts>,
}

/// The hub's own statistics of a job. It counts a device that answered with an error status as succeeded.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct HubCounts {
    /// Devices that the job targets.
    pub devices: u64,
    /// Reached, and answered whatever they answered.
    pub succeeded: u64,
    /// Given up.
    pub failed: u64,
    /// At work.
    pub running: u64,
    /// Not begun.
    pub pending: u64,
}

/// Answer of `GET /api/jobs`, and first event of that list's stream.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct JobList {
    /// Newest first.
    pub jobs: Vec<Job>,
    /// Who holds the hub's slots.
    pub slots: Slots,
    /// When the hub answered.
    pub as_of: EpochMillis,
    /// True when the hub had more than the proxy reads.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub truncated: bool,
}
