//! What can be wrong with a field.

use iothub_wire::twin::TwinProblem;

/// A field of the draft.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Field {
    /// Name of the method.
    Method,
    /// Its payload.
    Payload,
    /// Seconds to answer.
    ResponseTimeout,
    /// Seconds to connect.
    ConnectTimeout,
    /// Desired properties.
    Desired,
    /// Tags.
    Tags,
    /// The condition.
    Condition,
    /// The start.
    Start,
    /// Seconds to run.
    MaxExecution,
}

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
    /// The condition is not valid; its own field says why.
    Condition,
    /// No date and time.
    NoTime,
    /// The start has passed.
    InPast,
    /// The start is too far ahead.
    TooFar,
}

/// Faults by field.
pub type Faults = Vec<(Field, Fault)>;

impl From<serde_json::Error> for Fault {
    fn from(error: serde_json::Error) -> Self {
        if error.is_eof() {
            Self::JsonEnds
        } else {
            Self::Json { line: error.line(), column: error.column() }
        }
    }
}

/// A whole number in a range.
pub fn number(text: &str, least: u32, most: u32) -> Result<u32, Fault> {
    let text = text.trim();
    if text.is_empty() {
        return Err(Fault::Missing);
    }
    let number: u32 = text.parse().map_err(|_| Fault::NotANumber)?;
    if (least..=most).contains(&number) { Ok(number) } else { Err(Fault::Range { least, most }) }
}
