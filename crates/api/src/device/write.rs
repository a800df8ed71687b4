//! What an operator does to one device without a job.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// Body of `PATCH /api/devices/{id}/twin`. It is merged; a `null` deletes.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct TwinChange {
    /// Patch of the desired properties; absent leaves them alone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub desired: Option<Map<String, Value>>,
    /// Patch of the tags; absent leaves them alone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tags: Option<Map<String, Value>>,
    /// Only if the twin still has this etag; absent to write over whatever is there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub etag: Option<String>,
}

/// Body of `POST /api/devices/{id}/methods`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct MethodRequest {
    /// Name of the method, such as `lockDoor`.
    pub name: String,
    /// Any JSON.
    #[serde(default)]
    pub payload: Value,
    /// Seconds that the device has to answer, 5 to 300.
    pub response_timeout_seconds: u32,
    /// Seconds to wait for a device that is offline, 0 to 300 and not above the response time-out.
    pub connect_timeout_seconds: u32,
}

/// Answer of `POST /api/devices/{id}/methods`: what the device said.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct MethodAnswer {
    /// Whatever number the device chose; from 400 on it says that it did not do it.
    pub status: i64,
    /// The device's JSON.
    #[serde(default)]
    pub payload: Value,
    /// Milliseconds from the call to the answer.
    pub took_ms: u64,
}
