//! Orders to the control plane. No order spoils a hub so that a reset does not mend it.

use std::net::{Ipv4Addr, SocketAddr};

use axum::body::Body;
use axum::extract::ConnectInfo;
use axum::http::{Request, StatusCode, header};
use lockstep_hub_emulator::Emulator;
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;
use serde_json::Value;

use crate::campaign;
use crate::edit::{Bytes, edited};
use crate::lab::{Lab, Reply, call};

/// Levers, and what they may be told.
const ORDERS: &[(&str, &[&str])] = &[
    (
        "/faults",
        &[
            r#"{"operation":"jobs.get","calls":2,"fault":{"answer":{"status":503,"code":"ServiceUnavailable"}}}"#,
            r#"{"operation":"twins.get","fault":{"answer":{"status":200,"body":"<html>"}}}"#,
            r#"{"operation":"devices.list","fault":{"loseAnswer":{}}}"#,
            r#"{"operation":"query","fault":{"delay":{"milliseconds":5000}}}"#,
        ],
    ),
    ("/throttle", &[r#"{"seconds":10}"#]),
    ("/clock", &[r#"{"seconds":600}"#, r#"{"seconds":600,"tokens":true}"#]),
    (
        "/seed",
        &[
            r#"[{"id":"s1","tags":{"a":1},"properties":{"desired":{"b":2},"reported":{"c":[3]}}},{"id":"s1","moduleId":"m"}]"#,
            r#"[{"id":"dev1","importMode":"update","status":"disabled","authentication":{"type":"sas"}}]"#,
        ],
    ),
    ("/sessions/drop", &[r#"{"identity":"dev1"}"#, r#"{"identity":"dev1/mod1"}"#]),
    ("/sessions/stall", &[r#"{"identity":"dev1"}"#]),
    ("/sessions/resume", &[r#"{"identity":"dev1"}"#]),
    (
        "/devices/dev1/messages",
        &[
            r#"{"body":"hello","messageId":"m1","ack":"full","properties":{"p":"v"},"expiryTimeUtc":"2026-01-02T00:00:00Z"}"#,
            r#"{"bodyBase64":"/w==","correlationId":"c","userId":"u","contentType":"t","contentEncoding":"e"}"#,
        ],
    ),
    ("/reset", &["{}"]),
];

const WORDS: &[&[u8]] = &[
    b"\"seconds\":",
    b"\"status\":",
    b"\"calls\":",
    b"\"identity\":",
    b"{}",
    b"null",
    b"\"a\":{",
    b"[",
    b"}",
];

/// A lever and a body.
fn orders() -> impl Strategy<Value = (&'static str, Bytes)> {
    select(ORDERS).prop_flat_map(|(lever, bodies)| {
        let samples: Vec<Vec<u8>> = bodies.iter().map(|body| body.as_bytes().to_vec()).collect();
        let body = prop_oneof![1 => select(samples.clone()).prop_map(Bytes), 3 => edited(samples, WORDS)];
        (Just(lever), body)
    })
}

async fn order(hub: &Emulator, lever: &str, body: Vec<u8>) -> Result<Reply, TestCaseError> {
    let request =
        Request::post(format!("/_emulator{lever}")).header(header::CONTENT_TYPE, "application/json");
    let mut request = request.body(Body::from(body)).unwrap();
    request.extensions_mut().insert(ConnectInfo(SocketAddr::from((Ipv4Addr::LOCALHOST, 1))));
    let reply = call(hub, request).await?;
    prop_assert!(!reply.status.is_server_error(), "{}", String::from_utf8_lossy(&reply.body));
    Ok(reply)
}

#[test]
fn control_plane() {
    // An order may move the clock by years and disable what the hub is furnished with.
    let lab = Lab::new(1);
    campaign::run("control plane", &vec(orders(), 1..6), |orders| {
        lab.with(async |hub| {
            for (lever, Bytes(body)) in orders {
                order(hub, lever, body).await?;
            }
            let reset = order(hub, "/reset", b"{}".to_vec()).await?.status;
            prop_assert!(reset.is_success(), "a reset is {}", reset);
            let listed = Request::get("/devices?api-version=2021-04-12").body(Body::empty()).unwrap();
            let listed = call(hub, listed).await?;
            // Time may have gone on beyond every token, and by as much as that a throttle lasts.
            let late = matches!(listed.status, StatusCode::UNAUTHORIZED | StatusCode::TOO_MANY_REQUESTS);
            let empty = serde_json::from_slice::<Value>(&listed.body)
                .is_ok_and(|list| list == Value::from(vec![(); 0]));
            prop_assert!(late || empty, "{}: {}", listed.status, String::from_utf8_lossy(&listed.body));
            Ok(())
        })
    });
}
