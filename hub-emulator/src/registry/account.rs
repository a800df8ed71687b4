//! The registry's own record of an identity, and how it prints as a device or a module.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use iothub_wire::etag::IdentityEtag;
use iothub_wire::identity::{
    Authentication, AuthenticationType, Capabilities, ConnectionState, Device, DeviceSettings, DeviceStatus,
    Module, ModuleSettings, SharedKey, SymmetricKey,
};
use iothub_wire::ids::{DeviceId, ModuleId};
use iothub_wire::time::UtcTime;
use serde::{Deserialize, Serialize};

/// Two freshly minted keys, used when a write brings none.
#[derive(Debug, Clone)]
pub(crate) struct Minted {
    pub(crate) keys: SymmetricKey,
    /// The etag counter of a new identity: large, as on the real hub.
    pub(crate) first_etag: IdentityEtag,
}

/// An identity without its id: what a PUT wrote, and the read-only facts.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Account {
    pub(crate) generation: u64,
    pub(crate) etag: IdentityEtag,
    pub(crate) status: DeviceStatus,
    pub(crate) status_reason: Option<String>,
    pub(crate) authentication: Authentication,
    pub(crate) capabilities: Capabilities,
    pub(crate) device_scope: Option<String>,
    pub(crate) parent_scopes: Vec<String>,
    pub(crate) managed_by: Option<String>,
    /// The digital twin model that the device announced, else empty.
    pub(crate) model_id: String,
    pub(crate) status_updated_at: UtcTime,
    pub(crate) connection_updated_at: UtcTime,
    pub(crate) active_at: UtcTime,
}

/// What a PUT may write, of a device or of a module.
#[derive(Debug, Clone)]
pub(crate) enum Settings {
    Device(DeviceSettings),
    Module(ModuleSettings),
}

impl Account {
    /// A new identity.
    pub(crate) fn new(settings: Settings, minted: Minted, now: UtcTime) -> Self {
        let mut account = Self {
            generation: now.dotnet_ticks(),
            etag: minted.first_etag,
            status: DeviceStatus::Enabled,
            status_reason: None,
            authentication: Authentication::default(),
            capabilities: Capabilities::default(),
            device_scope: None,
            parent_scopes: Vec::new(),
            managed_by: None,
            model_id: String::new(),
            status_updated_at: UtcTime::NEVER,
            connection_updated_at: UtcTime::NEVER,
            active_at: UtcTime::NEVER,
        };
        account.write(settings, minted.keys);
        account
    }

    /// Replaces the writable part; one step of the etag.
    pub(crate) fn update(&mut self, settings: Settings, minted: Minted, now: UtcTime) {
        let status = self.status;
        self.write(settings, minted.keys);
        self.etag = self.etag.next();
        if self.status != status {
            self.status_updated_at = now;
        }
    }

    fn write(&mut self, settings: Settings, keys: SymmetricKey) {
        match settings {
            Settings::Device(settings) => {
                self.status = settings.status;
                self.status_reason = settings.status_reason;
                self.authentication = settings.authentication;
                self.capabilities = settings.capabilities;
                self.device_scope = settings.device_scope;
                self.parent_scopes = settings.parent_scopes;
            }
            Settings::Module(settings) => {
                self.managed_by = settings.managed_by;
                self.authentication = settings.authentication;
            }
        }
        if self.authentication.kind == AuthenticationType::Sas && self.authentication.symmetric_key.missing()
        {
            self.authentication.symmetric_key = keys;
        }
    }

    /// The keys that open a connection: those of `sas` authentication alone.
    pub(crate) fn keys(&self) -> impl Iterator<Item = &SharedKey> {
        let sas = self.authentication.kind == AuthenticationType::Sas;
        self.authentication.symmetric_key.keys().filter(move |_| sas)
    }

    /// Prints as a device.
    pub(crate) fn device(&self, id: &DeviceId, connected_active_at: Option<UtcTime>) -> Device {
        let settings = DeviceSettings {
            device_id: id.clone(),
            status: self.status,
            status_reason: self.status_reason.clone(),
            authentication: self.authentication.clone(),
            capabilities: self.capabilities,
            device_scope: self.device_scope.clone(),
            parent_scopes: self.parent_scopes.clone(),
        };
        Device {
            connection_state: state(connected_active_at),
            connection_state_updated_at: self.connection_updated_at,
            status_updated_at: self.status_updated_at,
            last_activity_at: connected_active_at.unwrap_or(self.active_at),
            ..Device::new(settings, self.generation.to_string(), self.etag.to_string())
        }
    }

    /// Prints as a module.
    pub(crate) fn module(
        &self,
        device: &DeviceId,
        id: &ModuleId,
        connected_active_at: Option<UtcTime>,
    ) -> Module {
        let settings = ModuleSettings {
            device_id: device.clone(),
            module_id: id.clone(),
            managed_by: self.managed_by.clone(),
            authentication: self.authentication.clone(),
        };
        Module {
            connection_state: state(connected_active_at),
            connection_state_updated_at: self.connection_updated_at,
            last_activity_at: connected_active_at.unwrap_or(self.active_at),
            ..Module::new(settings, self.generation.to_string(), self.etag.to_string())
        }
    }
}

/// A connection has a last activity; no connection has none.
pub(crate) fn state(connected_active_at: Option<UtcTime>) -> ConnectionState {
    if connected_active_at.is_some() { ConnectionState::Connected } else { ConnectionState::Disconnected }
}

impl Minted {
    /// Makes keys of 32 bytes each and a counter of nine digits from random bytes.
    pub(crate) fn from_bytes(primary: [u8; 32], secondary: [u8; 32], counter: [u8; 4]) -> Self {
        let key = |bytes: [u8; 32]| SharedKey::new(STANDARD.encode(bytes));
        let first_etag = IdentityEtag(100_000_000 + u64::from(u32::from_be_bytes(counter)) % 900_000_000);
        Self { keys: SymmetricKey::new(key(primary), key(secondary)), first_etag }
    }
}
