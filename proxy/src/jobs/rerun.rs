//! Running a job again for those of its devices that failed, were not reached, or were chosen.
//!
//! The devices are named in the conditions of the new jobs, so what a job reaches cannot grow; a list that is longer than
//! one condition can be is split. Each part is an order like any other: it is in the store before the hub hears of it,
//! waits for a slot, and is the same job when it is sent again.

use axum::{Json, extract::State};
use iothub_wire::job::DEFAULT_MAX_EXECUTION_SECONDS;
use lockstep_api::{
    job::{
        Job, JobId, JobOrder, Part, PreviewProof, RepeatedDevices, Repeats, Rerun, RerunPlan, RerunPlans,
        Reruns,
    },
    problem::{FieldRule, ProblemCode},
    row::Outcome,
};

use super::{Desk, FIRST_ROWS, invalid_id, known, one};
use crate::{
    access::Caller,
    app::{App, Parts},
    extract::{Body, Id},
    refusal::Refusal,
    watch::Rows,
};

mod conditions;

use conditions::{Chunk, chunks};

/// `GET /api/jobs/{id}/rerun`.
pub(crate) async fn plans(State(app): State<App>, Id(id): Id) -> Result<Json<RerunPlans>, Refusal> {
    let kinds = |rows: &Rows| [Outcome::Failed, Outcome::NotReached].map(|outcome| rows.targets(outcome));
    let (_, targets) = ended(&app, &id, kinds).await?;
    let [failed, not_reached] = targets.map(|targets| {
        let jobs = u32::try_from(chunks(&targets).len()).unwrap_or(u32::MAX);
        RerunPlan { devices: targets.len() as u64, jobs }
    });
    Ok(Json(RerunPlans { failed, not_reached }))
}

/// `POST /api/jobs/{id}/rerun`.
pub(crate) async fn rerun(
    State(app): State<App>,
    caller: Caller,
    Id(id): Id,
    Body(rerun): Body<Rerun>,
) -> Result<Json<Reruns>, Refusal> {
    let (job, mut targets) = match rerun.devices {
        RepeatedDevices::Chosen => {
            (one(State(App::clone(&app)), Id(id.clone())).await?.0, rerun.chosen.clone())
        }
        RepeatedDevices::Failed => ended(&app, &id, |rows| rows.targets(Outcome::Failed)).await?,
        RepeatedDevices::NotReached => ended(&app, &id, |rows| rows.targets(Outcome::NotReached)).await?,
        RepeatedDevices::Own => {
            let (field, rule) = ("devices".to_owned(), FieldRule::Unsupported);
            return Err(ProblemCode::InvalidField { field, rule }.into());
        }
    };
    targets.sort();
    targets.dedup();
    confirmed(&app, &rerun, targets.len() as u64)?;
    let chunks = chunks(&targets);
    let of = u32::try_from(chunks.len()).unwrap_or(u32::MAX);
    let mut jobs = Vec::new();
    for (number, chunk) in (1..).zip(chunks) {
        let id = part_id(&rerun.id, number)?;
        let order = order(&app, &job, &rerun, chunk, (number, of));
        jobs.push(Desk::order(&app, caller.name(), id, order).await?);
    }
    Ok(Json(Reruns { jobs }))
}

/// A job that has ended, with what is wanted of all its rows.
async fn ended<T>(app: &Parts, id: &str, of_rows: impl Fn(&Rows) -> T) -> Result<(Job, T), ProblemCode> {
    let (watch, _guard) = app.watches.job(&known(id)?);
    super::readable(app, &watch).await?;
    let ended = tokio::time::timeout(FIRST_ROWS, watch.ended(of_rows)).await;
    ended.map_err(|_| ProblemCode::RowsUnread { known: watch.rows_known() })
}

/// Looks that somebody is reached, and that a large number was typed.
fn confirmed(app: &Parts, rerun: &Rerun, count: u64) -> Result<(), ProblemCode> {
    match rerun.typed_count {
        _ if count == 0 => Err(ProblemCode::NothingToRepeat),
        Some(typed) if typed != count => Err(ProblemCode::CountMismatch { previewed: count }),
        None if count > app.previews.threshold() => Err(ProblemCode::PreviewRequired { count }),
        Some(_) | None => Ok(()),
    }
}

/// The id of a part of a series.
fn part_id(first: &JobId, number: u32) -> Result<JobId, ProblemCode> {
    let text = if number == 1 { first.to_string() } else { format!("{first}-{number}") };
    JobId::ordered(text).map_err(|error| invalid_id(&error))
}

fn order(app: &Parts, job: &Job, rerun: &Rerun, chunk: Chunk, (number, of): (u32, u32)) -> JobOrder {
    let Chunk { condition, count } = chunk;
    let seconds = job.max_execution_seconds.map_or(DEFAULT_MAX_EXECUTION_SECONDS, u64::from);
    // The devices are named and were confirmed as a whole.
    let (token, _) = app.previews.issue(&job.action, &condition, count, app.now());
    JobOrder {
        preview: Some(PreviewProof { token, typed_count: count }),
        name: rerun.name.clone(),
        note: rerun.note.clone(),
        repeats: Some(Repeats { job: job.id.clone(), devices: rerun.devices }),
        part: (of > 1).then(|| Part { series: rerun.id.clone(), number, of }),
        ..JobOrder::new(job.action.clone(), condition, u32::try_from(seconds).unwrap_or(u32::MAX))
    }
}
