//! Instants as the hub writes them: UTC, in steps of 100 nanoseconds, years 1 to 9999.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};
use thiserror::Error;

mod civil;

/// An instant: a count of 100-nanosecond ticks since the Unix epoch, between the years 1 and 9999.
///
/// Prints as `2026-01-01T00:00:00.1234567Z`, without a fraction when the second is whole, which is how the hub writes
/// `0001-01-01T00:00:00Z`. Reads 0 to 7 fraction digits with `Z`, with an offset such as `+01:00`, or with neither
/// (then the text is UTC).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct UtcTime(i64);

/// Why a text is not an instant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("a time looks like 2026-01-01T00:00:00.1234567Z")]
pub struct InvalidTime;

const TICKS_PER_MILLI: i64 = 10_000;
const TICKS_PER_SECOND: i64 = 10_000_000;
const SECONDS_PER_DAY: i64 = 86_400;
/// Ticks from the year 1 to the Unix epoch.
const EPOCH_TICKS: i64 = 621_355_968_000_000_000;

impl UtcTime {
    /// The zero date `0001-01-01T00:00:00Z`: "has not happened". Also the earliest instant.
    pub const NEVER: Self = Self(-EPOCH_TICKS);

    /// The latest instant, `9999-12-31T23:59:59.9999999Z`.
    pub const LATEST: Self = Self(2_534_023_007_999_999_999);

    /// The instant of so many ticks (100 ns) since the Unix epoch; out of range is cut to the nearest instant.
    #[must_use]
    pub fn from_unix_ticks(ticks: i64) -> Self {
        Self(ticks.clamp(Self::NEVER.0, Self::LATEST.0))
    }

    /// The instant of so many milliseconds since the Unix epoch; out of range is cut to the nearest instant.
    #[must_use]
    pub fn from_unix_millis(millis: i64) -> Self {
        Self::from_unix_ticks(millis.saturating_mul(TICKS_PER_MILLI))
    }

    /// The instant of so many seconds since the Unix epoch; out of range is cut to the nearest instant.
    #[must_use]
    pub fn from_unix_seconds(seconds: i64) -> Self {
        Self::from_unix_ticks(seconds.saturating_mul(TICKS_PER_SECOND))
    }

    /// Ticks (100 ns) since the Unix epoch.
    #[must_use]
    pub fn unix_ticks(self) -> i64 {
        self.0
    }

    /// Milliseconds since the Unix epoch, rounded down.
    #[must_use]
    pub fn unix_millis(self) -> i64 {
        self.0.div_euclid(TICKS_PER_MILLI)
    }

    /// Seconds since the Unix epoch, rounded down.
    #[must_use]
    pub fn unix_seconds(self) -> i64 {
        self.0.div_euclid(TICKS_PER_SECOND)
    }

    /// Ticks since the year 1, as in an identity's `generationId`.
    #[must_use]
    pub fn dotnet_ticks(self) -> u64 {
        self.0.saturating_add(EPOCH_TICKS).unsigned_abs()
    }

    /// This instant moved by so many milliseconds; out of range is cut to the nearest instant.
    #[must_use]
    pub fn plus_millis(self, millis: i64) -> Self {
        Self::from_unix_ticks(self.0.saturating_add(millis.saturating_mul(TICKS_PER_MILLI)))
    }

    /// This instant moved by so many seconds; out of range is cut to the nearest instant.
    #[must_use]
    pub fn plus_seconds(self, seconds: i64) -> Self {
        Self::from_unix_ticks(self.0.saturating_add(seconds.saturating_mul(TICKS_PER_SECOND)))
    }

    /// Milliseconds from `earlier` to this instant, rounded down; negative when `earlier` is later.
    #[must_use]
    pub fn millis_since(self, earlier: Self) -> i64 {
        (self.0 - earlier.0).div_euclid(TICKS_PER_MILLI)
    }

    /// Prints `01/31/2026 23:59:59`, the form inside tracking ids.
    pub(crate) fn american(self) -> String {
        let (date, seconds, _) = self.parts();
        let (hour, minute, second) = clock_face(seconds);
        format!("{:02}/{:02}/{:04} {hour:02}:{minute:02}:{second:02}", date.month, date.day, date.year)
    }

    /// Date, seconds of the day, ticks of the second.
    fn parts(self) -> (civil::Date, i64, i64) {
        let seconds = self.unix_seconds();
        let date = civil::Date::from_unix_days(seconds.div_euclid(SECONDS_PER_DAY));
        (date, seconds.rem_euclid(SECONDS_PER_DAY), self.0.rem_euclid(TICKS_PER_SECOND))
    }
}

/// Hour, minute and second of a second of the day.
fn clock_face(seconds: i64) -> (i64, i64, i64) {
    (seconds / 3600, seconds / 60 % 60, seconds % 60)
}

impl fmt::Display for UtcTime {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (date, seconds, ticks) = self.parts();
        let (hour, minute, second) = clock_face(seconds);
        write!(formatter, "{:04}-{:02}-{:02}T", date.year, date.month, date.day)?;
        write!(formatter, "{hour:02}:{minute:02}:{second:02}")?;
        if ticks != 0 {
            write!(formatter, ".{ticks:07}")?;
        }
        formatter.write_str("Z")
    }
}

impl FromStr for UtcTime {
    type Err = InvalidTime;

    fn from_str(text: &str) -> Result<Self, InvalidTime> {
        civil::parse(text)
            .map(Self)
            .filter(|time| (Self::NEVER..=Self::LATEST).contains(time))
            .ok_or(InvalidTime)
    }
}

impl TryFrom<String> for UtcTime {
    type Error = InvalidTime;

    fn try_from(text: String) -> Result<Self, InvalidTime> {
        text.parse()
    }
}

impl From<UtcTime> for String {
    fn from(time: UtcTime) -> Self {
        time.to_string()
    }
}

#[cfg(test)]
mod tests;
