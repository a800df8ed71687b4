//! One job, and how it prints.

use std::sync::Arc;

use iothub_wire::job::{
    DEFAULT_MAX_EXECUTION_SECONDS, DeviceJob, Job, JobAction, JobRequest, JobStatus, Outcome,
};
use iothub_wire::method::MethodCall;
use iothub_wire::time::UtcTime;

use super::rows::Rows;
use crate::identity::Identity;

/// A job from its creation on.
#[derive(Debug)]
pub(crate) struct ScheduledJob {
    pub(crate) request: JobRequest,
    pub(crate) created_at: UtcTime,
    pub(crate) status: JobStatus,
    /// When the devices were chosen.
    pub(super) started_at: Option<UtcTime>,
    pub(super) ended_at: Option<UtcTime>,
    pub(super) failure: Option<String>,
    pub(super) rows: Rows,
    /// The call of a method job, shared by all its attempts.
    pub(super) call: Option<Arc<MethodCall>>,
    /// Tells this job from a removed one of the same id; not kept across restarts.
    pub(super) serial: u64,
}

impl ScheduledJob {
    /// A job that was just accepted.
    pub(super) fn new(request: JobRequest, serial: u64, now: UtcTime) -> Self {
        let call = match &request.action {
            JobAction::Method(call) => Some(Arc::new(call.clone())),
            JobAction::Twin(_) => None,
        };
        Self {
            call,
            request,
            created_at: now,
            status: JobStatus::Queued,
            started_at: None,
            ended_at: None,
            failure: None,
            rows: Rows::default(),
            serial,
        }
    }

    /// When it is to start: in the past means at once.
    pub(super) fn due_at(&self) -> UtcTime {
        self.request.start_at.unwrap_or(self.created_at).max(self.created_at)
    }

    /// When its window closes: counted from the moment it really started.
    pub(super) fn deadline(&self) -> UtcTime {
        let seconds = self.request.max_execution_seconds.unwrap_or(DEFAULT_MAX_EXECUTION_SECONDS);
        let start = self.started_at.unwrap_or_else(|| self.due_at());
        start.plus_seconds(i64::try_from(seconds).unwrap_or(i64::MAX))
    }

    /// Begins it on these devices.
    pub(super) fn start(&mut self, targets: Vec<Identity>, now: UtcTime) {
        self.started_at = Some(now);
        self.status = JobStatus::Running;
        self.rows = Rows::new(targets, now);
    }

    /// Brings it to its end.
    pub(super) fn end(&mut self, status: JobStatus, now: UtcTime) {
        self.status = status;
        self.ended_at = Some(now);
    }

    /// Ends it for a reason that lies in the job itself.
    pub(super) fn fail(&mut self, reason: String, now: UtcTime) {
        self.failure = Some(reason);
        self.end(JobStatus::Failed, now);
    }

    /// The full answer of GET and list.
    pub(crate) fn print(&self) -> Job {
        let seconds = self.request.max_execution_seconds.unwrap_or(DEFAULT_MAX_EXECUTION_SECONDS);
        Job {
            status: self.status,
            end_at: self.ended_at,
            max_execution_seconds: Some(seconds),
            failure_reason: self.failure.clone(),
            statistics: Some(self.rows.statistics()),
            ..Job::created(&self.request, self.created_at)
        }
    }

    /// How many rows it has.
    pub(crate) fn row_count(&self) -> u32 {
        self.rows.len()
    }

    /// A row as `devices.jobs` shows it.
    pub(crate) fn print_row(&self, row: u32) -> Option<DeviceJob> {
        let row = self.rows.get(row)?;
        let result = row.result.as_deref();
        let answer = result.and_then(|result| result.as_ref().ok()).cloned();
        Some(DeviceJob {
            device_id: row.target.device.clone(),
            module_id: row.target.module.clone(),
            job_id: self.request.id.clone(),
            job_type: self.request.action.job_type(),
            status: row.state.status(),
            start_at: self.started_at.unwrap_or_else(|| self.due_at()),
            deadline_at: self.deadline(),
            created_at: self.started_at.unwrap_or(self.created_at),
            updated_at: row.updated_at,
            outcome: Outcome { device_method_response: answer },
            error: result.and_then(|result| result.as_ref().err()).cloned(),
        })
    }
}
