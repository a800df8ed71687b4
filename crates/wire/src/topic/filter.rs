//! Subscription filters: the few that a device can use, in exactly these forms.

use std::{fmt, str::FromStr};

use super::{InvalidTopic, Topic};
use crate::ids::{DeviceId, ModuleId};

/// A filter that a device or module may subscribe to. Any other closes the connection.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Filter {
    /// `devices/{id}/messages/devicebound/#`.
    CloudToDevice {
        /// The device.
        device: DeviceId,
    },
    /// `$iothub/methods/POST/#`.
    Methods,
    /// `$iothub/twin/res/#`.
    TwinResponses,
    /// `$iothub/twin/PATCH/properties/desired/#`.
    DesiredPatches,
    /// `devices/{id}/modules/{module}/inputs/#`, which only the edge hub serves.
    ModuleInputs {
        /// The device.
        device: DeviceId,
        /// The module.
        module: ModuleId,
    },
}

const METHODS: &str = "$iothub/methods/POST/#";
const TWIN_RESPONSES: &str = "$iothub/twin/res/#";
const DESIRED_PATCHES: &str = "$iothub/twin/PATCH/properties/desired/#";

impl Filter {
    /// Reads a filter. In the place of an id there is an id: `+` and `#` are wildcards of MQTT, alone and within it.
    ///
    /// # Errors
    /// [`InvalidTopic`] when it is none of the hub's.
    pub fn parse(text: &str) -> Result<Self, InvalidTopic> {
        match text {
            METHODS => return Ok(Self::Methods),
            TWIN_RESPONSES => return Ok(Self::TwinResponses),
            DESIRED_PATCHES => return Ok(Self::DesiredPatches),
            _ => {}
        }
        if text.strip_suffix("/#").unwrap_or(text).contains(['+', '#']) {
            return Err(InvalidTopic::UnknownFilter);
        }
        let levels: Vec<&str> = text.splitn(7, '/').collect();
        match levels.as_slice() {
            ["devices", device, "messages", "devicebound", "#"] => {
                Ok(Self::CloudToDevice { device: (*device).try_into()? })
            }
            ["devices", device, "modules", module, "inputs", "#"] => {
                Ok(Self::ModuleInputs { device: (*device).try_into()?, module: (*module).try_into()? })
            }
            _ => Err(InvalidTopic::UnknownFilter),
        }
    }

    /// Says whether a subscription with this filter gets messages on `topic`.
    #[must_use]
    pub fn matches(&self, topic: &Topic) -> bool {
        match (self, topic) {
            (Self::CloudToDevice { device }, Topic::CloudToDevice { device: to, .. }) => device == to,
            (Self::Methods, Topic::MethodRequest { .. })
            | (Self::TwinResponses, Topic::TwinResponse { .. })
            | (Self::DesiredPatches, Topic::TwinDesired { .. }) => true,
            (
                Self::ModuleInputs { device, module },
                Topic::ModuleInput { device: to, module: within, .. },
            ) => device == to && module == within,
            _ => false,
        }
    }
}

impl FromStr for Filter {
    type Err = InvalidTopic;

    fn from_str(text: &str) -> Result<Self, InvalidTopic> {
        Self::parse(text)
    }
}

impl fmt::Display for Filter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::CloudToDevice { device } => write!(f, "devices/{device}/messages/devicebound/#"),
            Self::Methods => f.write_str(METHODS),
            Self::TwinResponses => f.write_str(TWIN_RESPONSES),
            Self::DesiredPatches => f.write_str(DESIRED_PATCHES),
            Self::ModuleInputs { device, module } => write!(f, "devices/{device}/modules/{module}/inputs/#"),
        }
    }
}
