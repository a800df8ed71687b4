//! How long to wait before trying again.

use std::time::Duration;

use crate::chance::Chance;

/// The longest wait after the first failure; it doubles with each further one.
const FIRST: Duration = Duration::from_secs(2);

/// The longest wait of all.
const LONGEST: Duration = Duration::from_secs(60);

/// The longest wait after the hub did not let a device in: neither a disabled device nor a wrong key mends itself.
const REFUSED: Duration = Duration::from_secs(300);

/// The wait after so many `failures` in a row, the first being 0: exponential, with jitter over three quarters of it, so
/// that devices that failed together do not come back together.
pub fn delay(failures: u8, chance: &mut Chance) -> Duration {
    let longest = FIRST.saturating_mul(1 << failures.min(16)).min(LONGEST);
    chance.duration(&(longest / 4..=longest))
}

/// The wait after so many refusals in a row, the first being 0.
pub fn delay_after_refusal(refusals: u8, chance: &mut Chance) -> Duration {
    let longest = LONGEST.saturating_mul(1 << refusals.min(16)).min(REFUSED);
    chance.duration(&(longest / 4..=longest))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_grow_to_a_minute_and_are_never_alike() {
        let mut chance = Chance::new(1);
        for (failures, longest) in [(0, 2), (1, 4), (2, 8), (4, 32), (5, 60), (255, 60)] {
            let waits: Vec<_> = (0..200).map(|_| delay(failures, &mut chance)).collect();
            let longest = Duration::from_secs(longest);
            assert!(waits.iter().all(|wait| (longest / 4..=longest).contains(wait)), "{failures}: {waits:?}");
            assert!(waits.iter().max() > waits.iter().min().map(|least| *least * 3).as_ref());
        }
    }

    #[test]
    fn refused_devices_wait_longer() {
        let mut chance = Chance::new(1);
        assert!(delay_after_refusal(0, &mut chance) >= Duration::from_secs(15));
        assert!(delay_after_refusal(9, &mut chance) >= Duration::from_secs(75));
    }
}
