//! What a device does when one of its methods is called.

use iothub_wire::topic::{RequestId, Topic};
use serde_json::{Value, json};

use super::work::{LateCall, Work};
use super::{Device, Notice, Turn};
use crate::behaviour::{Answer, answer};
use crate::mqtt::QoS;
use crate::scenario::{Character, Failure};

impl Device {
    /// A call has come.
    pub(super) fn called(&mut self, method: &str, request: RequestId, payload: &[u8], turn: &mut Turn<'_>) {
        match turn.scenario.character(turn.seed, turn.index) {
            Character::Healthy | Character::Offline => self.take_up(method, request, payload, turn),
            Character::Failing(Failure::Silent) => {
                (turn.notify)(&Notice::Called { method, status: None, says: None });
            }
            Character::Failing(Failure::Status(status)) => {
                let body = json!({ "error": "this device fails on purpose", "status": status });
                self.respond(method, request, &Answer::new(status, body), turn);
            }
            Character::Slow => {
                let delay = turn.chance.duration(&turn.scenario.slow_delay);
                let call = LateCall {
                    due: turn.now.moment + delay,
                    method: method.into(),
                    request,
                    payload: payload.into(),
                };
                if let Err(call) = self.work.get_or_insert_default().postpone(call) {
                    let answer = Answer::error(429, "too many calls are waiting for this device");
                    self.respond(method, call.request, &answer, turn);
                }
            }
        }
    }

    /// Does what a call asks for.
    pub(super) fn take_up(&mut self, method: &str, request: RequestId, payload: &[u8], turn: &mut Turn<'_>) {
        let busy = self.work.as_ref().is_some_and(|work| work.busy());
        let answer = answer(method, payload, turn.now, turn.scenario.durations, busy);
        self.respond(method, request, &answer, turn);
        if let Some(report) = &answer.report {
            self.report(report, turn);
        }
        if !answer.steps.is_empty() {
            let work: &mut Work = self.work.get_or_insert_default();
            work.begin(answer.steps, turn.now.moment);
        }
    }

    fn respond(&mut self, method: &str, request: RequestId, answer: &Answer, turn: &mut Turn<'_>) {
        let topic = Topic::MethodResponse { status: answer.status.into(), request };
        let body: &Value = &answer.body;
        self.send(&topic, body.to_string().as_bytes(), QoS::AtLeastOnce, turn);
        (turn.notify)(&Notice::Called { method, status: Some(answer.status), says: answer.says });
    }
}
