//! A sliding window: no span of the documented length ever holds more than the documented number.

use std::collections::VecDeque;
use std::time::Duration;

use iothub_wire::time::UtcTime;

use crate::limits::Rate;

/// How long an operation may wait for its turn; what would have to wait longer is refused (our choice, after the ten
/// seconds that the hub's refusal speaks of).
pub(crate) const LONGEST_WAIT_SECONDS: i64 = 10;

/// One meter: so many turns in any period, first come, first served.
///
/// So whoever keeps the documented number in every documented period never waits, and whoever does not is served
/// exactly that number in each.
#[derive(Debug)]
pub(crate) struct Window {
    /// Turns in a period.
    amount: usize,
    /// In ticks.
    period: i64,
    /// When the turns were taken that still count, and those that are waited for, in ticks and in order. At most
    /// `amount` for each period that the longest wait has.
    turns: VecDeque<i64>,
}

impl Window {
    pub(crate) fn new(rate: Rate) -> Self {
        let amount = usize::try_from(rate.amount.max(1)).unwrap_or(usize::MAX);
        Self { amount, period: ticks(rate.period), turns: VecDeque::new() }
    }

    /// When something that counts `cost` times could go on. It takes nothing.
    pub(crate) fn due_at(&self, cost: u64, now: UtcTime) -> UtcTime {
        let now = now.unix_ticks();
        // The turns before this one that have to be over: all but what fits into the window with it.
        let room = self.amount - self.cost(cost);
        let last = self.turns.len().checked_sub(room + 1).and_then(|index| self.turns.get(index));
        let free_at = last.map_or(now, |turn| turn.saturating_add(self.period));
        // Nobody overtakes.
        let at = free_at.max(self.turns.back().copied().unwrap_or(now)).max(now);
        UtcTime::from_unix_ticks(at)
    }

    /// When something that counts `cost` times may go on; `None` when it would have to wait too long, and then nothing is
    /// taken.
    pub(crate) fn take(&mut self, cost: u64, now: UtcTime) -> Option<UtcTime> {
        let due_at = self.due_at(cost, now);
        if due_at > now.plus_seconds(LONGEST_WAIT_SECONDS) {
            return None;
        }
        let over = now.unix_ticks().saturating_sub(self.period);
        while self.turns.front().is_some_and(|turn| *turn <= over) {
            self.turns.pop_front();
        }
        self.turns.extend(std::iter::repeat_n(due_at.unix_ticks(), self.cost(cost)));
        Some(due_at)
    }

    /// Gives back what was taken and will not be used. Who waits already keeps his turn, so that a turn that is lost is
    /// made up for at the end of the queue.
    pub(super) fn give_back(&mut self, cost: u64) {
        self.turns.truncate(self.turns.len().saturating_sub(self.cost(cost)));
    }

    pub(super) fn reset(&mut self) {
        self.turns.clear();
    }

    /// What is larger than the whole window takes all of it.
    fn cost(&self, cost: u64) -> usize {
        usize::try_from(cost).map_or(self.amount, |cost| cost.min(self.amount))
    }
}

fn ticks(duration: Duration) -> i64 {
    i64::try_from(duration.as_nanos() / 100).unwrap_or(i64::MAX)
}
