//! How fast connections may be begun.

use std::time::Duration;

use crate::clock::Moment;

/// Lets so many through in a second, evenly; after a pause, at most a tenth of a second's worth at once.
#[derive(Debug)]
pub(super) struct Throttle {
    /// A second; nothing: as fast as one likes.
    rate: Option<f64>,
    allowance: f64,
    filled_at: Moment,
}

impl Throttle {
    pub(super) fn new(rate: Option<f64>) -> Self {
        Self { rate, allowance: 0.0, filled_at: Moment::default() }
    }

    /// Takes one; if there is none, says how long until there is.
    pub(super) fn take(&mut self, now: Moment) -> Result<(), Duration> {
        let Some(rate) = self.rate else { return Ok(()) };
        let elapsed = now.since(self.filled_at).as_secs_f64();
        self.filled_at = now;
        self.allowance = (self.allowance + elapsed * rate).min((rate / 10.0).max(1.0));
        if self.allowance >= 1.0 {
            self.allowance -= 1.0;
            return Ok(());
        }
        let missing = (1.0 - self.allowance) / rate;
        Err(Duration::try_from_secs_f64(missing).unwrap_or(Duration::MAX).max(Duration::from_millis(1)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rate_is_kept_to_the_connection() {
        for (rate, seconds, wanted) in [(10.0, 5, 50), (2_000.0, 1, 2_000), (0.5, 10, 5)] {
            let mut throttle = Throttle::new(Some(rate));
            let mut taken = 0;
            for millis in 1..=seconds * 1_000 {
                while throttle.take(Moment::from_millis(millis)).is_ok() {
                    taken += 1;
                }
            }
            assert!((wanted - 1..=wanted).contains(&taken), "{rate}: {taken}");
        }
    }

    #[test]
    fn a_pause_is_not_made_up_for() {
        let mut throttle = Throttle::new(Some(100.0));
        let late = Moment::from_millis(60_000);
        assert_eq!(std::iter::repeat_with(|| throttle.take(late)).take_while(Result::is_ok).count(), 10);
        let wait = throttle.take(late).unwrap_err();
        assert!(throttle.take(late + wait).is_ok());
    }

    #[test]
    fn without_a_rate_nothing_waits() {
        assert_eq!(Throttle::new(None).take(Moment::default()), Ok(()));
    }
}
