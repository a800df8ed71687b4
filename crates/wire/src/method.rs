//! Direct methods: the call, its limits, and the device's answer.

use std::time::Duration;

use serde::{Deserialize, Serialize};
use serde_json::Value;

mod problem;

pub use problem::MethodProblem;

/// Largest payload of a call or an answer, in bytes of JSON text.
pub const LARGEST_PAYLOAD: usize = 128 * 1024;

/// How deeply objects and arrays may nest in the payload of a call or an answer (our choice). What a hub keeps and prints
/// wraps a payload in some levels of its own, and readers of JSON give up at 128.
pub const DEEPEST_PAYLOAD: usize = 64;

/// Longest method name, in characters (our choice).
pub const LONGEST_METHOD_NAME: usize = 512;

/// Seconds a caller waits for the answer when it does not say.
pub const DEFAULT_RESPONSE_TIMEOUT: u32 = 30;

/// Shortest and longest wait for the answer, in seconds.
pub const RESPONSE_TIMEOUT_RANGE: std::ops::RangeInclusive<u32> = 5..=300;

/// Longest wait for the device to connect, in seconds.
pub const LONGEST_CONNECT_TIMEOUT: u32 = 300;

/// A call of a direct method that keeps every limit.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "UncheckedCall", rename_all = "camelCase")]
pub struct MethodCall {
    method_name: String,
    payload: Value,
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
    payload: Value,
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
    pub payload: Value,
}

impl MethodCall {
    /// A call with the default time-outs: 30 seconds for the answer, none for connecting.
    ///
    /// # Errors
    /// [`MethodProblem`] when the name or the payload breaks a limit.
    pub fn new(name: impl Into<String>, payload: Value) -> Result<Self, MethodProblem> {
        Self::with_timeouts(name, payload, None, None)
    }

    /// A call with these time-outs, in seconds.
    ///
    /// # Errors
    /// [`MethodProblem`] when any limit is broken.
    pub fn with_timeouts(
        name: impl Into<String>,
        payload: Value,
        response_seconds: Option<u32>,
        connect_seconds: Option<u32>,
    ) -> Result<Self, MethodProblem> {
        Self::try_from(UncheckedCall {
            method_name: Some(name.into()),
            payload,
            response_timeout_in_seconds: response_seconds.map(i64::from),
            connect_timeout_in_seconds: connect_seconds.map(i64::from),
        })
    }

    /// Reads the body of `POST /twins/{id}/methods`.
    ///
    /// # Errors
    /// [`MethodProblem`] when it is not a call or breaks a limit.
    pub fn from_json(body: &[u8]) -> Result<Self, MethodProblem> {
        Self::from_value(serde_json::from_slice(body).map_err(|_| MethodProblem::NotACall)?)
    }

    /// Reads the same from a JSON value, as it stands in the body of a job.
    ///
    /// # Errors
    /// [`MethodProblem`] when it is not a call or breaks a limit.
    pub fn from_value(value: Value) -> Result<Self, MethodProblem> {
        // Serde would read an array as a struct too.
        if !value.is_object() {
            return Err(MethodProblem::NotACall);
        }
        let call: UncheckedCall = serde_json::from_value(value).map_err(|_| MethodProblem::NotACall)?;
        Self::try_from(call)
    }

    /// The method's name.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.method_name
    }

    /// The payload; `null` when none was given.
    #[must_use]
    pub fn payload(&self) -> &Value {
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
        deeper(&self.payload, DEEPEST_PAYLOAD)
    }
}

impl TryFrom<UncheckedCall> for MethodCall {
    type Error = MethodProblem;

    fn try_from(call: UncheckedCall) -> Result<Self, MethodProblem> {
        let method_name = call.method_name.unwrap_or_default();
        check_name(&method_name)?;
        let size = call.payload.to_string().len();
        if size > LARGEST_PAYLOAD {
            return Err(MethodProblem::PayloadSize { size });
        }
        if deeper(&call.payload, DEEPEST_PAYLOAD) {
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

/// Says whether a value has more than so many levels.
fn deeper(value: &Value, levels: usize) -> bool {
    let inside = |value| deeper(value, levels.saturating_sub(1));
    match value {
        Value::Array(items) => levels == 0 || items.iter().any(inside),
        Value::Object(members) => levels == 0 || members.values().any(inside),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => false,
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

#[cfg(test)]
mod tests;
