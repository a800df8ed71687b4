//! The method of a job as the hub repeats it.

use serde::{Deserialize, Serialize};

use crate::{identity::null_as_default, json::JsonText, method::MethodCall};

/// The method of a job as the hub echoes it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct MethodEcho {
    /// The method's name.
    #[serde(default, deserialize_with = "null_as_default")]
    pub method_name: String,
    /// The payload as it stands. A live hub writes the bytes of its JSON text as an array of numbers; see
    /// [`decoded`](Self::decoded).
    #[serde(default)]
    pub payload: JsonText,
    /// Seconds to wait for the answer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub response_timeout_in_seconds: Option<u32>,
    /// Seconds to wait for the device to connect.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub connect_timeout_in_seconds: Option<u32>,
}

impl MethodEcho {
    /// The echo of a call as a live hub writes it, with the payload as an array of byte values.
    #[must_use]
    pub fn of(call: &MethodCall) -> Self {
        Self {
            method_name: call.name().to_owned(),
            payload: JsonText::print(&call.payload().as_str().as_bytes()),
            response_timeout_in_seconds: u32::try_from(call.response_timeout().as_secs()).ok(),
            connect_timeout_in_seconds: u32::try_from(call.connect_timeout().as_secs()).ok(),
        }
    }

    /// The payload: decoded when it is an array of byte values that are JSON text, otherwise as it stands.
    #[must_use]
    pub fn decoded(&self) -> JsonText {
        self.payload_in_bytes().unwrap_or_else(|| self.payload.clone())
    }

    fn payload_in_bytes(&self) -> Option<JsonText> {
        let bytes: Vec<u8> = serde_json::from_str(self.payload.as_str()).ok()?;
        JsonText::read(&bytes)
    }

    /// Says whether this echoes `call`: the payload by its value, as a hub may write it anew. The connect time-out is
    /// compared only when the echo has one.
    #[must_use]
    pub fn answers(&self, call: &MethodCall) -> bool {
        let asked = call.payload().value();
        let same = |echoed: Option<u32>, asked: u64| echoed.is_none_or(|echoed| u64::from(echoed) == asked);
        self.method_name == call.name()
            && (self.payload.value() == asked
                || self.payload_in_bytes().is_some_and(|text| text.value() == asked))
            && same(self.response_timeout_in_seconds, call.response_timeout().as_secs())
            && same(self.connect_timeout_in_seconds, call.connect_timeout().as_secs())
    }
}
