//! A class that the hub has closed by 429.

use std::time::Duration;

use tokio::time::Instant;

/// How long to leave the hub alone after a 429.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Backoff {
    /// Shortest first wait; up to half as much again is added by chance.
    pub first: Duration,
    /// Longest wait before chance is added.
    pub longest: Duration,
}

impl Default for Backoff {
    /// Ten seconds ("Wait 10 seconds and try again", says the hub) up to two minutes.
    fn default() -> Self {
        Self { first: Duration::from_secs(10), longest: Duration::from_secs(120) }
    }
}

/// Whether a class is closed, and how often in a row it was.
#[derive(Debug, Default)]
pub(super) struct Closure {
    times: u32,
    until: Option<Instant>,
    code: String,
}

impl Closure {
    /// How much longer the class is closed, and by what; `None` when it is open.
    pub(super) fn remaining(&self, now: Instant) -> Option<(Duration, String)> {
        let until = self.until.filter(|until| *until > now)?;
        Some((until - now, self.code.clone()))
    }

    /// Closes the class, and says whether it was open. Answers to calls from before it closed change nothing.
    pub(super) fn close(&mut self, now: Instant, backoff: &Backoff, chance: f64, code: &str) -> bool {
        if self.until.is_some_and(|until| until > now) {
            return false;
        }
        let doubled = backoff.first.saturating_mul(1 << self.times.min(10)).min(backoff.longest);
        let span = doubled + doubled.mul_f64(chance / 2.0);
        self.times = self.times.saturating_add(1);
        self.until = Some(now + span);
        code.clone_into(&mut self.code);
        true
    }

    /// Notes a success: the next 429 starts from the shortest wait. A class that is still closed stays so, because
    /// the answer belongs to a call from before. Says whether the class is open.
    pub(super) fn open(&mut self, now: Instant) -> bool {
        let open = self.until.is_none_or(|until| until <= now);
        if open {
            *self = Self::default();
        }
        open
    }
}
