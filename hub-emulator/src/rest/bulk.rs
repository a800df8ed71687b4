//! `POST /devices`: up to a hundred registry writes in one call, independent of each other.

use axum::http::StatusCode;
use iothub_wire::error::ErrorCode;
use iothub_wire::etag::IfMatch;
use iothub_wire::identity::{BulkDevice, BulkError, BulkResult, ImportMode, MOST_BULK_DEVICES};
use iothub_wire::time::UtcTime;
use serde_json::Value;

use super::answer::Answer;
use super::request::Call;
use crate::hub::State;
use crate::identity::Identity;
use crate::refusal::Refusal;
use crate::registry::{Minted, TwinWrite, patch_of, settings_of};

/// Writes the items one by one; those that are refused are listed, the others are written.
pub(super) fn write(call: &Call<'_>, body: &[u8]) -> Result<Answer, Refusal> {
    let items: Vec<Value> = serde_json::from_slice(body)
        .map_err(|_| Refusal::new(ErrorCode::IotHubFormatError, "the body is not a JSON array"))?;
    if items.len() > MOST_BULK_DEVICES {
        let message = format!("{} devices are more than {MOST_BULK_DEVICES}", items.len());
        return Err(Refusal::new(ErrorCode::TooManyDevices, message));
    }
    let items: Result<Vec<BulkDevice>, _> = items.into_iter().map(serde_json::from_value).collect();
    let items = items.map_err(|error| Refusal::argument(error.to_string()))?;
    let errors: Vec<BulkError> = items.into_iter().filter_map(|item| write_one(call, item).err()).collect();
    let result = BulkResult { is_successful: errors.is_empty(), errors, warnings: Vec::new() };
    if result.is_successful {
        return Ok(Answer::json(&result));
    }
    let text = serde_json::to_vec(&result).unwrap_or_default();
    Ok(Answer::text(StatusCode::BAD_REQUEST, text))
}

fn write_one(call: &Call<'_>, item: BulkDevice) -> Result<(), BulkError> {
    let identity = Identity { device: item.id.clone(), module: item.module_id.clone() };
    let mode = item.import_mode;
    let minted = call.hub.mint();
    let written = call.hub.with(|state, now| apply(state, &identity, item, minted, now));
    written.map_err(|refusal| BulkError {
        device_id: identity.device.to_string(),
        error_code: refusal.code.name().to_owned(),
        error_status: refusal.message,
        module_id: identity.module.as_ref().map(ToString::to_string).unwrap_or_default(),
        operation: mode.map_or("createOrUpdate", ImportMode::as_str).to_owned(),
    })
}

fn apply(
    state: &mut State,
    identity: &Identity,
    item: BulkDevice,
    minted: Minted,
    now: UtcTime,
) -> Result<(), Refusal> {
    let etag = |etag: Option<&str>| match IfMatch::parse(etag) {
        IfMatch::Absent => Err(Refusal::argument("the mode asks for an etag")),
        given @ (IfMatch::Any | IfMatch::Etag(_)) => Ok(given),
    };
    let State { registry, ledger, .. } = state;
    match item.import_mode {
        Some(ImportMode::Delete) => registry.delete(identity, &IfMatch::Any, ledger),
        Some(ImportMode::DeleteIfMatchEtag) => {
            registry.delete(identity, &etag(item.etag.as_deref())?, ledger)
        }
        Some(ImportMode::Update) => {
            registry.put(identity, settings_of(item)?, &IfMatch::Any, minted, now, ledger)
        }
        Some(ImportMode::UpdateIfMatchEtag) => {
            let if_match = etag(item.etag.as_deref())?;
            registry.put(identity, settings_of(item)?, &if_match, minted, now, ledger)
        }
        Some(ImportMode::UpdateTwin) => {
            registry.write_twin(identity, TwinWrite::Merge, &patch_of(&item)?, &IfMatch::Any, now, ledger)
        }
        Some(ImportMode::UpdateTwinIfMatchEtag) => {
            let if_match = etag(item.twin_etag.as_deref())?;
            registry.write_twin(identity, TwinWrite::Merge, &patch_of(&item)?, &if_match, now, ledger)
        }
        Some(ImportMode::Create) => create(state, identity, item, minted, now),
        None if registry.get(identity).is_some() => {
            registry.put(identity, settings_of(item)?, &IfMatch::Any, minted, now, ledger)
        }
        None => create(state, identity, item, minted, now),
    }
}

/// Creates an identity and gives its twin the tags and desired properties of the item.
fn create(
    state: &mut State,
    identity: &Identity,
    item: BulkDevice,
    minted: Minted,
    now: UtcTime,
) -> Result<(), Refusal> {
    let State { registry, ledger, .. } = state;
    let patch = patch_of(&item)?;
    registry.put(identity, settings_of(item)?, &IfMatch::Absent, minted, now, ledger)?;
    if patch.tags.absent() && patch.desired.absent() {
        return Ok(());
    }
    registry.write_twin(identity, TwinWrite::Merge, &patch, &IfMatch::Any, now, ledger)
}
