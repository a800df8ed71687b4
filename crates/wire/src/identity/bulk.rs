//! Bulk writes: `POST /devices`, and the answer of a purge.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use thiserror::Error;

use super::{Authentication, Capabilities, DeviceStatus, null_as_default, object::only_objects};
use crate::ids::{DeviceId, ModuleId};

/// Most devices in one bulk write; more is refused with 413 `TooManyDevices`.
pub const MOST_BULK_DEVICES: usize = 100;

/// One item of a bulk write.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(remote = "Self", rename_all = "camelCase")]
pub struct BulkDevice {
    /// The device; here the member is called `id`.
    pub id: DeviceId,
    /// The module, when the item is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub module_id: Option<ModuleId>,
    /// Etag of the identity, for the modes that ask for it. The Node SDK calls it `etag`.
    #[serde(rename = "eTag", alias = "etag", default, skip_serializing_if = "Option::is_none")]
    pub etag: Option<String>,
    /// What to do; when absent: create or update (our choice).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub import_mode: Option<ImportMode>,
    /// Whether the device may connect.
    #[serde(default, deserialize_with = "null_as_default")]
    pub status: DeviceStatus,
    /// Why it has this status.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub status_reason: Option<String>,
    /// How it proves who it is.
    #[serde(default, deserialize_with = "null_as_default")]
    pub authentication: Authentication,
    /// Etag of the twin, for the modes that ask for it.
    #[serde(rename = "twinETag", default, skip_serializing_if = "Option::is_none")]
    pub twin_etag: Option<String>,
    /// Tags of the twin.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tags: Option<Map<String, Value>>,
    /// Properties of the twin.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub properties: Option<BulkProperties>,
    /// What it can do.
    #[serde(default, deserialize_with = "null_as_default")]
    pub capabilities: Capabilities,
    /// Scope of an edge device.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub device_scope: Option<String>,
    /// Scopes of the edge devices above it.
    #[serde(default, deserialize_with = "null_as_default", skip_serializing_if = "Vec::is_empty")]
    pub parent_scopes: Vec<String>,
}

/// Twin properties of a bulk item.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(remote = "Self", default)]
pub struct BulkProperties {
    /// Desired properties.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub desired: Option<Map<String, Value>>,
    /// Reported properties.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reported: Option<Map<String, Value>>,
}

only_objects!(BulkDevice, BulkProperties);

/// What to do with a bulk item. Read in any case of letters, since SDKs differ.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "&'static str")]
pub enum ImportMode {
    /// Create the identity; an error when it exists.
    Create,
    /// Update the identity, whatever its etag.
    Update,
    /// Update the identity when its etag is this.
    UpdateIfMatchEtag,
    /// Delete the identity, whatever its etag.
    Delete,
    /// Delete the identity when its etag is this.
    DeleteIfMatchEtag,
    /// Update the twin, whatever its etag.
    UpdateTwin,
    /// Update the twin when its etag is this.
    UpdateTwinIfMatchEtag,
}

/// Why a text is not an import mode.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("not an import mode")]
pub struct InvalidImportMode;

/// Answer of a bulk write: with 200 when all went well, with 400 when `errors` has entries.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct BulkResult {
    /// Whether every item went well.
    pub is_successful: bool,
    /// What went wrong; the other items were written.
    #[serde(default, deserialize_with = "null_as_default")]
    pub errors: Vec<BulkError>,
    /// What went half well.
    #[serde(default, deserialize_with = "null_as_default")]
    pub warnings: Vec<BulkWarning>,
}

/// One item that was refused.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct BulkError {
    /// The device.
    pub device_id: String,
    /// The name of the error, see [`ErrorCode::name`](crate::error::ErrorCode::name).
    pub error_code: String,
    /// The text.
    pub error_status: String,
    /// The module; empty when the item was a device.
    #[serde(deserialize_with = "null_as_default")]
    pub module_id: String,
    /// What was tried.
    #[serde(deserialize_with = "null_as_default")]
    pub operation: String,
}

/// One item that was written in part.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct BulkWarning {
    /// The device.
    pub device_id: String,
    /// `DeviceRegisteredWithoutTwin`.
    pub warning_code: String,
    /// The text.
    pub warning_status: String,
}

/// Answer of `DELETE /devices/{id}/commands`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct PurgeResult {
    /// Messages that were thrown away.
    pub total_messages_purged: u64,
    /// The device.
    pub device_id: DeviceId,
    /// The module, `null` for a device.
    #[serde(default)]
    pub module_id: Option<ModuleId>,
}

impl ImportMode {
    const ALL: [Self; 7] = [
        Self::Create,
        Self::Update,
        Self::UpdateIfMatchEtag,
        Self::Delete,
        Self::DeleteIfMatchEtag,
        Self::UpdateTwin,
        Self::UpdateTwinIfMatchEtag,
    ];

    /// The word on the wire.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Create => "create",
            Self::Update => "update",
            Self::UpdateIfMatchEtag => "updateIfMatchETag",
            Self::Delete => "delete",
            Self::DeleteIfMatchEtag => "deleteIfMatchETag",
            Self::UpdateTwin => "updateTwin",
            Self::UpdateTwinIfMatchEtag => "updateTwinIfMatchETag",
        }
    }
}

impl FromStr for ImportMode {
    type Err = InvalidImportMode;

    fn from_str(text: &str) -> Result<Self, InvalidImportMode> {
        Self::ALL.into_iter().find(|mode| mode.as_str().eq_ignore_ascii_case(text)).ok_or(InvalidImportMode)
    }
}

impl TryFrom<String> for ImportMode {
    type Error = InvalidImportMode;

    fn try_from(text: String) -> Result<Self, InvalidImportMode> {
        text.parse()
    }
}

impl From<ImportMode> for &'static str {
    fn from(mode: ImportMode) -> Self {
        mode.as_str()
    }
}

impl fmt::Display for ImportMode {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.pad(self.as_str())
    }
}
