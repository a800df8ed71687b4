//! An attempt to run a job again: it has one id until it is known what became of it.
//!
//! Whoever lost the answer, closed the dialog or reloaded the page, and asks for the same again, asks for the same job.

use lockstep_api::{
    job::{JobId, Rerun, Reruns},
    problem::ProblemCode,
};

use super::Ask;
use crate::{
    api::{self, Failure},
    json,
    pages::new_job::fresh_id,
    storage::{self, Keep},
};

/// An attempt.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attempt {
    key: String,
    /// Id of the job that it makes, or of the first of them.
    pub id: JobId,
}

impl Attempt {
    /// The one that is open in this tab, or a fresh one.
    pub fn at(job: &JobId, ask: &Ask) -> Self {
        let key = key(job, ask);
        let id = storage::read(Keep::Tab, &key).unwrap_or_else(|| {
            let id = JobId::listed(fresh_id());
            storage::write(Keep::Tab, &key, &id);
            id
        });
        Self { key, id }
    }

    /// Makes it, and closes it once its job is there, also when nobody looks any more: the next attempt is another job.
    pub async fn make(self, job: JobId, rerun: Rerun) -> Result<Reruns, Failure> {
        let answer = api::rerun(job, rerun).await;
        if made(answer.as_ref()) {
            storage::remove(Keep::Tab, &self.key);
        }
        answer
    }
}

/// Whether the job of an attempt is there. An id that is taken was taken by the attempt itself: its answer was lost, and
/// something that goes with the order, such as the name, has changed since.
pub fn made(answer: Result<&Reruns, &Failure>) -> bool {
    match answer {
        Ok(_) => true,
        Err(failure) => matches!(failure.code(), Some(ProblemCode::JobIdTaken)),
    }
}

/// Where the id is kept: for one job and those of its devices that are meant.
fn key(job: &JobId, ask: &Ask) -> String {
    let devices = match ask {
        Ask::Several(devices) => json::written(devices),
        Ask::Group(group) => json::written(&(group.outcome, &group.code)),
        Ask::One(target) => json::written(target),
    };
    format!("lockstep.rerun.{job}.{devices}")
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use lockstep_api::{
        job::{RepeatedDevices, Target},
        problem::Problem,
        row::{FailureGroup, Outcome},
    };

    use super::*;

    #[test]
    fn each_job_and_each_choice_of_its_devices_is_an_attempt_of_its_own() {
        let one = |device: &str, module: Option<&str>| {
            Ask::One(Target { device: device.to_owned(), module: module.map(str::to_owned) })
        };
        let group = |outcome, code: &str| {
            let (code, sample) = (code.to_owned(), String::new());
            Ask::Group(FailureGroup { outcome, code, count: 3, sample })
        };
        let asks = [
            Ask::Several(RepeatedDevices::Failed),
            Ask::Several(RepeatedDevices::NotReached),
            group(Outcome::Failed, "409"),
            group(Outcome::Failed, "failed"),
            group(Outcome::NotReached, "409"),
            one("failed", None),
            one("door", None),
            one("door", Some("camera")),
        ];
        let jobs = ["a", "b"].map(JobId::listed);
        let keys: BTreeSet<_> = jobs.iter().flat_map(|job| asks.iter().map(|ask| key(job, ask))).collect();
        assert_eq!(keys.len(), 16);
        assert_eq!(key(&jobs[0], &asks[0]), key(&jobs[0], &asks[0].clone()));
    }

    #[test]
    fn an_attempt_stays_open_while_nobody_knows_whether_its_job_is_there() {
        let refused = |code| {
            let (kind, detail) = (String::new(), String::new());
            Failure::Refused(Box::new(Problem { kind, status: 409, detail, code, request_id: None }))
        };
        for failure in [
            Failure::NoAnswer,
            Failure::Garbled { status: 502 },
            refused(ProblemCode::OutcomeUnknown { job: JobId::listed("a") }),
            refused(ProblemCode::NoFreeSlot {
                slots: lockstep_api::hub::Slots { total: 1, held_by: vec![] },
            }),
        ] {
            assert!(!made(Err(&failure)), "{failure:?}");
        }
        assert!(made(Err(&refused(ProblemCode::JobIdTaken))));
        assert!(made(Ok(&Reruns { jobs: Vec::new() })));
    }
}
