//! Tests of whole writes; those of single rules are in the files below.

use insta::assert_snapshot;
use serde_json::json;

use super::*;
use crate::{error::ErrorCode, identity::Device, time::UtcTime};

mod limits;
mod merging;
mod stamps;

/// The instant so many seconds after the first one of the tests.
fn at(seconds: i64) -> UtcTime {
    UtcTime::from_unix_millis(1_767_225_600_000).plus_seconds(seconds)
}

fn members(value: Value) -> Members {
    serde_json::from_value(value).unwrap()
}

fn patch(value: Value) -> TwinPatch {
    TwinPatch::try_from(value).unwrap()
}

fn counters(twin: &TwinState) -> (String, u64, u64, u64) {
    (twin.etag.to_string(), twin.version, twin.desired.version, twin.reported.version)
}

#[test]
fn a_new_twin_has_the_first_counters() {
    assert_eq!(counters(&TwinState::new(at(0))), ("AAAAAAAAAAE=".to_owned(), 2, 1, 1));
}

#[test]
fn a_fresh_twin_is_written_as_the_hub_does() {
    let device: Device =
        serde_json::from_value(json!({ "deviceId": "dev1", "etag": "NjQ1MTIzNDU2" })).unwrap();
    let twin = Twin::of_device(&device, &TwinState::new("2026-01-01T00:00:00.1234567Z".parse().unwrap()), "");
    let written = serde_json::to_string(&twin).unwrap();
    assert_snapshot!(
        written,
        @r#"{"deviceId":"dev1","etag":"AAAAAAAAAAE=","deviceEtag":"NjQ1MTIzNDU2","status":"enabled","statusUpdateTime":"0001-01-01T00:00:00Z","connectionState":"Disconnected","lastActivityTime":"0001-01-01T00:00:00Z","cloudToDeviceMessageCount":0,"authenticationType":"sas","x509Thumbprint":{"primaryThumbprint":null,"secondaryThumbprint":null},"modelId":"","version":2,"properties":{"desired":{"$metadata":{"$lastUpdated":"2026-01-01T00:00:00.1234567Z"},"$version":1},"reported":{"$metadata":{"$lastUpdated":"2026-01-01T00:00:00.1234567Z"},"$version":1}},"capabilities":{"iotEdge":false}}"#
    );
    assert_eq!(serde_json::from_str::<Twin>(&written).unwrap(), twin);
}

