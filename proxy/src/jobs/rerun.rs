//! Running a job again for those of its devices that failed, were not reached, or were chosen.
//!
//! The devices are named in the conditions of the new jobs, so what a job reaches cannot grow; a list that is longer than
//! one condition can be is split.

use axum::{Extension, Json, extract::State};
use iothub_wire::job::DEFAULT_MAX_EXECUTION_SECONDS;
use lockstep_api::{
    job::{Job, JobOrder, RepeatedDevices, Repeats, Rerun, RerunPlan, RerunPlans, RerunQuery, Reruns},
    problem::{FieldRule, ProblemCode},
    row::Outcome,
};

use super::{FIRST_ROWS, known, one, series};
use crate::{
    access::Caller,
    app::{App, Parts},
    audit::MadeJobs,
    extract::{Body, Id, Params},
    refusal::Refusal,
    watch::Rows,
};

mod conditions;

use conditions::chunks;

/// `GET /api/jobs/{id}/rerun`.
pub(crate) async fn plans(
    State(app): State<App>,
    Id(id): Id,
    Params(RerunQuery { code }): Params<RerunQuery>,
) -> Result<Json<RerunPlans>, Refusal> {
    let targets = |rows: &Rows, outcome| rows.targets(outcome, code.as_deref());
    let kinds = |rows: &Rows| [Outcome::Failed, Outcome::NotReached].map(|outcome| targets(rows, outcome));
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
) -> Result<(Extension<MadeJobs>, Json<Reruns>), Refusal> {
    let code = rerun.code.as_deref();
    let (job, mut targets) = match rerun.devices {
        RepeatedDevices::Chosen => {
            (one(State(App::clone(&app)), Id(id.clone())).await?.0, rerun.chosen.clone())
        }
        RepeatedDevices::Failed => ended(&app, &id, |rows| rows.targets(Outcome::Failed, code)).await?,
        RepeatedDevices::NotReached => {
            ended(&app, &id, |rows| rows.targets(Outcome::NotReached, code)).await?
        }
        RepeatedDevices::Own => {
            let (field, rule) = ("devices".to_owned(), FieldRule::Unsupported);
            return Err(ProblemCode::InvalidField { field, rule }.into());
        }
    };
    targets.sort();
    targets.dedup();
    confirmed(&app, &rerun, targets.len() as u64)?;
    let seconds = job.max_execution_seconds.map_or(DEFAULT_MAX_EXECUTION_SECONDS, u64::from);
    let order = JobOrder {
        name: rerun.name,
        note: rerun.note,
        repeats: Some(Repeats { job: job.id, devices: rerun.devices }),
        ..JobOrder::new(job.action, String::new(), u32::try_from(seconds).unwrap_or(u32::MAX))
    };
    let jobs = series::parts(&app, caller.name(), rerun.id, order, chunks(&targets)).await?;
    let made = MadeJobs::of(&jobs);
    Ok((Extension(made), Json(Reruns { jobs })))
}

/// A job that has ended, with what is wanted of all its rows.
pub(super) async fn ended<T>(
    app: &Parts,
    id: &str,
    of_rows: impl Fn(&Rows) -> T,
) -> Result<(Job, T), ProblemCode> {
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
