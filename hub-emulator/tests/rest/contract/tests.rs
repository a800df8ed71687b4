//! That the contract finds what is wrong, and that all of it is used.

use axum::http::header::{CONTENT_TYPE, SERVER, VARY};
use axum::http::{HeaderMap, HeaderName, HeaderValue};
use lockstep_hub_emulator::device_side::{HubMessage, Qos, Subscription};
use lockstep_hub_emulator::{Emulator, Tier};
use serde_json::json;

use super::description::{DEPARTURES, Description};
use super::{DESCRIPTION, check};
use crate::support::{call, call_with, connect, hub, register};

const ANY: &[(&str, &str)] = &[("if-match", "*")];

fn headers(item_type: Option<&'static str>) -> HeaderMap {
    let mut headers = HeaderMap::from_iter([
        (CONTENT_TYPE, HeaderValue::from_static("application/json; charset=utf-8")),
        (SERVER, HeaderValue::from_static("Microsoft-HTTPAPI/2.0")),
        (VARY, HeaderValue::from_static("Origin")),
        (
            HeaderName::from_static("x-ms-request-id"),
            HeaderValue::from_static("00000000-0000-0000-0000-000000000000"),
        ),
    ]);
    headers.extend(
        item_type.map(|kind| (HeaderName::from_static("x-ms-item-type"), HeaderValue::from_static(kind))),
    );
    headers
}

/// Says whether an answer passes.
fn passes(method: &str, path: &str, status: u16, headers: &HeaderMap, body: &str) -> bool {
    std::panic::catch_unwind(|| check(method, path, status, headers, body)).is_ok()
}

