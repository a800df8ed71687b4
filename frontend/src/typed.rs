//! What a person types, on its way to what it means, and what can be wrong with it: checked by the hub's own rules.

use iothub_wire::{
    method::LARGEST_PAYLOAD,
    twin::{SectionKind, TwinProblem, check_section},
};
use serde_json::{Map, Value};

use crate::json;

/// What is wrong with a field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fault {
    /// Nothing is there.
    Missing,
    /// No whole number.
    NotANumber,
    /// A number out of range.
    Range {
        /// Least.
        least: u32,
        /// Most.
        most: u32,
    },
    /// The connect time-out is longer than the response time-out.
    ConnectAboveResponse,
    /// JSON that is not finished.
    JsonEnds,
    /// Not JSON.
    Json {
        /// Line, from 1.
        line: usize,
        /// Column, from 1.
        column: usize,
    },
    /// A name that stands twice in one object: only the last of the two would be sent.
    Twice {
        /// The name.
        name: String,
        /// Line of the second, from 1.
        line: usize,
    },
    /// A number in JSON that no device can be sent.
    NumberTooLarge {
        /// Line, from 1.
        line: usize,
    },
    /// JSON, but no object.
    NotAnObject,
    /// More bytes than the hub takes.
    TooLong {
        /// Bytes that it takes.
        most: u64,
    },
    /// A limit of twins.
    Twin(TwinProblem),
    /// Neither desired properties nor tags.
    NothingToWrite,
    /// A value by name cannot be given; its own field says why.
    Values,
    /// The condition is not valid; its own field says why.
    Condition,
    /// No date and time.
    NoTime,
    /// The start has passed.
    InPast,
    /// The start is too far ahead.
    TooFar,
    /// No id that a device can have.
    DeviceId,
}

impl From<serde_json::Error> for Fault {
    fn from(error: serde_json::Error) -> Self {
        let (words, line) = (error.to_string(), error.line());
        if error.is_eof() {
            Self::JsonEnds
        } else if error.is_data() {
            let name = words.rsplit_once(" at line ").map_or(words.as_str(), |(name, _)| name).to_owned();
            Self::Twice { name, line }
        } else if words.starts_with("number out of range") {
            Self::NumberTooLarge { line }
        } else {
            Self::Json { line, column: error.column() }
        }
    }
}

/// A whole number in a range.
pub fn number(text: &str, least: u32, most: u32) -> Result<u32, Fault> {
    let text = text.trim();
    if text.is_empty() {
        return Err(Fault::Missing);
    }
    if !text.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(Fault::NotANumber);
    }
    // More digits than fit are a number all the same.
    let number: u32 = text.parse().map_err(|_| Fault::Range { least, most })?;
    if (least..=most).contains(&number) { Ok(number) } else { Err(Fault::Range { least, most }) }
}

/// Indented JSON; the text itself when it is none.
pub fn formatted(text: &str) -> String {
    json::parsed(text).map_or_else(|_| text.to_owned(), |value| json::indented(&value))
}

/// Any JSON; `null` for a blank text.
///
/// # Errors
/// No JSON, or more than the hub takes.
pub fn payload(text: &str) -> Result<Value, Fault> {
    if text.trim().is_empty() {
        return Ok(Value::Null);
    }
    let payload = json::parsed(text)?;
    if json::line(&payload).len() > LARGEST_PAYLOAD {
        return Err(Fault::TooLong { most: LARGEST_PAYLOAD as u64 });
    }
    Ok(payload)
}

/// A patch of one section; `None` when it is left alone.
///
/// # Errors
/// No JSON object, or one that breaks a limit of twins.
pub fn section(kind: SectionKind, text: &str) -> Result<Option<Map<String, Value>>, Fault> {
    if text.trim().is_empty() {
        return Ok(None);
    }
    let members = object(text)?;
    check_section(kind, &members).map_err(Fault::Twin)?;
    Ok((!members.is_empty()).then_some(members))
}

/// A JSON object.
///
/// # Errors
/// No JSON, or no object.
pub fn object(text: &str) -> Result<Map<String, Value>, Fault> {
    match json::parsed(text)? {
        Value::Object(members) => Ok(members),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) | Value::Array(_) => {
            Err(Fault::NotAnObject)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_would_be_lost_or_changed_on_the_way_is_told_and_left_as_it_was_typed() {
        let twice = "{\"lock\": 1,\n \"lock\": 2}";
        assert_eq!(object(twice), Err(Fault::Twice { name: "lock".to_owned(), line: 2 }));
        assert_eq!(formatted(twice), twice);
        assert_eq!(payload("1e999"), Err(Fault::NumberTooLarge { line: 1 }));
        assert!(matches!(payload("nul"), Err(Fault::JsonEnds | Fault::Json { .. })));
    }
}
