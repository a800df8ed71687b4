//! What a hub allows: its tier, its units, and this client's share of them.

use std::{fmt, str::FromStr};

use crate::budget::OperationClass;

/// The tier of a hub.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Tier {
    /// Free.
    F1,
    /// Standard 1.
    #[default]
    S1,
    /// Standard 2.
    S2,
    /// Standard 3.
    S3,
    /// A hub without limits, such as a local one that was told so.
    Unlimited,
}

/// A word that names no tier.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a tier is one of f1, s1, s2, s3 and unlimited")]
pub struct UnknownTier;

impl fmt::Display for Tier {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.pad(match self {
            Self::F1 => "f1",
            Self::S1 => "s1",
            Self::S2 => "s2",
            Self::S3 => "s3",
            Self::Unlimited => "unlimited",
        })
    }
}

impl FromStr for Tier {
    type Err = UnknownTier;

    fn from_str(text: &str) -> Result<Self, UnknownTier> {
        let tiers = [Self::F1, Self::S1, Self::S2, Self::S3, Self::Unlimited];
        tiers.into_iter().find(|tier| tier.to_string().eq_ignore_ascii_case(text)).ok_or(UnknownTier)
    }
}

/// A hub's size, and how much of its limits this client may use.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct HubSize {
    tier: Tier,
    units: u32,
    share: f64,
}

/// Smallest share of a hub's limits: with less, a call would have to wait for hours.
const LEAST_SHARE: f64 = 0.001;

/// Why a size was refused.
#[derive(Debug, Clone, Copy, PartialEq, thiserror::Error)]
pub enum InvalidSize {
    /// No units, or more than are sold.
    #[error("a hub has 1 to 200 units, not {0}")]
    Units(u32),
    /// Next to nothing, or more than all.
    #[error("a share of the hub's limits is from {LEAST_SHARE} to 1, not {0}")]
    Share(f64),
}

impl HubSize {
    /// A hub of `units` units of `tier`, of whose limits this client may use `share`, from 0.001 to 1.
    ///
    /// # Errors
    /// [`InvalidSize`] when units or share are out of range.
    pub fn new(tier: Tier, units: u32, share: f64) -> Result<Self, InvalidSize> {
        if !(1..=200).contains(&units) {
            return Err(InvalidSize::Units(units));
        }
        if !(LEAST_SHARE..=1.0).contains(&share) {
            return Err(InvalidSize::Share(share));
        }
        Ok(Self { tier, units, share })
    }

    /// The tier.
    #[must_use]
    pub fn tier(&self) -> Tier {
        self.tier
    }

    /// The units bought of it.
    #[must_use]
    pub fn units(&self) -> u32 {
        self.units
    }

    /// Jobs that may be queued, scheduled or running at once.
    #[must_use]
    pub fn job_slots(&self) -> u32 {
        match self.tier {
            Tier::F1 | Tier::S1 => 1,
            Tier::S2 => 5,
            Tier::S3 => 10,
            // Not a limit of the hub: what a page can still show.
            Tier::Unlimited => 100,
        }
    }

    /// Devices a second that the hub's jobs work through, all jobs together.
    #[must_use]
    pub fn device_operations_per_second(&self) -> f64 {
        let units = f64::from(self.units);
        match self.tier {
            Tier::F1 | Tier::S1 => 10.0,
            Tier::S2 => units.max(10.0),
            Tier::S3 => 50.0 * units,
            Tier::Unlimited => UNLIMITED_PER_SECOND,
        }
    }

    /// Calls of a class that this client may make, its share being counted; `None` without a limit.
    #[must_use]
    pub fn limit(&self, class: OperationClass) -> Option<Limit> {
        let whole = limit_of(self.tier, f64::from(self.units), class)?;
        Some(Limit { calls: whole.calls * self.share, ..whole })
    }
}

impl Default for HubSize {
    /// One unit of S1, all of it.
    fn default() -> Self {
        Self { tier: Tier::S1, units: 1, share: 1.0 }
    }
}

