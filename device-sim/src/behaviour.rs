//! What a device does when it is called: one file per direct method.
//!
//! A behaviour is a pure function from a [`Call`] to an [`Answer`]. What takes time is not done in it: it returns
//! [`Step`]s, which the device takes one after the other while it lives. To add a method, write its file and name it in
//! [`BEHAVIOURS`].

mod firmware_update;
mod lock_door;
mod reboot;
mod unlock_door;

use std::time::Duration;

use serde_json::{Value, json};

use crate::clock::Now;
use crate::scenario::Durations;

/// Every direct method that a device knows, with what it does.
pub const BEHAVIOURS: &[(&str, Behaviour)] = &[
    ("firmwareUpdate", firmware_update::answer),
    ("lockDoor", lock_door::answer),
    ("reboot", reboot::answer),
    ("unlockDoor", unlock_door::answer),
];

/// What a device does when one of its methods is called.
pub type Behaviour = fn(&Call<'_>) -> Answer;

/// A call of a direct method.
#[derive(Debug, Clone)]
pub struct Call<'a> {
    /// What the caller sent; null when that was nothing.
    pub payload: &'a Value,
    /// When the call is taken up.
    pub now: Now,
    /// How long things take in this fleet.
    pub durations: Durations,
    /// Whether steps of an earlier call are still to be taken.
    pub busy: bool,
}

/// What a device answers, says, reports and does.
#[derive(Debug, Clone, PartialEq)]
pub struct Answer {
    /// The status for the caller.
    pub status: u16,
    /// The body for the caller.
    pub body: Value,
    /// What the device prints.
    pub says: Option<&'static str>,
    /// A patch of the reported properties.
    pub report: Option<Value>,
    /// What happens afterwards.
    pub steps: Vec<Step>,
}

/// One step of something that takes time.
#[derive(Debug, Clone, PartialEq)]
pub struct Step {
    /// How long after the step before, or after the call.
    pub after: Duration,
    /// What is done then.
    pub act: Act,
}

/// What can be done in a step.
#[derive(Debug, Clone, PartialEq)]
pub enum Act {
    /// Patch the reported properties; waits for the connection when there is none.
    Report(Value),
    /// Leave, and connect again after so long.
    Restart(Duration),
}

impl Answer {
    /// An answer after which nothing happens.
    pub fn new(status: u16, body: Value) -> Self {
        Self { status, body, says: None, report: None, steps: Vec::new() }
    }

    /// An answer of the form `{"error": …}`.
    pub fn error(status: u16, error: &str) -> Self {
        Self::new(status, json!({ "error": error }))
    }
}

/// Answers a call of `method` with `payload` as it came from the wire. An unknown method is 404, a payload that is not
/// JSON is 400.
pub fn answer(method: &str, payload: &[u8], now: Now, durations: Durations, busy: bool) -> Answer {
    let Some((_, behaviour)) = BEHAVIOURS.iter().find(|(name, _)| *name == method) else {
        return Answer::new(404, json!({ "error": "this device has no such method", "method": method }));
    };
    let payload = match payload {
        [] => Value::Null,
        payload => match serde_json::from_slice(payload) {
            Ok(payload) => payload,
            Err(_) => return Answer::error(400, "the payload is not JSON"),
        },
    };
    behaviour(&Call { payload: &payload, now, durations, busy })
}

/// The answer to a call that cannot be taken up before an earlier one is through.
fn busy() -> Answer {
    Answer::error(409, "the device is busy with an earlier call")
}

#[cfg(test)]
mod tests;
