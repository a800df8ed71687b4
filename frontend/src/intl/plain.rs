//! English and UTC, for the tests of pure logic on a host.

use lockstep_api::time::EpochMillis;

use super::Plural;

const DAY: i64 = 86_400_000;

/// How an instant is written.
#[derive(Debug, Clone, Copy)]
pub enum Form {
    Seconds,
    Minutes,
    DayMinutes,
    YearMinutes,
    Utc,
}

pub fn number(value: f64, digits: usize) -> String {
    let text = format!("{value:.digits$}");
    let (whole, fraction) = text.split_once('.').unwrap_or((&text, ""));
    let mut grouped = String::new();
    for (place, digit) in whole.chars().enumerate() {
        if place > 0 && (whole.len() - place) % 3 == 0 {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    match fraction.trim_end_matches('0') {
        "" => grouped,
        fraction => format!("{grouped}.{fraction}"),
    }
}

pub fn digits(value: f64) -> String {
    format!("{value:?}")
}

pub fn lower_case(text: &str) -> String {
    text.to_lowercase()
}

pub fn percent(share: f64, digits: usize) -> String {
    format!("{}%", number(share * 100.0, digits))
}

pub fn plural(count: u64) -> Plural {
    if count == 1 { Plural::One } else { Plural::Other }
}

pub fn date(at: EpochMillis, form: Form) -> String {
    let seconds = at.0.rem_euclid(DAY) / 1000;
    let (hour, minute, second) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
    match form {
        Form::Seconds => format!("{hour:02}:{minute:02}:{second:02}"),
        Form::Minutes => format!("{hour:02}:{minute:02}"),
        Form::DayMinutes => format!("day {}, {hour:02}:{minute:02}", local_day(at)),
        Form::YearMinutes => format!("day {} of some year, {hour:02}:{minute:02}", local_day(at)),
        Form::Utc => format!("day {}, {hour:02}:{minute:02}:{second:02} UTC", local_day(at)),
    }
}

pub fn local_day(at: EpochMillis) -> i64 {
    at.0.div_euclid(DAY)
}

pub fn zone() -> String {
    "UTC".to_owned()
}

/// Knows times of 1970-01-01 only: `1970-01-01T22:00`.
pub fn from_local(text: &str) -> Option<EpochMillis> {
    let (hour, minute) = text.strip_prefix("1970-01-01T")?.split_once(':')?;
    let (hour, minute): (i64, i64) = (hour.parse().ok()?, minute.parse().ok()?);
    Some(EpochMillis((hour * 60 + minute) * 60_000))
}

pub fn to_local_exact(at: EpochMillis) -> String {
    to_local(at)
}

pub fn to_local(at: EpochMillis) -> String {
    format!("1970-01-01T{}", date(at, Form::Minutes))
}
