//! Request ids of methods and twin operations.

use std::fmt;

use super::InvalidTopic;

/// The `$rid` of a topic: any text, repeated byte for byte in the answer and never decoded.
///
/// It cannot have `&`, which ends it, nor what MQTT forbids in topics (`#`, `+` and the zero character).
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RequestId(Box<str>);

impl RequestId {
    /// The text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The id that the hub gives its requests: short hexadecimal.
    #[must_use]
    pub fn from_number(number: u64) -> Self {
        Self(format!("{number:x}").into_boxed_str())
    }
}

impl TryFrom<&str> for RequestId {
    type Error = InvalidTopic;

    fn try_from(text: &str) -> Result<Self, InvalidTopic> {
        if text.contains(['&', '#', '+', '\0']) {
            Err(InvalidTopic::RequestId)
        } else {
            Ok(Self(text.into()))
        }
    }
}

impl fmt::Display for RequestId {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}
