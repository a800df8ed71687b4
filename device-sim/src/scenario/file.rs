//! The shape of a scenario file, and the checks that turn it into a [`Scenario`].

use std::ops::RangeInclusive;
use std::time::Duration;

use serde::Deserialize;

use super::{Durations, InvalidTemplate, Scenario, Shares, Template};

/// Why a text is not a scenario.
#[derive(Debug, thiserror::Error)]
pub enum InvalidScenario {
    /// Not TOML, or an unknown or mistyped setting.
    #[error("the scenario is not valid TOML of the known settings")]
    Syntax(#[from] Box<toml::de::Error>),
    /// A share that is not from 0 to 1.
    #[error("`{0}` must be from 0 to 1")]
    Share(&'static str),
    /// More than the whole fleet.
    #[error("the shares of slow, failing and offline devices add up to more than 1")]
    Shares,
    /// A duration that is negative or too long.
    #[error("`{0}` must be from 0 to 86400 seconds")]
    Seconds(&'static str),
    /// From above to.
    #[error("`slow.delay_seconds` must be [from, to] with from not above to")]
    Delay,
    /// No statuses.
    #[error("`failing.statuses` must have at least one status")]
    Statuses,
    /// A property that cannot be drawn.
    #[error("a property of the scenario cannot be drawn")]
    Template(#[from] InvalidTemplate),
}

#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields, default)]
struct File {
    slow: Slow,
    failing: Failing,
    offline: Offline,
    operations: Operations,
    tags: Option<toml::Table>,
    reported: Option<toml::Table>,
}

#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields, default)]
struct Slow {
    share: f64,
    delay_seconds: Option<[f64; 2]>,
}

#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields, default)]
struct Failing {
    share: f64,
    statuses: Option<Vec<u16>>,
    silent: f64,
}

#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields, default)]
struct Offline {
    share: f64,
    connect_after_seconds: Option<f64>,
}

#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields, default)]
struct Operations {
    reboot_seconds: Option<f64>,
    firmware_update_seconds: Option<f64>,
}

pub(super) fn parse(text: &str) -> Result<Scenario, InvalidScenario> {
    let file: File = toml::from_str(text).map_err(Box::new)?;
    let usual = Scenario::default();
    let Durations { reboot, firmware_update } = usual.durations;
    let shares = shares(&file.slow, &file.failing, &file.offline)?;
    let statuses = file.failing.statuses.unwrap_or(usual.failing_statuses);
    if statuses.is_empty() {
        return Err(InvalidScenario::Statuses);
    }
    Ok(Scenario {
        shares,
        slow_delay: file.slow.delay_seconds.map_or(Ok(usual.slow_delay), delay)?,
        failing_statuses: statuses,
        failing_silent: share("failing.silent", file.failing.silent)?,
        offline_connect_after: file
            .offline
            .connect_after_seconds
            .map(|value| seconds("offline.connect_after_seconds", value))
            .transpose()?,
        durations: Durations {
            reboot: file
                .operations
                .reboot_seconds
                .map_or(Ok(reboot), |value| seconds("operations.reboot_seconds", value))?,
            firmware_update: file
                .operations
                .firmware_update_seconds
                .map_or(Ok(firmware_update), |value| seconds("operations.firmware_update_seconds", value))?,
        },
        tags: file.tags.map_or(Ok(usual.tags), |table| Template::read(&table, "tags"))?,
        reported: file.reported.map_or(Ok(usual.reported), |table| Template::read(&table, "reported"))?,
    })
}

fn shares(slow: &Slow, failing: &Failing, offline: &Offline) -> Result<Shares, InvalidScenario> {
    let shares = Shares {
        slow: share("slow.share", slow.share)?,
        failing: share("failing.share", failing.share)?,
        offline: share("offline.share", offline.share)?,
    };
    // A little more than one, because tenths do not add up exactly.
    let sum = shares.slow + shares.failing + shares.offline;
    if sum <= 1.000_001 { Ok(shares) } else { Err(InvalidScenario::Shares) }
}

fn share(name: &'static str, value: f64) -> Result<f64, InvalidScenario> {
    if (0.0..=1.0).contains(&value) { Ok(value) } else { Err(InvalidScenario::Share(name)) }
}

fn delay([from, to]: [f64; 2]) -> Result<RangeInclusive<Duration>, InvalidScenario> {
    let (from, to) = (seconds("slow.delay_seconds", from)?, seconds("slow.delay_seconds", to)?);
    if from <= to { Ok(from..=to) } else { Err(InvalidScenario::Delay) }
}

fn seconds(name: &'static str, value: f64) -> Result<Duration, InvalidScenario> {
    if (0.0..=86_400.0).contains(&value) {
        Ok(Duration::from_secs_f64(value))
    } else {
        Err(InvalidScenario::Seconds(name))
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    const EXAMPLE: &str = r#"
        slow = { share = 0.1, delay_seconds = [1, 2.5] }
        failing = { share = 0.05, statuses = [400, 503], silent = 0.25 }
        offline = { share = 0.06, connect_after_seconds = 30 }
        operations = { reboot_seconds = 3 }
        [tags]
        site = "north"
        building = { choose = [40, 43] }
        floor = { range = [1, 3] }
        location = { latitude = { range = [47.0, 48.0] }, country = "CH" }
        [reported]
        firmwareVersion = { choose = ["1.0.0", "1.1.0"], weights = [9, 1] }
    "#;

    #[test]
    fn a_scenario_says_what_the_fleet_is_like() {
        let scenario = Scenario::parse(EXAMPLE).unwrap();
        assert_eq!(scenario.shares, Shares { slow: 0.1, failing: 0.05, offline: 0.06 });
        assert_eq!(scenario.slow_delay, Duration::from_secs(1)..=Duration::from_millis(2_500));
        assert_eq!(scenario.offline_connect_after, Some(Duration::from_secs(30)));
        assert_eq!(scenario.durations.reboot, Duration::from_secs(3));
        assert_eq!(scenario.durations.firmware_update, Durations::default().firmware_update);
    }

    #[test]
    fn an_empty_scenario_is_a_healthy_fleet() {
        assert_eq!(Scenario::parse("").unwrap(), Scenario::default());
    }

    #[test]
    fn a_seed_gives_the_same_properties_again() {
        let scenario = Scenario::parse(EXAMPLE).unwrap();
        let fleet = |seed| (0..50).map(|index| scenario.tags(seed, index)).collect::<Vec<_>>();
        assert_eq!(fleet(1), fleet(1));
        assert_ne!(fleet(1), fleet(2));
        // Written down, so that a change of the generator is seen.
        assert_eq!(
            Value::from(scenario.tags(1, 0)),
            json!({"site": "north", "building": 40, "floor": 1, "location": {"latitude": 47.1, "country": "CH"}})
        );
    }

    #[test]
    fn drawn_values_keep_to_their_ranges_and_weights() {
        let scenario = Scenario::parse(EXAMPLE).unwrap();
        let mut old = 0;
        for index in 0..1_000 {
            let tags = scenario.tags(5, index);
            assert!((1..=3).contains(&tags["floor"].as_i64().unwrap()));
            assert!((47.0..=48.0).contains(&tags["location"]["latitude"].as_f64().unwrap()));
            old += i32::from(scenario.reported(5, index)["firmwareVersion"] == "1.0.0");
        }
        assert!((850..950).contains(&old), "{old}");
    }

    #[test]
    fn another_property_does_not_change_the_others() {
        let more = Scenario::parse(&EXAMPLE.replace("[tags]", "[tags]\nasset = { range = [1, 9] }")).unwrap();
        let mut tags = more.tags(1, 7);
        tags.remove("asset");
        assert_eq!(tags, Scenario::parse(EXAMPLE).unwrap().tags(1, 7));
    }

    #[test]
    fn what_is_wrong_is_named() {
        for (text, problem) in [
            ("slow = { share = 1.5 }", "`slow.share` must be from 0 to 1"),
            ("slow = { share = 0.6 }\nfailing = { share = 0.6 }", "the shares of slow, failing and offline"),
            ("slow = { delay_seconds = [3, 2] }", "`slow.delay_seconds` must be [from, to]"),
            ("operations = { reboot_seconds = -1 }", "`operations.reboot_seconds` must be from 0 to 86400"),
            ("failing = { statuses = [] }", "`failing.statuses` must have at least one"),
            ("slo = 1", "unknown field `slo`"),
            ("tags = { a = { range = [2, 1] } }", "`tags.a` needs `range = [from, to]`"),
            ("tags = { a = { b = { choose = [] } } }", "`tags.a.b` needs `choose = [a, b, …]`"),
            ("tags = { a = { choose = [1, 2], weights = [1] } }", "`tags.a` needs one weight"),
            ("tags = { a = { range = [1, 2], c = 1 } }", "`tags.a` has `choose` or `range` beside"),
            ("tags = { a = 2026-01-01 }", "`tags.a` is a date"),
            ("tags = { a = inf }", "`tags.a` is not a finite number"),
        ] {
            let error = Scenario::parse(text).unwrap_err();
            let source = std::error::Error::source(&error).map(ToString::to_string).unwrap_or_default();
            let said = format!("{error}: {source}");
            assert!(said.contains(problem), "{said}");
        }
    }
}
