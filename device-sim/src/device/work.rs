//! What a device still has to do: calls that a slow device answers later, and steps of operations under way.

use std::collections::VecDeque;
use std::time::Duration;

use iothub_wire::topic::RequestId;

use crate::behaviour::{Act, Step};
use crate::clock::Moment;

/// How many calls a slow device keeps; one more is answered with 429.
pub(super) const LATE_CALLS_LIMIT: usize = 16;

/// A call to be answered later.
#[derive(Debug)]
pub(super) struct LateCall {
    pub(super) due: Moment,
    pub(super) method: Box<str>,
    pub(super) request: RequestId,
    pub(super) payload: Box<[u8]>,
}

/// Boxed, and absent when there is nothing to do, because that is so for nearly every device of a fleet.
#[derive(Debug, Default)]
pub(super) struct Work {
    calls: Vec<LateCall>,
    steps: VecDeque<Step>,
    next_step_at: Moment,
}

impl Work {
    /// Keeps a call for later; gives it back when there are too many.
    pub(super) fn postpone(&mut self, call: LateCall) -> Result<(), LateCall> {
        if self.calls.len() >= LATE_CALLS_LIMIT {
            return Err(call);
        }
        self.calls.push(call);
        Ok(())
    }

    /// The hub has given up the calls of a lost connection.
    pub(super) fn forget_calls(&mut self) {
        self.calls.clear();
    }

    /// A call whose time has come.
    pub(super) fn due_call(&mut self, now: Moment) -> Option<LateCall> {
        let index = self.calls.iter().position(|call| call.due <= now)?;
        Some(self.calls.swap_remove(index))
    }

    /// Begins an operation. There must be none under way.
    pub(super) fn begin(&mut self, steps: Vec<Step>, now: Moment) {
        self.steps = steps.into();
        self.next_step_at = now + self.first_wait();
    }

    /// The next step, if its time has come; the one after it waits from `now` on.
    pub(super) fn due_step(&mut self, now: Moment) -> Option<Act> {
        if self.next_step_at > now {
            return None;
        }
        let step = self.steps.pop_front()?;
        self.next_step_at = now + self.first_wait();
        Some(step.act)
    }

    /// Whether an operation is under way.
    pub(super) fn busy(&self) -> bool {
        !self.steps.is_empty()
    }

    /// Whether there is nothing to do.
    pub(super) fn done(&self) -> bool {
        self.calls.is_empty() && self.steps.is_empty()
    }

    /// When there is something to do next; steps count only while the device is `connected`.
    pub(super) fn deadline(&self, connected: bool) -> Option<Moment> {
        let step = (connected && self.busy()).then_some(self.next_step_at);
        self.calls.iter().map(|call| call.due).chain(step).min()
    }

    fn first_wait(&self) -> Duration {
        self.steps.front().map_or(Duration::ZERO, |step| step.after)
    }
}