#[test]
fn an_answer_with_a_word_too_many_or_of_another_kind_is_found() {
    let fits = |path: &str, body: &str| passes("GET", path, 200, &headers(None), body);
    let path = "/statistics/devices?api-version=2021-04-12";
    assert!(fits(path, r#"{"totalDeviceCount": 1, "enabledDeviceCount": 1, "disabledDeviceCount": 0}"#));
    assert!(!fits(path, r#"{"totalDeviceCount": 1, "devices": 1}"#));
    assert!(!fits(path, r#"{"totalDeviceCount": "1"}"#));
    assert!(fits("/twins/d", r#"{"deviceId": "d", "tags": {"floor": 1}}"#));
    assert!(!fits("/twins/d", r#"{"deviceId": "d", "tags": 1}"#));
    assert!(fits("/devices/", r#"[{"deviceId": "d"}]"#));
    assert!(!fits("/devices/", r#"[{"deviceId": 1}]"#));
    assert!(!fits("/doors", "{}"), "nobody described doors");
    assert!(!passes("GET", "/twins/d", 202, &headers(None), "{}"), "nor that status");
    assert!(!passes("GET", "/twins/d", 200, &HeaderMap::new(), "{}"), "nor such headers");
    assert!(!passes("DELETE", "/devices/d", 204, &headers(None), "gone"));
    assert!(!passes("GET", "/twins/d", 404, &headers(None), "{}"));
}

#[test]
fn rows_of_another_shape_are_found() {
    let fits = |kind, body: &str| passes("POST", "/devices/query", 200, &headers(Some(kind)), body);
    assert!(fits("Raw", r#"[{"n": 1}]"#));
    assert!(!fits("Raw", "[1]"));
    let at = "2026-01-01T12:00:00Z";
    let row = json!({
        "deviceId": "d", "jobId": "j", "jobType": "scheduleUpdateTwin", "status": "completed", "outcome": {},
        "startTimeUtc": at, "endTimeUtc": at, "createdDateTimeUtc": at, "lastUpdatedDateTimeUtc": at,
    });
    let with = |name: &str, value| {
        let mut row = row.clone();
        row[name] = value;
        json!([row]).to_string()
    };
    assert!(fits("DeviceJob", &with("outcome", json!({ "deviceMethodResponse": null }))));
    assert!(!fits("DeviceJob", &with("status", json!("failed"))), "without an error");
    assert!(!fits("DeviceJob", &with("status", json!("cancelled"))), "with one l");
    assert!(!fits("DeviceJob", &with("endTimeUtc", json!(null))));
    assert!(!fits("DeviceJob", &with("error", json!({ "code": "a", "description": "b" }))));
}

/// Does every operation once; answers method, path, status and body.
async fn everything(hub: &Emulator) -> Vec<(&'static str, &'static str, u16, String)> {
    register(hub, "listening").await;
    register(hub, "listening/m").await;
    let device = connect(hub, "listening").await.unwrap();
    let module = connect(hub, "listening/m").await.unwrap();
    for connection in [&device, &module] {
        connection.subscribe(Subscription::Methods, Qos::AtMostOnce).await;
    }
    let answering = async {
        for connection in [&device, &module] {
            let HubMessage::Method { rid, .. } = connection.next().await.message else { panic!("no method") };
            connection.method_response(&rid, 200, b"7");
        }
    };
    device.report(br#"{"fw":"1"}"#, None).await.unwrap();
    let twin = r#"{"tags":{"floor":3},"properties":{"desired":{"building":43}}}"#;
    let method = r#"{"methodName":"m","payload":1}"#;
    let job = r#"{"type":"scheduleDeviceMethod","queryCondition":"*","startTime":"2026-01-02T12:00:00Z",
        "cloudToDeviceMethod":{"methodName":"m","payload":1}}"#;
    let list = [
        ("PUT", "/devices/d", "{}"),
        ("PUT", "/devices/d/modules/m", "{}"),
        ("GET", "/devices", ""),
        ("GET", "/devices/d", ""),
        ("GET", "/devices/d/modules", ""),
        ("GET", "/devices/d/modules/m", ""),
        ("POST", "/devices", r#"[{"id":"e","importMode":"create"}]"#),
        ("POST", "/devices", r#"[{"id":"e","importMode":"create"}]"#),
        ("GET", "/statistics/devices", ""),
        ("GET", "/statistics/service", ""),
        ("PATCH", "/twins/listening", twin),
        ("PUT", "/twins/listening", twin),
        ("GET", "/twins/listening", ""),
        ("PATCH", "/twins/listening/modules/m", twin),
        ("PUT", "/twins/listening/modules/m", twin),
        ("GET", "/twins/listening/modules/m", ""),
        ("POST", "/devices/query", r#"{"query":"SELECT * FROM devices"}"#),
        ("POST", "/twins/listening/methods", method),
        ("POST", "/twins/listening/modules/m/methods", method),
        ("PUT", "/jobs/v2/j", job),
        ("GET", "/jobs/v2/j", ""),
        ("GET", "/jobs/v2/query", ""),
        ("POST", "/jobs/v2/j/cancel", ""),
        ("DELETE", "/devices/d/commands", ""),
    ];
    let calling = async {
        let mut answers = Vec::new();
        for (method, path, body) in list {
            let reply = call(hub, method, path, body).await;
            answers.push((method, path, reply.status.as_u16(), reply.body));
        }
        for path in ["/devices/d/modules/m", "/devices/d"] {
            let reply = call_with(hub, "DELETE", path, ANY, "").await;
            answers.push(("DELETE", path, reply.status.as_u16(), reply.body));
        }
        answers
    };
    tokio::join!(calling, answering).0
}

#[tokio::test]
async fn every_described_operation_is_held_against_its_description_or_answers_501() {
    let hub = hub(Tier::Unlimited).await;
    let answers = everything(&hub).await;
    for operation in DESCRIPTION.operations() {
        let is_meant = |method: &str, path: &str| {
            DESCRIPTION.find(method, path).is_some_and(|found| std::ptr::eq(found, operation))
        };
        let statuses: Vec<u16> = answers
            .iter()
            .filter(|(method, path, ..)| is_meant(method, path))
            .map(|(_, _, status, _)| *status)
            .collect();
        if statuses.is_empty() {
            let path = operation.path.replace(['{', '}'], "");
            let reply = call(&hub, &operation.method, &path, "{}").await;
            assert_eq!(reply.status, 501, "nobody calls {} {}", operation.method, operation.path);
        }
        let described = statuses.iter().all(|status| operation.answers.contains_key(status));
        assert!(described, "{} {} answered {statuses:?}", operation.method, operation.path);
    }
}

#[tokio::test]
async fn every_departure_is_one() {
    let answers = everything(&hub(Tier::Unlimited).await).await;
    let refused_by = |description: &Description| {
        answers.iter().any(|(method, path, status, body)| {
            let schema = description.find(method, path).and_then(|found| found.answers.get(status)?.as_ref());
            schema.is_some_and(|schema| !schema.is_valid(&serde_json::from_str(body).unwrap()))
        })
    };
    assert!(!refused_by(&DESCRIPTION));
    for (index, departure) in DEPARTURES.iter().enumerate() {
        let others = DEPARTURES.iter().enumerate().filter(|(other, _)| *other != index);
        let without = Description::with(others.map(|(_, departure)| departure));
        assert!(refused_by(&without), "nothing needs {departure:?}");
    }
}
