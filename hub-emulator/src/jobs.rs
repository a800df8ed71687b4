//! Scheduled jobs: a pure engine. Time is an argument; devices are found and reached through the searches and attempts
//! that a step returns.
//!
//! The hub calls [`Jobs::step`] whenever something may have become due. A step moves jobs on, applies twin updates to
//! the registry itself and returns what takes longer: the searches for the devices of jobs that begin, and the method
//! calls that are to be made. Each call is announced with [`Jobs::attempted`], recorded, and only then sent, so that no
//! device is called twice, whatever happens to this process.

mod create;
mod job;
mod rate;
mod records;
mod rows;
mod step;

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Bound;
use std::sync::Arc;

use iothub_wire::error::ErrorCode;
use iothub_wire::ids::JobId;
use iothub_wire::job::{DeviceJobError, JobStatus};
use iothub_wire::method::{MethodCall, MethodResult};
use iothub_wire::time::UtcTime;

use crate::identity::Identity;
use crate::limits::Limits;
use crate::refusal::Refusal;
use crate::store::{Ledger, Table};

pub(crate) use job::ScheduledJob;
use rate::Rate;
use rows::RowState;
pub(crate) use step::row_error;

/// Every job that has not been forgotten.
#[derive(Debug)]
pub(crate) struct Jobs {
    jobs: BTreeMap<JobId, ScheduledJob>,
    /// Those that hold a slot.
    active: BTreeSet<JobId>,
    /// The one that did the latest device operation: the next one is another's.
    worked: Option<JobId>,
    /// The others, by the instant of their end.
    ended: BTreeSet<(UtcTime, JobId)>,
    slots: Option<u32>,
    rate: Rate,
    next_serial: u64,
}

/// A method call that a job wants made.
#[derive(Debug, Clone)]
pub(crate) struct Attempt {
    pub(crate) place: Place,
    pub(crate) target: Identity,
    pub(crate) call: Arc<MethodCall>,
    /// When the window of the job closes.
    pub(crate) deadline: UtcTime,
}

/// The devices of a job that is due are to be found.
#[derive(Debug, Clone)]
pub(crate) struct Search {
    job: JobId,
    serial: u64,
    /// Which devices.
    pub(crate) condition: String,
}

/// A row of a job: which job, told apart from an earlier one of the same id, and which row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Place {
    pub(crate) job: JobId,
    serial: u64,
    row: u32,
}

/// How an attempt ended.
pub(crate) type Outcome = Result<MethodResult, DeviceJobError>;

impl Jobs {
    /// No jobs, under these limits.
    pub(crate) fn new(limits: Limits) -> Self {
        Self {
            jobs: BTreeMap::new(),
            active: BTreeSet::new(),
            worked: None,
            ended: BTreeSet::new(),
            slots: limits.active_jobs,
            rate: Rate::new(limits.job_operations_per_second),
            next_serial: 1,
        }
    }

    /// The job of an id.
    pub(crate) fn get(&self, id: &JobId) -> Option<&ScheduledJob> {
        self.jobs.get(id)
    }

    /// Every job from this id on, or from the first, in the order of ids.
    pub(crate) fn from(&self, first: Option<&JobId>) -> impl Iterator<Item = (&JobId, &ScheduledJob)> {
        self.jobs.range::<JobId, _>((first.map_or(Bound::Unbounded, Bound::Included), Bound::Unbounded))
    }

    /// Withdraws a job that has not begun.
    pub(crate) fn cancel(
        &mut self,
        id: &JobId,
        now: UtcTime,
        ledger: &mut Ledger,
    ) -> Result<&ScheduledJob, Refusal> {
        let job = self.jobs.get_mut(id).ok_or_else(|| no_job(id.as_str()))?;
        if !job.status.cancellable() {
            let message = format!("Job {id} cannot be cancelled: it is {}", job.status);
            return Err(Refusal::new(ErrorCode::OperationNotAllowedInCurrentState, message));
        }
        job.end(JobStatus::Cancelled, now);
        self.active.remove(id);
        self.ended.insert((now, id.clone()));
        ledger.put(Table::Jobs, id.as_str(), &job.record());
        Ok(job)
    }

    /// Starts a job with the devices that were found for it, or fails it. One that was cancelled meanwhile stays so.
    pub(crate) fn found(
        &mut self,
        search: &Search,
        found: Result<Vec<Identity>, String>,
        now: UtcTime,
        ledger: &mut Ledger,
    ) {
        let begins = |job: &&mut ScheduledJob| job.started_at.is_none() && job.ended_at.is_none();
        let Some(job) = self.job_at(&search.job, search.serial).filter(begins) else { return };
        match found {
            Ok(targets) => {
                let names: Vec<String> = targets.iter().map(Identity::to_string).collect();
                ledger.put(Table::Targets, search.job.as_str(), &names);
                job.start(targets, now);
            }
            Err(reason) => job.fail(reason, now),
        }
        ledger.put(Table::Jobs, search.job.as_str(), &job.record());
    }

    /// Notes that a call is about to be sent. `false` when it must not be: the row has ended meanwhile.
    pub(crate) fn attempted(&mut self, place: &Place, now: UtcTime, ledger: &mut Ledger) -> bool {
        let Some(job) = self.job_at(&place.job, place.serial) else { return false };
        if job.rows.state(place.row) != Some(RowState::Waiting) {
            return false;
        }
        job.rows.attempted(place.row, now);
        records::put_row(&place.job, &job.rows, place.row, ledger);
        true
    }

    /// Notes how a call ended. A row that has ended meanwhile stays as it is.
    pub(crate) fn finished(&mut self, place: &Place, outcome: Outcome, now: UtcTime, ledger: &mut Ledger) {
        let Some(job) = self.job_at(&place.job, place.serial) else { return };
        if matches!(job.rows.state(place.row), Some(RowState::Waiting | RowState::Attempted)) {
            job.rows.finish(place.row, outcome.map(Some), now);
            records::put_row(&place.job, &job.rows, place.row, ledger);
        }
    }

    /// Removes everything.
    pub(crate) fn clear(&mut self, ledger: &mut Ledger) {
        for (id, job) in std::mem::take(&mut self.jobs) {
            records::remove(&id, &job, ledger);
        }
        self.active.clear();
        self.ended.clear();
    }

    /// The running jobs, beginning after the one that worked last.
    fn in_turn(&self) -> impl Iterator<Item = (&JobId, &ScheduledJob)> {
        use std::ops::Bound::{Excluded, Included, Unbounded};
        let (after, until) = match &self.worked {
            Some(id) => ((Excluded(id), Unbounded), Some((Unbounded, Included(id)))),
            None => ((Unbounded, Unbounded), None),
        };
        let rest = until.into_iter().flat_map(|until| self.active.range::<JobId, _>(until));
        let ids = self.active.range::<JobId, _>(after).chain(rest);
        ids.filter_map(|id| Some((id, self.jobs.get(id)?)))
            .filter(|(_, job)| job.status == JobStatus::Running)
    }

    fn job_at(&mut self, id: &JobId, serial: u64) -> Option<&mut ScheduledJob> {
        self.jobs.get_mut(id).filter(|job| job.serial == serial)
    }
}

/// The refusal of what needs a job that is there.
pub(crate) fn no_job(id: &str) -> Refusal {
    Refusal::new(ErrorCode::JobNotFound, format!("Job {id} not found"))
}

#[cfg(test)]
mod tests;
