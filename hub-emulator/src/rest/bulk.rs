//! `POST /devices`: up to a hundred registry writes in one call, independent of each other.

use axum::http::StatusCode;
use iothub_wire::error::ErrorCode;
use iothub_wire::etag::IfMatch;
use iothub_wire::identity::{BulkDevice, BulkError, BulkResult, ImportMode, MOST_BULK_DEVICES};
use iothub_wire::json::JsonText;
use iothub_wire::time::UtcTime;
use iothub_wire::twin::check_integers;
use serde_json::Value;

use super::answer::{Answer, ERROR_CODE};
use super::registry::read;
use super::request::Call;
use crate::hub::State;
use crate::identity::Identity;
use crate::refusal::Refusal;
use crate::registry::{Minted, TwinWrite, patch_of};

/// Writes the items one by one; those that are refused are listed, the others are written.
pub(super) fn write(call: &Call<'_>, body: &[u8]) -> Result<Answer, Refusal> {
    let items: Vec<JsonText> = serde_json::from_slice(body)
        .map_err(|_| Refusal::new(ErrorCode::IotHubFormatError, "the body is not a JSON array"))?;
    if items.len() > MOST_BULK_DEVICES {
        let message = format!("{} devices are more than {MOST_BULK_DEVICES}", items.len());
        return Err(Refusal::new(ErrorCode::TooManyDevices, message));
    }
    let errors: Vec<BulkError> = items.iter().filter_map(|item| write_one(call, item).err()).collect();
    let result = BulkResult { is_successful: errors.is_empty(), errors, warnings: Vec::new() };
    if result.is_successful {
        return Ok(Answer::json(&result));
    }
    let text = serde_json::to_vec(&result).unwrap_or_default();
    let code = ErrorCode::BulkRegistryOperationFailure.name();
    Ok(Answer::text(StatusCode::BAD_REQUEST, text).header(ERROR_CODE, code))
}

fn write_one(call: &Call<'_>, text: &JsonText) -> Result<(), BulkError> {
    let item = text.value();
    // Of an item that cannot be read as a whole, this may still be readable.
    let named = |member: &str| item.get(member).and_then(Value::as_str).unwrap_or_default();
    let mode = item.get("importMode").and_then(Value::as_str).unwrap_or("createOrUpdate");
    let error = BulkError {
        device_id: named("id").to_owned(),
        module_id: named("moduleId").to_owned(),
        operation: mode.parse().map_or(mode, |mode: ImportMode| mode.as_str()).to_owned(),
        ..BulkError::default()
    };
    let read = check_integers(text.as_str().as_bytes()).map_err(Refusal::from).and_then(|()| read(item));
    let written = read.and_then(|item: BulkDevice| {
        let minted = call.hub.mint();
        call.hub.with(|state, now| apply(state, item, minted, now))
    });
    written.map_err(|Refusal { code, message, .. }| BulkError {
        error_code: code.name().to_owned(),
        error_status: message,
        ..error
    })
}

fn apply(state: &mut State, item: BulkDevice, minted: Minted, now: UtcTime) -> Result<(), Refusal> {
    let State { registry, ledger, .. } = state;
    let identity = &Identity { device: item.id.clone(), module: item.module_id.clone() };
    let etag = |etag: Option<&str>| match IfMatch::parse(etag) {
        IfMatch::Absent => Err(Refusal::argument("the mode asks for an etag")),
        given @ (IfMatch::Any | IfMatch::Etag(_)) => Ok(given),
    };
    let if_match = match item.import_mode {
        Some(ImportMode::Delete) => return registry.delete(identity, &IfMatch::Any, ledger),
        Some(ImportMode::DeleteIfMatchEtag) => {
            return registry.delete(identity, &etag(item.etag.as_deref())?, ledger);
        }
        Some(mode @ (ImportMode::UpdateTwin | ImportMode::UpdateTwinIfMatchEtag)) => {
            let any = mode == ImportMode::UpdateTwin;
            let if_match = if any { IfMatch::Any } else { etag(item.twin_etag.as_deref())? };
            let patch = patch_of(&item)?;
            return registry.write_twin(identity, TwinWrite::Merge, &patch, &if_match, now, ledger);
        }
        Some(ImportMode::Create) => IfMatch::Absent,
        Some(ImportMode::Update) => IfMatch::Any,
        Some(ImportMode::UpdateIfMatchEtag) => etag(item.etag.as_deref())?,
        None if registry.get(identity).is_some() => IfMatch::Any,
        None => IfMatch::Absent,
    };
    registry.import(identity, item, &if_match, minted, now, ledger)
}
