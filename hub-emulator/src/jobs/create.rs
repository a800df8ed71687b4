//! Accepting a job.

use iothub_wire::error::{Envelope, ErrorBody, ErrorCode};
use iothub_wire::job::{JobProblem, JobRequest};
use iothub_wire::time::UtcTime;

use super::{Jobs, ScheduledJob};
use crate::refusal::Refusal;
use crate::store::{Ledger, Table};

impl From<JobProblem> for Refusal {
    fn from(problem: JobProblem) -> Self {
        Self::new(problem.code(), problem.message())
    }
}

impl Jobs {
    /// Accepts a job as `queued`. `tracking` is an id for the refusal when no slot is free.
    pub(crate) fn create(
        &mut self,
        request: JobRequest,
        tracking: &str,
        now: UtcTime,
        ledger: &mut Ledger,
    ) -> Result<(), Refusal> {
        request.check_start(now)?;
        let id = request.id.clone();
        if self.jobs.contains_key(&id) {
            return Err(Refusal::new(ErrorCode::JobAlreadyExists, format!("Job {id} already exists")));
        }
        if self.slots.is_some_and(|slots| self.active.len() >= slots as usize) {
            return Err(no_slot(tracking, now));
        }
        let job = ScheduledJob::new(request, self.next_serial, now);
        self.next_serial += 1;
        ledger.put(Table::Jobs, id.as_str(), &job.record());
        self.active.insert(id.clone());
        self.jobs.insert(id, job);
        Ok(())
    }
}

/// The refusal with the doubled wrapping that the real hub gives it.
fn no_slot(tracking: &str, now: UtcTime) -> Refusal {
    let code = ErrorCode::ThrottlingMaxActiveJobCountExceeded;
    let inner = ErrorBody::new(code, "429", tracking, now).print(Envelope::Named);
    Refusal::new(code, format!("Error: 429 {inner}"))
}
