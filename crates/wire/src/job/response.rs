//! What the hub says about a job.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{JobAction, JobRequest, JobStatus, JobType, MethodEcho, TwinUpdate};
use crate::{
    ids::JobId,
    time::UtcTime,
    twin::{SectionPatch, TwinPatch},
};

/// A job as the hub returns it (`JobResponse`). Reading is tolerant; what does not apply is absent.
///
/// An id that the hub does not know is answered with 200 and a job of unknown type and status, see
/// [`known`](Self::known).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Job {
    /// The id.
    #[serde(rename = "jobId", default, skip_serializing_if = "Option::is_none")]
    pub id: Option<JobId>,
    /// Which devices.
    #[serde(rename = "queryCondition", default, skip_serializing_if = "Option::is_none")]
    pub condition: Option<String>,
    /// When it was created.
    #[serde(rename = "createdTime", default, skip_serializing_if = "Option::is_none")]
    pub created_at: Option<UtcTime>,
    /// When it starts or started.
    #[serde(rename = "startTime", default, skip_serializing_if = "Option::is_none")]
    pub start_at: Option<UtcTime>,
    /// When it ended.
    #[serde(rename = "endTime", default, skip_serializing_if = "Option::is_none")]
    pub end_at: Option<UtcTime>,
    /// How long it may run, in seconds.
    #[serde(rename = "maxExecutionTimeInSeconds", default, skip_serializing_if = "Option::is_none")]
    pub max_execution_seconds: Option<u64>,
    /// What it does.
    #[serde(rename = "type", default = "unknown_type")]
    pub kind: JobType,
    /// The method of a method job.
    #[serde(rename = "cloudToDeviceMethod", default, skip_serializing_if = "Option::is_none")]
    pub method: Option<MethodEcho>,
    /// The patch of a twin job, as the hub echoes it; see [`Job::twin_patch`].
    #[serde(rename = "updateTwin", default, skip_serializing_if = "Option::is_none")]
    pub twin: Option<Value>,
    /// How far it is.
    #[serde(default = "unknown_status")]
    pub status: JobStatus,
    /// Why it failed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub failure_reason: Option<String>,
    /// A remark of the hub.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub status_message: Option<String>,
    /// Its devices, counted.
    #[serde(rename = "deviceJobStatistics", default, skip_serializing_if = "Option::is_none")]
    pub statistics: Option<DeviceJobStatistics>,
}

/// The devices of a job, counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct DeviceJobStatistics {
    /// All of them.
    pub device_count: u64,
    /// Those that failed.
    pub failed_count: u64,
    /// Those that went well.
    pub succeeded_count: u64,
    /// Those under way.
    pub running_count: u64,
    /// Those not begun.
    pub pending_count: u64,
}

fn unknown_type() -> JobType {
    JobType::Unknown
}

fn unknown_status() -> JobStatus {
    JobStatus::Unknown
}

impl Job {
    /// The answer for an id that the hub does not know: `{"type":"unknown","status":"unknown"}`.
    #[must_use]
    pub fn unknown() -> Self {
        Self {
            id: None,
            condition: None,
            created_at: None,
            start_at: None,
            end_at: None,
            max_execution_seconds: None,
            kind: JobType::Unknown,
            method: None,
            twin: None,
            status: JobStatus::Unknown,
            failure_reason: None,
            status_message: None,
            statistics: None,
        }
    }

    /// The sparse answer to a create: id, type and status.
    #[must_use]
    pub fn accepted(request: &JobRequest) -> Self {
        Self {
            id: Some(request.id.clone()),
            kind: request.action.job_type(),
            status: JobStatus::Queued,
            ..Self::unknown()
        }
    }

    /// The full record of a job that was just created; the engine moves it on from here.
    #[must_use]
    pub fn created(request: &JobRequest, at: UtcTime) -> Self {
        let (method, twin) = match &request.action {
            JobAction::Method(call) => (Some(MethodEcho::of(call)), None),
            JobAction::Twin(update) => (None, serde_json::to_value(update).ok()),
        };
        Self {
            condition: Some(request.condition.clone()),
            created_at: Some(at),
            start_at: Some(request.start_at.unwrap_or(at)),
            max_execution_seconds: request.max_execution_seconds,
            method,
            twin,
            ..Self::accepted(request)
        }
    }

    /// Says whether the hub knows the job at all.
    #[must_use]
    pub fn known(&self) -> bool {
        self.kind != JobType::Unknown || self.status != JobStatus::Unknown
    }

    /// The patch of a twin job, when the echo can be read.
    #[must_use]
    pub fn twin_patch(&self) -> Option<TwinPatch> {
        self.twin.as_ref().and_then(|twin| serde_json::from_value(twin.clone()).ok())
    }

    /// Says whether this is the job that `request` asked for: the same id, type, condition, start and action.
    ///
    /// After a create whose answer was lost this tells whether it was ours. A request without a start matches any; times
    /// are compared to the millisecond.
    #[must_use]
    pub fn answers(&self, request: &JobRequest) -> bool {
        let same_start = match (request.start_at, self.start_at) {
            (None, _) => true,
            (Some(asked), Some(echoed)) => asked.unix_millis() == echoed.unix_millis(),
            (Some(_), None) => false,
        };
        let same_action = match &request.action {
            JobAction::Method(call) => self.method.as_ref().is_some_and(|echo| echo.answers(call)),
            JobAction::Twin(update) => self.twin.as_ref().is_some_and(|echo| same_twin(echo, update)),
        };
        self.id.as_ref() == Some(&request.id)
            && self.kind == request.action.job_type()
            && self.condition.as_deref() == Some(request.condition.as_str())
            && same_start
            && same_action
    }
}

/// Compares the echo of a patch; a hub may write members that were absent as `null`.
fn same_twin(echo: &Value, update: &TwinUpdate) -> bool {
    let Ok(echoed) = serde_json::from_value::<TwinPatch>(echo.clone()) else { return false };
    let etag = echo.get("etag").and_then(Value::as_str).unwrap_or("*");
    let same = |echo: &SectionPatch, asked: &SectionPatch| {
        echo == asked || (*echo == SectionPatch::Clear && asked.absent())
    };
    etag == update.etag
        && same(&echoed.tags, &update.patch.tags)
        && same(&echoed.desired, &update.patch.desired)
}
