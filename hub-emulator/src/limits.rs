//! What a hub of a given tier and size allows.

use std::fmt;
use std::time::Duration;

use clap::ValueEnum;

/// The edition of the hub, which decides its limits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub enum Tier {
    /// Free: one unit, the limits of S1.
    F1,
    /// Standard 1.
    #[default]
    S1,
    /// Standard 2.
    S2,
    /// Standard 3.
    S3,
    /// No limits: not an edition that exists; for tests and benchmarks.
    Unlimited,
}

impl Tier {
    /// How many units a hub of this edition can have (IoT Hub documentation; for `Unlimited` our choice).
    pub fn most_units(self) -> u32 {
        match self {
            Self::F1 => 1,
            Self::S3 => 10,
            Self::S1 | Self::S2 | Self::Unlimited => 200,
        }
    }
}

impl fmt::Display for Tier {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::F1 => "f1",
            Self::S1 => "s1",
            Self::S2 => "s2",
            Self::S3 => "s3",
            Self::Unlimited => "unlimited",
        })
    }
}

/// A class of operations that the hub counts together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Throttle {
    /// Identities: create, get, list, update, delete; a bulk write is one operation, statistics are as well.
    Registry,
    /// Queries.
    Queries,
    /// Reading twins, by the service and by devices.
    TwinReads,
    /// Writing twins, by the service and by devices.
    TwinUpdates,
    /// Direct methods, counted in 4 KB of their request.
    Methods,
    /// Calls about scheduled jobs.
    Jobs,
    /// Devices that connect.
    Connections,
    /// Device-to-cloud messages.
    DeviceToCloud,
    /// Cloud-to-device messages, when they are sent.
    CloudToDevice,
}

impl Throttle {
    /// Every class.
    pub const ALL: [Self; 9] = [
        Self::Registry,
        Self::Queries,
        Self::TwinReads,
        Self::TwinUpdates,
        Self::Methods,
        Self::Jobs,
        Self::Connections,
        Self::DeviceToCloud,
        Self::CloudToDevice,
    ];
}

/// So many operations within such a time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rate {
    /// The operations.
    pub amount: u64,
    /// The time: the documentation gives some limits a minute and some a second.
    pub period: Duration,
}

/// The limits that are enforced, of one tier and number of units. `None` is no limit.
///
/// IoT Hub documentation: "IoT Hub quotas and throttling".
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Scheduled jobs that may be queued, scheduled or running at the same time.
    pub active_jobs: Option<u32>,
    /// Device operations a second done by jobs, all jobs together. It slows jobs, it refuses nothing.
    pub job_operations_per_second: Option<u32>,
    /// Messages a day of UTC.
    pub messages_a_day: Option<u64>,
    /// Bytes that count as one message.
    pub message_chunk: usize,
    tier: Tier,
    units: u32,
}

impl Limits {
    /// The limits of a tier with so many units.
    pub fn of(tier: Tier, units: u32) -> Self {
        let each = u64::from(units);
        let (active_jobs, job_operations_per_second, messages_a_day) = match tier {
            Tier::F1 => (Some(1), Some(10), Some(8_000)),
            Tier::S1 => (Some(1), Some(10), Some(400_000 * each)),
            Tier::S2 => (Some(5), Some(units.max(10)), Some(6_000_000 * each)),
            Tier::S3 => (Some(10), Some(units.saturating_mul(50)), Some(300_000_000 * each)),
            Tier::Unlimited => (None, None, None),
        };
        let message_chunk = if tier == Tier::F1 { 512 } else { 4096 };
        Self { active_jobs, job_operations_per_second, messages_a_day, message_chunk, tier, units }
    }

    /// How fast operations of a class are served.
    pub fn throttle(&self, throttle: Throttle) -> Option<Rate> {
        let units = u64::from(self.units);
        let a_minute = |small: u64, large: u64| {
            let amount = if self.tier == Tier::S3 { large } else { small };
            Rate { amount: amount * units, period: Duration::from_secs(60) }
        };
        let a_second = |small: u64, middle: u64, large: u64| {
            let amount = match self.tier {
                Tier::F1 | Tier::S1 => small,
                Tier::S2 => middle,
                Tier::S3 | Tier::Unlimited => large,
            };
            Rate { amount, period: Duration::from_secs(1) }
        };
        let rate = match throttle {
            Throttle::Registry | Throttle::Jobs | Throttle::CloudToDevice => a_minute(100, 5000),
            Throttle::Queries => a_minute(20, 1000),
            Throttle::Connections | Throttle::DeviceToCloud => {
                a_second((12 * units).max(100), 120 * units, 6000 * units)
            }
            Throttle::TwinReads => a_second(100, (10 * units).max(100), 500 * units),
            Throttle::TwinUpdates => a_second(50, (5 * units).max(50), 250 * units),
            // 160 KB, 480 KB and 24 MB a second, in steps of 4 KB.
            Throttle::Methods => a_second(40 * units, 120 * units, 6000 * units),
        };
        (self.tier != Tier::Unlimited).then_some(rate)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn limits_are_those_of_the_documentation() {
        let limits = |tier, units| {
            let limits = Limits::of(tier, units);
            (
                limits.active_jobs,
                limits.job_operations_per_second,
                limits.messages_a_day,
                limits.message_chunk,
            )
        };
        assert_eq!(limits(Tier::F1, 1), (Some(1), Some(10), Some(8_000), 512));
        assert_eq!(limits(Tier::S1, 4), (Some(1), Some(10), Some(1_600_000), 4096));
        assert_eq!(limits(Tier::S2, 3), (Some(5), Some(10), Some(18_000_000), 4096));
        assert_eq!(limits(Tier::S2, 30), (Some(5), Some(30), Some(180_000_000), 4096));
        assert_eq!(limits(Tier::S3, 2), (Some(10), Some(100), Some(600_000_000), 4096));
        assert_eq!(limits(Tier::Unlimited, 1), (None, None, None, 4096));
    }

    #[test]
    fn throttles_are_those_of_the_documentation() {
        let rates = |tier, units| {
            let limits = Limits::of(tier, units);
            Throttle::ALL.map(|throttle| {
                limits.throttle(throttle).map_or((0, 0), |rate| (rate.amount, rate.period.as_secs()))
            })
        };
        let s1 = [(100, 60), (20, 60), (100, 1), (50, 1), (40, 1), (100, 60), (100, 1), (100, 1), (100, 60)];
        assert_eq!((rates(Tier::F1, 1), rates(Tier::S1, 1)), (s1, s1));
        let s1_10 =
            [(1000, 60), (200, 60), (100, 1), (50, 1), (400, 1), (1000, 60), (120, 1), (120, 1), (1000, 60)];
        assert_eq!(rates(Tier::S1, 10), s1_10);
        let s2_20 = [
            (2000, 60),
            (400, 60),
            (200, 1),
            (100, 1),
            (2400, 1),
            (2000, 60),
            (2400, 1),
            (2400, 1),
            (2000, 60),
        ];
        assert_eq!(rates(Tier::S2, 20), s2_20);
        let s3_2 = [
            (10_000, 60),
            (2000, 60),
            (1000, 1),
            (500, 1),
            (12_000, 1),
            (10_000, 60),
            (12_000, 1),
            (12_000, 1),
            (10_000, 60),
        ];
        assert_eq!(rates(Tier::S3, 2), s3_2);
        assert_eq!(rates(Tier::Unlimited, 1), [(0, 0); 9]);
    }
}
