//! Reading an error answer, whichever body it has.

use std::fmt;

use serde_json::{Map, Value};

use super::ErrorCode;

/// An error answer of the hub, as far as it could be understood.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HubError {
    /// The HTTP status (over MQTT: the status in the topic).
    pub status: u16,
    /// The code: by the header, the number in the body, the name in the body, or else the unspecific code of the
    /// status. `None` when none of them is known.
    pub code: Option<ErrorCode>,
    /// The name of the error as sent, known or not.
    pub name: Option<String>,
    /// The number of the error as sent, known or not.
    pub number: Option<u32>,
    /// The hub's text, without the `ErrorCode:Name;` in front; empty when the body says nothing.
    pub message: String,
    /// The hub's tracking id, for a support request.
    pub tracking_id: Option<String>,
}

impl HubError {
    /// Reads an error answer: `header` is the `iothub-errorcode` header, `body` whatever followed.
    ///
    /// Never fails: a body that is not understood becomes the message, cut to 1,024 characters.
    #[must_use]
    pub fn parse(status: u16, header: Option<&str>, body: &[u8]) -> Self {
        let mut found = Found::in_body(body);
        let header = header.map(str::trim).filter(|name| !name.is_empty());
        // The header decides; the name in the body is only looked at without one.
        let name = header.map(str::to_owned).or_else(|| found.name.take());
        let by_name = |name: Option<&str>| name.and_then(ErrorCode::from_name);
        let code = by_name(header)
            .or_else(|| found.number.and_then(ErrorCode::from_number))
            .or_else(|| by_name(name.as_deref()))
            .or_else(|| ErrorCode::generic(status));
        Self {
            status,
            code,
            name,
            number: found.number,
            message: found.message,
            tracking_id: found.tracking_id,
        }
    }
}

impl fmt::Display for HubError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "the hub answered {}", self.status)?;
        let known = self.code.map(ErrorCode::name);
        if let Some(name) = self.name.as_deref().or(known) {
            write!(formatter, " {name}")?;
        }
        if self.message.is_empty() { Ok(()) } else { write!(formatter, ": {}", self.message) }
    }
}

impl std::error::Error for HubError {}

/// What a body says.
#[derive(Debug, Default)]
struct Found {
    name: Option<String>,
    number: Option<u32>,
    message: String,
    tracking_id: Option<String>,
}

impl Found {
    fn in_body(body: &[u8]) -> Self {
        match serde_json::from_slice::<Value>(body) {
            Ok(Value::Object(members)) => Self::in_object(&members, NESTING),
            Ok(Value::String(text)) => Self { message: shortened(&text), ..Self::default() },
            _ => Self { message: shortened(String::from_utf8_lossy(body).trim()), ..Self::default() },
        }
    }

    fn in_object(members: &Map<String, Value>, nesting: usize) -> Self {
        let mut found = Self { tracking_id: tracking_id(members), ..Self::default() };
        match members.get("errorCode") {
            Some(Value::Number(number)) => found.number = number.as_u64().and_then(|n| u32::try_from(n).ok()),
            Some(Value::String(name)) => found.name = Some(name.clone()),
            _ => {}
        }
        let text = text(members, "Message").or_else(|| text(members, "message")).unwrap_or_default();
        match inner(text).filter(|_| nesting > 0) {
            Some(inside) => {
                let inside = Self::in_object(&inside, nesting - 1);
                found.name = found.name.or(inside.name);
                found.number = found.number.or(inside.number);
                found.tracking_id = inside.tracking_id.or(found.tracking_id);
                found.message = inside.message;
            }
            None => {
                let (name, message) = split_named(text);
                found.name = found.name.or(name);
                found.message = shortened(message);
            }
        }
        found
    }
}

/// How often a `Message` may hold another body.
const NESTING: usize = 2;

/// The object that is the `Message`, as text.
fn inner(text: &str) -> Option<Map<String, Value>> {
    text.trim_start().starts_with('{').then(|| serde_json::from_str(text).ok())?
}

/// Splits `ErrorCode:Name;text`; some answers have the name alone.
fn split_named(text: &str) -> (Option<String>, &str) {
    let Some(rest) = text.strip_prefix("ErrorCode:") else { return (None, text) };
    let (name, message) = rest.split_once(';').unwrap_or((rest, ""));
    (Some(name.trim().to_owned()).filter(|name| !name.is_empty()), message)
}

fn tracking_id(members: &Map<String, Value>) -> Option<String> {
    let exception = text(members, "ExceptionMessage").and_then(|text| text.strip_prefix("Tracking ID:"));
    text(members, "trackingId").or(exception).filter(|id| !id.is_empty()).map(shortened)
}

fn text<'a>(members: &'a Map<String, Value>, name: &str) -> Option<&'a str> {
    members.get(name).and_then(Value::as_str)
}

const LONGEST_MESSAGE: usize = 1024;

fn shortened(text: &str) -> String {
    text.chars().take(LONGEST_MESSAGE).collect()
}
