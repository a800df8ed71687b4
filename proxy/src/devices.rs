//! The fleet, read through queries and twins only.

use axum::{Json, extract::State};
use base64::{Engine as _, prelude::BASE64_URL_SAFE_NO_PAD};
use iothub_client::Continuation;
use iothub_query::quoted;
use iothub_wire::{error::ErrorCode, ids::DeviceId, job::DeviceJob as HubRow, query::PageSize};
use lockstep_api::{
    device::{Device, DeviceCount, DeviceJob, DeviceJobs, DevicePage, DeviceQuery},
    job::JobId,
    problem::ProblemCode,
};

use crate::{
    app::App,
    extract::{Id, Params},
    hub::problem,
    refusal::Refusal,
    translate::{
        self,
        device::{COLUMNS, DeviceRow},
    },
};

mod columns;
pub(crate) mod history;
mod target;
pub(crate) mod write;

use columns::Columns;
pub(crate) use target::{Population, Target};

/// `GET /api/devices`.
pub(crate) async fn list(
    State(app): State<App>,
    Params(query): Params<DeviceQuery>,
) -> Result<Json<DevicePage>, Refusal> {
    let target = Target::of(&query)?;
    let from = query.page.as_deref().map(continuation).transpose()?;
    let columns = Columns::parse(query.columns.as_deref().unwrap_or_default())?;
    let text = target.select(&format!("{COLUMNS}{}", columns.projection()))?;
    let client = app.hub.interactive();
    let page = client.query::<DeviceRow>(&text, PageSize::LARGEST, from.as_ref()).await;
    let page = app.hub.heard(page).map_err(|error| problem(&error))?;
    Ok(Json(DevicePage {
        devices: page.items.into_iter().map(|row| row.summary(columns.len())).collect(),
        next: page.next.map(|next| BASE64_URL_SAFE_NO_PAD.encode(next.as_str())),
        as_of: app.now(),
    }))
}

/// `GET /api/device-count`.
pub(crate) async fn count(
    State(app): State<App>,
    Params(query): Params<DeviceQuery>,
) -> Result<Json<DeviceCount>, Refusal> {
    let target = Target::of(&query)?;
    let Population { count, connected } = target.population(&app.hub, &app.hub.interactive()).await?;
    Ok(Json(DeviceCount { total: count, connected, as_of: app.now() }))
}

/// `GET /api/devices/{id}`.
pub(crate) async fn one(State(app): State<App>, Id(id): Id) -> Result<Json<Device>, Refusal> {
    let device = known(&id)?;
    let twin = app.hub.heard(app.hub.interactive().twin(&device).await);
    Ok(Json(translate::device::device(twin.map_err(|error| device_problem(&error, &device))?, app.now())))
}

/// The id of a device that may be there.
fn known(id: &str) -> Result<DeviceId, ProblemCode> {
    DeviceId::try_from(id).map_err(|_| ProblemCode::DeviceNotFound { device: id.to_owned() })
}

/// Why a call about one device gave nothing.
fn device_problem(error: &iothub_client::Error, device: &DeviceId) -> ProblemCode {
    let device = device.to_string();
    match error.code() {
        Some(ErrorCode::DeviceNotFound) => ProblemCode::DeviceNotFound { device },
        Some(ErrorCode::DeviceAlreadyExists) => ProblemCode::DeviceExists { device },
        Some(ErrorCode::DeviceNotOnline) => ProblemCode::DeviceOffline { device },
        Some(ErrorCode::GatewayTimeout) => ProblemCode::DeviceSilent { device },
        Some(ErrorCode::PreconditionFailed) => ProblemCode::TwinChanged,
        _ => problem(error),
    }
}

/// `GET /api/devices/{id}/jobs`: what the hub remembers, then what is archived.
pub(crate) async fn jobs(State(app): State<App>, Id(id): Id) -> Result<Json<DeviceJobs>, Refusal> {
    let device = known(&id)?;
    let client = app.hub.interactive();
    let text =
        format!("SELECT * FROM devices.jobs WHERE devices.jobs.deviceId = {}", quoted(device.as_str()));
    let page = client.query::<HubRow>(&text, PageSize::LARGEST, None).await;
    let page = app.hub.heard(page).map_err(|error| problem(&error))?;
    let list = app.watches.list.read(&client).await.map_err(|error| problem(&error))?;
    let listed = |id: &JobId| list.jobs.iter().find(|job| job.id == *id);
    let of_hub = page.items.into_iter().map(|row| {
        let job = JobId::listed(row.job_id.as_str());
        let known = listed(&job);
        DeviceJob {
            name: known.and_then(|job| job.record.name.clone()),
            action: known.map(|job| job.action.clone()),
            row: translate::row::row(0, row),
            job,
        }
    });
    let mut jobs: Vec<DeviceJob> = of_hub.collect();
    let archived = app.book.store().of_device(device.as_str(), MOST_JOBS).await.map_err(ProblemCode::from)?;
    let full = archived.len() >= MOST_JOBS as usize;
    for (job, row) in archived {
        if jobs.iter().all(|other| other.job != job.id) {
            jobs.push(DeviceJob { name: job.record.name, action: Some(job.action), job: job.id, row });
        }
    }
    jobs.sort_by_key(|job| std::cmp::Reverse(job.row.started_at.max(job.row.updated_at)));
    Ok(Json(DeviceJobs { jobs, truncated: full || page.next.is_some(), as_of: app.now() }))
}

/// Archived jobs of one device that are given.
const MOST_JOBS: u32 = 200;

/// The hub's continuation inside a page token.
fn continuation(token: &str) -> Result<Continuation, ProblemCode> {
    let text = BASE64_URL_SAFE_NO_PAD.decode(token).ok().and_then(|bytes| String::from_utf8(bytes).ok());
    text.and_then(|text| Continuation::parse(&text).ok())
        .ok_or_else(|| ProblemCode::Malformed { reason: "`page` is no page of this list".into() })
}
