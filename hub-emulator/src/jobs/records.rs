//! Jobs and their rows in the store, and what becomes of them after a restart.

use iothub_wire::ids::JobId;
use iothub_wire::job::{DeviceJobError, JobRequest, JobStatus};
use iothub_wire::json::JsonText;
use iothub_wire::method::MethodResult;
use iothub_wire::time::UtcTime;
use serde::{Deserialize, Serialize};

use super::rows::{RowState, Rows};
use super::{Jobs, ScheduledJob};
use crate::identity::Identity;
use crate::limits::Limits;
use crate::registry::LoadError;
use crate::store::{Contents, Ledger, Table};

/// A job without its rows.
#[derive(Serialize, Deserialize)]
pub(super) struct JobRecord {
    request: JsonText,
    created_at: UtcTime,
    status: JobStatus,
    started_at: Option<UtcTime>,
    ended_at: Option<UtcTime>,
    failure: Option<String>,
}

/// A row that has left `pending`.
#[derive(Serialize, Deserialize)]
struct RowRecord {
    updated_at: UtcTime,
    state: RecordedState,
}

#[derive(Serialize, Deserialize)]
enum RecordedState {
    Attempted,
    Completed(Option<MethodResult>),
    Failed(DeviceJobError),
}

impl ScheduledJob {
    pub(super) fn record(&self) -> JobRecord {
        JobRecord {
            request: JsonText::print(&self.request),
            created_at: self.created_at,
            status: self.status,
            started_at: self.started_at,
            ended_at: self.ended_at,
            failure: self.failure.clone(),
        }
    }
}

/// Records a row. One that only waits for its device is not recorded: after a restart it is pending again.
pub(super) fn put_row(id: &JobId, rows: &Rows, number: u32, ledger: &mut Ledger) {
    let Some(row) = rows.get(number) else { return };
    let state = match (row.state, row.result.as_deref()) {
        (RowState::Pending | RowState::Waiting, _) => return,
        (RowState::Attempted, _) => RecordedState::Attempted,
        (RowState::Completed, Some(Ok(answer))) => RecordedState::Completed(Some(answer.clone())),
        (RowState::Completed, _) => RecordedState::Completed(None),
        (RowState::Failed, Some(Err(error))) => RecordedState::Failed(error.clone()),
        (RowState::Failed, _) => RecordedState::Failed(DeviceJobError::default()),
    };
    ledger.put(Table::Rows, row_key(id, number), &RowRecord { updated_at: row.updated_at, state });
}

/// Forgets a job with all its rows.
pub(super) fn remove(id: &JobId, job: &ScheduledJob, ledger: &mut Ledger) {
    ledger.remove(Table::Jobs, id.as_str());
    ledger.remove(Table::Targets, id.as_str());
    for row in 0..job.rows.len() {
        ledger.remove(Table::Rows, row_key(id, row));
    }
}

/// The job id, a slash (which no id has) and the row in big-endian bytes, so that keys sort like rows.
fn row_key(id: &JobId, row: u32) -> Vec<u8> {
    [id.as_str().as_bytes(), b"/", &row.to_be_bytes()].concat()
}

impl Jobs {
    /// Reads the jobs. What was sent and has no recorded outcome is failed, and not sent again.
    pub(crate) fn load(
        contents: &mut Contents,
        limits: Limits,
        now: UtcTime,
        ledger: &mut Ledger,
    ) -> Result<Self, LoadError> {
        let mut jobs = Self::new(limits);
        for (key, value) in contents.take(Table::Jobs) {
            let job = job(&key, &value, jobs.next_serial).ok_or_else(|| LoadError::new(Table::Jobs, &key))?;
            jobs.next_serial += 1;
            let id = job.request.id.clone();
            match job.ended_at {
                None => _ = jobs.active.insert(id.clone()),
                Some(at) => _ = jobs.ended.insert((at, id.clone())),
            }
            jobs.jobs.insert(id, job);
        }
        for (key, value) in contents.take(Table::Targets) {
            let damaged = || LoadError::new(Table::Targets, &key);
            let job = job_id(&key).and_then(|id| jobs.jobs.get_mut(&id)).ok_or_else(damaged)?;
            let names: Vec<String> = serde_json::from_slice(&value).map_err(|_| damaged())?;
            let targets: Option<Vec<_>> = names.iter().map(|name| Identity::parse(name)).collect();
            job.rows = Rows::new(targets.ok_or_else(damaged)?, job.started_at.unwrap_or(job.created_at));
        }
        for (key, value) in contents.take(Table::Rows) {
            jobs.load_row(&key, &value, now, ledger).ok_or_else(|| LoadError::new(Table::Rows, &key))?;
        }
        Ok(jobs)
    }

    fn load_row(&mut self, key: &[u8], value: &[u8], now: UtcTime, ledger: &mut Ledger) -> Option<()> {
        let (rest, number) = key.split_last_chunk::<4>()?;
        let id = job_id(rest.strip_suffix(b"/")?)?;
        let rows = &mut self.jobs.get_mut(&id)?.rows;
        let number = u32::from_be_bytes(*number);
        let record: RowRecord = serde_json::from_slice(value).ok()?;
        match record.state {
            RecordedState::Completed(answer) => rows.finish(number, Ok(answer), record.updated_at),
            RecordedState::Failed(error) => rows.finish(number, Err(error), record.updated_at),
            RecordedState::Attempted => {
                rows.finish(number, Err(unknown_outcome()), now);
                put_row(&id, rows, number, ledger);
            }
        }
        Some(())
    }
}

/// The error of an attempt whose outcome nobody saw.
fn unknown_outcome() -> DeviceJobError {
    DeviceJobError {
        code: "Unknown".to_owned(),
        description: "The hub was interrupted while the device was called; the outcome is unknown and the call was not \
                      repeated."
            .to_owned(),
    }
}

fn job(key: &[u8], value: &[u8], serial: u64) -> Option<ScheduledJob> {
    let record: JobRecord = serde_json::from_slice(value).ok()?;
    let request = JobRequest::from_json(job_id(key)?, record.request.as_str().as_bytes()).ok()?;
    Some(ScheduledJob {
        status: record.status,
        started_at: record.started_at,
        ended_at: record.ended_at,
        failure: record.failure,
        ..ScheduledJob::new(request, serial, record.created_at)
    })
}

fn job_id(key: &[u8]) -> Option<JobId> {
    JobId::lax(std::str::from_utf8(key).ok()?).ok()
}
