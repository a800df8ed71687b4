//! How many device operations a second the jobs of a hub may do.

use iothub_wire::time::UtcTime;

/// A bucket of operations: filled at the rate, holding one second's worth. It delays, it refuses nothing.
#[derive(Debug)]
pub(super) struct Rate {
    /// `None` is no limit.
    per_second: Option<u32>,
    /// In millionths of an operation.
    level: u64,
    filled_at: Option<UtcTime>,
}

const WHOLE: u64 = 1_000_000;

impl Rate {
    pub(super) fn new(per_second: Option<u32>) -> Self {
        Self { per_second, level: 0, filled_at: None }
    }

    /// Takes one operation, if there is one.
    pub(super) fn take(&mut self, now: UtcTime) -> bool {
        let Some(per_second) = self.per_second else { return true };
        self.fill(per_second.into(), now);
        let enough = self.level >= WHOLE;
        if enough {
            self.level -= WHOLE;
        }
        enough
    }

    /// When there will be an operation to take; now or earlier when there is.
    pub(super) fn ready_at(&self, now: UtcTime) -> UtcTime {
        let Some(per_second) = self.per_second else { return now };
        let missing = WHOLE.saturating_sub(self.level);
        // Rounded up: waking a moment too early would find nothing.
        let millis = missing.div_ceil(u64::from(per_second.max(1)) * WHOLE / 1000);
        now.plus_millis(i64::try_from(millis).unwrap_or(i64::MAX))
    }

    fn fill(&mut self, per_second: u64, now: UtcTime) {
        let full = per_second * WHOLE;
        self.level = match self.filled_at {
            None => full,
            Some(before) => {
                let ticks = now.unix_ticks().saturating_sub(before.unix_ticks()).max(0).unsigned_abs();
                // A tick is a ten-millionth of a second.
                let gained = u128::from(ticks) * u128::from(full) / 10_000_000;
                self.level.saturating_add(u64::try_from(gained).unwrap_or(full)).min(full)
            }
        };
        self.filled_at = Some(now);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn taken(rate: &mut Rate, now: UtcTime) -> usize {
        std::iter::repeat_with(|| rate.take(now)).take_while(|taken| *taken).take(1000).count()
    }

    #[test]
    fn ten_a_second_are_ten_a_second() {
        let mut rate = Rate::new(Some(10));
        let start = UtcTime::from_unix_seconds(1_000);
        assert_eq!(taken(&mut rate, start), 10);
        assert_eq!(taken(&mut rate, start.plus_millis(500)), 5);
        assert_eq!(taken(&mut rate, start.plus_millis(1_500)), 10);
        assert_eq!(taken(&mut rate, start.plus_seconds(60)), 10);
    }

    #[test]
    fn it_says_when_the_next_operation_is_there() {
        let mut rate = Rate::new(Some(10));
        let start = UtcTime::from_unix_seconds(1_000);
        taken(&mut rate, start);
        let next = rate.ready_at(start);
        assert_eq!(next, start.plus_millis(100));
        assert!(rate.take(next));
    }

    #[test]
    fn no_limit_is_no_limit() {
        assert_eq!(taken(&mut Rate::new(None), UtcTime::NEVER), 1000);
    }
}
