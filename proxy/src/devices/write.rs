//! What a person does to one device without a job.

use axum::{Json, extract::State};
use iothub_client::Error;
use iothub_wire::{
    etag::IfMatch,
    identity::DeviceSettings,
    ids::DeviceId,
    job::{JobAction, TwinUpdate},
};
use lockstep_api::{
    device::{Device, MethodAnswer, MethodRequest, TwinChange},
    job::Action,
    problem::{FieldRule, ProblemCode},
};
use tokio::time::Instant;

use super::{device_problem, known, one};
use crate::{
    app::App,
    extract::{Body, Id},
    jobs,
    refusal::Refusal,
    translate,
};

/// `PUT /api/devices/{id}`: registers a device with keys that the hub makes up. Nobody here is told them.
pub(crate) async fn register(State(app): State<App>, Id(id): Id) -> Result<Json<Device>, Refusal> {
    let device = DeviceId::try_from(id.as_str())
        .map_err(|_| ProblemCode::InvalidField { field: "id".to_owned(), rule: FieldRule::Character })?;
    let created = app.hub.interactive().create_device(&DeviceSettings::new(device.clone())).await;
    app.hub.heard(created).map_err(|error| match &error {
        // The same credential reads and calls; it is this right that it does not have.
        Error::Refused(refusal) if refusal.status == 401 => {
            ProblemCode::RightMissing { right: "RegistryWrite".to_owned() }
        }
        _ => device_problem(&error, &device),
    })?;
    one(State(app), Id(id)).await
}

/// `PATCH /api/devices/{id}/twin`.
pub(crate) async fn change_twin(
    State(app): State<App>,
    Id(id): Id,
    Body(TwinChange { desired, tags, etag }): Body<TwinChange>,
) -> Result<Json<Device>, Refusal> {
    let device = known(&id)?;
    let JobAction::Twin(TwinUpdate { patch, .. }) = jobs::action(&Action::Twin { desired, tags })? else {
        return Err(ProblemCode::Internal.into());
    };
    let if_match = etag.map_or(IfMatch::Any, IfMatch::Etag);
    let twin = app.hub.heard(app.hub.interactive().patch_twin(&device, &patch, &if_match).await);
    Ok(Json(translate::device::device(twin.map_err(|error| device_problem(&error, &device))?, app.now())))
}

/// `POST /api/devices/{id}/methods`. The device is asked once: an answer that is lost is not asked for again.
pub(crate) async fn invoke(
    State(app): State<App>,
    Id(id): Id,
    Body(request): Body<MethodRequest>,
) -> Result<Json<MethodAnswer>, Refusal> {
    let device = known(&id)?;
    let MethodRequest { name, payload, response_timeout_seconds, connect_timeout_seconds } = request;
    let action = Action::Method { name, payload, response_timeout_seconds, connect_timeout_seconds };
    let JobAction::Method(call) = jobs::action(&action)? else {
        return Err(ProblemCode::Internal.into());
    };
    let asked_at = Instant::now();
    let result = app.hub.heard(app.hub.interactive().invoke(&device, &call).await);
    let result = result.map_err(|error| match error {
        // It was sent, and then the connection was lost.
        Error::Lost(_) => ProblemCode::DeviceSilent { device: device.to_string() },
        error => device_problem(&error, &device),
    })?;
    Ok(Json(MethodAnswer {
        status: result.status,
        payload: result.payload.value(),
        took_ms: u64::try_from(asked_at.elapsed().as_millis()).unwrap_or(u64::MAX),
    }))
}
