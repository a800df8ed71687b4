//! What queries answer that no description has: rows of jobs, and whatever was asked for.

use std::sync::LazyLock;

use jsonschema::{Draft, Validator};
use serde_json::{Value, json};

/// A row of `devices.jobs` (IoT Hub documentation: query jobs; the statuses are those of the .NET SDK's enumeration).
static DEVICE_JOBS: LazyLock<Validator> = LazyLock::new(|| {
    // With and without a zone, as recorded.
    let instant = json!({ "type": "string", "pattern": r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,7})?Z?$" });
    let answer = json!({
        "type": "object", "required": ["status", "payload"], "additionalProperties": false,
        "properties": { "status": { "type": "integer" }, "payload": {} },
    });
    let row = json!({
        "type": "object",
        "properties": {
            "deviceId": { "type": "string" }, "moduleId": { "type": "string" }, "jobId": { "type": "string" },
            "jobType": { "enum": ["scheduleDeviceMethod", "scheduleUpdateTwin"] },
            "status": { "enum": ["pending", "scheduled", "running", "completed", "failed", "canceled"] },
            "startTimeUtc": instant, "endTimeUtc": instant,
            "createdDateTimeUtc": instant, "lastUpdatedDateTimeUtc": instant,
            "outcome": {
                "type": "object", "additionalProperties": false,
                "properties": { "deviceMethodResponse": { "anyOf": [{ "type": "null" }, answer] } },
            },
            "error": {
                "type": "object", "required": ["code", "description"], "additionalProperties": false,
                "properties": { "code": { "type": "string" }, "description": { "type": "string" } },
            },
        },
        "additionalProperties": false,
        "required": [
            "deviceId", "jobId", "jobType", "status",
            "startTimeUtc", "endTimeUtc", "createdDateTimeUtc", "lastUpdatedDateTimeUtc",
        ],
        // Who failed says why, and nobody else does.
        "oneOf": [
            { "properties": { "status": { "enum": ["failed"] } }, "required": ["error"] },
            { "properties": { "status": { "not": { "enum": ["failed"] } } }, "not": { "required": ["error"] } },
        ],
    });
    compile(&json!({ "type": "array", "items": row }))
});

static RAW: LazyLock<Validator> =
    LazyLock::new(|| compile(&json!({ "type": "array", "items": { "type": "object" } })));

/// The schema of rows of a kind, unless the description has one.
pub(super) fn of(item_type: &str) -> Option<&'static Validator> {
    match item_type {
        "DeviceJob" => Some(&DEVICE_JOBS),
        "Raw" => Some(&RAW),
        _ => None,
    }
}

fn compile(schema: &Value) -> Validator {
    jsonschema::options().with_draft(Draft::Draft4).build(schema).unwrap()
}
