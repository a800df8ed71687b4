//! Why a call was refused.

use thiserror::Error;

use super::{DEEPEST_PAYLOAD, LARGEST_PAYLOAD, LONGEST_METHOD_NAME};
use crate::error::ErrorCode;

/// Why a call was refused.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum MethodProblem {
    /// The body is not a JSON object of the right shape.
    #[error("the body is not a method call")]
    NotACall,
    /// No method name.
    #[error("a method call needs a name")]
    NameMissing,
    /// The name is too long.
    #[error("a method name has at most {LONGEST_METHOD_NAME} characters, not {length}")]
    NameLength {
        /// Its length, in characters.
        length: usize,
    },
    /// The name has a character that cannot stand in an MQTT topic level as it is.
    #[error("a method name cannot have the character {character:?}")]
    NameCharacter {
        /// The first such character.
        character: char,
    },
    /// The payload is too large.
    #[error("a payload has at most {LARGEST_PAYLOAD} bytes, not {size}")]
    PayloadSize {
        /// Its size as compact JSON, in bytes.
        size: usize,
    },
    /// The payload nests too deeply.
    #[error("a payload nests at most {DEEPEST_PAYLOAD} levels deep")]
    PayloadDepth,
    /// The response time-out is out of range.
    #[error("a response time-out is 5 to 300 seconds, not {seconds}")]
    ResponseTimeout {
        /// What was asked for.
        seconds: i64,
    },
    /// The connect time-out is out of range.
    #[error("a connect time-out is 0 to 300 seconds, not {seconds}")]
    ConnectTimeout {
        /// What was asked for.
        seconds: i64,
    },
    /// The connect time-out is longer than the response time-out.
    #[error(
        "the connect time-out of {connect} seconds is longer than the response time-out of {response} seconds"
    )]
    ConnectLongerThanResponse {
        /// Seconds to wait for the device to connect.
        connect: u32,
        /// Seconds to wait for the answer.
        response: u32,
    },
}

impl MethodProblem {
    /// The code of the refusal.
    #[must_use]
    pub fn code(&self) -> ErrorCode {
        match self {
            Self::NotACall => ErrorCode::IotHubFormatError,
            Self::PayloadSize { .. } => ErrorCode::MessageTooLarge,
            Self::NameMissing
            | Self::NameLength { .. }
            | Self::NameCharacter { .. }
            | Self::PayloadDepth
            | Self::ResponseTimeout { .. }
            | Self::ConnectTimeout { .. }
            | Self::ConnectLongerThanResponse { .. } => ErrorCode::ArgumentInvalid,
        }
    }

    /// The text for an error body. The one on two time-outs is close to the hub's; the others are our choice.
    #[must_use]
    pub fn message(&self) -> String {
        match self {
            Self::ConnectLongerThanResponse { connect, response } => format!(
                "Device connection timeout ({connect} seconds) cannot be longer than an overall call timeout \
                 ({response} seconds)"
            ),
            Self::NotACall
            | Self::NameMissing
            | Self::NameLength { .. }
            | Self::NameCharacter { .. }
            | Self::PayloadSize { .. }
            | Self::PayloadDepth
            | Self::ResponseTimeout { .. }
            | Self::ConnectTimeout { .. } => self.to_string(),
        }
    }
}
