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
    request::{check_label, check_start, request},
    submit::{Submission, submit},
};
use crate::{
    app::Parts,
    devices::Target,
    store::{JobRecord, Stage},
    translate,
};

/// Orders that may wait for a slot.
const MOST_WAITING: usize = 200;

/// Checks an order and gives it to the hub, or keeps it until a slot is free; the same order twice is one job.
///
/// The order is in the store before the hub hears of it, so that nothing is lost that the hub may have done.
pub(super) async fn place(app: &Parts, by: &str, id: &JobId, order: &JobOrder) -> Result<Job, ProblemCode> {
    let store = app.book.store();
    let target = Target::read(&order.condition, order.unchecked)?;
    let mut request = request(id, order)?;
    check_label(order.name.as_deref(), order.note.as_deref())?;
    let mut resumed = false;
    if let Some(record) = store.record(id).await? {
        match known(&record, order)? {
            // The hub may have it: that is asked as if it were sent again.
            Known::InDoubt => resumed = true,
            Known::Ours => return current(app, id, &request).await,
        }
    }
    if let Err(problem) = check_start(&mut request, order.start_at_once_if_late, app.environment.now()) {
        // It may be late because it is sent again after it was taken in time.
        return taken_before(app, id, &request).await.ok_or(problem);
    }
    check_target(app, &target, order).await?;
    if !resumed {
        store.begin(id, order, &Stage::Submitting, by, app.now()).await?;
    }
    let waiting = store.at_stage(&Stage::Waiting).await?.len();
    // Who came first goes first.
    let result = match waiting {
        0 => submit(&app.hub, &request, app.environment.now()).await,
        _ => Submission::NoFreeSlot,
    };
    let placed = match result {
        Submission::Ours(job) => {
            store.stage(id, &Stage::Submitted, app.now()).await?;
            info!(job.id = %id, "Job `{id}` is ordered");
            translate::job::job(&job).ok_or(ProblemCode::Internal)
        }
        Submission::NoFreeSlot if waiting < MOST_WAITING => {
            store.stage(id, &Stage::Waiting, app.now()).await?;
            info!(job.id = %id, "Job `{id}` waits for a slot");
            return finish(app, &request, app.book.job(id, None).await?.ok_or(ProblemCode::Internal));
        }
        Submission::NoFreeSlot => Err(ProblemCode::NoFreeSlot { slots: slots(app).await }),
        // It may exist: the record stays until the hub has said.
        Submission::Refused(problem @ ProblemCode::OutcomeUnknown { .. }) => {
            return finish(app, &request, Err(problem));
        }
        Submission::Refused(problem) => Err(problem),
    };
    let job = match placed {
        Ok(job) => app.book.job(id, Some(job)).await?.ok_or(ProblemCode::Internal),
        Err(problem) => {
            store.forget(id).await?;
            Err(problem)
        }
    };
    finish(app, &request, job)
}

/// Lets those look again whom the order concerns.
fn finish<T>(app: &Parts, request: &JobRequest, result: T) -> T {
    // First the poke: whoever wakes must not take the list for fresh.
    app.watches.poke(&request.id);
    app.book.changed();
    result
}

/// What an order is that has been given before.
enum Known {
    /// Whether the hub has it is not known.
    InDoubt,
    /// The store says what became of it.
    Ours,
}

fn known(record: &JobRecord, order: &JobOrder) -> Result<Known, ProblemCode> {
    match &record.order {
        Some((known, Stage::Submitting)) if same(known, order) => Ok(Known::InDoubt),
        Some((known, _)) if same(known, order) => Ok(Known::Ours),
        // A name alone does not make an order.
        None if record.archived.is_none() => Ok(Known::InDoubt),
        Some(_) | None => Err(ProblemCode::JobIdTaken),
    }
}

/// Whether two orders are to do the same. The proof of a preview is made anew each time.
fn same(one: &JobOrder, other: &JobOrder) -> bool {
    JobOrder { preview: None, ..one.clone() } == JobOrder { preview: None, ..other.clone() }
}

/// An order that was taken before, as it stands now.
async fn current(app: &Parts, id: &JobId, request: &JobRequest) -> Result<Job, ProblemCode> {
    if let Some(job) = app.book.job(id, None).await? {
        return Ok(job);
    }
    let of_hub = app.hub.heard(app.hub.interactive().job(&request.id).await);
    let of_hub = of_hub.map_err(|error| crate::hub::problem(&error))?;
    let job = of_hub.as_ref().and_then(translate::job::job);
    app.book.job(id, job).await?.ok_or(ProblemCode::JobNotFound)
}

/// Looks that somebody is reached, that it is not more than was previewed, and that a single device exists.
async fn check_target(app: &Parts, target: &Target, order: &JobOrder) -> Result<(), ProblemCode> {
    let reached = match target.named() {
        // It was confirmed with its series: to count what it names is a query for nothing.
        Some(count) if order.part.is_some() => Some(count),
        Some(_) | None => reached(app, target).await?,
    };
    match reached {
        Some(count) => app.previews.check(order, count, app.now()),
        None => Ok(()),
    }
}

/// How many devices an order reaches now; `None` for a single one, which exists. It is refused when it is nobody.
pub(super) async fn reached(app: &Parts, target: &Target) -> Result<Option<u64>, ProblemCode> {
    let client: Client = app.hub.interactive();
    if let Some(device) = target.single_device() {
        target.check_exists(&app.hub, &client, &device).await?;
        return Ok(None);
    }
    match target.count(&app.hub, &client).await? {
        0 => Err(ProblemCode::EmptyFleet),
        count => Ok(Some(count)),
    }
}

async fn taken_before(app: &Parts, id: &JobId, request: &JobRequest) -> Option<Job> {
    let job = app.hub.heard(app.hub.interactive().job(&request.id).await).ok()??;
    let job = job.answers(request).then(|| translate::job::job(&job))??;
    app.book.job(id, Some(job)).await.ok()?
}

/// Who holds the slots, as far as the hub says.
async fn slots(app: &Parts) -> Slots {
    match app.watches.list.read(&app.hub.interactive()).await {
        Ok(list) => list.slots,
        Err(_) => Slots { total: app.hub.job_slots(), held_by: Vec::new() },
    }
}
