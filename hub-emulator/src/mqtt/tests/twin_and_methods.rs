//! The conversations a device is there for.

use std::future::ready;
use std::pin::pin;
use std::time::Duration;

use axum::http::StatusCode;
use insta::assert_snapshot;
use serde_json::json;

use super::bench::{Bench, publish, publish_surely, subscribe};
use crate::identity::Identity;

const TWIN_RESPONSES: &str = "$iothub/twin/res/#";
const DESIRED_PATCHES: &str = "$iothub/twin/PATCH/properties/desired/#";
const METHODS: &str = "$iothub/methods/POST/#";

#[tokio::test]
async fn a_device_reads_its_twin() {
    let bench = Bench::with_device().await;
    let mut device = bench.connected("dev1").await;
    device.subscribe(TWIN_RESPONSES).await;
    assert_snapshot!(
        device.ask(&publish("$iothub/twin/GET/?$rid=a b%20/1", " ")).await,
        @r#"2[\x00#$iothub/twin/res/200/?$rid=a b%20/1\x00\x01{\"desired\":{\"$version\":1},\"reported\":{\"$version\":1}}"#
    );
}

/// The exchange that was captured from both SDKs; of their request ids the first digits do.
#[tokio::test]
async fn the_captured_twin_exchange_is_answered_as_it_was() {
    let bench = Bench::with_device().await;
    let mut device = bench.connected("dev1").await;
    device.subscribe(TWIN_RESPONSES).await;
    device.subscribe(DESIRED_PATCHES).await;
    let patch = publish("$iothub/twin/PATCH/properties/reported/?$rid=fb44572b", r#"{"fw":"1","old":null}"#);
    assert_snapshot!(device.ask(&patch).await, @r"22\x00.$iothub/twin/res/204/?$rid=fb44572b&$version=2\x00\x01");
    let desired = json!({ "properties": { "desired": { "x": 2, "gone": null } } });
    bench.rest("PATCH", "/twins/dev1", desired).await;
    assert_snapshot!(device.told().await, @r#"2U\x001$iothub/twin/PATCH/properties/desired/?$version=2\x00\x02{\"$version\":2,\"gone\":null,\"x\":2}"#);
    let get = publish("$iothub/twin/GET/?$rid=37f1d0bb", " ");
    assert_snapshot!(device.ask(&get).await, @r#"2j\x00#$iothub/twin/res/200/?$rid=37f1d0bb\x00\x03{\"desired\":{\"$version\":2,\"x\":2},\"reported\":{\"$version\":2,\"fw\":\"1\"}}"#);
}

#[tokio::test]
async fn a_quality_one_request_is_acknowledged_before_it_is_answered() {
    let bench = Bench::with_device().await;
    let mut device = bench.connected("dev1").await;
    device.subscribe(TWIN_RESPONSES).await;
    let get = publish_surely("$iothub/twin/GET/?$rid=1", "");
    assert_eq!(device.ask(&get).await, r"@\x02\x00\t");
    let answer = device.told().await;
    assert!(answer.contains("$iothub/twin/res/200/?$rid=1"), "{answer}");
}

#[tokio::test]
async fn a_reported_patch_answers_with_the_new_version_and_no_body() {
    let bench = Bench::with_device().await;
    let mut device = bench.connected("dev1").await;
    device.subscribe(TWIN_RESPONSES).await;
    let patch = publish("$iothub/twin/PATCH/properties/reported/?$rid=2", r#"{"fw":"1","old":null}"#);
    assert_snapshot!(device.ask(&patch).await, @r#"2+\x00\'$iothub/twin/res/204/?$rid=2&$version=2\x00\x01"#);
    let (_, twin) = bench.rest("GET", "/twins/dev1", json!(null)).await;
    assert_eq!(twin["properties"]["reported"]["fw"], "1");
}

#[tokio::test]
async fn a_refused_patch_answers_with_status_and_error_code() {
    let bench = Bench::with_device().await;
    let mut device = bench.connected("dev1").await;
    device.subscribe(TWIN_RESPONSES).await;
    for body in ["no json", "[1]", r#"{"$version":3}"#, r#"{"a":99999999999999999999}"#] {
        let patch = publish("$iothub/twin/PATCH/properties/reported/?$rid=3", body);
        let answer = device.ask(&patch).await;
        assert!(answer.contains(r"$iothub/twin/res/400/?$rid=3"), "{answer}");
        assert!(answer.contains(r#"errorCode\":400"#), "{answer}");
    }
}

#[tokio::test]
async fn who_did_not_subscribe_to_answers_gets_none() {
    let bench = Bench::with_device().await;
    let mut device = bench.connected("dev1").await;
    device.send(&publish("$iothub/twin/GET/?$rid=1", "")).await;
    assert_eq!(device.ask(&[0xC0, 0]).await, r"\xd0\x00", "the answer to the ping comes first and alone");
}

#[tokio::test]
async fn without_an_api_version_twin_requests_are_refused() {
    let bench = Bench::with_device().await;
    let token = bench.token("dev1", 3600);
    let mut device = bench.dial();
    let connect = super::bench::connect(0xC2, 60, &[b"dev1", b"localhost/dev1", token.as_bytes()]);
    assert_eq!(device.ask(&connect).await, r" \x02\x00\x00");
    device.subscribe(TWIN_RESPONSES).await;
    let answer = device.ask(&publish("$iothub/twin/GET/?$rid=1", "")).await;
    assert!(answer.contains("$iothub/twin/res/400/?$rid=1"), "{answer}");
}

#[tokio::test]
async fn an_api_version_that_rest_would_refuse_is_like_none() {
    let bench = Bench::with_device().await;
    let token = bench.token("dev1", 3600);
    for user_name in ["localhost/dev1/?api-version=", "localhost/dev1/?api-version=foo"] {
        let mut device = bench.dial();
        let connect = super::bench::connect(0xC2, 60, &[b"dev1", user_name.as_bytes(), token.as_bytes()]);
        assert_eq!(device.ask(&connect).await, r" \x02\x00\x00");
        device.subscribe(TWIN_RESPONSES).await;
        let answer = device.ask(&publish("$iothub/twin/GET/?$rid=1", "")).await;
        assert!(answer.contains("$iothub/twin/res/400/?$rid=1"), "{answer}");
        device.subscribe(METHODS).await;
        let (status, answer) =
            bench.rest("POST", "/twins/dev1/methods", json!({ "methodName": "lockDoor" })).await;
        assert_eq!(status, StatusCode::NOT_FOUND, "{answer}");
    }
}

#[tokio::test]
async fn without_an_api_version_messages_pass_and_methods_do_not_arrive() {
    let bench = Bench::with_device().await;
    let token = bench.token("dev1", 3600);
    let mut device = bench.dial();
    let connect = super::bench::connect(0xC2, 60, &[b"dev1", b"localhost/dev1", token.as_bytes()]);
    assert_eq!(device.ask(&connect).await, r" \x02\x00\x00");
    assert_eq!(device.ask(&publish_surely("devices/dev1/messages/events/", "{}")).await, r"@\x02\x00\t");
    device.subscribe(METHODS).await;
    let call = json!({ "methodName": "lockDoor" });
    let (status, answer) = bench.rest("POST", "/twins/dev1/methods", call).await;
    assert_eq!(status, StatusCode::NOT_FOUND, "{answer}");
    assert_eq!(bench.hub.telemetry_count(), 1);
}

#[tokio::test]
async fn a_report_that_is_too_large_is_403_and_a_stale_one_412() {
    let bench = Bench::with_device().await;
    let mut device = bench.connected("dev1").await;
    device.subscribe(TWIN_RESPONSES).await;
    let values: Vec<String> = (0..9).map(|number| format!(r#""k{number}":"{}""#, "x".repeat(4000))).collect();
    let large = format!("{{{}}}", values.join(","));
    let topic = "$iothub/twin/PATCH/properties/reported/?$rid=1";
    let answer = device.ask(&publish(topic, &large)).await;
    assert!(answer.contains("$iothub/twin/res/403/?$rid=1") && answer.contains("errorCode"), "{answer}");
    for version in ["7", "99999999999999999999"] {
        let answer = device.ask(&publish(&format!("{topic}&$version={version}"), "{}")).await;
        assert!(answer.contains("$iothub/twin/res/412/?$rid=1") && answer.contains("errorCode"), "{answer}");
    }
    let answer = device.ask(&publish(&format!("{topic}&$version=1"), "{}")).await;
    assert!(answer.contains("$iothub/twin/res/204/?$rid=1&$version=2"), "{answer}");
}

#[tokio::test]
async fn a_method_without_a_payload_carries_null() {
    let bench = Bench::with_device().await;
    let mut device = bench.connected("dev1").await;
    device.send(&subscribe(METHODS, 0)).await;
    device.told().await;
    let call = bench.rest("POST", "/twins/dev1/methods", json!({ "methodName": "m" }));
    let answer = async {
        let request = device.told().await;
        assert!(request.ends_with("null"), "{request}");
        let (_, rid) = request.split_once("$rid=").unwrap();
        let rid = rid.strip_suffix("null").unwrap();
        device.send(&publish(&format!("$iothub/methods/res/200/?$rid={rid}"), "1")).await;
        // A second answer is late, and ignored.
        device.send(&publish(&format!("$iothub/methods/res/500/?$rid={rid}"), "2")).await;
        assert_eq!(device.ask(&[0xC0, 0]).await, r"\xd0\x00");
    };
    let ((status, result), ()) = tokio::join!(call, answer);
    assert_eq!((status, result), (StatusCode::OK, json!({ "status": 200, "payload": 1 })));
}

#[tokio::test]
async fn a_method_whose_caller_was_told_of_a_time_out_is_not_sent_later() {
    let bench = Bench::with_device().await;
    let mut device = bench.connected("dev1").await;
    device.subscribe(METHODS).await;
    let dev1 = Identity::parse("dev1").unwrap();
    assert!(bench.hub.stall_connection(&dev1, true));
    let body = json!({ "methodName": "lockDoor", "responseTimeoutInSeconds": 5 });
    let mut call = pin!(bench.rest("POST", "/twins/dev1/methods", body));
    tokio::select! {
        biased;
        answer = &mut call => panic!("{answer:?} came at once"),
        () = ready(()) => {}
    }
    bench.clock.advance(Duration::from_secs(5));
    assert_eq!(call.await.0, StatusCode::GATEWAY_TIMEOUT);
    assert!(bench.hub.stall_connection(&dev1, false));
    assert_eq!(device.ask(&[0xC0, 0]).await, r"\xd0\x00", "the answer to the ping comes first and alone");
}

#[tokio::test]
async fn a_desired_patch_is_sent_as_written_with_its_version() {
    let bench = Bench::with_device().await;
    let mut device = bench.connected("dev1").await;
    device.subscribe(DESIRED_PATCHES).await;
    let patch = json!({ "properties": { "desired": { "x": 2, "gone": null } } });
    let (status, answer) = bench.rest("PATCH", "/twins/dev1", patch).await;
    assert_eq!(status, StatusCode::OK, "{answer}");
    assert_snapshot!(device.told().await, @r#"2U\x001$iothub/twin/PATCH/properties/desired/?$version=2\x00\x01{\"$version\":2,\"gone\":null,\"x\":2}"#);
}

#[tokio::test]
async fn a_device_answers_a_method() {
    let bench = Bench::with_device().await;
    let mut device = bench.connected("dev1").await;
    device.send(&subscribe(METHODS, 0)).await;
    assert_eq!(device.told().await, r"\x90\x03\x00\x07\x00");
    let call = json!({ "methodName": "lockDoor", "payload": { "delay": 5 }, "responseTimeoutInSeconds": 30 });
    let call = bench.rest("POST", "/twins/dev1/methods", call);
    let answer = async {
        let request = device.receive().await;
        let text = String::from_utf8_lossy(&request).into_owned();
        let (_, rid) = text.split_once("$iothub/methods/POST/lockDoor/?$rid=").expect("a method request");
        let (rid, payload) = rid.split_once('{').expect("a payload");
        assert_eq!((request[0], payload), (0x30, r#""delay":5}"#));
        device.send(&publish(&format!("$iothub/methods/res/-3/?$rid={rid}"), r#"{"ok":true}"#)).await;
    };
    let ((status, result), ()) = tokio::join!(call, answer);
    assert_eq!(status, StatusCode::OK, "{result}");
    assert_eq!(result, json!({ "status": -3, "payload": { "ok": true } }));
}

#[tokio::test]
async fn messages_of_quality_one_carry_identifiers_and_may_be_acknowledged() {
    let bench = Bench::with_device().await;
    let mut device = bench.connected("dev1").await;
    device.subscribe(DESIRED_PATCHES).await;
    for number in 1..=2_u8 {
        let patch = json!({ "properties": { "desired": { "x": number } } });
        bench.rest("PATCH", "/twins/dev1", patch).await;
        let message = device.receive().await;
        let topic = usize::from(message[3]);
        assert_eq!((message[0], &message[4 + topic..6 + topic]), (0x32, &[0, number][..]));
        device.send(&[0x40, 2, 0, number]).await;
    }
    assert_eq!(device.ask(&[0xC0, 0]).await, r"\xd0\x00");
}
