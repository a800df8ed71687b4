//! Twins, from both sides.

use insta::assert_snapshot;
use lockstep_hub_emulator::Tier;
use lockstep_hub_emulator::device_side::{Delivery, HubMessage, Qos, Subscription};
use serde_json::{Value, json};

use crate::support::{call, call_with, connect, get, hub, register};

/// etag, version, desired and reported version.
fn counters(twin: &Value) -> String {
    let properties = &twin["properties"];
    let (desired, reported) = (&properties["desired"]["$version"], &properties["reported"]["$version"]);
    format!("{} {} {desired} {reported}", twin["etag"], twin["version"])
}

#[tokio::test]
async fn a_new_twin_prints_like_one_of_the_real_hub() {
    let hub = hub(Tier::S1).await;
    register(&hub, "d").await;
    let mut twin = get(&hub, "/twins/d").await.json();
    twin["deviceEtag"] = "<etag>".into();
    assert_snapshot!(twin, @r#"{"authenticationType":"sas","capabilities":{"iotEdge":false},"cloudToDeviceMessageCount":0,"connectionState":"Disconnected","deviceEtag":"<etag>","deviceId":"d","etag":"AAAAAAAAAAE=","lastActivityTime":"0001-01-01T00:00:00Z","modelId":"","properties":{"desired":{"$metadata":{"$lastUpdated":"2026-01-01T12:00:00Z"},"$version":1},"reported":{"$metadata":{"$lastUpdated":"2026-01-01T12:00:00Z"},"$version":1}},"status":"enabled","statusUpdateTime":"0001-01-01T00:00:00Z","version":2,"x509Thumbprint":{"primaryThumbprint":null,"secondaryThumbprint":null}}"#);
}

#[tokio::test]
async fn s10_03_each_write_moves_its_own_counters() {
    let hub = hub(Tier::S1).await;
    register(&hub, "d").await;
    assert_snapshot!(counters(&get(&hub, "/twins/d").await.json()), @r#""AAAAAAAAAAE=" 2 1 1"#);
    let desired = r#"{"properties":{"desired":{"a":{"b":1}}}}"#;
    assert_snapshot!(counters(&call(&hub, "PATCH", "/twins/d", desired).await.json()), @r#""AAAAAAAAAAI=" 3 2 1"#);
    let device = connect(&hub, "d").await.unwrap();
    assert_eq!(device.report(br#"{"fw":"1"}"#, None).await, Ok(2));
    assert_snapshot!(counters(&get(&hub, "/twins/d").await.json()), @r#""AAAAAAAAAAI=" 4 2 2"#);
}

#[tokio::test]
async fn s10_04_patches_merge_and_etags_guard() {
    let hub = hub(Tier::S1).await;
    register(&hub, "d").await;
    let patch = |body: Value| {
        let hub = &hub;
        async move { call(hub, "PATCH", "/twins/d", body.to_string()).await.json() }
    };
    patch(json!({ "tags": { "a": { "b": 1, "c": [1, 2] } } })).await;
    assert_eq!(
        patch(json!({ "tags": { "a": { "b": null, "c": [3] } } })).await["tags"],
        json!({ "a": { "c": [3] } })
    );
    assert_eq!(patch(json!({ "tags": { "a": { "c": null } } })).await["tags"], json!({ "a": {} }));
    assert_eq!(patch(json!({ "tags": { "a": null } })).await.get("tags"), None);

    let stale = call_with(&hub, "PATCH", "/twins/d", &[("if-match", "\"AAAAAAAAAAE=\"")], "{}").await;
    assert_eq!((stale.status.as_u16(), stale.header("iothub-errorcode")), (412, Some("PreconditionFailed")));
    for etag in ["*", "\"*\"", "\"\"", "\"AAAAAAAAAAU=\""] {
        let reply = call_with(&hub, "PATCH", "/twins/d", &[("if-match", etag)], "{}").await;
        assert_eq!(reply.status, 200, "{etag}");
        call(&hub, "PUT", "/devices/reset", "{}").await;
        if etag.contains('U') {
            break;
        }
        // Back to the etag that the last case names.
        call_with(&hub, "DELETE", "/devices/d", &[("if-match", "*")], "").await;
        register(&hub, "d").await;
        for _ in 0..4 {
            patch(json!({})).await;
        }
    }
}

#[tokio::test]
async fn put_replaces_everything() {
    let hub = hub(Tier::S1).await;
    register(&hub, "d").await;
    call(&hub, "PATCH", "/twins/d", r#"{"tags":{"a":1},"properties":{"desired":{"x":1,"y":1}}}"#).await;
    let twin = call(&hub, "PUT", "/twins/d", r#"{"properties":{"desired":{"y":2}}}"#).await.json();
    assert_eq!((twin.get("tags"), &twin["properties"]["desired"]["y"]), (None, &json!(2)));
    assert_eq!(twin["properties"]["desired"].get("x"), None);
}

#[tokio::test]
async fn limits_are_those_of_the_hub() {
    let hub = hub(Tier::S1).await;
    register(&hub, "d").await;
    let large = json!({ "properties": { "desired": { "a": vec!["x".repeat(4000); 9] } } });
    assert_snapshot!(call(&hub, "PATCH", "/twins/d", large.to_string()).await.error(), @r#"
    403 DeviceModelMaxPropertiesExceeded
    {"Message":"ErrorCode:DeviceModelMaxPropertiesExceeded;'Properties.Desired' size should be less than 32768 bytes.","ExceptionMessage":"Tracking ID:<id>-G:0-TimeStamp:01/01/2026 12:00:00"}
    "#);
    let key = call(&hub, "PATCH", "/twins/d", r#"{"tags":{"a.b":1}}"#).await;
    assert_eq!((key.status.as_u16(), key.header("iothub-errorcode")), (400, Some("ArgumentInvalid")));
    let text = call(&hub, "PATCH", "/twins/d", "nonsense").await;
    assert_eq!((text.status.as_u16(), text.header("iothub-errorcode")), (400, Some("IotHubFormatError")));
    assert_eq!(call(&hub, "PATCH", "/twins/missing", "{}").await.status, 404);
}

#[tokio::test]
async fn a_listening_device_gets_exactly_the_patch() {
    let hub = hub(Tier::S1).await;
    register(&hub, "d").await;
    call(&hub, "PATCH", "/twins/d", r#"{"properties":{"desired":{"gone":1}}}"#).await;
    let device = connect(&hub, "d").await.unwrap();
    device.subscribe(Subscription::DesiredPatches, Qos::AtLeastOnce).await;
    call(&hub, "PATCH", "/twins/d", r#"{"tags":{"unseen":1}}"#).await;
    call(&hub, "PATCH", "/twins/d", r#"{"properties":{"desired":{"x":2,"gone":null}}}"#).await;
    let patch = r#"{"$version":3,"gone":null,"x":2}"#;
    let message = HubMessage::Desired { version: 3, patch: patch.into() };
    assert_eq!(device.next().await, Delivery { message, qos: Qos::AtLeastOnce });
    let twin = device.twin().await.unwrap();
    assert_snapshot!(String::from_utf8(twin).unwrap(), @r#"{"desired":{"$version":3,"x":2},"reported":{"$version":1}}"#);
}

#[tokio::test]
async fn a_refused_report_says_why_in_the_body_that_devices_read() {
    let hub = hub(Tier::S1).await;
    register(&hub, "d").await;
    let device = connect(&hub, "d").await.unwrap();
    let failure = device.report(br#"{"$version":1}"#, None).await.unwrap_err();
    assert_eq!(failure.status, 400);
    let body: Value = serde_json::from_slice(&failure.body).unwrap();
    assert_eq!(body["errorCode"], 400_004);
    assert_eq!(device.report(b"[]", None).await.unwrap_err().status, 400);
    assert_eq!(device.report(br#"{"a":1}"#, Some(9)).await.unwrap_err().status, 412);
    assert_eq!(device.report(br#"{"a":1}"#, Some(1)).await, Ok(2));
    let large = json!({ "a": vec!["x".repeat(4000); 9] }).to_string();
    assert_eq!(device.report(large.as_bytes(), None).await.unwrap_err().status, 403);
}

#[tokio::test]
async fn an_integer_beyond_64_bits_is_refused_in_a_write_and_in_a_job() {
    let hub = hub(Tier::S1).await;
    register(&hub, "d").await;
    let tags = r#""tags":{"n":99999999999999999999}"#;
    let job =
        format!(r#"{{"type":"scheduleUpdateTwin","updateTwin":{{"etag":"*",{tags}}},"queryCondition":"*"}}"#);
    for (method, path, body) in [
        ("PATCH", "/twins/d", format!("{{{tags}}}")),
        ("PUT", "/twins/d", format!("{{{tags}}}")),
        ("PUT", "/jobs/v2/j", job),
    ] {
        let refused = call(&hub, method, path, body).await;
        assert_eq!(
            (refused.status.as_u16(), refused.header("iothub-errorcode")),
            (400, Some("ArgumentInvalid")),
            "{method} {path}"
        );
    }
    assert_eq!(call(&hub, "PATCH", "/twins/d", r#"{"tags":{"n":1e20}}"#).await.json()["tags"]["n"], 1e20);
}
