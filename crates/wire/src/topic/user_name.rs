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

    /// Old clients leave out the options, or the question mark before them.
    fn from_str(text: &str) -> Result<Self, InvalidUserName> {
        let (who, options) = split_options(text);
        let mut levels = who.split('/');
        let host = levels.next().filter(|host| !host.is_empty()).ok_or(InvalidUserName::Shape)?;
        let device = levels.next().ok_or(InvalidUserName::Shape)?.try_into()?;
        let module = levels.next().map(ModuleId::try_from).transpose()?;
        if levels.next().is_some() {
            return Err(InvalidUserName::Shape);
        }
        let options = options.split('&').filter(|part| !part.is_empty()).map(option).collect();
        Ok(Self { host: host.to_owned(), device, module, options })
    }
}

/// Splits host and ids from the options. An id may have a question mark, so it is looked for after a slash only.
fn split_options(text: &str) -> (&str, &str) {
    match text.split_once("/?") {
        Some(halves) => halves,
        None => match text.rfind("/api-version=").and_then(|at| text.split_at_checked(at)) {
            Some((who, options)) => (who, options.trim_start_matches('/')),
            None => (text.strip_suffix('/').unwrap_or(text), ""),
        },
    }
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
