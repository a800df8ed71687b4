//! Calendar arithmetic and the ISO 8601 profile of the hub.

use super::{SECONDS_PER_DAY, TICKS_PER_SECOND};

/// A day of the proleptic Gregorian calendar.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Date {
    pub(super) year: i64,
    pub(super) month: i64,
    pub(super) day: i64,
}

impl Date {
    /// The date so many days after 1970-01-01.
    ///
    /// The year is taken to start in March, so that the leap day is its last; eras have 400 years.
    pub(super) fn from_unix_days(days: i64) -> Self {
        let days = days + 719_468;
        let era = days.div_euclid(146_097);
        let day_of_era = days.rem_euclid(146_097);
        let year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
        let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
        let shifted_month = (5 * day_of_year + 2) / 153;
        let day = day_of_year - (153 * shifted_month + 2) / 5 + 1;
        let month = if shifted_month < 10 { shifted_month + 3 } else { shifted_month - 9 };
        Self { year: era * 400 + year_of_era + i64::from(month <= 2), month, day }
    }

    /// Days since 1970-01-01.
    pub(super) fn unix_days(self) -> i64 {
        let year = self.year - i64::from(self.month <= 2);
        let era = year.div_euclid(400);
        let year_of_era = year.rem_euclid(400);
        let shifted_month = (self.month + 9) % 12;
        let day_of_year = (153 * shifted_month + 2) / 5 + self.day - 1;
        era * 146_097 + year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year - 719_468
    }

    /// Says whether the calendar has this day.
    fn exists(self) -> bool {
        Self::from_unix_days(self.unix_days()) == self
    }
}

/// Reads a time into ticks since the Unix epoch.
pub(super) fn parse(text: &str) -> Option<i64> {
    let (date, rest) = text.split_at_checked(10)?;
    let (clock, rest) = rest.strip_prefix('T')?.split_at_checked(8)?;
    let date = parse_date(date)?;
    let seconds = parse_clock(clock)?;
    let (ticks, zone) = parse_fraction(rest)?;
    let seconds = date.unix_days() * SECONDS_PER_DAY + seconds - parse_zone(zone)?;
    Some(seconds * TICKS_PER_SECOND + ticks)
}

fn parse_date(text: &str) -> Option<Date> {
    let mut parts = text.split('-');
    let date = Date {
        year: number(parts.next()?, 4)?,
        month: number(parts.next()?, 2)?,
        day: number(parts.next()?, 2)?,
    };
    let plausible = parts.next().is_none() && (1..=12).contains(&date.month) && (1..=31).contains(&date.day);
    (plausible && date.exists()).then_some(date)
}

/// Seconds of the day.
fn parse_clock(text: &str) -> Option<i64> {
    let mut parts = text.split(':');
    let (hour, minute, second) =
        (number(parts.next()?, 2)?, number(parts.next()?, 2)?, number(parts.next()?, 2)?);
    let plausible = parts.next().is_none() && hour < 24 && minute < 60 && second < 60;
    plausible.then_some(hour * 3600 + minute * 60 + second)
}

/// Ticks of the second, and what follows them.
fn parse_fraction(text: &str) -> Option<(i64, &str)> {
    let Some(digits) = text.strip_prefix('.') else { return Some((0, text)) };
    let length = digits.bytes().take_while(u8::is_ascii_digit).count();
    if !(1..=7).contains(&length) {
        return None;
    }
    let (fraction, zone) = digits.split_at_checked(length)?;
    let scale = 10_i64.pow(7 - u32::try_from(length).ok()?);
    Some((number(fraction, length)? * scale, zone))
}

/// Seconds east of Greenwich.
fn parse_zone(text: &str) -> Option<i64> {
    if matches!(text, "" | "Z") {
        return Some(0);
    }
    let (sign, offset) = match text.split_at_checked(1)? {
        ("+", offset) => (1, offset),
        ("-", offset) => (-1, offset),
        _ => return None,
    };
    let (hour, minute) = offset.split_once(':')?;
    let (hour, minute) = (number(hour, 2)?, number(minute, 2)?);
    (hour <= 14 && minute < 60).then_some(sign * (hour * 3600 + minute * 60))
}

/// A number of exactly so many digits.
fn number(text: &str, digits: usize) -> Option<i64> {
    (text.len() == digits && text.bytes().all(|b| b.is_ascii_digit())).then(|| text.parse().ok())?
}
