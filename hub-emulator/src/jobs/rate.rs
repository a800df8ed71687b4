//! How many device operations a second the jobs of a hub may do.

use std::time::Duration;

use iothub_wire::time::UtcTime;

use crate::limits;
use crate::throttles::Window;

/// A meter that delays and refuses nothing: whoever finds no operation comes again. `None` is no limit.
#[derive(Debug)]
pub(super) struct Rate(Option<Window>);

impl Rate {
    pub(super) fn new(per_second: Option<u32>) -> Self {
        let rate = |amount: u32| limits::Rate { amount: amount.into(), period: Duration::from_secs(1) };
        Self(per_second.map(|amount| Window::new(rate(amount))))
    }

    /// Takes one operation, if there is one.
    pub(super) fn take(&mut self, now: UtcTime) -> bool {
        self.0.as_mut().is_none_or(|meter| meter.due_at(1, now) <= now && meter.take(1, now).is_some())
    }

    /// When there will be an operation to take; now or earlier when there is.
    pub(super) fn ready_at(&self, now: UtcTime) -> UtcTime {
        self.0.as_ref().map_or(now, |meter| meter.due_at(1, now))
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
        assert_eq!(taken(&mut rate, start.plus_millis(999)), 0);
        assert_eq!(taken(&mut rate, start.plus_millis(1_000)), 10);
        assert_eq!(taken(&mut rate, start.plus_seconds(60)), 10);
    }

    #[test]
    fn it_says_when_the_next_operation_is_there() {
        let mut rate = Rate::new(Some(10));
        let start = UtcTime::from_unix_seconds(1_000);
        taken(&mut rate, start);
        let next = rate.ready_at(start);
        assert_eq!(next, start.plus_seconds(1));
        assert!(rate.take(next));
    }

    #[test]
    fn no_limit_is_no_limit() {
        assert_eq!(taken(&mut Rate::new(None), UtcTime::NEVER), 1000);
    }
}
