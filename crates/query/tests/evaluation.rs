//! When a condition holds.

use iothub_query::{Condition, Query};
use proptest::prelude::*;
use serde_json::json;

fn twin() -> serde_json::Value {
    json!({
        "deviceId": "door-1", "etag": "AAAAAAAAAAE=", "status": "enabled", "connectionState": "Connected",
        "lastActivityTime": "2026-01-02T03:04:05Z", "capabilities": {"iotEdge": false},
        "tags": {
            "building": 43, "floor": 3, "site": "Oslo", "nothing": null, "on": true,
            "place": {"room": "a"}, "list": [1, 2], "Case": 1, "case": 2, "floor plan": "x",
        },
        "properties": {
            "desired": {"$metadata": {}, "$version": 4, "interval": 60},
            "reported": {"$version": 2, "interval": 50, "fw": "1.2", "a.b": {"c": 1}},
        },
    })
}

#[track_caller]
fn holds(condition: &str) {
    assert!(Condition::parse(condition).expect(condition).matches(&twin()), "{condition} should hold");
}

#[track_caller]
fn fails(condition: &str) {
    assert!(!Condition::parse(condition).expect(condition).matches(&twin()), "{condition} should not hold");
}

#[test]
fn a_star_holds_for_everything() {
    holds("*");
    holds("FROM devices");
}

#[test]
fn every_comparison_compares() {
    for condition in
        ["= 43", "!= 44", "<> 44", "< 44", "<= 43", ">= 43", "> 42", "= 0x2B", "= 43.0", "= 4.3e1"]
    {
        holds(&format!("tags.building {condition}"));
    }
    for condition in ["= 44", "!= 43", "<> 43", "< 43", "<= 42", ">= 44", "> 43", "= -43", "= '43'"] {
        fails(&format!("tags.building {condition}"));
    }
    holds("43 = tags.building");
    holds("properties.desired.interval > properties.reported.interval");
    holds("tags.on = true");
    holds("capabilities.iotEdge = false");
    holds("tags.nothing = null");
}

