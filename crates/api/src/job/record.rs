//! What Lockstep knows of a job beside the hub: names, notes, relatives, and its place among those that wait.

use serde::{Deserialize, Serialize};

use super::JobId;
use crate::{problem::ProblemCode, row::Tally, time::EpochMillis};

/// What Lockstep knows of a job beside the hub; nothing of one that was made elsewhere and never named.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct JobRecord {
    /// What it is called.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// What there is to know about it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// Who ordered it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub created_by: Option<String>,
    /// The job that this one repeats.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub repeats: Option<Repeats>,
    /// Its place in an order that took several jobs.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub part: Option<Part>,
    /// When it was to start, where it started later because no slot was free.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub planned_start_at: Option<EpochMillis>,
    /// When it left the queue of those that wait for a slot, for the hub or for ever; absent for one that did not wait.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub left_queue_at: Option<EpochMillis>,
    /// Outcomes counted over all its rows, once Lockstep has kept them: the hub counts a device that answered with an error
    /// status as succeeded.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tally: Option<Tally>,
    /// While it waits for a slot: where it stands.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub waits: Option<Waits>,
    /// Why it was not given to the hub when its turn came.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub refused: Option<Box<ProblemCode>>,
    /// True once Lockstep has kept the job and all its rows.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub archived: bool,
}

/// A job that waits for a slot.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Waits {
    /// Its turn, from 1.
    pub position: u32,
    /// When a slot is expected to be free for it; absent when nobody can say.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expected_at: Option<EpochMillis>,
    /// When one is free for it at the latest, every job before it taking the whole of its window; absent when nobody can
    /// say.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub latest_at: Option<EpochMillis>,
    /// The jobs that hold the slots.
    #[serde(default)]
    pub held_by: Vec<JobId>,
}

/// Body of `PATCH /api/jobs/{id}`: what a job is called and noted as. What is absent is removed.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct JobLabel {
    /// See [`super::JobOrder::name`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// See [`super::JobOrder::note`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

/// An earlier job, and for which of its devices a job repeats it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Repeats {
    /// The earlier job.
    pub job: JobId,
    /// Which devices.
    pub devices: RepeatedDevices,
}

/// For which devices of an earlier job a job repeats it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum RepeatedDevices {
    /// Those that failed.
    Failed,
    /// Those that were not reached.
    NotReached,
    /// One of them, or some that were picked.
    Chosen,
    /// Whatever its own condition says: a copy that may have been edited.
    Own,
}

/// The place of a job in an order that takes several, because its list of devices is longer than one condition can be.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Part {
    /// The first of the jobs.
    pub series: JobId,
    /// Which one this is, from 1.
    pub number: u32,
    /// How many there are.
    pub of: u32,
}
