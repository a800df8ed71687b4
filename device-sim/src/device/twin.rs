//! What a device does with its twin, as pure functions: which patch of the reported properties answers which document.

use iothub_wire::twin::difference;
use serde::Deserialize;
use serde_json::{Map, Value};

/// The reported property that tells which version of the desired properties is applied.
pub const APPLIED_VERSION: &str = "appliedVersion";

/// A twin as the hub sends it to devices.
#[derive(Deserialize)]
struct Twin {
    desired: Map<String, Value>,
    #[serde(default)]
    reported: Map<String, Value>,
}

/// What a document of the hub means for a device.
#[derive(Debug, PartialEq)]
pub(super) struct Outcome {
    /// `$version` of the desired properties.
    pub(super) version: u64,
    /// The patch to report; nothing when the hub has it all.
    pub(super) report: Option<Map<String, Value>>,
    /// Whether the report says that desired properties were applied.
    pub(super) applied: bool,
}

/// After connecting: the whole twin has come. Reports the `usual` properties that the hub does not have, and the desired
/// properties unless they are reported as applied already. Nothing when it is not a twin.
pub(super) fn catch_up(payload: &[u8], usual: Map<String, Value>) -> Option<Outcome> {
    let twin: Twin = serde_json::from_slice(payload).ok()?;
    let version = version(&twin.desired)?;
    let mut report: Map<String, Value> =
        usual.into_iter().filter(|(key, _)| !twin.reported.contains_key(key)).collect();
    let known = twin.reported.get(APPLIED_VERSION).and_then(Value::as_u64);
    let mut wanted = twin.desired;
    wanted.retain(|key, _| !key.starts_with('$'));
    let applied = known != Some(version) && !(wanted.is_empty() && known.is_none());
    if applied {
        // Only what the desired properties speak of: the others are the device's own.
        let mut present = twin.reported;
        present.retain(|key, _| wanted.contains_key(key));
        report.extend(difference(&present, &wanted));
        report.insert(APPLIED_VERSION.into(), version.into());
    }
    Some(Outcome { version, report: (!report.is_empty()).then_some(report), applied })
}

/// While connected: desired properties have changed. Reports the same change. Nothing when it is not such a patch.
pub(super) fn apply(payload: &[u8]) -> Option<Outcome> {
    let desired: Map<String, Value> = serde_json::from_slice(payload).ok()?;
    let version = version(&desired)?;
    let mut report: Map<String, Value> =
        desired.into_iter().filter(|(key, _)| !key.starts_with('$')).collect();
    report.insert(APPLIED_VERSION.into(), version.into());
    Some(Outcome { version, report: Some(report), applied: true })
}

fn version(desired: &Map<String, Value>) -> Option<u64> {
    desired.get("$version").and_then(Value::as_u64)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn catch_up(twin: &Value, usual: &Value) -> Outcome {
        super::catch_up(twin.to_string().as_bytes(), usual.as_object().unwrap().clone()).unwrap()
    }

    fn report(outcome: Outcome) -> String {
        Value::from(outcome.report.unwrap()).to_string()
    }

    #[test]
    fn a_new_device_reports_its_usual_properties() {
        let twin = json!({ "desired": { "$version": 1 }, "reported": { "$version": 1 } });
        let outcome = catch_up(&twin, &json!({ "lockState": "unlocked" }));
        assert_eq!((outcome.version, outcome.applied), (1, false));
        assert_eq!(report(outcome), r#"{"lockState":"unlocked"}"#);
    }

    #[test]
    fn what_the_hub_has_is_not_reported_again() {
        let twin = json!({
            "desired": { "floor": 3, "$version": 2 },
            "reported": { "lockState": "locked", "floor": 3, "appliedVersion": 2, "$version": 5 },
        });
        assert_eq!(catch_up(&twin, &json!({ "lockState": "unlocked" })).report, None);
    }

    #[test]
    fn what_was_missed_while_away_is_applied_and_reported() {
        let twin = json!({
            "desired": { "building": 43, "floor": 3, "door": { "hours": { "from": 8 } }, "$version": 4 },
            "reported": { "floor": 3, "door": { "hours": { "from": 7, "to": 9 } }, "appliedVersion": 2 },
        });
        let outcome = catch_up(&twin, &json!({}));
        assert!(outcome.applied);
        assert_eq!(
            report(outcome),
            r#"{"appliedVersion":4,"building":43,"door":{"hours":{"from":8,"to":null}}}"#
        );
    }

    #[test]
    fn a_patch_is_reported_as_it_came_with_its_version() {
        let patch = br#"{"building":43,"floor":3,"gone":null,"$version":5}"#;
        let outcome = apply(patch).unwrap();
        assert_eq!(outcome.version, 5);
        assert_eq!(report(outcome), r#"{"appliedVersion":5,"building":43,"floor":3,"gone":null}"#);
    }

    #[test]
    fn what_is_not_a_twin_means_nothing() {
        for payload in ["", "1", "{}", r#"{"desired":{}}"#, r#"{"desired":{"$version":"1"}}"#] {
            assert_eq!(super::catch_up(payload.as_bytes(), Map::new()), None, "{payload}");
            assert_eq!(apply(payload.as_bytes()), None, "{payload}");
        }
    }
}
