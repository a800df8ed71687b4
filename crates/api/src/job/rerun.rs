//! Running a job again for some of its devices.

use serde::{Deserialize, Serialize};

use super::{Job, JobId, RepeatedDevices};

/// Body of `POST /api/jobs/{id}/rerun`: the same action for some devices of a job. The same body again is the same order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Rerun {
    /// Id of the new job. Where more devices are named than one condition can hold, the jobs after the first are called
    /// `id-2`, `id-3` and so on.
    pub id: JobId,
    /// Which devices; `own` is an order like any other and refused here.
    pub devices: RepeatedDevices,
    /// The failure group, of those that failed or were not reached: its `code`. Absent for all of them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
    /// The devices, when they are chosen one by one.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub chosen: Vec<Target>,
    /// How many devices, as the person typed it; needed above the session's `previewThreshold`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub typed_count: Option<u64>,
    /// See [`super::JobOrder::name`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// See [`super::JobOrder::note`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

/// A device or a module that a job had a row for.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Target {
    /// Device id.
    pub device: String,
    /// Module id, of a job over modules.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub module: Option<String>,
}

/// Query of `GET /api/jobs/{id}/rerun`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct RerunQuery {
    /// See [`Rerun::code`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
}

/// Answer of `GET /api/jobs/{id}/rerun`: what running it again would take.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct RerunPlans {
    /// For those that failed.
    pub failed: RerunPlan,
    /// For those that were not reached.
    pub not_reached: RerunPlan,
}

/// What one way to run a job again would take.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct RerunPlan {
    /// Devices, or modules.
    pub devices: u64,
    /// Jobs: more than one where the hub's 8,192 characters do not hold the list of devices.
    pub jobs: u32,
}

/// Answer of `POST /api/jobs/{id}/rerun`: the new jobs, as ordered.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Reruns {
    /// Never empty.
    pub jobs: Vec<Job>,
}