/// So many calls within so many seconds.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Limit {
    /// The calls.
    pub calls: f64,
    /// The window, in seconds: the hub documents some limits a minute and some a second.
    pub seconds: f64,
}

impl Limit {
    /// The limit as calls a minute.
    #[must_use]
    pub fn per_minute(&self) -> f64 {
        self.calls * 60.0 / self.seconds
    }
}

/// A rate to show where there is no limit.
const UNLIMITED_PER_SECOND: f64 = 10_000.0;

/// IoT Hub documentation: "Quotas and throttling", the table of operation throttles.
///
/// Direct methods are metered there by bytes, in steps of 4 KB; here each call is taken as one step.
fn limit_of(tier: Tier, units: f64, class: OperationClass) -> Option<Limit> {
    let a_minute = |calls: f64| Some(Limit { calls, seconds: 60.0 });
    let a_second = |calls: f64| Some(Limit { calls, seconds: 1.0 });
    match (class, tier) {
        (_, Tier::Unlimited) => None,
        (OperationClass::Registry | OperationClass::JobOperations, Tier::F1 | Tier::S1 | Tier::S2) => {
            a_minute(100.0 * units)
        }
        (OperationClass::Registry | OperationClass::JobOperations, Tier::S3) => a_minute(5000.0 * units),
        (OperationClass::Queries, Tier::F1 | Tier::S1 | Tier::S2) => a_minute(20.0 * units),
        (OperationClass::Queries, Tier::S3) => a_minute(1000.0 * units),
        (OperationClass::TwinReads, Tier::F1 | Tier::S1) => a_second(100.0),
        (OperationClass::TwinReads, Tier::S2) => a_second((10.0 * units).max(100.0)),
        (OperationClass::TwinReads, Tier::S3) => a_second(500.0 * units),
        (OperationClass::TwinUpdates, Tier::F1 | Tier::S1) => a_second(50.0),
        (OperationClass::TwinUpdates, Tier::S2) => a_second((5.0 * units).max(50.0)),
        (OperationClass::TwinUpdates, Tier::S3) => a_second(250.0 * units),
        (OperationClass::Methods, Tier::F1 | Tier::S1) => a_second(40.0 * units),
        (OperationClass::Methods, Tier::S2) => a_second(120.0 * units),
        (OperationClass::Methods, Tier::S3) => a_second(6000.0 * units),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tier_reads_back_what_it_prints() {
        for tier in [Tier::F1, Tier::S1, Tier::S2, Tier::S3, Tier::Unlimited] {
            assert_eq!(tier.to_string().parse(), Ok(tier));
        }
        assert_eq!("s4".parse::<Tier>(), Err(UnknownTier));
    }

    #[test]
    fn units_and_share_scale_what_the_documents_scale() {
        let size = HubSize::new(Tier::S3, 2, 0.5).unwrap();
        assert_eq!(size.limit(OperationClass::Queries), Some(Limit { calls: 1000.0, seconds: 60.0 }));
        assert_eq!(size.device_operations_per_second(), 100.0);
        let size = HubSize::new(Tier::S1, 10, 1.0).unwrap();
        assert_eq!(size.limit(OperationClass::TwinReads), Some(Limit { calls: 100.0, seconds: 1.0 }));
        assert_eq!(HubSize::default().limit(OperationClass::Queries).unwrap().per_minute(), 20.0);
        assert_eq!(HubSize::new(Tier::Unlimited, 1, 1.0).unwrap().limit(OperationClass::Queries), None);
    }

    #[test]
    fn a_share_of_nothing_or_of_more_than_all_is_refused() {
        assert!(HubSize::new(Tier::S1, 1, 0.0).is_err());
        assert!(HubSize::new(Tier::S1, 1, 0.001).is_ok());
        assert!(HubSize::new(Tier::S1, 1, 1.01).is_err());
        assert!(HubSize::new(Tier::S1, 1, f64::NAN).is_err());
        assert_eq!(HubSize::new(Tier::S1, 0, 1.0), Err(InvalidSize::Units(0)));
    }
}
