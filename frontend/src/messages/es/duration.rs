use lockstep_api::time::EpochMillis;

use super::{Spanish, counted, hour_of};
use crate::{intl, messages::DurationMessages};

const SECOND: i64 = 1_000;
const MINUTE: i64 = 60 * SECOND;
const HOUR: i64 = 60 * MINUTE;
const DAY: i64 = 24 * HOUR;

impl DurationMessages for Spanish {
    fn duration(&self, millis: i64) -> String {
        let millis = millis.max(0);
        if millis < SECOND {
            format!("{millis} ms")
        } else if millis < MINUTE {
            format!("{} s", millis / SECOND)
        } else if millis < HOUR {
            two(millis / MINUTE, "min", millis % MINUTE / SECOND, "s")
        } else if millis < 2 * DAY {
            two(millis / HOUR, "h", millis % HOUR / MINUTE, "min")
        } else {
            two(millis / DAY, "d", millis % DAY / HOUR, "h")
        }
    }

    fn long_seconds(&self, seconds: u64) -> String {
        if seconds >= 3600 && seconds.is_multiple_of(3600) {
            counted(seconds / 3600, "hora", "horas")
        } else if seconds >= 120 && seconds.is_multiple_of(60) {
            counted(seconds / 60, "minuto", "minutos")
        } else {
            format!("{} s", intl::number(seconds))
        }
    }

    fn ago(&self, at: EpochMillis, now: EpochMillis) -> String {
        let millis = now.since(at);
        if millis < 10 * SECOND {
            "ahora".to_owned()
        } else if millis < 7 * DAY {
            format!("hace {}", largest(millis))
        } else {
            intl::day_time(at, now)
        }
    }

    fn ahead(&self, at: EpochMillis, now: EpochMillis) -> String {
        format!("dentro de {}", self.duration(at.since(now).max(SECOND)))
    }

    fn day_time(&self, at: EpochMillis, now: EpochMillis) -> String {
        match intl::days_from(now, at) {
            -1 => format!("Ayer {}", intl::time_short(at)),
            0 => format!("Hoy {}", intl::time_short(at)),
            1 => format!("Mañana {}", intl::time_short(at)),
            _ => intl::day_time(at, now),
        }
    }

    fn day_time_inside(&self, at: EpochMillis, now: EpochMillis) -> String {
        match intl::days_from(now, at) {
            -1 => format!("ayer a las {}", intl::time_short(at)),
            0 => format!("hoy a las {}", intl::time_short(at)),
            1 => format!("mañana a las {}", intl::time_short(at)),
            _ => format!("el {}", intl::day_time(at, now)),
        }
    }

    fn day_time_zone(&self, at: EpochMillis, now: EpochMillis) -> String {
        let (time, zone) = (intl::time_short(at), hour_of(&intl::zone()));
        match intl::days_from(now, at) {
            -1 => format!("ayer a las {time}, {zone}"),
            0 => format!("hoy a las {time}, {zone}"),
            1 => format!("mañana a las {time}, {zone}"),
            _ => format!("el {}, {zone}", intl::day_time(at, now)),
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
        format!("{} días", millis / DAY)
    }
}
