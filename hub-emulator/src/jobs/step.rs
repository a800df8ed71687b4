//! One step of the engine: start what is due, work on what runs, end what is over.

use iothub_wire::error::ErrorCode;
use iothub_wire::etag::IfMatch;
use iothub_wire::ids::JobId;
use iothub_wire::job::{DeviceJobError, HISTORY_SECONDS, JobAction, JobStatus};
use iothub_wire::time::UtcTime;

use super::rows::RowState;
use super::{Attempt, Jobs, Place, ScheduledJob, Search, records};
use crate::refusal::Refusal;
use crate::registry::{Registry, TwinWrite};
use crate::store::{Ledger, Table};

/// Most device operations of one step, so that the hub is never locked for long.
const OPERATIONS_PER_STEP: u32 = 256;

/// Most method calls of jobs under way at once, waits for devices included; more wait their turn (our choice).
const CALLS_IN_THE_AIR: u64 = 4096;

/// What a step leaves to be done.
#[derive(Debug, Default)]
pub(crate) struct Step {
    /// Devices to look for, each for [`Jobs::found`].
    pub(crate) searches: Vec<Search>,
    /// Method calls to make.
    pub(crate) attempts: Vec<Attempt>,
    /// When to step again at the latest.
    pub(crate) wake_at: Option<UtcTime>,
}

impl Jobs {
    /// Moves every active job on.
    pub(crate) fn step(&mut self, registry: &mut Registry, now: UtcTime, ledger: &mut Ledger) -> Step {
        let mut step = Step::default();
        for id in self.active.clone() {
            if let Some(job) = self.jobs.get_mut(&id) {
                step.searches.extend(begin(&id, job, now, ledger));
            }
        }
        self.work(registry, now, ledger, &mut step);
        for id in self.active.clone() {
            let Some(job) = self.jobs.get_mut(&id) else { continue };
            if job.status == JobStatus::Running && (job.rows.done() || now >= job.deadline()) {
                expire(&id, job, now, ledger);
                job.end(JobStatus::Completed, now);
                ledger.put(Table::Jobs, id.as_str(), &job.record());
            }
            if let Some(at) = job.ended_at {
                self.active.remove(&id);
                self.ended.insert((at, id));
            }
        }
        self.forget(now, ledger);
        step.wake_at = self.wake_at(now);
        step
    }

    /// Forgets what ended 30 days ago; its id is free again.
    fn forget(&mut self, now: UtcTime, ledger: &mut Ledger) {
        while self.ended.first().is_some_and(|(at, _)| forgotten_at(*at) <= now) {
            let Some((_, id)) = self.ended.pop_first() else { return };
            if let Some(job) = self.jobs.remove(&id) {
                records::remove(&id, &job, ledger);
            }
        }
    }

    /// Begins rows of the running jobs, one of each job in turn, as far as the rate allows.
    fn work(&mut self, registry: &mut Registry, now: UtcTime, ledger: &mut Ledger, step: &mut Step) {
        let mut room = CALLS_IN_THE_AIR.saturating_sub(self.in_the_air());
        for _ in 0..OPERATIONS_PER_STEP {
            let can_work = |job: &ScheduledJob| {
                job.rows.waiting_to_begin() && now < job.deadline() && (room > 0 || job.call.is_none())
            };
            let Some(id) = self.in_turn().find(|(_, job)| can_work(job)).map(|(id, _)| id.clone()) else {
                return;
            };
            let Some(job) = self.jobs.get_mut(&id) else { return };
            let Some(row) = job.rows.next_pending() else { return };
            if !self.rate.take(now) {
                return;
            }
            let attempt = operate(&id, job, row, registry, now, ledger);
            room -= u64::from(attempt.is_some());
            step.attempts.extend(attempt);
            self.worked = Some(id);
        }
    }

