//! Time and chance, as arguments.

use std::{
    fmt::Debug,
    time::{SystemTime, UNIX_EPOCH},
};

use iothub_wire::time::UtcTime;

/// Where a client takes the time of day and its random numbers from; a test gives its own.
///
/// Spans (time-outs, budgets) are measured with `tokio::time`, which a test can pause.
pub trait Environment: Debug + Send + Sync {
    /// The time of day: signs tokens, and dates what a person reads.
    fn now(&self) -> UtcTime;

    /// A random number: jitter, and the ids of requests.
    fn random(&self) -> u128;
}

/// The clock and the random numbers of the operating system.
#[derive(Debug, Clone, Copy, Default)]
pub struct System;

impl Environment for System {
    #[expect(
        clippy::disallowed_methods,
        reason = "the one place of this crate that reads the system's clock"
    )]
    fn now(&self) -> UtcTime {
        // A clock before 1970 is treated as 1970: tokens signed with it are refused by the hub, which says so.
        let since_epoch = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        UtcTime::from_unix_millis(i64::try_from(since_epoch.as_millis()).unwrap_or(i64::MAX))
    }

    fn random(&self) -> u128 {
        rand::random()
    }
}

/// A random fraction from 0 up to, not including, 1.
pub(crate) fn fraction(environment: &dyn Environment) -> f64 {
    const BITS: u32 = 32;
    let bits = u32::try_from(environment.random() >> (128 - BITS)).unwrap_or_default();
    f64::from(bits) / f64::from(u32::MAX) * (1.0 - f64::EPSILON)
}
