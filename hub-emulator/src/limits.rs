//! What a hub of a given tier and size allows.

use std::fmt;

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

/// The limits that are enforced, of one tier and number of units. `None` is no limit.
///
/// IoT Hub documentation: "IoT Hub quotas and throttling".
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Scheduled jobs that may be queued, scheduled or running at the same time.
    pub active_jobs: Option<u32>,
    /// Device operations a second done by jobs, all jobs together. It slows jobs, it refuses nothing.
    pub job_operations_per_second: Option<u32>,
}

impl Limits {
    /// The limits of a tier with so many units.
    pub fn of(tier: Tier, units: u32) -> Self {
        match tier {
            Tier::F1 | Tier::S1 => Self { active_jobs: Some(1), job_operations_per_second: Some(10) },
            Tier::S2 => Self { active_jobs: Some(5), job_operations_per_second: Some(units.max(10)) },
            Tier::S3 => {
                Self { active_jobs: Some(10), job_operations_per_second: Some(units.saturating_mul(50)) }
            }
            Tier::Unlimited => Self { active_jobs: None, job_operations_per_second: None },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn limits_are_those_of_the_documentation() {
        let limits = |tier, units| {
            let Limits { active_jobs, job_operations_per_second } = Limits::of(tier, units);
            (active_jobs, job_operations_per_second)
        };
        assert_eq!(limits(Tier::F1, 1), (Some(1), Some(10)));
        assert_eq!(limits(Tier::S1, 4), (Some(1), Some(10)));
        assert_eq!(limits(Tier::S2, 3), (Some(5), Some(10)));
        assert_eq!(limits(Tier::S2, 30), (Some(5), Some(30)));
        assert_eq!(limits(Tier::S3, 2), (Some(10), Some(100)));
        assert_eq!(limits(Tier::Unlimited, 1), (None, None));
    }
}
