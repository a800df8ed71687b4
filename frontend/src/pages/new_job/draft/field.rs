//! The fields of a draft.

use serde::{Deserialize, Serialize};

use crate::typed::Fault;

/// A field of the draft.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
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

/// Faults by field.
pub type Faults = Vec<(Field, Fault)>;
