//! A call and its answer.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::{
    DEEPEST_PAYLOAD, DEFAULT_RESPONSE_TIMEOUT, LARGEST_PAYLOAD, LONGEST_CONNECT_TIMEOUT, LONGEST_METHOD_NAME,
    MethodProblem, RESPONSE_TIMEOUT_RANGE,
};
use crate::json::JsonText;

/// A call of a direct method that keeps every limit.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "UncheckedCall", rename_all = "camelCase")]
pub struct MethodCall {
    method_name: String,
    payload: JsonText,
    response_timeout_in_seconds: u32,
    connect_timeout_in_seconds: u32,
}

/// A call as it stands in a request body.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct UncheckedCall {
    #[serde(default)]
    method_name: Option<String>,
    #[serde(default)]
    payload: JsonText,
    #[serde(default)]
    response_timeout_in_seconds: Option<i64>,
    #[serde(default)]
    connect_timeout_in_seconds: Option<i64>,
}

/// The device's answer, which is the body of the hub's 200.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct MethodResult {
    /// Whatever number the device chose; it has nothing to do with HTTP.
    pub status: i64,
    /// The device's JSON; `null` when it sent none.
    #[serde(default)]
    pub payload: JsonText,
}

impl MethodCall {
    /// A call with the default time-outs: 30 seconds for the answer, none for connecting.
    ///
    /// # Errors
    /// [`MethodProblem`] when the name or the payload breaks a limit.
    pub fn new(name: impl Into<String>, payload: impl Into<JsonText>) -> Result<Self, MethodProblem> {
        Self::with_timeouts(name, payload, None, None)
    }

    /// A call with these time-outs, in seconds.
    ///
    /// # Errors
    /// [`MethodProblem`] when any limit is broken.
    pub fn with_timeouts(
        name: impl Into<String>,
        payload: impl Into<JsonText>,
        response_seconds: Option<u32>,
        connect_seconds: Option<u32>,
    ) -> Result<Self, MethodProblem> {
        Self::try_from(UncheckedCall {
            method_name: Some(name.into()),
            payload: payload.into(),
            response_timeout_in_seconds: response_seconds.map(i64::from),
            connect_timeout_in_seconds: connect_seconds.map(i64::from),
        })
    }

    /// Reads the body of `POST /twins/{id}/methods`, which also stands in the body of a job.
    ///
    /// # Errors
    /// [`MethodProblem`] when it is not a call or breaks a limit.
    pub fn from_json(body: &[u8]) -> Result<Self, MethodProblem> {
        JsonText::read(body).ok_or(MethodProblem::NotACall).and_then(|body| Self::from_text(&body))
    }

    /// Reads the same from text that is known to be JSON.
    pub(crate) fn from_text(body: &JsonText) -> Result<Self, MethodProblem> {
        Self::try_from(body.object::<UncheckedCall>().ok_or(MethodProblem::NotACall)?)
    }

    /// The method's name.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.method_name
    }

    /// The payload as it was written; `null` when none was given.
    #[must_use]
    pub fn payload(&self) -> &JsonText {
        &self.payload
    }

    /// How long to wait for the answer.
    #[must_use]
    pub fn response_timeout(&self) -> Duration {
        Duration::from_secs(self.response_timeout_in_seconds.into())
    }

    /// How long to wait for the device to connect; zero fails at once when it is not connected.
    #[must_use]
    pub fn connect_timeout(&self) -> Duration {
        Duration::from_secs(self.connect_timeout_in_seconds.into())
    }
}

impl MethodResult {
    /// Says whether the answer nests more deeply than [`DEEPEST_PAYLOAD`].
    #[must_use]
    pub fn too_deep(&self) -> bool {
        self.payload.levels() > DEEPEST_PAYLOAD
    }
}

impl TryFrom<UncheckedCall> for MethodCall {
    type Error = MethodProblem;

    fn try_from(call: UncheckedCall) -> Result<Self, MethodProblem> {
        let method_name = call.method_name.unwrap_or_default();
        check_name(&method_name)?;
        let size = call.payload.as_str().len();
        if size > LARGEST_PAYLOAD {
            return Err(MethodProblem::PayloadSize { size });
        }
        if call.payload.levels() > DEEPEST_PAYLOAD {
            return Err(MethodProblem::PayloadDepth);
        }
        let (response, connect) =
            timeouts(call.response_timeout_in_seconds, call.connect_timeout_in_seconds)?;
        Ok(Self {
            method_name,
            payload: call.payload,
            response_timeout_in_seconds: response,
            connect_timeout_in_seconds: connect,
        })
    }
}

/// Letters, digits and the punctuation that needs no percent-coding in a topic level and is no MQTT wildcard. Which
/// characters the hub accepts is not documented: the set is our choice.
fn check_name(name: &str) -> Result<(), MethodProblem> {
    let length = name.chars().count();
    if length == 0 {
        return Err(MethodProblem::NameMissing);
    }
    if length > LONGEST_METHOD_NAME {
        return Err(MethodProblem::NameLength { length });
    }
    let allowed = |c: char| c.is_ascii_alphanumeric() || "-._~!$&'()*,;=:@".contains(c);
    name.chars()
        .find(|c| !allowed(*c))
        .map_or(Ok(()), |character| Err(MethodProblem::NameCharacter { character }))
}

fn timeouts(response: Option<i64>, connect: Option<i64>) -> Result<(u32, u32), MethodProblem> {
    let seconds = response.unwrap_or_else(|| DEFAULT_RESPONSE_TIMEOUT.into());
    let response = u32::try_from(seconds)
        .ok()
        .filter(|seconds| RESPONSE_TIMEOUT_RANGE.contains(seconds))
        .ok_or(MethodProblem::ResponseTimeout { seconds })?;
    let seconds = connect.unwrap_or(0);
    let connect = u32::try_from(seconds)
        .ok()
        .filter(|seconds| *seconds <= LONGEST_CONNECT_TIMEOUT)
        .ok_or(MethodProblem::ConnectTimeout { seconds })?;
    if connect > response {
        return Err(MethodProblem::ConnectLongerThanResponse { connect, response });
    }
    Ok((response, connect))
}
