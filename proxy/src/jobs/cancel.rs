//! Withdrawing a job that has not begun.

use iothub_wire::{error::ErrorCode, ids::JobId};
use lockstep_api::{
    job::{Job, JobId as ApiJobId, JobState},
    problem::ProblemCode,
};

use crate::{
    app::Parts,
    hub::{Hub, problem},
    store::Stage,
    translate,
};

/// Withdraws a job that waits for a slot, or cancels it at the hub.
pub(super) async fn cancel(app: &Parts, id: &ApiJobId, hub_id: &JobId) -> Result<Job, ProblemCode> {
    {
        // What is on its way to the hub is there or back when it is our turn.
        let _turn = app.book.turn().await;
        let job = app.book.job(id, None).await?;
        if job.is_some_and(|job| job.state == JobState::Waiting) {
            app.book.store().stage(id, &Stage::Withdrawn, app.now()).await?;
            return app.book.job(id, None).await?.ok_or(ProblemCode::Internal);
        }
    }
    let job = at_hub(&app.hub, hub_id).await?;
    app.book.job(id, Some(job)).await?.ok_or(ProblemCode::Internal)
}

/// Cancels a job; one that is cancelled already is a success.
async fn at_hub(hub: &Hub, id: &JobId) -> Result<Job, ProblemCode> {
    let client = hub.interactive();
    let error = match hub.heard(client.cancel_job(id).await) {
        Ok(job) => {
            // The answer may be sparse, and the record may lag behind the answer.
            let full = hub.heard(client.job(id).await).ok().flatten();
            let job = full.map_or(job.clone(), |full| iothub_wire::job::Job { status: job.status, ..full });
            return translate::job::job(&job).ok_or(ProblemCode::JobNotFound);
        }
        Err(error) => error,
    };
    let refused = error.code() == Some(ErrorCode::OperationNotAllowedInCurrentState);
    if error.code() == Some(ErrorCode::JobNotFound) {
        return Err(ProblemCode::JobNotFound);
    }
    if !refused && !error.ambiguous() {
        return Err(problem(&error));
    }
    // The hub refuses, or its answer was lost: what the job is now tells.
    let job = hub.heard(client.job(id).await).map_err(|_| problem(&error))?;
    let job = job.as_ref().and_then(translate::job::job).ok_or(ProblemCode::JobNotFound)?;
    match job.state {
        JobState::Cancelled => Ok(job),
        state if refused => Err(ProblemCode::CannotCancel { state }),
        _ => Err(problem(&error)),
    }
}
