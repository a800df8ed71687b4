//! The identity registry: devices, modules, their credentials, bulk writes and statistics.

use serde::{Deserialize, Serialize};

use crate::{
    ids::{DeviceId, ModuleId},
    time::UtcTime,
};

mod authentication;
mod bulk;
mod check;
mod object;
mod settings;
mod statistics;

pub use authentication::{Authentication, AuthenticationType, SharedKey, SymmetricKey, X509Thumbprint};
pub use bulk::{
    BulkDevice, BulkError, BulkProperties, BulkResult, BulkWarning, ImportMode, MOST_BULK_DEVICES,
    PurgeResult,
};
pub use check::{IdentityProblem, LONGEST_SCOPE, LONGEST_STATUS_REASON, MOST_PARENT_SCOPES};
pub use settings::{DeviceSettings, ModuleSettings};
pub use statistics::{RegistryStatistics, ServiceStatistics};

/// Most devices one `GET /devices` returns, and how many it returns when not told.
pub const MOST_LISTED_DEVICES: usize = 1000;

/// Whether an identity may connect.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum DeviceStatus {
    /// It may connect.
    #[default]
    Enabled,
    /// It cannot connect, and methods to it are answered as if it did not exist.
    Disabled,
}

/// Whether an identity is connected, as the registry last heard.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
pub enum ConnectionState {
    /// Not connected.
    #[default]
    Disconnected,
    /// Connected.
    Connected,
}

/// What a device can do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(remote = "Self", default, rename_all = "camelCase")]
pub struct Capabilities {
    /// Whether it runs IoT Edge.
    pub iot_edge: bool,
}

object::only_objects!(Capabilities);

/// An identity as the registry returns it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Device {
    /// Its id.
    pub device_id: DeviceId,
    /// Fixed for the life of the identity: 18 digits, .NET ticks.
    #[serde(default)]
    pub generation_id: String,
    /// Etag without quotes: base64 of a decimal counter of writes.
    #[serde(default)]
    pub etag: String,
    /// Whether it is connected.
    #[serde(default)]
    pub connection_state: ConnectionState,
    /// Whether it may connect.
    #[serde(default)]
    pub status: DeviceStatus,
    /// Why it has this status; up to 128 characters.
    #[serde(default)]
    pub status_reason: Option<String>,
    /// When it last connected or disconnected.
    #[serde(rename = "connectionStateUpdatedTime", default = "never")]
    pub connection_state_updated_at: UtcTime,
    /// When its status last changed.
    #[serde(rename = "statusUpdatedTime", default = "never")]
    pub status_updated_at: UtcTime,
    /// When it last connected, sent or received anything.
    #[serde(rename = "lastActivityTime", default = "never")]
    pub last_activity_at: UtcTime,
    /// Cloud-to-device messages that wait for it.
    #[serde(default)]
    pub cloud_to_device_message_count: u32,
    /// How it proves who it is.
    #[serde(default, deserialize_with = "null_as_default")]
    pub authentication: Authentication,
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

/// A module identity as the registry returns it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Module {
    /// Its id.
    pub module_id: ModuleId,
    /// What manages it: `IotEdge` or nothing.
    #[serde(default)]
    pub managed_by: Option<String>,
    /// The device it belongs to.
    pub device_id: DeviceId,
    /// Fixed for the life of the identity: 18 digits, .NET ticks.
    #[serde(default)]
    pub generation_id: String,
    /// Etag without quotes: base64 of a decimal counter of writes.
    #[serde(default)]
    pub etag: String,
    /// Whether it is connected.
    #[serde(default)]
    pub connection_state: ConnectionState,
    /// When it last connected or disconnected.
    #[serde(rename = "connectionStateUpdatedTime", default = "never")]
    pub connection_state_updated_at: UtcTime,
    /// When it last connected, sent or received anything.
    #[serde(rename = "lastActivityTime", default = "never")]
    pub last_activity_at: UtcTime,
    /// Cloud-to-device messages that wait for it.
    #[serde(default)]
    pub cloud_to_device_message_count: u32,
    /// How it proves who it is.
    #[serde(default, deserialize_with = "null_as_default")]
    pub authentication: Authentication,
}

impl Device {
    /// An identity that has never connected, with these settings.
    #[must_use]
    pub fn new(settings: DeviceSettings, generation_id: String, etag: String) -> Self {
        Self {
            device_id: settings.device_id,
            generation_id,
            etag,
            connection_state: ConnectionState::Disconnected,
            status: settings.status,
            status_reason: settings.status_reason,
            connection_state_updated_at: UtcTime::NEVER,
            status_updated_at: UtcTime::NEVER,
            last_activity_at: UtcTime::NEVER,
            cloud_to_device_message_count: 0,
            authentication: settings.authentication,
            capabilities: settings.capabilities,
            device_scope: settings.device_scope,
            parent_scopes: settings.parent_scopes,
        }
    }

    /// The part of the identity that a PUT may change.
    #[must_use]
    pub fn settings(&self) -> DeviceSettings {
        DeviceSettings {
            device_id: self.device_id.clone(),
            status: self.status,
            status_reason: self.status_reason.clone(),
            authentication: self.authentication.clone(),
            capabilities: self.capabilities,
            device_scope: self.device_scope.clone(),
            parent_scopes: self.parent_scopes.clone(),
        }
    }
}

impl Module {
    /// A module identity that has never connected, with these settings.
    #[must_use]
    pub fn new(settings: ModuleSettings, generation_id: String, etag: String) -> Self {
        Self {
            module_id: settings.module_id,
            managed_by: settings.managed_by,
            device_id: settings.device_id,
            generation_id,
            etag,
            connection_state: ConnectionState::Disconnected,
            connection_state_updated_at: UtcTime::NEVER,
            last_activity_at: UtcTime::NEVER,
            cloud_to_device_message_count: 0,
            authentication: settings.authentication,
        }
    }
}

/// The default of a time that the hub left out.
pub(crate) fn never() -> UtcTime {
    UtcTime::NEVER
}

/// Reads `null` as the default value: the hub writes `null` where a member is empty.
pub(crate) fn null_as_default<'de, D, T>(deserializer: D) -> Result<T, D::Error>
where
    D: serde::Deserializer<'de>,
    T: Default + Deserialize<'de>,
{
    Ok(Option::deserialize(deserializer)?.unwrap_or_default())
}

#[cfg(test)]
mod tests;
