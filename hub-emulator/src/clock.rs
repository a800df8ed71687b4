//! The hub's time: the system's, plus whatever it was advanced by; or a clock that only moves when told to.

use std::sync::Arc;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use iothub_wire::time::UtcTime;
use tokio::sync::watch;

/// Where the hub takes its time from. Cheap to clone; clones share the time.
///
/// Everything with a deadline inside the hub (jobs and their history, method time-outs, throttles and quotas, locks of
/// messages) waits on this clock, so a test with [`Clock::manual`] needs no sleeps, and advancing a [`Clock::system`]
/// makes tonight's job run now.
///
/// Tokens expire by a time of their own, which [`Clock::advance`] leaves alone: clients know nothing of the hub's lever,
/// and a fleet that is thrown out at every turn of it is of no use. [`Clock::advance_with_tokens`] moves both. The
/// keep-alive of MQTT counts real seconds in either case.
#[derive(Debug, Clone)]
pub struct Clock {
    base: Base,
    advanced: Arc<watch::Sender<Advanced>>,
}

/// How far a clock was advanced.
#[derive(Debug, Clone, Copy, Default)]
struct Advanced {
    hub: Duration,
    tokens: Duration,
}

#[derive(Debug, Clone, Copy)]
enum Base {
    System,
    Fixed(UtcTime),
}

impl Clock {
    /// The system's clock.
    pub fn system() -> Self {
        Self::new(Base::System)
    }

    /// A clock that stands at `at` until it is advanced.
    pub fn manual(at: UtcTime) -> Self {
        Self::new(Base::Fixed(at))
    }

    fn new(base: Base) -> Self {
        Self { base, advanced: Arc::new(watch::Sender::new(Advanced::default())) }
    }

    /// The current instant.
    pub fn now(&self) -> UtcTime {
        self.at(self.advanced.borrow().hub)
    }

    /// The instant that decides whether a token has expired.
    pub fn token_now(&self) -> UtcTime {
        self.at(self.advanced.borrow().tokens)
    }

    /// How far it was advanced.
    pub(crate) fn advanced(&self) -> Duration {
        self.advanced.borrow().hub
    }

    /// Goes on from where an earlier run of the hub was: its time never goes back. A manual clock stays where it was put.
    pub(crate) fn resume(&self, advanced: Duration) {
        if matches!(self.base, Base::System) {
            self.advanced.send_modify(|now| now.hub = now.hub.max(advanced));
        }
    }

    /// Moves the clock forward and wakes everybody whose deadline has come. Tokens become no older.
    pub fn advance(&self, by: Duration) {
        self.advanced.send_modify(|advanced| advanced.hub = advanced.hub.saturating_add(by));
    }

    /// Moves the clock forward like [`Clock::advance`], and the age of tokens as well.
    pub fn advance_with_tokens(&self, by: Duration) {
        self.advanced.send_modify(|advanced| {
            advanced.hub = advanced.hub.saturating_add(by);
            advanced.tokens = advanced.tokens.saturating_add(by);
        });
    }

    /// Waits until the clock shows `deadline`. Cancel-safe.
    pub async fn sleep_until(&self, deadline: UtcTime) {
        self.sleep_until_by(deadline, |advanced| advanced.hub).await;
    }

    /// Waits until a token that is good until `deadline` has expired. Cancel-safe.
    pub(crate) async fn sleep_until_token(&self, deadline: UtcTime) {
        self.sleep_until_by(deadline, |advanced| advanced.tokens).await;
    }

    async fn sleep_until_by(&self, deadline: UtcTime, which: fn(&Advanced) -> Duration) {
        let mut advanced = self.advanced.subscribe();
        loop {
            let now = self.at(which(&advanced.borrow_and_update()));
            if now >= deadline {
                return;
            }
            let moved = async { _ = advanced.changed().await };
            match self.base {
                Base::Fixed(_) => moved.await,
                Base::System => {
                    tokio::select! {
                        () = moved => {}
                        () = tokio::time::sleep(until(now, deadline)) => {}
                    }
                }
            }
        }
    }

    fn at(&self, advanced: Duration) -> UtcTime {
        let base = match self.base {
            Base::Fixed(at) => at,
            Base::System => system_now(),
        };
        let ticks = i64::try_from(advanced.as_nanos() / 100).unwrap_or(i64::MAX);
        UtcTime::from_unix_ticks(base.unix_ticks().saturating_add(ticks))
    }
}

/// How long from `now` to `deadline`, a day at most: a longer sleep just wakes up and looks again.
fn until(now: UtcTime, deadline: UtcTime) -> Duration {
    let ticks = deadline.unix_ticks().saturating_sub(now.unix_ticks()).max(0).unsigned_abs();
    Duration::from_nanos(ticks.saturating_mul(100)).min(Duration::from_secs(86_400))
}

#[expect(clippy::disallowed_methods, reason = "the one place where the emulator reads the system's clock")]
fn system_now() -> UtcTime {
    let since_epoch = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    UtcTime::from_unix_ticks(i64::try_from(since_epoch.as_nanos() / 100).unwrap_or(i64::MAX))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn noon() -> UtcTime {
        "2026-01-01T12:00:00Z".parse().unwrap()
    }

    #[test]
    fn a_manual_clock_moves_only_when_advanced() {
        let clock = Clock::manual(noon());
        assert_eq!(clock.now(), noon());
        clock.clone().advance(Duration::from_secs(90));
        assert_eq!(clock.now().to_string(), "2026-01-01T12:01:30Z");
    }

    #[tokio::test]
    async fn tokens_age_only_when_asked_to() {
        let clock = Clock::manual(noon());
        clock.advance(Duration::from_secs(60));
        assert_eq!((clock.now(), clock.token_now()), (noon().plus_seconds(60), noon()));
        clock.advance_with_tokens(Duration::from_secs(5));
        assert_eq!((clock.now(), clock.token_now()), (noon().plus_seconds(65), noon().plus_seconds(5)));
        clock.sleep_until_token(noon().plus_seconds(5)).await;
    }

    #[tokio::test]
    async fn a_sleeper_wakes_when_the_clock_passes_its_deadline() {
        let clock = Clock::manual(noon());
        let sleeper = tokio::spawn({
            let clock = clock.clone();
            async move { clock.sleep_until(noon().plus_seconds(10)).await }
        });
        clock.advance(Duration::from_secs(4));
        tokio::task::yield_now().await;
        assert!(!sleeper.is_finished());
        clock.advance(Duration::from_secs(6));
        sleeper.await.unwrap();
    }

    #[tokio::test(start_paused = true)]
    async fn advancing_the_system_clock_ends_long_sleeps() {
        let clock = Clock::system();
        let deadline = clock.now().plus_seconds(3600);
        clock.advance(Duration::from_secs(3601));
        clock.sleep_until(deadline).await;
    }
}
