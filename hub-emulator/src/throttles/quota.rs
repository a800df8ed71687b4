//! Messages a day.

use iothub_wire::time::UtcTime;

const TICKS_PER_DAY: i64 = 86_400 * 10_000_000;

/// Counts messages in chunks until the next day of UTC. Not kept across restarts.
#[derive(Debug)]
pub(crate) struct Quota {
    most: u64,
    /// Bytes that count as one message.
    chunk: usize,
    day: i64,
    used: u64,
}

impl Quota {
    pub(super) fn new(most: u64, chunk: usize) -> Self {
        Self { most, chunk: chunk.max(1), day: i64::MIN, used: 0 }
    }

    /// Says whether no message is left today. One that begins below the limit is counted whole (our choice).
    pub(super) fn used_up(&mut self, now: UtcTime) -> bool {
        self.used(now) >= self.most
    }

    /// Counts a message; an empty one counts as one.
    pub(super) fn count(&mut self, bytes: usize, now: UtcTime) {
        self.used = self.used(now) + (bytes.div_ceil(self.chunk) as u64).max(1);
    }

    /// Messages counted today.
    pub(super) fn used(&mut self, now: UtcTime) -> u64 {
        let day = now.unix_ticks().div_euclid(TICKS_PER_DAY);
        if day != self.day {
            self.day = day;
            self.used = 0;
        }
        self.used
    }

    pub(super) fn reset(&mut self) {
        self.used = 0;
    }
}
