//! Time as a value: the one place that reads the clocks, and the small types that everything else is given.

use std::ops::Add;
use std::time::Duration;

use iothub_wire::time::UtcTime;

/// A point in time: milliseconds since the program started. Eight bytes, because every device keeps a few.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub struct Moment(u64);

impl Moment {
    /// The moment `millis` milliseconds after the start of the program.
    pub const fn from_millis(millis: u64) -> Self {
        Self(millis)
    }

    /// Milliseconds since the program started.
    pub const fn millis(self) -> u64 {
        self.0
    }

    /// How long after `earlier` this is; zero when it is not after it.
    pub fn since(self, earlier: Self) -> Duration {
        Duration::from_millis(self.0.saturating_sub(earlier.0))
    }
}

impl Add<Duration> for Moment {
    type Output = Self;

    /// Saturates: a moment beyond all time is never reached.
    fn add(self, duration: Duration) -> Self {
        Self(self.0.saturating_add(u64::try_from(duration.as_millis()).unwrap_or(u64::MAX)))
    }
}

/// One reading of the clocks, handed to everything that happens at that instant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Now {
    /// For measuring and waiting.
    pub moment: Moment,
    /// For tokens and reported times: milliseconds since the Unix epoch.
    pub unix_millis: i64,
}

impl Now {
    /// The reading that the clocks will show after `duration`.
    pub fn after(self, duration: Duration) -> Self {
        let millis = i64::try_from(duration.as_millis()).unwrap_or(i64::MAX);
        Self { moment: self.moment + duration, unix_millis: self.unix_millis.saturating_add(millis) }
    }

    /// As IoT Hub writes times: UTC, such as `2026-01-01T00:00:00.123Z`.
    pub fn text(self) -> String {
        UtcTime::from_unix_millis(self.unix_millis).to_string()
    }
}

/// The clocks of this machine.
#[derive(Debug, Clone, Copy)]
pub struct Clock {
    started: std::time::Instant,
}

impl Clock {
    /// Starts counting moments.
    #[expect(clippy::disallowed_methods, reason = "this is the clock of the program")]
    pub fn start() -> Self {
        Self { started: std::time::Instant::now() }
    }

    /// Reads both clocks.
    #[expect(clippy::disallowed_methods, reason = "this is the clock of the program")]
    pub fn now(&self) -> Now {
        let unix = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap_or_default();
        Now {
            moment: Moment::default() + self.started.elapsed(),
            unix_millis: i64::try_from(unix.as_millis()).unwrap_or(i64::MAX),
        }
    }
}
