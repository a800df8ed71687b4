//! The writable part of an identity: the body of a PUT.

use serde::{Deserialize, Serialize};

use super::{
    Authentication, Capabilities, DeviceStatus, IdentityProblem, check, null_as_default, object::only_objects,
};
use crate::ids::{DeviceId, ModuleId};

/// Body of `PUT /devices/{id}`: the whole writable part; read-only members are ignored when read.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(remote = "Self", rename_all = "camelCase")]
pub struct DeviceSettings {
    /// The id; equal to the one in the path.
    pub device_id: DeviceId,
    /// Whether the device may connect.
    #[serde(default, deserialize_with = "null_as_default")]
    pub status: DeviceStatus,
    /// Why it has this status; up to 128 characters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub status_reason: Option<String>,
    /// How it proves who it is. Without keys the hub mints two.
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

/// Body of `PUT /devices/{id}/modules/{mid}`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(remote = "Self", rename_all = "camelCase")]
pub struct ModuleSettings {
    /// The device; equal to the one in the path.
    pub device_id: DeviceId,
    /// The module; equal to the one in the path.
    pub module_id: ModuleId,
    /// What manages it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub managed_by: Option<String>,
    /// How it proves who it is. Without keys the hub mints two.
    #[serde(default, deserialize_with = "null_as_default")]
    pub authentication: Authentication,
}

only_objects!(DeviceSettings, ModuleSettings);

impl DeviceSettings {
    /// An enabled device for which the hub mints keys.
    #[must_use]
    pub fn new(device_id: DeviceId) -> Self {
        Self {
            device_id,
            status: DeviceStatus::Enabled,
            status_reason: None,
            authentication: Authentication::default(),
            capabilities: Capabilities::default(),
            device_scope: None,
            parent_scopes: Vec::new(),
        }
    }

    /// Checks every rule on the writable part.
    ///
    /// # Errors
    /// The first [`IdentityProblem`] found.
    pub fn check(&self) -> Result<(), IdentityProblem> {
        check::status_reason(self.status_reason.as_deref())?;
        check::scopes(self)?;
        check::authentication(&self.authentication)
    }
}

impl ModuleSettings {
    /// A module for which the hub mints keys.
    #[must_use]
    pub fn new(device_id: DeviceId, module_id: ModuleId) -> Self {
        Self { device_id, module_id, managed_by: None, authentication: Authentication::default() }
    }

    /// Checks every rule on the writable part.
    ///
    /// # Errors
    /// The first [`IdentityProblem`] found.
    pub fn check(&self) -> Result<(), IdentityProblem> {
        if self.module_id.reserved() {
            return Err(IdentityProblem::ReservedModule);
        }
        check::authentication(&self.authentication)
    }
}
