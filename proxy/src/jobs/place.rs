//! An order, from its rules to the hub's answer.

use iothub_client::Client;
use iothub_wire::job::JobRequest;
use lockstep_api::{
    hub::Slots,
    job::{Job, JobId, JobOrder},
    problem::ProblemCode,
};
use tracing::info;

use super::{
    request::{check_start, request},
    submit::{Submission, submit},
};
use crate::{app::Parts, devices::Target, translate};

/// Checks an order and gives it to the hub; the same order twice is one job.
pub(super) async fn place(app: &Parts, id: &JobId, order: &JobOrder) -> Result<Job, ProblemCode> {
    let target = Target::parse(&order.condition)?;
    let mut request = request(id, order)?;
    if let Err(problem) = check_start(&mut request, order.start_at_once_if_late, app.environment.now()) {
        // It may be late because it is sent again after it was taken in time.
        return taken_before(app, &request).await.ok_or(problem);
    }
    check_target(app, &target, order).await?;
    let result = submit(&app.hub, &request, app.environment.now()).await;
    app.watches.poke(&request.id);
    match result {
        Submission::Ours(job) => {
            info!(job.id = %id, "Job `{id}` is ordered");
            translate::job::job(&job).ok_or(ProblemCode::Internal)
        }
        Submission::NoFreeSlot => Err(ProblemCode::NoFreeSlot { slots: slots(app).await }),
        Submission::Refused(problem) => Err(problem),
    }
}

/// Looks that somebody is reached, that it is not more than was previewed, and that a single device exists.
async fn check_target(app: &Parts, target: &Target, order: &JobOrder) -> Result<(), ProblemCode> {
    let client: Client = app.hub.interactive();
    if let Some(device) = target.single_device() {
        return target.check_exists(&app.hub, &client, &device).await;
    }
    let count = target.count(&app.hub, &client).await?;
    if count == 0 {
        return Err(ProblemCode::EmptyFleet);
    }
    app.previews.check(order, count, app.now())
}

async fn taken_before(app: &Parts, request: &JobRequest) -> Option<Job> {
    let job = app.hub.heard(app.hub.interactive().job(&request.id).await).ok()??;
    job.answers(request).then(|| translate::job::job(&job))?
}

/// Who holds the slots, as far as the hub says.
async fn slots(app: &Parts) -> Slots {
    match app.watches.list.read(&app.hub.interactive()).await {
        Ok(list) => list.slots,
        Err(_) => Slots { total: app.hub.job_slots(), held_by: Vec::new() },
    }
}
