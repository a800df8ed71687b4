//! Method calls of this browser: what was asked, and what came.

use lockstep_api::{
    device::{MethodAnswer, MethodRequest},
    problem::ProblemCode,
    time::EpochMillis,
};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::{
    api::Failure,
    storage::{self, Keep},
};

/// Where they are kept: for all devices together, so that they cannot fill the storage.
const KEY: &str = "lockstep.calls";
/// Calls that are kept; the oldest go first.
const KEPT: usize = 100;
/// Bytes of a payload or an answer that are kept with its call.
const LARGEST: usize = 8 * 1024;

/// A call, under way or ended.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct MethodCall {
    /// The device.
    pub device: String,
    /// What was asked.
    pub request: MethodRequest,
    /// When.
    pub asked_at: EpochMillis,
    /// Milliseconds until it was known how it went.
    pub took_ms: u64,
    /// How it went.
    pub end: End,
}

/// How a call went.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum End {
    /// The device answered.
    Answered(MethodAnswer),
    /// It did not, or was not asked.
    Refused(ProblemCode),
    /// Lockstep gave no answer: it may have been asked.
    Lost,
    /// It is waited for.
    UnderWay,
}

/// Milliseconds beyond the times of a call after which nobody waits for it any more: its tab was closed.
const FORGOTTEN: i64 = 30_000;

impl MethodCall {
    /// A call that begins.
    pub fn begun(device: String, request: MethodRequest, asked_at: EpochMillis) -> Self {
        Self { device, request, asked_at, took_ms: 0, end: End::UnderWay }
    }

    /// True while an answer is waited for.
    pub fn under_way(&self) -> bool {
        matches!(self.end, End::UnderWay)
    }

    /// Milliseconds that the device has at the most.
    pub fn longest(&self) -> i64 {
        let MethodRequest { response_timeout_seconds, connect_timeout_seconds, .. } = self.request;
        (i64::from(response_timeout_seconds) + i64::from(connect_timeout_seconds)) * 1000
    }

    /// What whoever asked is gone without telling is lost.
    fn settled(mut self, now: EpochMillis) -> Self {
        if self.under_way() && now.since(self.asked_at) > self.longest() + FORGOTTEN {
            self.end = End::Lost;
        }
        self
    }
}

impl End {
    /// How a call went.
    pub fn of(result: Result<MethodAnswer, Failure>) -> Self {
        match result {
            Ok(answer) => Self::Answered(answer),
            Err(Failure::Refused(problem)) => Self::Refused(problem.code),
            Err(Failure::NoAnswer | Failure::Garbled { .. }) => Self::Lost,
        }
    }

    /// Its name for styles and icons.
    pub fn slug(&self) -> &'static str {
        match self {
            Self::Answered(answer) if answer.status < 400 => "succeeded",
            Self::Answered(_) => "failed",
            Self::Refused(_) | Self::Lost => "not-reached",
            Self::UnderWay => "running",
        }
    }
}

/// The calls of a device, newest first.
pub fn of_device(device: &str, now: EpochMillis) -> Vec<MethodCall> {
    let calls = kept().into_iter().filter(|call| call.device == device);
    calls.map(|call| call.settled(now)).collect()
}

/// Names of methods that were called before, of any device, each once.
pub fn method_names() -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    for call in kept() {
        if !names.contains(&call.request.name) {
            names.push(call.request.name);
        }
    }
    names
}

/// Keeps a call for later visits, in the place of what was kept of it before.
pub fn keep(call: MethodCall) {
    storage::write(Keep::Browser, KEY, &with(kept(), call));
}

/// Forgets the calls of a device.
pub fn forget(device: &str) {
    let mut calls = kept();
    calls.retain(|call| call.device != device);
    storage::write(Keep::Browser, KEY, &calls);
}

fn kept() -> Vec<MethodCall> {
    storage::read(Keep::Browser, KEY).unwrap_or_default()
}

/// A long answer is left out. A call with a long payload is left out as a whole: what is kept may be repeated.
fn with(mut calls: Vec<MethodCall>, mut call: MethodCall) -> Vec<MethodCall> {
    let long = |value: &Value| crate::json::line(value).len() > LARGEST;
    if long(&call.request.payload) {
        return calls;
    }
    if let End::Answered(answer) = &mut call.end
        && long(&answer.payload)
    {
        answer.payload = Value::String("…".to_owned());
    }
    let place = calls.iter().position(|kept| kept.asked_at == call.asked_at && kept.device == call.device);
    match place.and_then(|place| calls.get_mut(place)) {
        Some(kept) => *kept = call,
        None => calls.insert(0, call),
    }
    calls.truncate(KEPT);
    calls
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn call(name: &str, payload: Value, end: End) -> MethodCall {
        MethodCall {
            device: "d".to_owned(),
            request: MethodRequest {
                name: name.to_owned(),
                payload,
                response_timeout_seconds: 30,
                connect_timeout_seconds: 0,
            },
            asked_at: EpochMillis(1),
            took_ms: 5,
            end,
        }
    }

    #[test]
    fn the_newest_are_kept_and_large_answers_are_not() {
        let mut calls = Vec::new();
        for number in 0..=KEPT {
            let asked_at = EpochMillis(i64::try_from(number).unwrap());
            calls = with(calls, MethodCall { asked_at, ..call(&number.to_string(), Value::Null, End::Lost) });
        }
        assert_eq!((calls.len(), calls[0].request.name.as_str()), (KEPT, "100"));
        let long = MethodAnswer { status: 200, payload: json!("x".repeat(LARGEST)), took_ms: 1 };
        let calls = with(Vec::new(), call("m", json!({"a": 1}), End::Answered(long)));
        assert_eq!(calls[0].request.payload, json!({"a": 1}));
        assert!(matches!(&calls[0].end, End::Answered(answer) if answer.payload == "…"));
    }

    #[test]
    fn a_call_whose_payload_is_too_long_to_keep_is_not_kept_shortened() {
        let calls = with(Vec::new(), call("m", json!("x".repeat(LARGEST)), End::Lost));
        assert_eq!(calls, []);
    }

    #[test]
    fn an_answer_takes_the_place_of_the_call_that_waited_for_it() {
        let waited = with(Vec::new(), call("lockDoor", Value::Null, End::UnderWay));
        let answered = with(waited.clone(), call("lockDoor", Value::Null, End::Lost));
        assert_eq!(answered, [call("lockDoor", Value::Null, End::Lost)]);
        let waits = |now| waited[0].clone().settled(EpochMillis(now)).under_way();
        assert_eq!([waits(30_000), waits(70_000)], [true, false], "its tab was closed");
    }

    #[test]
    fn a_call_is_read_again_as_it_was_kept() {
        let offline = End::Refused(ProblemCode::DeviceOffline { device: "d".to_owned() });
        let calls = vec![call("lockDoor", json!({"lockTime": "10m"}), offline)];
        let text = crate::json::written(&calls);
        assert_eq!(crate::json::read::<Vec<MethodCall>>(&text), Some(calls));
    }

    #[test]
    fn what_the_device_did_not_say_is_no_failure_of_its_own() {
        assert_eq!(End::of(Err(Failure::NoAnswer)).slug(), "not-reached");
        let refused = MethodAnswer { status: 409, payload: Value::Null, took_ms: 1 };
        assert_eq!(End::of(Ok(refused)).slug(), "failed");
    }
}
