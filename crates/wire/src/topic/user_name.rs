//! The user name of CONNECT: `{host}/{client id}/?api-version=…`.

use std::{fmt, str::FromStr};

use percent_encoding::percent_decode_str;
use thiserror::Error;

use super::percent;
use crate::ids::{DeviceId, InvalidId, ModuleId};

/// Who connects, and with which options. The client id of CONNECT is [`client_id`](Self::client_id).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UserName {
    /// The hub's host name as the device knows it; may carry a port.
    pub host: String,
    /// The device.
    pub device: DeviceId,
    /// The module, when a module connects.
    pub module: Option<ModuleId>,
    /// The options, decoded, in order: `api-version`, `DeviceClientType`, `model-id` and whatever else.
    pub options: Vec<(String, String)>,
}

/// Why a text is not a user name of the hub.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum InvalidUserName {
    /// Not `{host}/{device}[/{module}]` and options.
    #[error("a user name looks like host/device/?api-version=2021-04-12")]
    Shape,
    /// An id that cannot be one.
    #[error("the user name names no device or module")]
    Id(#[from] InvalidId),
}

impl UserName {
    /// The user name of a device or module with the api-version of this crate.
    #[must_use]
    pub fn new(host: impl Into<String>, device: DeviceId, module: Option<ModuleId>) -> Self {
        let options = vec![("api-version".to_owned(), crate::query::API_VERSION.to_owned())];
        Self { host: host.into(), device, module, options }
    }

    /// The client id that goes with it: `{device}` or `{device}/{module}`.
    #[must_use]
    pub fn client_id(&self) -> String {
        match &self.module {
            Some(module) => format!("{}/{module}", self.device),
            None => self.device.to_string(),
        }
    }

    /// The first option of this name.
    #[must_use]
    pub fn option(&self, name: &str) -> Option<&str> {
        self.options.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }
}

impl FromStr for UserName {
    type Err = InvalidUserName;

    fn from_str(text: &str) -> Result<Self, InvalidUserName> {
        let (host, rest) = text.split_once('/').ok_or(InvalidUserName::Shape)?;
        let (device, rest) = rest.split_once('/').unwrap_or((rest, ""));
        let (module, options) = split_options(rest);
        if host.is_empty() || module.contains('/') {
            return Err(InvalidUserName::Shape);
        }
        let module = Some(module).filter(|module| !module.is_empty());
        let options = options.split('&').filter(|part| !part.is_empty()).map(option).collect();
        Ok(Self {
            host: host.to_owned(),
            device: device.try_into()?,
            module: module.map(ModuleId::try_from).transpose()?,
            options,
        })
    }
}

/// Splits what follows the device: a module, options, both, or neither with old clients.
///
/// An id may begin with a question mark like options do; but no id has `&`, and options follow it.
fn split_options(rest: &str) -> (&str, &str) {
    let (first, second) = rest.split_once('/').unwrap_or((rest, ""));
    match (options(second), options(rest)) {
        (Some(options), _) if !first.contains('&') => (first, options),
        (_, Some(options)) => ("", options),
        _ => (rest.strip_suffix('/').unwrap_or(rest), ""),
    }
}

/// The options, when `text` begins with them; old clients leave out the question mark.
fn options(text: &str) -> Option<&str> {
    text.strip_prefix('?').or_else(|| text.starts_with("api-version=").then_some(text))
}

fn option(part: &str) -> (String, String) {
    let decoded = |text| percent_decode_str(text).decode_utf8_lossy().into_owned();
    let (name, value) = part.split_once('=').unwrap_or((part, ""));
    (decoded(name), decoded(value))
}

impl fmt::Display for UserName {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}/{}/?", self.host, self.client_id())?;
        for (index, (name, value)) in self.options.iter().enumerate() {
            let separator = if index == 0 { "" } else { "&" };
            write!(formatter, "{separator}{}={}", percent::property(name), percent::property(value))?;
        }
        Ok(())
    }
}