    /// Method calls under way. Twin updates are never seen under way.
    fn in_the_air(&self) -> u64 {
        self.active
            .iter()
            .filter_map(|id| self.jobs.get(id))
            .map(|job| job.rows.statistics().running_count)
            .sum()
    }

    fn wake_at(&self, now: UtcTime) -> Option<UtcTime> {
        // A call that ends makes room, and wakes the engine by itself.
        let full = self.in_the_air() >= CALLS_IN_THE_AIR;
        let active = self.active.iter().filter_map(|id| self.jobs.get(id));
        let next = active.map(|job| match job.status {
            JobStatus::Running if job.rows.waiting_to_begin() && !(full && job.call.is_some()) => {
                self.rate.ready_at(now).min(job.deadline())
            }
            JobStatus::Running => job.deadline(),
            _ => job.due_at(),
        });
        next.chain(self.ended.first().map(|(at, _)| forgotten_at(*at))).min()
    }
}

fn forgotten_at(ended_at: UtcTime) -> UtcTime {
    ended_at.plus_seconds(HISTORY_SECONDS)
}

/// Moves a job that has not started to `scheduled`, or on to the search for its devices.
fn begin(id: &JobId, job: &mut ScheduledJob, now: UtcTime, ledger: &mut Ledger) -> Option<Search> {
    let waits = matches!(job.status, JobStatus::Queued | JobStatus::Scheduled);
    if waits && job.due_at() <= now {
        let condition = job.request.condition.clone();
        return Some(Search { job: id.clone(), serial: job.serial, condition });
    }
    if waits && job.status == JobStatus::Queued {
        job.status = JobStatus::Scheduled;
        ledger.put(Table::Jobs, id.as_str(), &job.record());
    }
    None
}

/// Does the job's action on one device: a twin update at once, a method call by the returned attempt.
fn operate(
    id: &JobId,
    job: &mut ScheduledJob,
    row: u32,
    registry: &mut Registry,
    now: UtcTime,
    ledger: &mut Ledger,
) -> Option<Attempt> {
    let target = job.rows.get(row)?.target.clone();
    match &job.request.action {
        JobAction::Method(_) => {
            let place = Place { job: id.clone(), serial: job.serial, row };
            let attempt = Attempt { place, target, call: job.call.clone()?, deadline: job.deadline() };
            job.rows.begin(row, now);
            Some(attempt)
        }
        JobAction::Twin(update) => {
            let if_match: IfMatch = update.precondition();
            let written =
                registry.write_twin(&target, TwinWrite::Merge, &update.patch, &if_match, now, ledger);
            job.rows.finish(row, written.map(|()| None).map_err(|refusal| row_error(&refusal)), now);
            records::put_row(id, &job.rows, row, ledger);
            None
        }
    }
}

/// A refusal as a row shows it.
pub(crate) fn row_error(refusal: &Refusal) -> DeviceJobError {
    let description = match refusal.code {
        // Observed on a live hub; over REST the text is a longer one.
        ErrorCode::DeviceNotOnline => "Timed out waiting for device to connect.",
        _ => refusal.message.as_str(),
    };
    DeviceJobError { code: refusal.code.name().to_owned(), description: description.to_owned() }
}

/// Fails every row that has not ended: the window is closed.
fn expire(id: &JobId, job: &mut ScheduledJob, now: UtcTime, ledger: &mut Ledger) {
    for row in 0..job.rows.len() {
        let (code, description) = match job.rows.state(row) {
            Some(RowState::Pending | RowState::Waiting) => (
                "JobRunPreconditionFailed",
                "The job did not start within specified period: either device did not come online or invalid endTime \
                 specified.",
            ),
            Some(RowState::Attempted) => {
                ("GatewayTimeout", "Timed out waiting for the response from device.")
            }
            Some(RowState::Completed | RowState::Failed) | None => continue,
        };
        let error = DeviceJobError { code: code.to_owned(), description: description.to_owned() };
        job.rows.finish(row, Err(error), now);
        records::put_row(id, &job.rows, row, ledger);
    }
}
