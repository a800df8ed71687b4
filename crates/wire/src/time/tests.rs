use proptest::prelude::*;

use super::*;

fn parsed(text: &str) -> Option<String> {
    text.parse::<UtcTime>().ok().map(|time| time.to_string())
}

#[test]
fn the_zero_date_is_never_and_prints_as_the_hub_writes_it() {
    assert_eq!(UtcTime::NEVER.to_string(), "0001-01-01T00:00:00Z");
    assert_eq!("0001-01-01T00:00:00".parse(), Ok(UtcTime::NEVER));
    assert_eq!(UtcTime::NEVER.dotnet_ticks(), 0);
    assert_eq!(UtcTime::LATEST.to_string(), "9999-12-31T23:59:59.9999999Z");
}

#[test]
fn well_known_instants_have_their_dates() {
    for (millis, text) in [
        (0, "1970-01-01T00:00:00Z"),
        (1_767_225_600_000, "2026-01-01T00:00:00Z"),
        (951_782_400_000, "2000-02-29T00:00:00Z"),
        (-1, "1969-12-31T23:59:59.9990000Z"),
    ] {
        assert_eq!(UtcTime::from_unix_millis(millis).to_string(), text);
        assert_eq!(text.parse::<UtcTime>().unwrap().unix_millis(), millis);
    }
}

#[test]
fn zero_to_seven_digits_with_or_without_zone_are_read() {
    assert_eq!(parsed("2026-01-01T00:00:00.1234567Z").unwrap(), "2026-01-01T00:00:00.1234567Z");
    assert_eq!(parsed("2016-09-29T18:18:52.7418462").unwrap(), "2016-09-29T18:18:52.7418462Z");
    assert_eq!(parsed("2026-11-22T22:11:56.188406Z").unwrap(), "2026-11-22T22:11:56.1884060Z");
    assert_eq!(parsed("1970-01-01T00:00:00.000Z").unwrap(), "1970-01-01T00:00:00Z");
    assert_eq!(parsed("2026-01-01T01:30:00+01:30").unwrap(), "2026-01-01T00:00:00Z");
    assert_eq!(parsed("2025-12-31T16:00:00.5-08:00").unwrap(), "2026-01-01T00:00:00.5000000Z");
}

#[test]
fn what_is_no_time_is_refused() {
    for text in [
        "",
        "2026-01-01",
        "2026-01-01 00:00:00Z",
        "2026-13-01T00:00:00Z",
        "2026-00-01T00:00:00Z",
        "2025-02-29T00:00:00Z",
        "2026-01-01T24:00:00Z",
        "2026-01-01T00:60:00Z",
        "2026-01-01T00:00:60Z",
        "2026-01-01T00:00:00.Z",
        "2026-01-01T00:00:00.12345678Z",
        "2026-01-01T00:00:00z",
        "2026-01-01T00:00:00+1:00",
        "+026-01-01T00:00:00Z",
        "0000-12-31T23:59:59Z",
        "0001-01-01T00:00:00+01:00",
        "9999-12-31T23:59:59-00:01",
        "2026-01-01T00:00:00Zx",
    ] {
        assert_eq!(parsed(text), None, "{text}");
    }
}

#[test]
fn generation_ids_count_from_the_year_1() {
    let time: UtcTime = "2020-01-07T16:55:34.5012345Z".parse().unwrap();
    assert_eq!(time.dotnet_ticks().to_string().len(), 18);
    assert_eq!(UtcTime::from_unix_millis(0).dotnet_ticks(), 621_355_968_000_000_000);
}

#[test]
fn moving_beyond_the_calendar_stops_at_its_ends() {
    assert_eq!(UtcTime::LATEST.plus_millis(i64::MAX), UtcTime::LATEST);
    assert_eq!(UtcTime::NEVER.plus_seconds(i64::MIN), UtcTime::NEVER);
    assert_eq!(UtcTime::from_unix_millis(i64::MAX), UtcTime::LATEST);
    assert_eq!(UtcTime::LATEST.millis_since(UtcTime::NEVER), 315_537_897_599_999);
}

fn instants() -> impl Strategy<Value = UtcTime> {
    (UtcTime::NEVER.unix_ticks()..=UtcTime::LATEST.unix_ticks()).prop_map(UtcTime::from_unix_ticks)
}

proptest! {
    #[test]
    fn every_instant_survives_text_and_json(time in instants()) {
        prop_assert_eq!(time.to_string().parse(), Ok(time));
        let json = serde_json::to_string(&time).unwrap();
        prop_assert_eq!(serde_json::from_str::<UtcTime>(&json).unwrap(), time);
    }

    #[test]
    fn the_next_day_follows_in_the_calendar(day in -719_162_i64..2_932_895) {
        let (today, tomorrow) = (civil::Date::from_unix_days(day), civil::Date::from_unix_days(day + 1));
        prop_assert_eq!(today.unix_days(), day);
        let follows = match (tomorrow.month, tomorrow.day) {
            (1, 1) => (today.month, today.day) == (12, 31) && tomorrow.year == today.year + 1,
            (month, 1) => today.month == month - 1 && today.year == tomorrow.year && today.day >= 28,
            (month, day) => today.month == month && today.year == tomorrow.year && today.day == day - 1,
        };
        prop_assert!(follows, "{today:?} {tomorrow:?}");
    }

    #[test]
    fn no_text_panics(text in ".{0,40}") {
        let _ = text.parse::<UtcTime>();
    }

    #[test]
    fn nothing_shaped_like_a_time_panics(text in "[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(\\.[0-9]{0,9})?(Z|[+-][0-9]{2}:[0-9]{2})?") {
        if let Ok(time) = text.parse::<UtcTime>() {
            prop_assert_eq!(time.to_string().parse(), Ok(time));
        }
    }
}
