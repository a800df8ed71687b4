//! Devices, modules and statistics.

use axum::http::{StatusCode, header};
use iothub_wire::error::ErrorCode;
use iothub_wire::etag::IfMatch;
use iothub_wire::identity::{
    DeviceSettings, IdentityProblem, MOST_LISTED_DEVICES, ModuleSettings, PurgeResult, ServiceStatistics,
};
use iothub_wire::ids::DeviceId;
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::answer::Answer;
use super::request::Call;
use crate::entra::bearer;
use crate::hub::State;
use crate::identity::Identity;
use crate::refusal::Refusal;
use crate::registry::{Entry, Settings};

impl From<IdentityProblem> for Refusal {
    fn from(problem: IdentityProblem) -> Self {
        Self::new(problem.code(), problem.message())
    }
}

/// `GET /devices?top=n`
pub(super) fn list(call: &Call<'_>) -> Result<Answer, Refusal> {
    let top = match call.parameter("top")? {
        None => MOST_LISTED_DEVICES,
        Some(text) => match text.parse::<usize>() {
            Ok(top) if (1..=MOST_LISTED_DEVICES).contains(&top) => top,
            _ => return Err(Refusal::argument("top is a number from 1 to 1000")),
        },
    };
    let devices: Vec<_> = call.hub.with(|state, _| {
        let devices = state.registry.devices().filter_map(|(identity, entry)| entry.device(identity));
        devices.take(top).collect()
    });
    Ok(Answer::json(&devices))
}

/// `GET /devices/{id}` and `…/modules/{mid}`
pub(super) fn get(call: &Call<'_>) -> Result<Answer, Refusal> {
    let identity = call.identity()?;
    call.hub.with(|state, _| {
        check_parent(call, state, &identity)?;
        Ok(print(&identity, state.registry.read(&identity)?))
    })
}

/// `GET /devices/{id}/modules`
pub(super) fn modules(call: &Call<'_>) -> Result<Answer, Refusal> {
    let device = call.device()?;
    call.hub.with(|state, _| {
        check_device(call, state, &device)?;
        Ok(Answer::json(&state.registry.list_modules(&device)?))
    })
}

/// `PUT /devices/{id}` and `…/modules/{mid}`
pub(super) fn put(call: &Call<'_>, body: &[u8]) -> Result<Answer, Refusal> {
    let identity = call.identity()?;
    let settings = settings(&identity, body)?;
    let (if_match, minted) = (call.if_match()?, call.hub.mint());
    call.hub.with(|state, now| {
        check_parent(call, state, &identity)?;
        state.registry.put(&identity, settings, &if_match, minted, now, &mut state.ledger)?;
        let entry = state.registry.read(&identity)?;
        let created = identity.module.is_none() && if_match == IfMatch::Absent;
        Ok(if created { print_created(&identity, entry) } else { print(&identity, entry) })
    })
}

/// `DELETE /devices/{id}` and `…/modules/{mid}`
pub(super) fn delete(call: &Call<'_>) -> Result<Answer, Refusal> {
    let (identity, if_match) = (call.identity()?, call.if_match()?);
    call.hub.with(|state, _| {
        check_parent(call, state, &identity)?;
        state.registry.delete(&identity, &if_match, &mut state.ledger)
    })?;
    Ok(Answer::empty())
}

/// `DELETE /devices/{id}/commands`
pub(super) fn purge(call: &Call<'_>) -> Result<Answer, Refusal> {
    let device_id = call.device()?;
    let purged = call.hub.with(|state, _| state.registry.purge(&device_id, &mut state.ledger))?;
    Ok(Answer::json(&PurgeResult { total_messages_purged: purged, device_id, module_id: None }))
}

/// `GET /statistics/devices`
pub(super) fn device_statistics(call: &Call<'_>) -> Answer {
    Answer::json(&call.hub.with(|state, _| state.registry.statistics()))
}

/// `GET /statistics/service`
pub(super) fn service_statistics(call: &Call<'_>) -> Answer {
    let connected = |(identity, _): &(&Identity, &Entry)| identity.module.is_none();
    let connected_device_count =
        call.hub.with(|state, _| state.registry.connected().filter(connected).count() as u64);
    Answer::json(&ServiceStatistics { connected_device_count })
}

fn check_parent(call: &Call<'_>, state: &State, identity: &Identity) -> Result<(), Refusal> {
    identity.module.as_ref().map_or(Ok(()), |_| check_device(call, state, &identity.device))
}

/// Under SAS, operations on modules of a missing or disabled device are answered with 401 (observed on a live hub).
fn check_device(call: &Call<'_>, state: &State, device: &DeviceId) -> Result<(), Refusal> {
    let refused = bearer(call.credential()).is_none() && !state.registry.enabled(device);
    if refused { Err(Refusal::unauthorized()) } else { Ok(()) }
}

/// Reads and checks a body. A missing id is taken from the path; another one than in the path is refused (our choice).
fn settings(identity: &Identity, body: &[u8]) -> Result<Settings, Refusal> {
    let mut value: Value = serde_json::from_slice(body).map_err(|_| not_json())?;
    let members = value.as_object_mut().ok_or_else(not_json)?;
    let mut expect = |name: &str, id: &str| {
        let given = members.entry(name).or_insert_with(|| Value::from(id));
        if given == id {
            Ok(())
        } else {
            Err(Refusal::argument(format!("the {name} of the body is not that of the path")))
        }
    };
    expect("deviceId", identity.device.as_str())?;
    match &identity.module {
        None => {
            let settings: DeviceSettings = read(value)?;
            settings.check()?;
            Ok(Settings::Device(settings))
        }
        Some(module) => {
            expect("moduleId", module.as_str())?;
            let settings: ModuleSettings = read(value)?;
            settings.check()?;
            Ok(Settings::Module(settings))
        }
    }
}

/// Reads a value of the right shape.
pub(super) fn read<T: DeserializeOwned>(value: Value) -> Result<T, Refusal> {
    serde_json::from_value(value).map_err(|error| Refusal::argument(error.to_string()))
}

fn not_json() -> Refusal {
    Refusal::new(ErrorCode::IotHubFormatError, "the body is not a JSON object")
}

/// The identity with its etag in the header, in quotes.
fn print(identity: &Identity, entry: &Entry) -> Answer {
    answer(entry, json(identity, entry))
}

/// The same as the answer to the create of a device: its zero dates have no zone (recorded on a live hub).
fn print_created(identity: &Identity, entry: &Entry) -> Answer {
    // A quote within a text would have a backslash before it, so this finds dates alone.
    let zoneless = r#"Time":"0001-01-01T00:00:00""#;
    answer(entry, json(identity, entry).replace(r#"Time":"0001-01-01T00:00:00Z""#, zoneless))
}

fn json(identity: &Identity, entry: &Entry) -> String {
    let printed = match entry.module(identity) {
        Some(module) => serde_json::to_string(&module),
        None => serde_json::to_string(&entry.device(identity)),
    };
    // Serialising our own types cannot fail; if it did, an empty body would show it.
    printed.unwrap_or_default()
}

fn answer(entry: &Entry, json: String) -> Answer {
    Answer::text(StatusCode::OK, json).header(header::ETAG, &format!("\"{}\"", entry.account.etag))
}
