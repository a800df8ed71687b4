//! Jobs: ordering, reading, withdrawing.

use std::time::Duration;

use axum::{Extension, Json, extract::State};
use iothub_query::DeviceList;
use iothub_wire::ids::JobId as HubJobId;
use lockstep_api::{
    job::{InvalidJobId, Job, JobId, JobLabel, JobList, JobOrder, OlderJobs, OlderQuery},
    problem::{FieldRule, ProblemCode},
    row::{RowQuery, RowWindow},
};

use crate::{
    access::Caller,
    app::{App, Parts},
    audit::MadeJobs,
    extract::{Body, Id, Params},
    hub::problem,
    refusal::Refusal,
    translate,
    watch::{Filter, job::JobWatch},
};

pub(crate) mod archiver;
mod cancel;
pub(crate) mod clusters;
mod desk;
pub(crate) mod export;
mod place;
pub(crate) mod queue;
mod request;
pub(crate) mod rerun;
mod series;
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

/// `GET /api/older-jobs`: what the list is too short for, as Lockstep keeps it.
pub(crate) async fn older(
    State(app): State<App>,
    Params(than): Params<OlderQuery>,
) -> Result<Json<OlderJobs>, Refusal> {
    Ok(Json(app.book.older(&than).await.map_err(ProblemCode::from)?))
}

/// `GET /api/jobs/{id}`.
pub(crate) async fn one(State(app): State<App>, Id(id): Id) -> Result<Json<Job>, Refusal> {
    Ok(Json(found(&app, &id).await?.ok_or(ProblemCode::JobNotFound)?))
}

/// A job, from the store or from the hub.
async fn found(app: &Parts, id: &str) -> Result<Option<Job>, ProblemCode> {
    let (hub_id, id) = (known(id)?, JobId::listed(id));
    if let Some(job) = app.book.without_hub(&id).await? {
        return Ok(Some(job));
    }
    let of_hub = app.hub.heard(app.hub.interactive().job(&hub_id).await);
    let job = of_hub.as_ref().ok().and_then(Option::as_ref).and_then(translate::job::job);
    match (app.book.job(&id, job).await?, of_hub) {
        (None, Err(error)) => Err(problem(&error)),
        (job, _) => Ok(job),
    }
}

/// `PUT /api/jobs/{id}`; of an order that takes several jobs, the first.
pub(crate) async fn order(
    State(app): State<App>,
    caller: Caller,
    Id(id): Id,
    Body(order): Body<JobOrder>,
) -> Result<(Extension<MadeJobs>, Json<Job>), Refusal> {
    let id = JobId::ordered(id).map_err(|error| invalid_id(&error))?;
    let jobs = match DeviceList::parse(&order.condition) {
        Some(list) => series::order(&app, caller.name(), id, order, &list).await?,
        None => vec![Desk::order(&app, caller.name(), id, order).await?],
    };
    let made = MadeJobs::of(&jobs);
    let first = jobs.into_iter().next().ok_or(ProblemCode::Internal)?;
    Ok((Extension(made), Json(first)))
}

/// `PATCH /api/jobs/{id}`: names a job, whoever made it.
pub(crate) async fn label(
    State(app): State<App>,
    Id(id): Id,
    Body(JobLabel { name, note }): Body<JobLabel>,
) -> Result<Json<Job>, Refusal> {
    let text = |text: Option<String>| text.map(|text| text.trim().to_owned()).filter(|text| !text.is_empty());
    let (name, note) = (text(name), text(note));
    request::check_label(name.as_deref(), note.as_deref())?;
    let hub_id = known(&id)?;
    // Only what is there can be named.
    let _there = one(State(App::clone(&app)), Id(id.clone())).await?;
    let store = app.book.store();
    store
        .label(&JobId::listed(&id), name.as_deref(), note.as_deref(), app.now())
        .await
        .map_err(ProblemCode::from)?;
    app.watches.poke(&hub_id);
    one(State(app), Id(id)).await
}

/// `GET /api/jobs/{id}/relatives`: every attempt at the same, copies of it, and those of its series; itself included, oldest
/// first.
pub(crate) async fn relatives(State(app): State<App>, Id(id): Id) -> Result<Json<Vec<Job>>, Refusal> {
    let list = app.watches.list.read(&app.hub.interactive()).await.map_err(|error| problem(&error))?;
    let family = app.book.store().family(&JobId::listed(id)).await.map_err(ProblemCode::from)?;
    let mut jobs = Vec::new();
    for id in family {
        match list.jobs.iter().find(|job| job.id == id) {
            Some(job) => jobs.push(job.clone()),
            // The list is too short for it, or older than it. Whoever orders may name what there never was.
            None => match found(&app, id.as_str()).await {
                Ok(job) => jobs.extend(job),
                Err(ProblemCode::JobNotFound) => {}
                Err(error) => return Err(error.into()),
            },
        }
    }
    jobs.sort_by(|one, other| (one.created_at, &one.id).cmp(&(other.created_at, &other.id)));
    Ok(Json(jobs))
}

/// `POST /api/jobs/{id}/cancel`.
pub(crate) async fn cancel(State(app): State<App>, Id(id): Id) -> Result<Json<Job>, Refusal> {
    let hub_id = known(&id)?;
    let result = cancel::cancel(&app, &JobId::listed(id), &hub_id).await;
    app.book.changed();
    app.watches.poke(&hub_id);
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
    readable(&app, &watch).await?;
    Ok(Json(watch.window(&query, &filter)))
}

/// Waits for the first rows of a job, if they come in time.
async fn readable(app: &Parts, watch: &JobWatch) -> Result<(), ProblemCode> {
    match tokio::time::timeout(FIRST_ROWS, watch.readable()).await {
        Ok(true) => Ok(()),
        Ok(false) => Err(ProblemCode::JobNotFound),
        // Nothing came in time: what the hub said last tells why, and without a reason there are no rows yet.
        Err(_) => app.hub.unwell().map_or(Ok(()), Err),
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
