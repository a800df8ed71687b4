//! A token bucket that smooths.

use std::time::Duration;

use tokio::time::Instant;

use crate::tier::Limit;

/// Part of a limit that may be saved up and spent at once; the rest flows in evenly.
const BURST: f64 = 0.2;

/// Tokens, and how they come back.
#[derive(Debug)]
pub(super) struct Bucket {
    tokens: f64,
    most: f64,
    per_second: f64,
    counted_at: Instant,
}

impl Bucket {
    /// A full bucket.
    pub(super) fn full(limit: Limit, now: Instant) -> Self {
        let most = (limit.calls * BURST).max(1.0);
        // A tiny share still lets a call through now and then.
        let per_second = (limit.calls - most).max(limit.calls * BURST) / limit.seconds;
        Self { tokens: most, most, per_second, counted_at: now }
    }

    /// Tokens a second that flow in.
    pub(super) fn per_second(&self) -> f64 {
        self.per_second
    }

    /// Takes one token if `spare` are left, or says in how long that will be so.
    pub(super) fn take(&mut self, now: Instant, spare: u32) -> Result<(), Duration> {
        self.refill(now);
        // A bucket smaller than what is to be left would never give anything.
        let needed = 1.0 + f64::from(spare).min(self.most - 1.0);
        if self.tokens + TOLERANCE >= needed {
            self.tokens -= 1.0;
            return Ok(());
        }
        Err(Duration::from_secs_f64((needed - self.tokens) / self.per_second).max(SHORTEST_WAIT))
    }

    /// Whole tokens there are.
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "floored, and between 0 and a limit"
    )]
    pub(super) fn available(&mut self, now: Instant) -> u32 {
        self.refill(now);
        (self.tokens + TOLERANCE).floor().max(0.0) as u32
    }

    fn refill(&mut self, now: Instant) {
        let passed = now.saturating_duration_since(self.counted_at).as_secs_f64();
        self.tokens = (self.tokens + passed * self.per_second).min(self.most);
        self.counted_at = now;
    }
}

/// Rounding of fractions must not cost a token.
const TOLERANCE: f64 = 1e-6;

/// Timers have a resolution of a millisecond.
const SHORTEST_WAIT: Duration = Duration::from_millis(1);
