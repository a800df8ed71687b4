//! Which device is healthy, slow, failing or offline.

use super::Scenario;
use crate::chance::{Chance, GOLDEN};

/// What a device is like for as long as it lives.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Character {
    /// Answers at once.
    Healthy,
    /// Answers after a delay.
    Slow,
    /// Does not do what it is told.
    Failing(Failure),
    /// Is registered and does not connect.
    Offline,
}

/// How a device fails.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Failure {
    /// It answers with this status.
    Status(u16),
    /// It takes the call and never answers.
    Silent,
}

/// Devices in a row take steps of the golden ratio through the shares, so that every run of devices, of whatever length,
/// has each share to within a device or two.
pub(super) fn draw(scenario: &Scenario, seed: u64, index: u32) -> Character {
    let offset = Chance::new(seed).next();
    let place = offset.wrapping_add(u64::from(index).wrapping_mul(GOLDEN));
    let place = (place >> 11) as f64 / (1_u64 << 53) as f64;
    let shares = scenario.shares;
    if place < shares.offline {
        Character::Offline
    } else if place < shares.offline + shares.failing {
        Character::Failing(failure(scenario, seed, index))
    } else if place < shares.offline + shares.failing + shares.slow {
        Character::Slow
    } else {
        Character::Healthy
    }
}

fn failure(scenario: &Scenario, seed: u64, index: u32) -> Failure {
    let mut chance = Chance::of_device(seed, index, "failure");
    if chance.fraction() < scenario.failing_silent {
        return Failure::Silent;
    }
    let last = scenario.failing_statuses.len().saturating_sub(1);
    let chosen = chance.within(&(0..=i64::try_from(last).unwrap_or(0)));
    let status = usize::try_from(chosen).ok().and_then(|chosen| scenario.failing_statuses.get(chosen));
    Failure::Status(status.copied().unwrap_or(500))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::Shares;

    fn scenario() -> Scenario {
        Scenario {
            shares: Shares { slow: 0.10, failing: 0.05, offline: 0.06 },
            failing_statuses: vec![400, 503],
            failing_silent: 0.5,
            ..Scenario::default()
        }
    }

    #[test]
    fn every_part_of_the_fleet_has_its_shares() {
        for seed in 0..20 {
            for start in [0, 500, 70_000] {
                let count = |wanted: fn(&Character) -> bool| {
                    (start..start + 200).map(|index| scenario().character(seed, index)).filter(wanted).count()
                };
                assert!((11..=13).contains(&count(|character| *character == Character::Offline)));
                assert!((9..=11).contains(&count(|character| matches!(character, Character::Failing(_)))));
                assert!((19..=21).contains(&count(|character| *character == Character::Slow)));
            }
        }
    }

    #[test]
    fn a_seed_decides_who_is_who() {
        let fleet = |seed| (0..100).map(move |index| scenario().character(seed, index)).collect::<Vec<_>>();
        assert_eq!(fleet(1), fleet(1));
        assert_ne!(fleet(1), fleet(2));
    }

    #[test]
    fn failing_devices_fail_in_every_way_of_the_scenario() {
        let failures: Vec<_> = (0..2_000).map(|index| scenario().character(3, index)).collect();
        for wanted in [Failure::Silent, Failure::Status(400), Failure::Status(503)] {
            assert!(failures.contains(&Character::Failing(wanted)), "{wanted:?}");
        }
    }
}
