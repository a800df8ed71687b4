//! Never twice: how a job is created when answers can be lost.
//!
//! The id is made by the client, so after any answer that leaves doubt the hub is asked for the id. The same job under
//! it is ours; an unknown one can be sent again, with the same id, because the hub refuses an id that it has.

use iothub_client::Error;
use iothub_wire::{
    error::ErrorCode,
    job::{Job as HubJob, JobRequest},
    time::UtcTime,
};
use lockstep_api::{job::JobId, problem::ProblemCode};
use tracing::warn;

use crate::hub::{Hub, problem};

/// How often a job is sent: once more after an answer was lost and the hub did not know the id.
const TRIES: u32 = 2;

/// What became of it.
#[derive(Debug)]
pub(super) enum Submission {
    /// The hub has the job.
    Ours(Box<HubJob>),
    /// All slots are taken; the hub has no such job.
    NoFreeSlot,
    /// Anything else.
    Refused(ProblemCode),
}

/// What the hub says of an id after a failure.
enum Lookup {
    Ours(Box<HubJob>),
    Another,
    Unknown,
    Silent,
}

/// Creates the job, at most once.
pub(super) async fn submit(hub: &Hub, request: &JobRequest, now: UtcTime) -> Submission {
    let client = hub.interactive();
    let outcome_unknown =
        || Submission::Refused(ProblemCode::OutcomeUnknown { job: JobId::listed(request.id.as_str()) });
    let mut in_doubt: Option<Error> = None;
    for _ in 0..TRIES {
        let Err(error) = hub.heard(client.create_job(request).await) else {
            return Submission::Ours(recorded(hub, request, now).await);
        };
        let taken = error.code() == Some(ErrorCode::JobAlreadyExists);
        let no_slot = error.code() == Some(ErrorCode::ThrottlingMaxActiveJobCountExceeded);
        if !taken && !error.ambiguous() && in_doubt.is_none() {
            return if no_slot { Submission::NoFreeSlot } else { Submission::Refused(problem(&error)) };
        }
        warn!(job.id = %request.id, error = %error, "Asks the hub whether job `{}` exists", request.id);
        match lookup(hub, request).await {
            Lookup::Ours(job) => return Submission::Ours(job),
            Lookup::Another => return Submission::Refused(ProblemCode::JobIdTaken),
            Lookup::Silent => return outcome_unknown(),
            // The hub contradicts itself: what it will say later is not known.
            Lookup::Unknown if taken => return outcome_unknown(),
            // The slot is held by others: by ours it would be known.
            Lookup::Unknown if no_slot => return Submission::NoFreeSlot,
            Lookup::Unknown => in_doubt = Some(error),
        }
    }
    Submission::Refused(in_doubt.as_ref().map_or(ProblemCode::Internal, problem))
}

/// The whole record of a job that was just created: the answer to a create is sparse.
async fn recorded(hub: &Hub, request: &JobRequest, now: UtcTime) -> Box<HubJob> {
    match lookup(hub, request).await {
        Lookup::Ours(job) => job,
        Lookup::Another | Lookup::Unknown | Lookup::Silent => Box::new(HubJob::created(request, now)),
    }
}

async fn lookup(hub: &Hub, request: &JobRequest) -> Lookup {
    match hub.heard(hub.interactive().job(&request.id).await) {
        Ok(Some(job)) if job.answers(request) => Lookup::Ours(Box::new(job)),
        Ok(Some(_)) => Lookup::Another,
        Ok(None) => Lookup::Unknown,
        Err(_) => Lookup::Silent,
    }
}
