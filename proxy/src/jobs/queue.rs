//! Orders that wait for a slot of the hub, first come, first served.
//!
//! One worker gives them to the hub. An order keeps its stage until the hub's answer is known: after a crash it is sent
//! again with the same id, and the hub refuses an id that it has.

use std::time::Duration;

use axum::http::StatusCode;
use iothub_client::budget::OperationClass;
use lockstep_api::{
    audit::AuditEntry,
    job::{JobId, JobOrder},
    problem::ProblemCode,
};
use tracing::{info, warn};

use super::{
    place::reached,
    request::{check_start, request},
    submit::{Submission, submit},
};
use crate::{
    app::{App, Parts},
    audit::Doing,
    devices::Target,
    refusal,
    store::Stage,
};

/// While orders wait, the list is looked at this often at least.
const SHORTEST_LOOK: Duration = Duration::from_secs(2);

/// What is to be done next.
enum Next {
    /// Nothing waits.
    Rest,
    /// Something waits, and not before this is there a reason to look again.
    Look(Duration),
    /// An order has left the queue.
    Again,
}

/// Works the queue off until the proxy ends.
pub(crate) async fn work(app: App) {
    let mut turn = None;
    loop {
        let changed = app.book.until_changed();
        match step(&app, &mut turn).await {
            Next::Again => {}
            Next::Rest => changed.await,
            Next::Look(pause) => {
                tokio::select! {
                    () = changed => {}
                    () = tokio::time::sleep(pause) => {}
                }
            }
        }
    }
}

/// The order whose turn has come, and the number of the record that says so: tried again, it is not recorded again.
type Turn = Option<(JobId, u64)>;

async fn step(app: &Parts, recorded: &mut Turn) -> Next {
    let pause = app.watches.interval(OperationClass::JobOperations).max(SHORTEST_LOOK);
    resolve(app).await;
    let Ok(waiting) = app.book.store().at_stage(&Stage::Waiting).await else { return Next::Look(pause) };
    if waiting.is_empty() {
        return Next::Rest;
    }
    match app.watches.list.read(&app.hub.background()).await {
        Ok(list) if list.slots.full() => return Next::Look(pause),
        Ok(_) => {}
        Err(_) => return Next::Look(pause),
    }
    let turn = app.book.turn().await;
    let head =
        app.book.store().at_stage(&Stage::Waiting).await.ok().and_then(|waiting| waiting.into_iter().next());
    let Some((id, ordered_by, Some((order, _)))) =
        head.map(|record| (record.id, record.created_by, record.order))
    else {
        return Next::Again;
    };
    let number = match recorded.take() {
        Some((of, number)) if of == id => number,
        _ => match app.audit.add(&Doing::own(), AuditEntry::Turn { job: id.clone(), ordered_by }).await {
            Ok(number) => number,
            Err(error) => {
                warn!(error = &error as &dyn std::error::Error, "What cannot be recorded is not done");
                return Next::Look(pause);
            }
        },
    };
    *recorded = Some((id.clone(), number));
    let result = give(app, &id, &order).await;
    let stage = match result {
        Ok(Submission::Ours(_)) => Stage::Submitted,
        Ok(Submission::NoFreeSlot) => return Next::Look(pause),
        Ok(Submission::Refused(problem)) | Err(problem) if passes(&problem) => return Next::Look(pause),
        Ok(Submission::Refused(problem)) | Err(problem) => Stage::Refused(problem),
    };
    *recorded = None;
    app.audit.add_after(&Doing::own(), outcome(number, &id, &stage)).await;
    match &stage {
        Stage::Refused(problem) => {
            warn!(job.id = %id, "Job `{id}` was refused when its turn came: {}", problem.name());
        }
        _ => info!(job.id = %id, "Job `{id}` has its slot"),
    }
    if app.book.store().stage(&id, &stage, app.now()).await.is_err() {
        // It still counts as waiting, and will be found at the hub.
        return Next::Look(pause);
    }
    drop(turn);
    app.watches.poke_known(&id);
    Next::Again
}

fn outcome(of: u64, id: &JobId, stage: &Stage) -> AuditEntry {
    let (status, problem, jobs) = match stage {
        Stage::Refused(problem) => (refusal::status(problem), Some(problem.name()), Vec::new()),
        _ => (StatusCode::OK, None, vec![id.clone()]),
    };
    AuditEntry::Outcome { of, status: status.as_u16(), problem, jobs }
}

/// Gives an order to the hub whose turn has come.
async fn give(app: &Parts, id: &JobId, order: &JobOrder) -> Result<Submission, ProblemCode> {
    let mut request = request(id, order)?;
    // Whoever waited past the planned start starts now, and the page says so.
    check_start(&mut request, true, app.environment.now())?;
    if let Some(count) = reached(app, &Target::read(&order.condition, order.unchecked)?).await? {
        app.previews.check_again(order, count)?;
    }
    Ok(submit(&app.hub, &request, app.environment.now()).await)
}

/// Whether trying again later may go well.
fn passes(problem: &ProblemCode) -> bool {
    matches!(
        problem,
        ProblemCode::HubThrottled { .. }
            | ProblemCode::BudgetSpent { .. }
            | ProblemCode::HubFailing { .. }
            | ProblemCode::OutcomeUnknown { .. }
            | ProblemCode::StoreFailing
            | ProblemCode::ShuttingDown
            | ProblemCode::Internal
    )
}

/// Finds out what became of orders whose answer was lost: the hub has them, or they were never given.
async fn resolve(app: &Parts) {
    let Ok(doubtful) = app.book.store().at_stage(&Stage::Submitting).await else { return };
    for record in doubtful.into_iter().filter(|record| !app.desk.has(&record.id)) {
        let Ok(id) = iothub_wire::ids::JobId::try_from(record.id.as_str()) else { continue };
        let Ok(job) = app.hub.heard(app.hub.background().job(&id).await) else { return };
        // The desk may have taken it up again meanwhile; then it is the desk's to say.
        if app.desk.has(&record.id) {
            continue;
        }
        let store = app.book.store();
        let settled = match job {
            Some(_) => store.stage(&record.id, &Stage::Submitted, app.now()).await,
            None => store.forget(&record.id).await,
        };
        if settled.is_ok() {
            app.watches.poke_known(&record.id);
        }
    }
}
