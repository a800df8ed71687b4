use lockstep_api::time::EpochMillis;

use super::{English, counted};
use crate::{intl, messages::DurationMessages};

const SECOND: i64 = 1_000;
const MINUTE: i64 = 60 * SECOND;
const HOUR: i64 = 60 * MINUTE;
const DAY: i64 = 24 * HOUR;

impl DurationMessages for English {
    fn duration(&self, millis: i64) -> String {
        let millis = millis.max(0);
        if millis < SECOND {
            format!("{millis} ms")
        } else if millis < MINUTE {
            format!("{} s", millis / SECOND)
        } else if millis < HOUR {
            two(millis / MINUTE, "m", millis % MINUTE / SECOND, "s")
        } else if millis < 2 * DAY {
            two(millis / HOUR, "h", millis % HOUR / MINUTE, "m")
        } else {
            two(millis / DAY, "d", millis % DAY / HOUR, "h")
        }
    }

    fn long_seconds(&self, seconds: u64) -> String {
        if seconds >= 3600 && seconds.is_multiple_of(3600) {
            counted(seconds / 3600, "hour", "hours")
        } else if seconds >= 120 && seconds.is_multiple_of(60) {
            counted(seconds / 60, "minute", "minutes")
        } else {
            format!("{} s", intl::number(seconds))
        }
    }

    fn ago(&self, at: EpochMillis, now: EpochMillis) -> String {
        let millis = now.since(at);
        if millis < 10 * SECOND {
            "now".to_owned()
        } else if millis < 7 * DAY {
            format!("{} ago", largest(millis))
        } else {
            intl::day_time(at, now)
        }
    }

    fn ahead(&self, at: EpochMillis, now: EpochMillis) -> String {
        format!("in {}", self.duration(at.since(now).max(SECOND)))
    }

    fn day_time(&self, at: EpochMillis, now: EpochMillis) -> String {
        match intl::days_from(now, at) {
            -1 => format!("Yesterday {}", intl::time_short(at)),
            0 => format!("Today {}", intl::time_short(at)),
            1 => format!("Tomorrow {}", intl::time_short(at)),
            _ => intl::day_time(at, now),
        }
    }

    fn day_time_inside(&self, at: EpochMillis, now: EpochMillis) -> String {
        match intl::days_from(now, at) {
            -1 => format!("yesterday {}", intl::time_short(at)),
            0 => format!("today {}", intl::time_short(at)),
            1 => format!("tomorrow {}", intl::time_short(at)),
            _ => intl::day_time(at, now),
        }
    }

    fn day_time_zone(&self, at: EpochMillis, now: EpochMillis) -> String {
        let (time, zone) = (intl::time_short(at), intl::zone());
        match intl::days_from(now, at) {
            -1 => format!("yesterday at {time} {zone} time"),
            0 => format!("today at {time} {zone} time"),
            1 => format!("tomorrow at {time} {zone} time"),
            _ => format!("on {} {zone} time", intl::day_time(at, now)),
        }
    }
}

fn two(large: i64, large_unit: &str, small: i64, small_unit: &str) -> String {
    if small == 0 {
        format!("{large} {large_unit}")
    } else {
        format!("{large} {large_unit} {small} {small_unit}")
    }
}

fn largest(millis: i64) -> String {
    if millis < MINUTE {
        format!("{} s", millis / SECOND)
    } else if millis < HOUR {
        format!("{} min", millis / MINUTE)
    } else if millis < 2 * DAY {
        format!("{} h", millis / HOUR)
    } else {
        format!("{} days", millis / DAY)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_span_is_as_short_as_it_is_exact() {
        let spans = [214, 12_000, 252_000, 3_600_000, 7_080_000, 7 * DAY];
        let words = spans.map(|millis| English.duration(millis));
        assert_eq!(words, ["214 ms", "12 s", "4 m 12 s", "1 h", "1 h 58 m", "7 d"]);
    }

    #[test]
    fn a_day_of_another_year_has_its_year() {
        let now = EpochMillis(1000 * DAY);
        assert_eq!(English.day_time(EpochMillis(800 * DAY), now), "day 800, 00:00");
        assert_eq!(English.day_time(EpochMillis(500 * DAY), now), "day 500 of some year, 00:00");
    }

    #[test]
    fn a_round_span_has_a_word_in_a_sentence() {
        assert_eq!(
            [3600, 7200, 300, 90].map(|s| English.long_seconds(s)),
            ["1 hour", "2 hours", "5 minutes", "90 s"]
        );
    }

    #[test]
    fn an_instant_is_told_by_its_day() {
        let now = EpochMillis(DAY + 10 * HOUR);
        assert_eq!(English.day_time(EpochMillis(DAY + 22 * HOUR), now), "Today 22:00");
        assert_eq!(English.day_time(EpochMillis(2 * DAY + 6 * HOUR), now), "Tomorrow 06:00");
        assert_eq!(English.day_time(EpochMillis(23 * HOUR), now), "Yesterday 23:00");
        assert_eq!(English.day_time(EpochMillis(9 * DAY), now), "day 9, 00:00");
        assert_eq!(English.day_time_inside(EpochMillis(DAY + 22 * HOUR), now), "today 22:00");
    }
}
