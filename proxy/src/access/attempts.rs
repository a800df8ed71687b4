//! Failed attempts to get in, by where they come from: whoever fails too often waits.

use std::{
    collections::HashMap,
    net::{IpAddr, Ipv6Addr},
    sync::{Mutex, PoisonError},
};

use lockstep_api::{problem::ProblemCode, time::EpochMillis};

/// Failures that are let pass.
const MOST: u32 = 10;
/// How long they count.
const WINDOW_MILLIS: i64 = 5 * 60_000;
/// Places that are remembered; more than that, and the one that began longest ago is forgotten.
const PLACES: usize = 10_000;

/// Who has failed lately.
#[derive(Debug, Default)]
pub(crate) struct Attempts(Mutex<HashMap<IpAddr, Failures>>);

#[derive(Debug, Clone, Copy)]
struct Failures {
    count: u32,
    first_at: EpochMillis,
}

impl Failures {
    fn over_at(self) -> EpochMillis {
        EpochMillis(self.first_at.0.saturating_add(WINDOW_MILLIS))
    }
}

impl Attempts {
    /// Whether another attempt may be made from there.
    pub(crate) fn check(&self, from: IpAddr, now: EpochMillis) -> Result<(), ProblemCode> {
        let places = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        match places.get(&place(from)) {
            Some(failures) if failures.count >= MOST && now < failures.over_at() => {
                Err(ProblemCode::TooManyAttempts { next_try_at: failures.over_at() })
            }
            Some(_) | None => Ok(()),
        }
    }

    /// Notes that an attempt has failed.
    pub(crate) fn failed(&self, from: IpAddr, now: EpochMillis) {
        let mut places = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        places.retain(|_, failures| now < failures.over_at());
        if places.len() >= PLACES {
            let oldest =
                places.iter().min_by_key(|(_, failures)| failures.first_at.0).map(|(place, _)| *place);
            oldest.map(|place| places.remove(&place));
        }
        let failures = places.entry(place(from)).or_insert(Failures { count: 0, first_at: now });
        failures.count = failures.count.saturating_add(1);
    }
}

/// Where somebody is who has a whole network of IPv6 addresses, as everybody has who has one.
fn place(from: IpAddr) -> IpAddr {
    match from {
        IpAddr::V4(_) => from,
        IpAddr::V6(ip) => Ipv6Addr::from(u128::from(ip) >> 64 << 64).into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(minutes: i64) -> EpochMillis {
        EpochMillis(minutes * 60_000)
    }

    #[test]
    fn whoever_fails_ten_times_waits_until_five_minutes_after_the_first() {
        let (attempts, eve) = (Attempts::default(), "203.0.113.9".parse().unwrap());
        for _ in 0..MOST {
            assert_eq!(attempts.check(eve, at(0)), Ok(()));
            attempts.failed(eve, at(0));
        }
        assert_eq!(attempts.check(eve, at(4)), Err(ProblemCode::TooManyAttempts { next_try_at: at(5) }));
        assert_eq!(attempts.check("203.0.113.10".parse().unwrap(), at(4)), Ok(()), "nobody else waits");
        assert_eq!(attempts.check(eve, at(5)), Ok(()));
        attempts.failed(eve, at(5));
        assert_eq!(attempts.check(eve, at(5)), Ok(()), "the old ones do not count any more");
    }

    #[test]
    fn a_network_of_addresses_is_one_place() {
        let attempts = Attempts::default();
        for number in 0..MOST {
            attempts.failed(format!("2001:db8::{number}").parse().unwrap(), at(0));
        }
        assert!(attempts.check("2001:db8::ffff".parse().unwrap(), at(0)).is_err());
        assert!(attempts.check("2001:db8:0:1::1".parse().unwrap(), at(0)).is_ok());
    }

    #[test]
    fn no_flood_of_addresses_fills_the_memory() {
        let attempts = Attempts::default();
        for number in 0..u32::try_from(PLACES).unwrap() + 5 {
            attempts.failed(IpAddr::from(number.to_be_bytes()), at(0));
        }
        assert_eq!(attempts.0.lock().unwrap().len(), PLACES);
    }
}
