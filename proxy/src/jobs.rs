//! Jobs: ordering, reading, withdrawing.

use std::time::Duration;

use axum::{Json, extract::State};
use iothub_wire::ids::JobId as HubJobId;
use lockstep_api::{
    job::{InvalidJobId, Job, JobId, JobList, JobOrder},
    problem::{FieldRule, ProblemCode},
    row::{RowQuery, RowWindow},
};

use crate::{
    app::App,
    extract::{Body, Id, Params},
    hub::problem,
    refusal::Refusal,
    translate,
    watch::Filter,
};

mod cancel;
mod desk;
mod place;
mod request;
mod submit;

pub(crate) use desk::Desk;
pub(crate) use request::action;

/// How long a reader of rows waits for the first of them.
const FIRST_ROWS: Duration = Duration::from_secs(5);

/// `GET /api/jobs`.
pub(crate) async fn list(State(app): State<App>) -> Result<Json<JobList>, Refusal> {
    let list = app.watches.list.read(&app.hub.interactive()).await;
    Ok(Json(list.map_err(|error| problem(&error))?))
}

/// `GET /api/jobs/{id}`.
pub(crate) async fn one(State(app): State<App>, Id(id): Id) -> Result<Json<Job>, Refusal> {
    let job =
        app.hub.heard(app.hub.interactive().job(&known(&id)?).await).map_err(|error| problem(&error))?;
    let job = job.as_ref().and_then(translate::job::job).ok_or(ProblemCode::JobNotFound)?;
    Ok(Json(job))
}

/// `PUT /api/jobs/{id}`.
pub(crate) async fn order(
    State(app): State<App>,
    Id(id): Id,
    Body(order): Body<JobOrder>,
) -> Result<Json<Job>, Refusal> {
    let id = JobId::ordered(id).map_err(|error| invalid_id(&error))?;
    Ok(Json(Desk::order(&app, id, order).await?))
}

/// `POST /api/jobs/{id}/cancel`.
pub(crate) async fn cancel(State(app): State<App>, Id(id): Id) -> Result<Json<Job>, Refusal> {
    let id = known(&id)?;
    let result = cancel::cancel(&app.hub, &id).await;
    app.watches.poke(&id);
    Ok(Json(result?))
}

/// `GET /api/jobs/{id}/rows`: from memory; a job that nobody watches is read first.
pub(crate) async fn rows(
    State(app): State<App>,
    Id(id): Id,
    Params(query): Params<RowQuery>,
) -> Result<Json<RowWindow>, Refusal> {
    let filter = Filter::of(&query).map_err(|error| ProblemCode::Malformed { reason: error.to_string() })?;
    let (watch, _guard) = app.watches.job(&known(&id)?);
    match tokio::time::timeout(FIRST_ROWS, watch.readable()).await {
        Ok(true) => Ok(Json(watch.window(query.from, query.to, &filter))),
        Ok(false) => Err(ProblemCode::JobNotFound.into()),
        // Nothing came in time: what the hub said last tells why, and without a reason there are no rows yet.
        Err(_) => match app.hub.unwell() {
            Some(problem) => Err(problem.into()),
            None => Ok(Json(watch.window(query.from, query.to, &filter))),
        },
    }
}

/// An id of a job that the hub may have, whoever made it.
fn known(id: &str) -> Result<HubJobId, ProblemCode> {
    HubJobId::lax(id).map_err(|_| ProblemCode::JobNotFound)
}

fn invalid_id(error: &InvalidJobId) -> ProblemCode {
    let rule = match error {
        InvalidJobId::Length(0) => FieldRule::Required,
        InvalidJobId::Length(_) => FieldRule::Length { most: 64 },
        InvalidJobId::Character(_) => FieldRule::Character,
    };
    ProblemCode::InvalidField { field: "id".into(), rule }
}
