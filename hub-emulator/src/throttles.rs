//! How fast the hub may be used: throttles that make excess wait, and the quota of messages a day.
//!
//! A throttle shapes before it refuses (observed on a live hub: a burst is served late, a lasting excess gets 429). Each
//! class of operations has a [`Window`]; time is an argument, and a hub without limits has nothing to look at.

mod quota;
mod window;

use std::sync::{Mutex, PoisonError};

use iothub_wire::error::ErrorCode;
use iothub_wire::time::UtcTime;

use crate::limits::{Limits, Throttle};
use crate::refusal::Refusal;

pub(crate) use quota::Quota;
pub(crate) use window::{LONGEST_WAIT_SECONDS, Window};

/// When something that was let in may go on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Turn {
    /// At once.
    Now,
    /// It waits in the hub's queue until then.
    At(UtcTime),
}

/// The throttles of a hub and its quota.
#[derive(Debug)]
pub(crate) struct Throttles {
    limits: Limits,
    /// In the order of [`Throttle::ALL`]; `None` is no limit.
    meters: Vec<Option<Mutex<Window>>>,
    quota: Option<Mutex<Quota>>,
}

impl Throttles {
    /// Fresh throttles: nothing has been used.
    pub(crate) fn new(limits: Limits) -> Self {
        let meter =
            |throttle: &Throttle| limits.throttle(*throttle).map(|rate| Mutex::new(Window::new(rate)));
        let quota = limits.messages_a_day.map(|most| Mutex::new(Quota::new(most, limits.message_chunk)));
        Self { limits, meters: Throttle::ALL.iter().map(meter).collect(), quota }
    }

    /// Takes a turn for something that counts `amount` times, or refuses it when the queue is too long.
    pub(crate) fn take(&self, throttle: Throttle, amount: u64, now: UtcTime) -> Result<Turn, Refusal> {
        let Some(Some(meter)) = self.meters.get(throttle as usize) else { return Ok(Turn::Now) };
        let at = lock(meter).take(amount, now).ok_or_else(throttled)?;
        Ok(if at > now { Turn::At(at) } else { Turn::Now })
    }

    /// Gives back a turn that nobody waits for any more.
    pub(crate) fn give_back(&self, throttle: Throttle, amount: u64) {
        if let Some(Some(meter)) = self.meters.get(throttle as usize) {
            lock(meter).give_back(amount);
        }
    }

    /// Refuses when the messages of the day are used up.
    pub(crate) fn check_quota(&self, now: UtcTime) -> Result<(), Refusal> {
        let used_up = self.quota.as_ref().is_some_and(|quota| lock(quota).used_up(now));
        if used_up { Err(quota_exceeded(self.limits.messages_a_day.unwrap_or_default())) } else { Ok(()) }
    }

    /// Counts a message of so many bytes.
    pub(crate) fn count(&self, bytes: usize, now: UtcTime) {
        if let Some(quota) = &self.quota {
            lock(quota).count(bytes, now);
        }
    }

    /// Messages counted today, in chunks; 0 where there is no quota.
    pub(crate) fn messages_today(&self, now: UtcTime) -> u64 {
        self.quota.as_ref().map_or(0, |quota| lock(quota).used(now))
    }

    /// Forgets what was used.
    pub(crate) fn reset(&self) {
        for meter in self.meters.iter().flatten() {
            lock(meter).reset();
        }
        if let Some(quota) = &self.quota {
            lock(quota).reset();
        }
    }
}

/// The refusal of a throttle, as observed on a live hub; the word after `Operation type` is known for a few only.
pub(crate) fn throttled() -> Refusal {
    Refusal::new(
        ErrorCode::ThrottlingBacklogTimeout,
        "The request has been throttled. Wait 10 seconds and try again. Operation type: CRUD",
    )
}

/// The text is ours.
fn quota_exceeded(most: u64) -> Refusal {
    let message = format!(
        "Total number of messages on IotHub exceeded the allocated quota. Max allowed message count: {most}"
    );
    Refusal::new(ErrorCode::IotHubQuotaExceeded, message)
}

/// Locks; every change under these locks is a single assignment.
fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests;
