//! The fleet, read through queries and twins only.

use axum::{Json, extract::State};
use base64::{Engine as _, prelude::BASE64_URL_SAFE_NO_PAD};
use iothub_client::Continuation;
use iothub_wire::{error::ErrorCode, ids::DeviceId, query::PageSize};
use lockstep_api::{
    device::{Device, DeviceCount, DevicePage, DeviceQuery},
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

mod target;

pub(crate) use target::{Population, Target};

/// `GET /api/devices`.
pub(crate) async fn list(
    State(app): State<App>,
    Params(query): Params<DeviceQuery>,
) -> Result<Json<DevicePage>, Refusal> {
    let target = Target::parse(query.condition.as_deref().unwrap_or("*"))?;
    let from = query.page.as_deref().map(continuation).transpose()?;
    let text = target.select(COLUMNS);
    let client = app.hub.interactive();
    let page = client.query::<DeviceRow>(&text, PageSize::LARGEST, from.as_ref()).await;
    let page = app.hub.heard(page).map_err(|error| problem(&error))?;
    Ok(Json(DevicePage {
        devices: page.items.into_iter().map(Into::into).collect(),
        next: page.next.map(|next| BASE64_URL_SAFE_NO_PAD.encode(next.as_str())),
        as_of: app.now(),
    }))
}

/// `GET /api/device-count`.
pub(crate) async fn count(
    State(app): State<App>,
    Params(query): Params<DeviceQuery>,
) -> Result<Json<DeviceCount>, Refusal> {
    let target = Target::parse(query.condition.as_deref().unwrap_or("*"))?;
    let Population { count, connected } = target.population(&app.hub, &app.hub.interactive()).await?;
    Ok(Json(DeviceCount { total: count, connected, as_of: app.now() }))
}

/// `GET /api/devices/{id}`.
pub(crate) async fn one(State(app): State<App>, Id(id): Id) -> Result<Json<Device>, Refusal> {
    let unknown = || ProblemCode::DeviceNotFound { device: id.clone() };
    let device = DeviceId::try_from(id.as_str()).map_err(|_| unknown())?;
    match app.hub.heard(app.hub.interactive().twin(&device).await) {
        Ok(twin) => Ok(Json(translate::device::device(twin, app.now()))),
        Err(error) if error.code() == Some(ErrorCode::DeviceNotFound) => Err(unknown().into()),
        Err(error) => Err(problem(&error).into()),
    }
}

/// The hub's continuation inside a page token.
fn continuation(token: &str) -> Result<Continuation, ProblemCode> {
    let text = BASE64_URL_SAFE_NO_PAD.decode(token).ok().and_then(|bytes| String::from_utf8(bytes).ok());
    text.and_then(|text| Continuation::parse(&text).ok())
        .ok_or_else(|| ProblemCode::Malformed { reason: "`page` is no page of this list".into() })
}
