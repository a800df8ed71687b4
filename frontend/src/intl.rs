//! Numbers, dates and plurals as the browser's `Intl` writes them.
//!
//! Words are in [`crate::messages`]; this is what depends on the locale alone, and what the browser has a large table
//! for that need not be loaded a second time: the digits of a number, and the case of letters. On a host, where the
//! tests of pure logic run, there is no `Intl`: [`plain`] stands in with English and UTC.

#[cfg(target_arch = "wasm32")]
mod browser;
#[cfg(not(target_arch = "wasm32"))]
mod plain;

#[cfg(target_arch = "wasm32")]
use self::browser as platform;
#[cfg(not(target_arch = "wasm32"))]
use self::plain as platform;

use lockstep_api::time::EpochMillis;

/// Days from today within which a day is told without its year.
const DAYS_WITHOUT_YEAR: i64 = 300;

/// The grammatical number that a count takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Plural {
    /// As for 1 in English.
    One,
    /// Every other form.
    Other,
}

/// A count, grouped: `4,812`.
pub fn number(count: u64) -> String {
    #[expect(clippy::cast_precision_loss, reason = "a count of devices is far below 2^53")]
    platform::number(count as f64, 0)
}

/// A number with at most one fraction digit: `13.5`.
pub fn decimal(value: f64) -> String {
    platform::number(value, 1)
}

/// Bytes in kilobytes of 1,024, with at most one fraction digit: `1.4`.
pub fn kilobytes(bytes: u64) -> String {
    #[expect(clippy::cast_precision_loss, reason = "a twin has at most some ten thousand bytes")]
    decimal(bytes as f64 / 1024.0)
}

/// A number for a machine, in the fewest digits that say it: `13.5`, `1e-7`.
pub fn digits(value: f64) -> String {
    platform::digits(value)
}

/// Text in lower case, to compare it whatever the case.
pub fn lower_case(text: &str) -> String {
    platform::lower_case(text)
}

/// A share: `49.7%`, or `52%` when `whole_percent`. Nothing of nothing is 0%, and less than everything is less than 100%.
pub fn percent(part: u64, of: u64, whole_percent: bool) -> String {
    #[expect(clippy::cast_precision_loss, reason = "a count of devices is far below 2^53")]
    let share = if of == 0 { 0.0 } else { part as f64 / of as f64 };
    let (digits, steps) = if whole_percent { (0, 100.0) } else { (1, 1000.0) };
    let share = if part < of { share.min((steps - 1.0) / steps) } else { share };
    platform::percent(share, digits)
}

/// The form that a count takes.
pub fn plural(count: u64) -> Plural {
    platform::plural(count)
}

/// Time of day with seconds: `22:04:12`.
pub fn time(at: EpochMillis) -> String {
    platform::date(at, platform::Form::Seconds)
}

/// Time of day: `22:04`.
pub fn time_short(at: EpochMillis) -> String {
    platform::date(at, platform::Form::Minutes)
}

/// Day and time: `Sat 21 Nov, 22:00`; with the year where another one may be meant.
pub fn day_time(at: EpochMillis, now: EpochMillis) -> String {
    if days_from(now, at).abs() < DAYS_WITHOUT_YEAR {
        platform::date(at, platform::Form::DayMinutes)
    } else {
        date_time(at)
    }
}

/// Day, year and time: `Sat 21 Nov 2026, 22:00`.
pub fn date_time(at: EpochMillis) -> String {
    platform::date(at, platform::Form::YearMinutes)
}

/// Day, time and seconds, in UTC: `Sun 22 Nov 2026, 21:00:00 UTC`.
pub fn utc(at: EpochMillis) -> String {
    platform::date(at, platform::Form::Utc)
}

/// Calendar days from `now` to `at` in the local zone: 0 today, 1 tomorrow, -1 yesterday.
pub fn days_from(now: EpochMillis, at: EpochMillis) -> i64 {
    platform::local_day(at) - platform::local_day(now)
}

/// The local zone for a person: `Madrid`.
pub fn zone() -> String {
    platform::zone()
}

/// The instant that a `datetime-local` field says, in the local zone; `None` when it is empty or no time.
pub fn from_local(text: &str) -> Option<EpochMillis> {
    platform::from_local(text)
}

/// The same to the second: `2026-11-22T22:00:05`.
pub fn to_local_exact(at: EpochMillis) -> String {
    platform::to_local_exact(at)
}

/// An instant as a `datetime-local` field wants it, in the local zone: `2026-11-22T22:00`.
pub fn to_local(at: EpochMillis) -> String {
    platform::to_local(at)
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests {
    use super::*;

    #[test]
    fn almost_everything_is_not_everything() {
        assert_eq!(percent(4_811, 4_812, true), "99%");
        assert_eq!(percent(99_999, 100_000, false), "99.9%");
        assert_eq!(percent(4_812, 4_812, true), "100%");
        assert_eq!(percent(0, 0, true), "0%");
    }
}
