//! Names a device or a module, as every part of the emulator addresses it.

use std::fmt;

use iothub_wire::ids::{DeviceId, ModuleId};

/// A device, or a module of a device.
///
/// Prints as `device` or `device/module`, which is its MQTT client id and its key in the store
/// (a slash is not allowed in ids).
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Identity {
    /// The device.
    pub device: DeviceId,
    /// The module of that device; `None` is the device itself.
    pub module: Option<ModuleId>,
}

impl Identity {
    /// Names a device.
    pub fn device(device: DeviceId) -> Self {
        Self { device, module: None }
    }

    /// Names a module of a device.
    pub fn module(device: DeviceId, module: ModuleId) -> Self {
        Self { device, module: Some(module) }
    }

    /// Reads `device` or `device/module`, the form in which it prints; anything else is `None`.
    pub fn parse(text: &str) -> Option<Self> {
        match text.split_once('/') {
            None => Some(Self::device(text.parse().ok()?)),
            Some((device, module)) => Some(Self::module(device.parse().ok()?, module.parse().ok()?)),
        }
    }
}

impl fmt::Display for Identity {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.module {
            None => write!(formatter, "{}", self.device),
            Some(module) => write!(formatter, "{}/{module}", self.device),
        }
    }
}
