//! Jobs: ordering one, and what is known of it.

use serde::{Deserialize, Serialize};

use crate::{hub::Slots, time::EpochMillis};

mod course;
mod id;
mod order;
mod record;
mod rerun;

pub use id::{InvalidJobId, JobId};
pub use order::{Action, JobOrder, LONGEST_NAME, LONGEST_NOTE, PreviewProof};
pub use record::{JobLabel, JobRecord, Part, RepeatedDevices, Repeats, Waits};
pub use rerun::{Rerun, RerunPlan, RerunPlans, RerunQuery, Reruns, Target};

/// How far a job is, in the hub's words.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum JobState {
    /// Ordered; no slot of the hub is free, so Lockstep keeps it until there is one.
    Waiting,
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
    /// Every state.
    pub const ALL: [Self; 8] = [
        Self::Waiting,
        Self::Queued,
        Self::Scheduled,
        Self::Running,
        Self::Completed,
        Self::Failed,
        Self::Cancelled,
        Self::Unknown,
    ];

    /// The word for it, as in the API.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Queued => "queued",
            Self::Scheduled => "scheduled",
            Self::Running => "running",
            Self::Completed => "completed",
            Self::Failed => "failed",
            Self::Cancelled => "cancelled",
            Self::Unknown => "unknown",
        }
    }

    /// True when nothing more will happen.
    #[must_use]
    pub fn ended(self) -> bool {
        match self {
            Self::Completed | Self::Failed | Self::Cancelled => true,
            Self::Waiting | Self::Queued | Self::Scheduled | Self::Running | Self::Unknown => false,
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
    /// What Lockstep knows of it beside the hub.
    #[serde(default)]
    pub record: JobRecord,
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
    /// What to ask for next, when Lockstep keeps more than the list takes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub older: Option<OlderQuery>,
}

/// Query of `GET /api/older-jobs`: a place in what Lockstep keeps, as an answer has named it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct OlderQuery {
    /// When the last job before it was recorded; the hub has its own time for that.
    pub before: EpochMillis,
    /// The id of that job.
    pub id: JobId,
}

/// Answer of `GET /api/older-jobs`: jobs that Lockstep keeps.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct OlderJobs {
    /// Newest first, at most a hundred.
    pub jobs: Vec<Job>,
    /// What to ask for next; absent on the last page.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next: Option<OlderQuery>,
}
