//! A leaky bucket with virtual time (GCRA): one number says when the next operation would be due.

use std::time::Duration;

use iothub_wire::time::UtcTime;

use crate::limits::Rate;

/// How long an operation may wait for its turn; what would have to wait longer is refused (our choice, after the ten
/// seconds that the hub's refusal speaks of).
pub(crate) const LONGEST_WAIT_SECONDS: i64 = 10;

const TICKS_PER_SECOND: i128 = 10_000_000;

/// One meter: evenly spaced turns, of which those of one whole period may be taken at once.
///
/// So whoever keeps the documented number in every documented period never waits, and whoever does not is served at
/// exactly the documented rate as soon as the first burst is spent.
#[derive(Debug)]
pub(crate) struct Gcra {
    /// Operations a period.
    amount: i128,
    /// In ticks.
    period: i128,
    /// When the bucket would be empty again, in ticks times `amount`: that makes the space between two turns, a period
    /// divided by `amount`, a whole number.
    empty_at: i128,
}

impl Gcra {
    pub(crate) fn new(rate: Rate) -> Self {
        Self { amount: rate.amount.max(1).into(), period: ticks(rate.period), empty_at: i128::MIN }
    }

    /// When something that counts `cost` times could go on. It takes nothing.
    pub(crate) fn due_at(&self, cost: u64, now: UtcTime) -> UtcTime {
        let now_at = i128::from(now.unix_ticks()) * self.amount;
        let due = (self.empty_after(cost, now_at) - self.amount * self.period).max(now_at);
        // Rounded up: never faster than the rate.
        let ticks = due.div_euclid(self.amount) + i128::from(due.rem_euclid(self.amount) > 0);
        UtcTime::from_unix_ticks(i64::try_from(ticks).unwrap_or(i64::MAX))
    }

    /// When something that counts `cost` times may go on; `None` when it would have to wait too long, and then nothing is
    /// taken.
    pub(crate) fn take(&mut self, cost: u64, now: UtcTime) -> Option<UtcTime> {
        let due_at = self.due_at(cost, now);
        if due_at > now.plus_seconds(LONGEST_WAIT_SECONDS) {
            return None;
        }
        self.empty_at = self.empty_after(cost, i128::from(now.unix_ticks()) * self.amount);
        Some(due_at)
    }

    fn empty_after(&self, cost: u64, now_at: i128) -> i128 {
        self.empty_at.max(now_at) + i128::from(cost) * self.period
    }

    /// Gives back what was taken and will not be used. Who waits already keeps his turn, so that a turn that is lost is
    /// made up for at the end of the queue.
    pub(super) fn give_back(&mut self, cost: u64) {
        self.empty_at = self.empty_at.saturating_sub(i128::from(cost) * self.period);
    }

    pub(super) fn reset(&mut self) {
        self.empty_at = i128::MIN;
    }
}

fn ticks(duration: Duration) -> i128 {
    i128::from(duration.as_secs()) * TICKS_PER_SECOND + i128::from(duration.subsec_nanos() / 100)
}