/// Numbers were off by their last digit, so that different ones compared as equal.
#[test]
fn numbers_are_the_nearest_doubles() {
    let twin: serde_json::Value = serde_json::from_str(r#"{"tags":{"z":94.52706955539223}}"#).unwrap();
    assert_eq!(twin.to_string(), r#"{"tags":{"z":94.52706955539223}}"#);
    for (condition, holds) in [
        ("tags.z = 94.52706955539223", true),
        ("tags.z = 9452706955539223e-14", true),
        ("tags.z = 94.52706955539225", false),
        ("tags.z > 94.52706955539223", false),
    ] {
        assert_eq!(Condition::parse(condition).unwrap().matches(&twin), holds, "{condition}");
        assert_eq!(
            Condition::parse(condition).unwrap().to_string(),
            condition.replace("9452706955539223e-14", "94.52706955539223")
        );
    }
}

#[test]
fn strings_compare_by_their_characters() {
    holds("tags.site = 'Oslo'");
    holds("tags.site = \"Oslo\"");
    fails("tags.site = 'oslo'");
    holds("tags.site < 'a'");
    holds("lastActivityTime > '2026-01-01'");
    holds(r"tags.site = '\u004fslo'");
    holds(r"'\ud83d\ude00' = '😀'");
    holds(r#"'it\'s' = "it's""#);
}

#[test]
fn names_do_not_depend_on_case_and_the_exact_name_comes_first() {
    holds("DEVICEID = 'door-1' and Tags.SITE = 'Oslo' AnD is_defined(DeviceId)");
    holds("tags.Case = 1");
    holds("tags.case = 2");
    holds("TAGS.BUILDING in [43]");
}

#[test]
fn a_path_takes_brackets_and_prefixes() {
    holds("tags['floor plan'] = 'x'");
    holds("properties.reported['a.b'].c = 1");
    holds("properties.reported[\"a.b\"]['c'] = 1");
    holds("properties.desired.$version = 4");
    holds("devices.deviceId = 'door-1'");
    holds("Devices.tags.floor = 3");
    holds("FROM devices d WHERE d.tags.floor = 3 AND tags.floor = 3 AND devices.tags.floor = 3");
    holds("FROM c WHERE c.tags.floor = 3");
}

#[test]
fn modules_are_named_by_their_own_prefix() {
    let condition = Condition::parse("FROM devices.modules WHERE devices.modules.moduleId = 'm'").unwrap();
    assert!(condition.matches(&json!({"deviceId": "a", "moduleId": "m"})));
    assert!(!condition.matches(&json!({"deviceId": "a", "moduleId": "n"})));
    let condition =
        Condition::parse("FROM devices.modules WHERE devices.deviceId = 'a' AND ModuleId = 'm'").unwrap();
    assert!(condition.matches(&json!({"deviceId": "a", "moduleId": "m"})));
}

#[test]
fn in_and_nin_take_lists() {
    holds("tags.building IN [42, 43]");
    fails("tags.building IN [42, '43']");
    holds("tags.building NIN [42, 44]");
    fails("tags.building NIN [42, 43]");
    holds("deviceId in ['a', 'door-1']");
    holds("tags.nothing IN [1, null]");
    holds("5 IN [-5, 5]");
}

#[test]
fn arithmetic_calculates_on_numbers_alone() {
    holds("tags.building + 1 = 44");
    holds("tags.building - 1 = 42");
    holds("tags.building * 2 = 86");
    holds("tags.floor / 2 = 1.5");
    holds("tags.building % 10 = 3");
    holds("1 + 2 * 3 = 7");
    holds("(1 + 2) * 3 = 9");
    holds("10 - 3 - 2 = 5");
    holds("2 - -3 = 5");
    holds("2 -3 = -1");
    fails("tags.floor / 0 = tags.floor / 0");
    fails("tags.site + 1 = 1");
    fails("tags.site + 'x' = 'Oslox'");
}

#[test]
fn and_binds_more_tightly_than_or() {
    holds("true OR true AND false");
    fails("(true OR true) AND false");
    holds("NOT false AND true");
    holds("NOT (tags.building = 44)");
    holds("NOT NOT true");
}

#[test]
fn not_binds_more_tightly_than_a_comparison() {
    fails("NOT tags.building = 44");
    holds("NOT tags.on = false");
}

#[test]
fn what_is_missing_is_in_no_comparison() {
    for operator in ["=", "!=", "<", "<=", ">", ">="] {
        fails(&format!("tags.missing {operator} 1"));
        fails(&format!("tags.missing {operator} tags.missing"));
        fails(&format!("tags.missing {operator} null"));
        fails(&format!("tags.missing {operator} undefined"));
        fails(&format!("NOT (tags.missing {operator} 1)"));
    }
    fails("tags.missing IN [1]");
    fails("tags.missing NIN [1]");
    fails("tags.floor.deeper = 1");
    holds("NOT IS_DEFINED(tags.missing)");
    holds("tags.missing = 1 OR tags.floor = 3");
    fails("tags.missing = 1 AND tags.floor = 3");
}

#[test]
fn objects_and_arrays_compare_with_nothing() {
    for operator in ["=", "!=", "<"] {
        fails(&format!("tags.place {operator} tags.place"));
        fails(&format!("tags.list {operator} [1, 2]"));
        fails(&format!("tags.list {operator} null"));
    }
    fails("tags.list NIN [5]");
    holds("IS_DEFINED(tags.place)");
}

#[test]
fn values_of_different_kinds_are_unequal_and_in_no_order() {
    holds("tags.site != 3");
    holds("tags.site != null");
    fails("tags.site = 3");
    fails("tags.site < 3");
    fails("tags.site >= 3");
}

#[test]
fn only_true_is_true() {
    for condition in
        ["null", "undefined", "1", "'true'", "tags", "tags.list", "tags.nothing", "tags.missing", "false"]
    {
        fails(condition);
        fails(&format!("({condition}) AND true"));
        holds(&format!("({condition}) OR true"));
    }
    for condition in ["null", "undefined", "1", "'true'", "tags"] {
        fails(&format!("NOT {condition}"));
    }
    holds("true");
    holds("tags.on");
}

#[test]
fn is_defined_sees_null_too() {
    holds("IS_DEFINED(tags.nothing)");
    holds("is_defined(tags.place.room)");
    fails("IS_DEFINED(tags.place.missing)");
    fails("IS_DEFINED(moduleId)");
    holds("IS_DEFINED(tags.nothing) = true");
}

#[test]
fn startswith_compares_the_beginning() {
    holds("STARTSWITH(devices.deviceId, 'door')");
    holds("StartsWith(deviceId, '')");
    fails("STARTSWITH(deviceId, 'Door')");
    fails("STARTSWITH(tags.building, '4')");
    fails("NOT STARTSWITH(tags.missing, '4')");
}

#[test]
fn rows_of_jobs_are_filtered_by_either_name_of_their_creation() {
    let row = json!({
        "deviceId": "d", "jobId": "j", "jobType": "scheduleUpdateTwin", "status": "completed",
        "createdDateTimeUtc": "2016-09-29T18:18:56.7787107Z",
    });
    let matches = |filter: &str| {
        Query::parse(&format!("SELECT * FROM devices.jobs WHERE {filter}")).unwrap().matches(&row)
    };
    assert!(matches(
        "devices.jobs.deviceId = 'd' AND devices.jobs.jobType = 'scheduleUpdateTwin' \
         AND devices.jobs.status = 'completed' AND devices.jobs.createdTimeUtc > '2016-09-01'"
    ));
    assert!(matches("createdDateTimeUtc < '2016-10-01' AND JOBID = 'j'"));
    assert!(matches("deviceId IN ['d', 'e']"));
    assert!(!matches("devices.jobs.status = 'Completed'"));
}

/// A condition and what it says, found without the crate's own evaluator.
#[derive(Debug, Clone)]
struct Oracle {
    text: String,
    truth: Option<bool>,
}

/// Compares the field `name`, whose value is `field`, with an integer.
fn comparison(name: &'static str, field: Option<i64>) -> impl Strategy<Value = Oracle> {
    (0..6usize, -2..3i64).prop_map(move |(operator, value)| {
        let symbol = ["=", "!=", "<", "<=", ">", ">="][operator];
        let truth = field.map(|field| {
            [field == value, field != value, field < value, field <= value, field > value, field >= value]
                [operator]
        });
        Oracle { text: format!("tags.{name} {symbol} {value}"), truth }
    })
}

fn oracle() -> impl Strategy<Value = Oracle> {
    let leaf = prop_oneof![
        comparison("zero", Some(0)),
        comparison("one", Some(1)),
        comparison("missing", None),
        (any::<bool>()).prop_map(|truth| Oracle { text: truth.to_string(), truth: Some(truth) }),
    ];
    leaf.prop_recursive(5, 40, 2, |inner| {
        prop_oneof![
            inner.clone().prop_map(|operand| Oracle {
                text: format!("NOT ({})", operand.text),
                truth: operand.truth.map(|truth| !truth),
            }),
            (inner.clone(), inner.clone()).prop_map(|(left, right)| Oracle {
                text: format!("({}) AND ({})", left.text, right.text),
                truth: match (left.truth, right.truth) {
                    (Some(false), _) | (_, Some(false)) => Some(false),
                    (Some(true), Some(true)) => Some(true),
                    _ => None,
                },
            }),
            (inner.clone(), inner).prop_map(|(left, right)| Oracle {
                text: format!("({}) OR ({})", left.text, right.text),
                truth: match (left.truth, right.truth) {
                    (Some(true), _) | (_, Some(true)) => Some(true),
                    (Some(false), Some(false)) => Some(false),
                    _ => None,
                },
            }),
        ]
    })
}

proptest! {
    #[test]
    fn the_same_digits_are_the_same_number(digits in "[1-9][0-9]{0,19}(\\.[0-9]{1,25})?(e-?[0-9]{1,2})?") {
        let twin: serde_json::Value = serde_json::from_str(&format!(r#"{{"tags":{{"a":{digits}}}}}"#)).unwrap();
        let nearest: f64 = digits.parse().unwrap();
        prop_assert_eq!(twin["tags"]["a"].as_f64(), Some(nearest));
        let condition = format!("tags.a = {digits} AND tags.a = {nearest:?}");
        prop_assert!(Condition::parse(&condition).unwrap().matches(&twin), "{}", condition);
    }

    #[test]
    fn evaluation_agrees_with_a_naive_reading(oracle in oracle()) {
        let document = json!({"tags": {"zero": 0, "one": 1}});
        let condition = Condition::parse(&oracle.text).unwrap();
        prop_assert_eq!(condition.matches(&document), oracle.truth == Some(true));
        let canonical = Condition::parse(&condition.to_string()).unwrap();
        prop_assert_eq!(canonical.matches(&document), oracle.truth == Some(true));
    }
}
