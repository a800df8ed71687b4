//! The levers a test pulls: faults planned per operation, throttling, and the counters that prove what was called.

use std::collections::{BTreeMap, VecDeque};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use iothub_wire::time::UtcTime;
use serde::{Deserialize, Serialize};

use crate::operation::Operation;

/// What happens to a call instead of, before or after its work.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", rename_all_fields = "camelCase", deny_unknown_fields)]
pub enum Fault {
    /// The work is not done; the caller gets this.
    Answer {
        /// The HTTP status.
        status: u16,
        /// The error's name for `iothub-errorcode` and the envelope, such as `ServiceUnavailable`; without it the body
        /// stands alone, without the header.
        #[serde(default)]
        code: Option<String>,
        /// The body as it is, instead of an envelope: any garbage.
        #[serde(default)]
        body: Option<String>,
    },
    /// The work is done, and the connection is closed without an answer.
    LoseAnswer {},
    /// The work is done this much later, by the hub's clock.
    Delay {
        /// How long to wait.
        milliseconds: u64,
    },
}

/// Most faults planned for one operation; each may strike any number of calls. More are not taken.
pub(crate) const MOST_PLANS: usize = 1000;

/// Faults to come, whether the hub throttles now, and how often each operation was called.
#[derive(Debug)]
pub(crate) struct Levers {
    /// Bounded by [`MOST_PLANS`] per operation.
    planned: Mutex<BTreeMap<Operation, VecDeque<(Fault, u32)>>>,
    throttled_until: Mutex<UtcTime>,
    calls: Vec<AtomicU64>,
}

impl Default for Levers {
    fn default() -> Self {
        Self {
            planned: Mutex::default(),
            throttled_until: Mutex::new(UtcTime::NEVER),
            calls: Operation::ALL.iter().map(|_| AtomicU64::new(0)).collect(),
        }
    }
}

impl Levers {
    /// Plans a fault for the next `calls` calls of an operation, after those already planned. `false` when there are
    /// [`MOST_PLANS`] already.
    pub(crate) fn plan(&self, operation: Operation, fault: Fault, calls: u32) -> bool {
        let mut planned = lock(&self.planned);
        let queue = planned.entry(operation).or_default();
        let room = queue.len() < MOST_PLANS;
        if room && calls > 0 {
            queue.push_back((fault, calls));
        }
        room
    }

    /// Counts a call and takes the fault that is planned for it.
    pub(crate) fn called(&self, operation: Operation) -> Option<Fault> {
        if let Some(counter) = self.calls.get(operation as usize) {
            counter.fetch_add(1, Ordering::Relaxed);
        }
        let mut planned = lock(&self.planned);
        let queue = planned.get_mut(&operation)?;
        let (fault, remaining) = queue.front_mut()?;
        *remaining -= 1;
        if *remaining == 0 { queue.pop_front().map(|(fault, _)| fault) } else { Some(fault.clone()) }
    }

    /// Refuses every call with 429 for this long from `now`.
    pub(crate) fn throttle(&self, now: UtcTime, period: Duration) {
        let millis = i64::try_from(period.as_millis()).unwrap_or(i64::MAX);
        *lock(&self.throttled_until) = now.plus_millis(millis);
    }

    /// Until when calls are refused with 429, when they are at `now`.
    pub(crate) fn throttled_until(&self, now: UtcTime) -> Option<UtcTime> {
        Some(*lock(&self.throttled_until)).filter(|until| now < *until)
    }

    /// Says whether calls are refused with 429 at `now`.
    pub(crate) fn throttled(&self, now: UtcTime) -> bool {
        self.throttled_until(now).is_some()
    }

    /// How often an operation was called since the start or the last reset, refused calls included.
    pub(crate) fn calls(&self, operation: Operation) -> u64 {
        self.calls.get(operation as usize).map_or(0, |counter| counter.load(Ordering::Relaxed))
    }

    /// Forgets faults, throttling and counters.
    pub(crate) fn reset(&self) {
        lock(&self.planned).clear();
        *lock(&self.throttled_until) = UtcTime::NEVER;
        for counter in &self.calls {
            counter.store(0, Ordering::Relaxed);
        }
    }
}

/// Locks; what is under these locks is never left half-changed by a panic.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fault_strikes_as_often_as_planned_and_then_the_next_one() {
        let levers = Levers::default();
        let delay = Fault::Delay { milliseconds: 5 };
        assert!(levers.plan(Operation::GetJob, delay.clone(), 2));
        assert!(levers.plan(Operation::GetJob, Fault::LoseAnswer {}, 1));
        assert_eq!(levers.called(Operation::ListJobs), None);
        let struck: Vec<_> = (0..4).map(|_| levers.called(Operation::GetJob)).collect();
        assert_eq!(struck, [Some(delay.clone()), Some(delay), Some(Fault::LoseAnswer {}), None]);
        assert_eq!(levers.calls(Operation::GetJob), 4);
    }

    #[test]
    fn throttling_ends_by_itself() {
        let levers = Levers::default();
        let now = UtcTime::from_unix_seconds(1_000);
        levers.throttle(now, Duration::from_secs(10));
        assert!(levers.throttled(now.plus_seconds(9)));
        assert!(!levers.throttled(now.plus_seconds(10)));
    }
}
