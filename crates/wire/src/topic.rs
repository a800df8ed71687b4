//! Every MQTT topic of the hub, its subscription filters, property bags, and the user name of CONNECT.
//!
//! Topics of the hub carry their arguments in the text: ids as levels, properties as a bag at the end, request ids as
//! `?$rid=…`. Anything else a device publishes closes its connection, which is why parsing is strict.
//!
//! Properties are percent-coded, ids never are: SDKs write them as they are and the hub does not decode them (wiki of the
//! Python SDK: URL encoding). So a device whose id has `+` or `#` has no topics of its own: MQTT gives them a meaning.

use std::{fmt, str::FromStr};

use thiserror::Error;

use crate::{
    ids::{DeviceId, InvalidId, ModuleId},
    method::LONGEST_METHOD_NAME,
};

mod bag;
mod filter;
mod parse;
mod percent;
mod rid;
mod user_name;

pub use bag::PropertyBag;
pub use filter::Filter;
pub use rid::RequestId;
pub use user_name::{InvalidUserName, UserName};

/// Largest payload of a message from a device, in bytes.
pub const LARGEST_MESSAGE: usize = 256 * 1024;

/// Longest topic that MQTT can carry, in bytes.
pub const LONGEST_TOPIC: usize = 65_535;

/// A topic of a PUBLISH packet, in either direction.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Topic {
    /// Device to hub: `devices/{id}[/modules/{module}]/messages/events/{bag}`.
    Telemetry {
        /// The device.
        device: DeviceId,
        /// The module that sends.
        module: Option<ModuleId>,
        /// System and application properties.
        properties: PropertyBag,
    },
    /// Hub to device: `devices/{id}/messages/devicebound/{bag}`.
    CloudToDevice {
        /// The device.
        device: DeviceId,
        /// System and application properties.
        properties: PropertyBag,
    },
    /// Hub to device: `$iothub/methods/POST/{name}/?$rid={rid}`.
    MethodRequest {
        /// The method's name.
        name: MethodName,
        /// To be repeated in the answer.
        request: RequestId,
    },
    /// Device to hub: `$iothub/methods/res/{status}/?$rid={rid}`.
    MethodResponse {
        /// Whatever number the device chose.
        status: i64,
        /// From the request.
        request: RequestId,
    },
    /// Device to hub: `$iothub/twin/GET/?$rid={rid}`.
    TwinGet {
        /// To be repeated in the answer.
        request: RequestId,
    },
    /// Device to hub: `$iothub/twin/PATCH/properties/reported/?$rid={rid}[&$version={base}]`.
    TwinReported {
        /// To be repeated in the answer.
        request: RequestId,
        /// The version that the patch was made for; without it, any.
        base: Option<u64>,
    },
    /// Hub to device: `$iothub/twin/res/{status}/?$rid={rid}[&$version={n}]`.
    TwinResponse {
        /// 200 for a twin, 204 for an accepted patch, otherwise an error.
        status: u16,
        /// From the request.
        request: RequestId,
        /// The new version of the reported properties, after a patch.
        version: Option<u64>,
    },
    /// Hub to device: `$iothub/twin/PATCH/properties/desired/?$version={n}`.
    TwinDesired {
        /// The new version of the desired properties.
        version: u64,
    },
    /// Edge hub to module: `devices/{id}/modules/{module}/inputs/{input}/{bag}`.
    ModuleInput {
        /// The device.
        device: DeviceId,
        /// The module.
        module: ModuleId,
        /// The input; not empty.
        input: InputName,
        /// System and application properties.
        properties: PropertyBag,
    },
}

/// Why a text is not a topic of the hub.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum InvalidTopic {
    /// Longer than MQTT can carry.
    #[error("a topic has at most {LONGEST_TOPIC} bytes, not {length}")]
    Length {
        /// Its length, in bytes.
        length: usize,
    },
    /// None of the hub's topics.
    #[error("the hub has no such topic")]
    Unknown,
    /// One of the hub's filters, but not spelt exactly so.
    #[error("the hub has no such subscription filter")]
    UnknownFilter,
    /// A device or module id that cannot be one.
    #[error("the topic names no device or module")]
    Id(#[from] InvalidId),
    /// The request id is missing, or has a character that MQTT or the topic does not allow.
    #[error("the topic has no usable request id")]
    RequestId,
    /// A status or version that is not a number.
    #[error("the topic has {text:?} where a number belongs")]
    Number {
        /// What stood there, cut to 32 characters.
        text: String,
    },
    /// A method or input name that is empty, too long or not possible in a topic.
    #[error("the topic has no usable name")]
    Name,
    /// A property without a name, or percent-coding that is not UTF-8.
    #[error("the topic has an unreadable property")]
    Property,
}

/// A name that stands as one level of a topic: not empty, at most 512 characters, percent-coded where needed.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct LevelName(String);

/// The name of a direct method in a topic.
pub type MethodName = LevelName;

/// The name of a module's input in a topic.
pub type InputName = LevelName;

impl LevelName {
    /// The name, decoded.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for LevelName {
    type Error = InvalidTopic;

    fn try_from(name: String) -> Result<Self, InvalidTopic> {
        let length = name.chars().count();
        if length == 0 || length > LONGEST_METHOD_NAME { Err(InvalidTopic::Name) } else { Ok(Self(name)) }
    }
}

impl TryFrom<&str> for LevelName {
    type Error = InvalidTopic;

    fn try_from(name: &str) -> Result<Self, InvalidTopic> {
        Self::try_from(name.to_owned())
    }
}

impl fmt::Display for LevelName {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.pad(&self.0)
    }
}

impl Topic {
    /// Reads a topic.
    ///
    /// # Errors
    /// [`InvalidTopic`] when it is none of the hub's.
    pub fn parse(text: &str) -> Result<Self, InvalidTopic> {
        parse::topic(text)
    }
}

impl FromStr for Topic {
    type Err = InvalidTopic;

    fn from_str(text: &str) -> Result<Self, InvalidTopic> {
        Self::parse(text)
    }
}

impl fmt::Display for Topic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Telemetry { device, module, properties } => {
                write!(f, "devices/{device}/")?;
                if let Some(module) = module {
                    write!(f, "modules/{module}/")?;
                }
                write!(f, "messages/events/{properties}")
            }
            Self::CloudToDevice { device, properties } => {
                write!(f, "devices/{device}/messages/devicebound/{properties}")
            }
            Self::MethodRequest { name, request } => {
                write!(f, "$iothub/methods/POST/{}/?$rid={request}", percent::name(name.as_str()))
            }
            Self::MethodResponse { status, request } => {
                write!(f, "$iothub/methods/res/{status}/?$rid={request}")
            }
            Self::TwinGet { request } => write!(f, "$iothub/twin/GET/?$rid={request}"),
            Self::TwinReported { request, base } => {
                write!(f, "$iothub/twin/PATCH/properties/reported/?$rid={request}")?;
                base.map_or(Ok(()), |base| write!(f, "&$version={base}"))
            }
            Self::TwinResponse { status, request, version } => {
                write!(f, "$iothub/twin/res/{status}/?$rid={request}")?;
                version.map_or(Ok(()), |version| write!(f, "&$version={version}"))
            }
            Self::TwinDesired { version } => {
                write!(f, "$iothub/twin/PATCH/properties/desired/?$version={version}")
            }
            Self::ModuleInput { device, module, input, properties } => {
                let input = percent::name(input.as_str());
                write!(f, "devices/{device}/modules/{module}/inputs/{input}/{properties}")
            }
        }
    }
}

#[cfg(test)]
mod tests;