/// A double came back with another last digit.
#[test]
fn a_number_is_kept_to_its_last_digit() {
    for number in ["94.52706955539223", "179.99999999999997", "0.1", "1.7976931348623157e+308", "5e-324"] {
        let patch = format!(r#"{{"tags":{{"z":{number}}}}}"#);
        let mut twin = TwinState::new(at(0));
        twin.patch(&TwinPatch::from_json(patch.as_bytes()).unwrap(), at(1)).unwrap();
        let kept: TwinState = serde_json::from_str(&serde_json::to_string(&twin).unwrap()).unwrap();
        assert_eq!(kept.tags["z"].to_string(), number);
    }
}

#[test]
fn service_writes_move_the_etag_and_reports_only_the_version() {
    let mut twin = TwinState::new(at(0));
    let notice = twin.patch(&patch(json!({ "properties": { "desired": { "a": 1 } } })), at(1)).unwrap();
    assert_eq!(counters(&twin), ("AAAAAAAAAAI=".to_owned(), 3, 2, 1));
    assert_eq!(notice.unwrap().body, members(json!({ "a": 1, "$version": 2 })));
    assert_eq!(twin.report(&members(json!({ "fw": "1" })), at(2)), Ok(2));
    assert_eq!(counters(&twin), ("AAAAAAAAAAI=".to_owned(), 4, 2, 2));
    assert_eq!(twin.patch(&patch(json!({ "tags": { "site": "A" } })), at(3)), Ok(None));
    assert_eq!(counters(&twin), ("AAAAAAAAAAM=".to_owned(), 5, 2, 2));
}

#[test]
fn writing_the_same_value_again_is_a_write() {
    let mut twin = TwinState::new(at(0));
    for version in 2..5 {
        let notice = twin.patch(&TwinPatch::desired(members(json!({ "a": 1 }))), at(1)).unwrap().unwrap();
        assert_eq!(notice.version, version);
    }
}

#[test]
fn a_device_is_told_the_patch_with_its_deletions() {
    let mut twin = TwinState::new(at(0));
    twin.patch(&TwinPatch::desired(members(json!({ "gone": 1, "x": 1 }))), at(1)).unwrap();
    let notice =
        twin.patch(&TwinPatch::desired(members(json!({ "x": 2, "gone": null }))), at(2)).unwrap().unwrap();
    assert_eq!(notice.body, members(json!({ "x": 2, "gone": null, "$version": 3 })));
}

#[test]
fn a_replacement_wipes_what_it_does_not_name_and_tells_the_difference() {
    let mut twin = TwinState::new(at(0));
    let first =
        json!({ "tags": { "t": 1 }, "properties": { "desired": { "a": { "b": 1, "c": 2 }, "d": 3 } } });
    twin.patch(&patch(first), at(1)).unwrap();
    let next = patch(json!({ "properties": { "desired": { "a": { "b": 1 }, "e": { "f": 4, "g": null } } } }));
    let notice = twin.replace(&next, at(2)).unwrap();
    assert!(twin.tags.is_empty());
    assert_eq!(twin.desired.properties, members(json!({ "a": { "b": 1 }, "e": { "f": 4 } })));
    let told = json!({ "a": { "c": null }, "d": null, "e": { "f": 4 }, "$version": 3 });
    assert_eq!(notice.body, members(told));
    assert_eq!(counters(&twin), ("AAAAAAAAAAM=".to_owned(), 4, 3, 1));
}

#[test]
fn null_empties_a_section() {
    let mut twin = TwinState::new(at(0));
    twin.patch(&patch(json!({ "tags": { "t": 1 }, "properties": { "desired": { "a": 1 } } })), at(1))
        .unwrap();
    let notice =
        twin.patch(&patch(json!({ "tags": null, "properties": { "desired": null } })), at(2)).unwrap();
    assert!(twin.tags.is_empty() && twin.desired.properties.is_empty());
    assert_eq!(notice.unwrap().body, members(json!({ "a": null, "$version": 3 })));
}

#[test]
fn a_refused_write_changes_nothing() {
    let mut twin = TwinState::new(at(0));
    twin.patch(&patch(json!({ "tags": { "t": 1 }, "properties": { "desired": { "a": 1 } } })), at(1))
        .unwrap();
    let before = twin.clone();
    let wrong = patch(json!({ "tags": { "t": 2 }, "properties": { "desired": { "b.c": 1 } } }));
    assert!(twin.patch(&wrong, at(2)).is_err());
    assert!(twin.replace(&wrong, at(2)).is_err());
    assert!(twin.report(&members(json!({ "$version": 7 })), at(2)).is_err());
    assert_eq!(twin, before);
}

#[test]
fn what_was_read_can_be_written_back() {
    let mut twin = TwinState::new(at(0));
    twin.patch(
        &patch(json!({ "tags": { "t": 1 }, "properties": { "desired": { "a": { "b": 1 } } } })),
        at(1),
    )
    .unwrap();
    twin.report(&members(json!({ "r": 1 })), at(1)).unwrap();
    let device: Device = serde_json::from_value(json!({ "deviceId": "dev1" })).unwrap();
    let shown = serde_json::to_vec(&Twin::of_device(&device, &twin, "")).unwrap();
    twin.replace(&TwinPatch::from_json(&shown).unwrap(), at(2)).unwrap();
    assert_eq!(twin.tags, members(json!({ "t": 1 })));
    assert_eq!(twin.desired.properties, members(json!({ "a": { "b": 1 } })));
    assert_eq!(twin.reported.properties, members(json!({ "r": 1 })));
}

#[test]
fn a_device_reads_its_properties_with_versions_and_without_metadata() {
    let mut twin = TwinState::new(at(0));
    twin.patch(&patch(json!({ "tags": { "t": 1 }, "properties": { "desired": { "x": 1 } } })), at(1))
        .unwrap();
    assert_snapshot!(twin.device_view(), @r#"{"desired":{"$version":2,"x":1},"reported":{"$version":1}}"#);
}

#[test]
fn a_twin_with_unknown_members_and_another_spelling_is_read() {
    let read: Twin = serde_json::from_value(json!({
        "deviceId": "dev1", "etag": "AAAAAAAAAAU=", "version": 6, "tags": null, "x509Thumbprint": {
            "PrimaryThumbprint": null, "SecondaryThumbprint": null
        }, "somethingNew": [1], "properties": { "desired": { "a": 1, "$version": 4, "$metadata": {
            "$lastUpdated": "2026-01-01T00:00:00Z", "$lastUpdatedVersion": 4, "$lastUpdatedBy": "cfg",
            "$lastUpdatedByDigest": "d1", "$new": {}, "a": { "$lastUpdated": "2026-01-01T00:00:00Z" }
        } } }
    }))
    .unwrap();
    let metadata = read.properties.desired.metadata.unwrap();
    assert_eq!((metadata.version, metadata.updated_by.as_deref()), (Some(4), Some("cfg")));
    assert_eq!(metadata.members.len(), 1);
    assert_eq!(read.properties.reported.metadata, None);
}

#[test]
fn numbers_come_back_as_they_were_written() {
    let text = r#"{"big":-4503599627370496,"one":1,"one_point":1.0,"small":0.1}"#;
    let mut twin = TwinState::new(at(0));
    twin.report(&serde_json::from_str(text).unwrap(), at(1)).unwrap();
    assert_eq!(serde_json::to_string(&twin.reported.properties).unwrap(), text);
    let kept: TwinState = serde_json::from_str(&serde_json::to_string(&twin).unwrap()).unwrap();
    assert_eq!(serde_json::to_string(&kept.reported.properties).unwrap(), text);
}

#[test]
fn a_body_of_the_wrong_shape_says_which_part() {
    let refusal = |body: &[u8]| TwinPatch::from_json(body).unwrap_err();
    assert_eq!(refusal(b"{"), TwinProblem::NotAPatch);
    assert_eq!(refusal(b"[]"), TwinProblem::NotAPatch);
    assert_eq!(refusal(br#"{"properties":[]}"#), TwinProblem::NotAPatch);
    assert_eq!(refusal(br#"{"tags":[]}"#), TwinProblem::NotAnObject { section: SectionKind::Tags });
    let desired = br#"{"properties":{"desired":1}}"#;
    assert_eq!(refusal(desired), TwinProblem::NotAnObject { section: SectionKind::Desired });
    assert_eq!(TwinProblem::NotAPatch.code(), ErrorCode::IotHubFormatError);
}
