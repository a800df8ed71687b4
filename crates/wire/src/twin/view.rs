//! A twin as REST and queries return it.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{Members, Section, TwinState};
use crate::{
    identity::{
        AuthenticationType, Capabilities, ConnectionState, Device, DeviceStatus, Module, X509Thumbprint,
        never, null_as_default,
    },
    ids::{DeviceId, ModuleId},
    time::UtcTime,
};

/// A twin with the mirror of its identity. Reading is tolerant: what is absent takes its default.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Twin {
    /// The device.
    pub device_id: DeviceId,
    /// The module, on the twin of a module.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub module_id: Option<ModuleId>,
    /// Etag of the twin, without quotes; see [`TwinEtag`](crate::etag::TwinEtag).
    #[serde(default)]
    pub etag: String,
    /// Etag of the identity.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub device_etag: Option<String>,
    /// Whether it may connect.
    #[serde(default)]
    pub status: DeviceStatus,
    /// Why it has this status.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub status_reason: Option<String>,
    /// When its status last changed. Here the member is called `statusUpdateTime`.
    #[serde(rename = "statusUpdateTime", default = "never")]
    pub status_updated_at: UtcTime,
    /// Whether it is connected.
    #[serde(default)]
    pub connection_state: ConnectionState,
    /// When it last connected, sent or received anything.
    #[serde(rename = "lastActivityTime", default = "never")]
    pub last_activity_at: UtcTime,
    /// Cloud-to-device messages that wait for it.
    #[serde(default)]
    pub cloud_to_device_message_count: u32,
    /// How it proves who it is.
    #[serde(default)]
    pub authentication_type: AuthenticationType,
    /// The thumbprints of its certificates.
    #[serde(default, deserialize_with = "null_as_default")]
    pub x509_thumbprint: X509Thumbprint,
    /// The digital twin model the device announced, else empty.
    #[serde(default, deserialize_with = "null_as_default")]
    pub model_id: String,
    /// Counts all writes; 2 at first.
    #[serde(default)]
    pub version: u64,
    /// Tags; the member is absent when there are none.
    #[serde(default, deserialize_with = "null_as_default", skip_serializing_if = "Members::is_empty")]
    pub tags: Members,
    /// Desired and reported properties.
    pub properties: TwinProperties,
    /// What the device can do; device twins only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub capabilities: Option<Capabilities>,
    /// Scope of an edge device.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub device_scope: Option<String>,
    /// Scopes of the edge devices above it.
    #[serde(default, deserialize_with = "null_as_default", skip_serializing_if = "Vec::is_empty")]
    pub parent_scopes: Vec<String>,
    /// Automatic configurations that touch the device, by id.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub configurations: Option<Value>,
}

/// The two sections of properties.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct TwinProperties {
    /// Desired properties.
    #[serde(default = "Section::unread")]
    pub desired: Section,
    /// Reported properties.
    #[serde(default = "Section::unread")]
    pub reported: Section,
}

impl Twin {
    /// The twin of a device, from its identity and what the hub keeps of the twin.
    #[must_use]
    pub fn of_device(device: &Device, state: &TwinState, model_id: &str) -> Self {
        Self {
            device_id: device.device_id.clone(),
            module_id: None,
            etag: state.etag.to_string(),
            device_etag: Some(device.etag.clone()),
            status: device.status,
            status_reason: device.status_reason.clone(),
            status_updated_at: device.status_updated_at,
            connection_state: device.connection_state,
            last_activity_at: device.last_activity_at,
            cloud_to_device_message_count: device.cloud_to_device_message_count,
            authentication_type: device.authentication.kind,
            x509_thumbprint: device.authentication.x509_thumbprint.clone(),
            model_id: model_id.to_owned(),
            version: state.version,
            tags: state.tags.clone(),
            properties: state.properties(),
            capabilities: Some(device.capabilities),
            device_scope: device.device_scope.clone(),
            parent_scopes: device.parent_scopes.clone(),
            configurations: None,
        }
    }

    /// The twin of a module, from its identity and what the hub keeps of the twin.
    #[must_use]
    pub fn of_module(module: &Module, state: &TwinState, model_id: &str) -> Self {
        Self {
            device_id: module.device_id.clone(),
            module_id: Some(module.module_id.clone()),
            etag: state.etag.to_string(),
            device_etag: Some(module.etag.clone()),
            status: DeviceStatus::Enabled,
            status_reason: None,
            status_updated_at: UtcTime::NEVER,
            connection_state: module.connection_state,
            last_activity_at: module.last_activity_at,
            cloud_to_device_message_count: module.cloud_to_device_message_count,
            authentication_type: module.authentication.kind,
            x509_thumbprint: module.authentication.x509_thumbprint.clone(),
            model_id: model_id.to_owned(),
            version: state.version,
            tags: state.tags.clone(),
            properties: state.properties(),
            capabilities: None,
            device_scope: None,
            parent_scopes: Vec::new(),
            configurations: None,
        }
    }
}
