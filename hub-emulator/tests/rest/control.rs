//! The levers, over the control plane and in the hand.

use std::net::SocketAddr;
use std::time::Duration;

use axum::body::Body;
use axum::extract::ConnectInfo;
use axum::http::Request;

use insta::assert_snapshot;
use lockstep_hub_emulator::device_side::{HubMessage, Protocol, Qos, Subscription, TlsVersion, Transport};
use lockstep_hub_emulator::{CloudMessage, Config, Emulator, Fault, Identity, Operation, Tier};
use serde_json::{Value, json};
use tower::ServiceExt as _;

use crate::support::{Reply, call, connect, get, hub, register, send, start};

async fn pull(hub: &Emulator, path: &str, body: Value) -> Reply {
    let headers = [("content-type", "application/json")];
    send(hub, "POST", &format!("/_emulator{path}"), &headers, body.to_string()).await
}

async fn look(hub: &Emulator, path: &str) -> Value {
    send(hub, "GET", &format!("/_emulator{path}"), &[], String::new()).await.json()
}

/// The status of a look at the clock by somebody at this address who calls the host by this name.
async fn looked(hub: &Emulator, peer: [u8; 4], host: &str) -> u16 {
    let mut request = Request::get("/_emulator/clock").header("host", host).body(Body::empty()).unwrap();
    request.extensions_mut().insert(ConnectInfo(SocketAddr::from((peer, 1))));
    hub.router().oneshot(request).await.unwrap().status().as_u16()
}

#[tokio::test]
async fn levers_are_for_this_machine_unless_others_are_allowed() {
    let (near, far) = ([127, 0, 0, 1], [192, 0, 2, 2]);
    let closed = hub(Tier::S1).await;
    for host in ["localhost:8443", "LOCALHOST", "127.0.0.1", "[::1]:8443"] {
        assert_eq!(looked(&closed, near, host).await, 200, "{host}");
    }
    assert_eq!(looked(&closed, near, "rebound.example").await, 403, "a page of another name");
    assert_eq!(looked(&closed, far, "localhost:8443").await, 403);
    let open = start(Config { remote_control: true, ..Config::ephemeral() }).await;
    assert_eq!(looked(&open, far, "hub.test").await, 200);
}

#[tokio::test]
async fn what_is_no_lever_is_not_there() {
    let hub = hub(Tier::S1).await;
    assert_eq!(pull(&hub, "/resets", json!({})).await.status, 404);
    for status in [99, 101, 600] {
        let plan = json!({ "operation": "jobs.list", "fault": { "answer": { "status": status } } });
        assert_eq!(pull(&hub, "/faults", plan).await.status, 422, "{status} is no answer");
    }
}

#[tokio::test]
async fn an_operation_fails_as_often_as_planned() {
    let hub = hub(Tier::S1).await;
    let fault = json!({ "answer": { "status": 503, "code": "ServiceUnavailable" } });
    let plan = json!({ "operation": "jobs.list", "fault": fault, "calls": 2 });
    assert_eq!(pull(&hub, "/faults", plan).await.status, 204);
    let failed = get(&hub, "/jobs/v2/query").await;
    assert_snapshot!(failed.error(), @r#"
    503 ServiceUnavailable
    {"Message":"ErrorCode:ServiceUnavailable;planned by the control plane","ExceptionMessage":"Tracking ID:<id>-G:0-TimeStamp:01/01/2026 12:00:00"}
    "#);
    assert_eq!(get(&hub, "/jobs/v2/query").await.status, 503);
    assert_eq!(get(&hub, "/jobs/v2/query").await.status, 200);
    assert_eq!(look(&hub, "/counters").await["calls"]["jobs.list"], 3);
    assert_eq!(hub.calls(Operation::ListJobs), 3);
}

#[tokio::test]
async fn a_planned_429_closes_the_connection_like_any_other() {
    let hub = hub(Tier::S1).await;
    let fault = Fault::Answer { status: 429, code: Some("ThrottlingBacklogTimeout".to_owned()), body: None };
    hub.plan(Operation::ListDevices, fault, 1);
    let refused = get(&hub, "/devices").await;
    assert_eq!((refused.status.as_u16(), refused.header("connection")), (429, Some("close")));
    assert_eq!(get(&hub, "/devices").await.header("connection"), None);
}

#[tokio::test]
async fn an_answer_can_be_garbage() {
    let hub = hub(Tier::S1).await;
    hub.plan(
        Operation::ListDevices,
        Fault::Answer { status: 200, code: None, body: Some("<html>".to_owned()) },
        1,
    );
    let reply = get(&hub, "/devices").await;
    assert_eq!((reply.status.as_u16(), reply.body.as_str()), (200, "<html>"));
}

#[tokio::test]
async fn a_delayed_call_waits_for_the_clock() {
    let hub = hub(Tier::S1).await;
    let plan = json!({ "operation": "devices.list", "fault": { "delay": { "milliseconds": 5000 } } });
    pull(&hub, "/faults", plan).await;
    let advance = async {
        while hub.calls(Operation::ListDevices) == 0 {
            tokio::task::yield_now().await;
        }
        pull(&hub, "/clock", json!({ "seconds": 5 })).await.json()
    };
    let (reply, clock) = tokio::join!(get(&hub, "/devices"), advance);
    assert_eq!((reply.status.as_u16(), &clock["now"]), (200, &json!("2026-01-01T12:00:05Z")));
}

#[tokio::test]
async fn advancing_ages_tokens_only_when_asked_to() {
    let hub = hub(Tier::S1).await;
    let year = 86_400 * 366;
    let clock = pull(&hub, "/clock", json!({ "seconds": year })).await.json();
    assert_eq!(
        (&clock["now"], &clock["tokenNow"]),
        (&json!("2027-01-02T12:00:00Z"), &json!("2026-01-01T12:00:00Z"))
    );
    assert_eq!(get(&hub, "/devices").await.status, 200);
    pull(&hub, "/clock", json!({ "seconds": year, "tokens": true })).await;
    assert_eq!(get(&hub, "/devices").await.status, 401);
}

#[tokio::test]
async fn s10_09_throttling_refuses_everything_for_a_while() {
    let hub = hub(Tier::S1).await;
    pull(&hub, "/throttle", json!({ "seconds": 10 })).await;
    let refused = get(&hub, "/devices").await;
    assert_eq!((refused.header("retry-after"), refused.header("connection")), (None, Some("close")));
    assert_snapshot!(refused.error(), @r#"
    429 ThrottlingBacklogTimeout
    {"Message":"ErrorCode:ThrottlingBacklogTimeout;The request has been throttled. Wait 10 seconds and try again. Operation type: CRUD","ExceptionMessage":"Tracking ID:<id>-G:0-TimeStamp:01/01/2026 12:00:00"}
    "#);
    for path in ["/unheard/of", "/configurations/c", "/jobs/v2/query/cancel"] {
        assert_eq!(get(&hub, path).await.status, 429, "{path}");
    }
    hub.clock().advance(Duration::from_secs(10));
    assert_eq!(get(&hub, "/devices").await.status, 200);
    assert_eq!(get(&hub, "/configurations/c").await.status, 501);
}

#[tokio::test]
async fn sessions_are_listed_and_dropped() {
    let hub = hub(Tier::S1).await;
    register(&hub, "d").await;
    let device = connect(&hub, "d").await.unwrap();
    assert_eq!(look(&hub, "/sessions").await[0]["identity"], "d");
    assert_eq!(pull(&hub, "/sessions/drop", json!({ "identity": "d" })).await.status, 204);
    device.closed().await;
    drop(device);
    hub.until_connected(0).await;
    assert_eq!(pull(&hub, "/sessions/drop", json!({ "identity": "d" })).await.status, 404);
}

#[tokio::test]
async fn a_session_says_who_it_is_and_how_it_came() {
    let hub = hub(Tier::S1).await;
    register(&hub, "d").await;
    register(&hub, "d/m").await;
    let _device = connect(&hub, "d").await.unwrap();
    let module = connect(&hub, "d/m").await.unwrap();
    module.subscribe(Subscription::TwinResponses, Qos::AtMostOnce).await;
    module.came_over(Transport { protocol: Protocol::MqttWebSocket, tls: Some(TlsVersion::Tls12) });
    assert_snapshot!(look(&hub, "/sessions").await[1], @r#"{"clientId":"d/m","connectedAt":"2026-01-01T12:00:00Z","identity":"d/m","lastActivityAt":"2026-01-01T12:00:00Z","persistent":true,"stalled":false,"subscriptions":["TwinResponses AtMostOnce"],"transport":{"protocol":"mqttWebSocket","tls":"1.2"}}"#);
    assert_eq!((hub.sessions().len(), hub.sessions()[0].transport), (2, None));
}

#[tokio::test]
async fn a_stalled_session_gets_nothing_until_it_is_resumed() {
    let hub = hub(Tier::S1).await;
    register(&hub, "d").await;
    let device = connect(&hub, "d").await.unwrap();
    device.subscribe(Subscription::DesiredPatches, Qos::AtMostOnce).await;
    assert_eq!(pull(&hub, "/sessions/stall", json!({ "identity": "d" })).await.status, 204);
    assert_eq!(look(&hub, "/sessions").await[0]["stalled"], true);
    call(&hub, "PATCH", "/twins/d", r#"{"properties":{"desired":{"a":1}}}"#).await;
    tokio::select! {
        biased;
        delivery = device.next() => panic!("{delivery:?} came"),
        reason = device.closed() => panic!("{reason:?}"),
        () = std::future::ready(()) => {}
    }
    assert_eq!(pull(&hub, "/sessions/resume", json!({ "identity": "d" })).await.status, 204);
    assert_eq!(device.next().await.message.subscription(), Subscription::DesiredPatches);
    assert_eq!(pull(&hub, "/sessions/stall", json!({ "identity": "nobody" })).await.status, 404);
}

#[tokio::test]
async fn a_fleet_is_seeded_with_keys_and_twins() {
    let hub = hub(Tier::S1).await;
    let keys =
        json!({ "primaryKey": "YWJjZGVmZ2hpamtsbW5vcA==", "secondaryKey": "cG9ubWxramloZ2ZlZGNiYQ==" });
    let mut fleet: Vec<Value> = (0..1000).map(|number| json!({ "id": format!("d{number:03}") })).collect();
    fleet[7] = json!({
        "id": "d007",
        "authentication": { "type": "sas", "symmetricKey": keys },
        "tags": { "building": 43 },
        "properties": { "desired": { "a": 1 }, "reported": { "fw": "1" } },
    });
    fleet.push(json!({ "id": "d007", "moduleId": "m", "tags": { "floor": 2 } }));
    let reply = pull(&hub, "/seed", Value::Array(fleet)).await;
    assert_eq!((reply.status.as_u16(), reply.body.as_str()), (200, r#"{"seeded":1001}"#));
    let twin = get(&hub, "/twins/d007").await.json();
    assert_eq!((&twin["tags"]["building"], &twin["properties"]["desired"]["a"]), (&json!(43), &json!(1)));
    assert_eq!(twin["properties"]["reported"]["fw"], "1");
    assert_eq!(get(&hub, "/twins/d007/modules/m").await.json()["tags"]["floor"], 2);
    let device = get(&hub, "/devices/d007").await.json();
    assert_eq!(device["authentication"]["symmetricKey"], keys);
    assert_eq!(get(&hub, "/statistics/devices").await.json()["totalDeviceCount"], 1000);

    let printed = json!([{ "id": "d007", "properties": twin["properties"] }]);
    let reply = pull(&hub, "/seed", printed).await;
    assert_eq!(reply.status, 200, "what the hub prints can be seeded: {}", reply.body);
    let listed = pull(&hub, "/seed", json!([["d009"]])).await;
    assert_eq!(listed.status, 422, "an array is no device");

    let again = json!([{ "id": "d007", "tags": { "floor": 1 } }, { "id": "d008", "tags": { "$bad": 1 } }]);
    let refused = pull(&hub, "/seed", again).await;
    assert_eq!((refused.status.as_u16(), refused.header("iothub-errorcode")), (400, Some("ArgumentInvalid")));
    assert!(refused.body.contains("d008: "), "{}", refused.body);
    let tags = get(&hub, "/twins/d007").await.json()["tags"].take();
    assert_eq!(tags, json!({ "building": 43, "floor": 1 }), "what came before is there");
    let device = get(&hub, "/devices/d007").await.json();
    assert_eq!(device["authentication"]["symmetricKey"], keys, "the keys are kept");
}

#[tokio::test]
async fn the_same_levers_are_in_the_hand() {
    let hub = hub(Tier::S1).await;
    let d = Identity::parse("d").unwrap();
    let fleet = serde_json::from_value::<Vec<_>>(json!([{ "id": "d", "tags": { "a": 1 } }])).unwrap();
    hub.seed(&fleet).await.unwrap();
    assert!(!hub.stall_connection(&d) && !hub.resume_connection(&d) && !hub.drop_connection(&d));
    let device = connect(&hub, "d").await.unwrap();
    device.subscribe(Subscription::CloudToDevice, Qos::AtLeastOnce).await;
    assert!(hub.stall_connection(&d) && hub.sessions()[0].stalled);
    assert_eq!(hub.send_message(&d.device, CloudMessage::new("x")).await, Ok(1));
    assert!(hub.resume_connection(&d));
    let HubMessage::CloudToDevice { sequence, message } = device.next().await.message else {
        panic!("not a message")
    };
    assert_eq!((sequence, &message.body[..]), (1, &b"x"[..]));
    device.settle(sequence);
    let nobody = "nobody".parse().unwrap();
    let refused = hub.send_message(&nobody, CloudMessage::new("x")).await.unwrap_err();
    assert_eq!(refused.to_string(), "DeviceNotFound: Device nobody not registered");
}

#[tokio::test]
async fn a_reset_forgets_everything() {
    let hub = hub(Tier::S1).await;
    register(&hub, "d").await;
    let device = connect(&hub, "d").await.unwrap();
    assert_eq!(pull(&hub, "/reset", json!({})).await.status, 204);
    device.closed().await;
    assert_eq!(hub.calls(Operation::PutDevice), 0);
    assert_eq!(get(&hub, "/devices").await.body, "[]");
}

#[tokio::test]
async fn a_body_of_another_type_is_refused() {
    let hub = hub(Tier::S1).await;
    let reply =
        send(&hub, "POST", "/_emulator/reset", &[("content-type", "text/plain")], "{}".to_owned()).await;
    assert_eq!(reply.status, 415);
    let unknown = json!({ "operation": "devices.explode", "fault": { "loseAnswer": {} } });
    assert_eq!(pull(&hub, "/faults", unknown).await.status, 422);
}

#[tokio::test]
async fn a_lost_answer_is_work_done() {
    let hub = hub(Tier::S1).await;
    hub.plan(Operation::PutDevice, Fault::LoseAnswer {}, 1);
    let lost = tokio::spawn(broken_off(
        hub.router(),
        crate::support::token(
            &hub,
            lockstep_hub_emulator::Policy::Owner,
            crate::support::noon().plus_seconds(60),
        ),
    ));
    assert!(lost.await.unwrap());
    assert_eq!(get(&hub, "/devices/d").await.status, 200);
    assert_eq!(call(&hub, "PUT", "/devices/d", "{}").await.status, 409);
}

/// Says whether the answer's body breaks off.
async fn broken_off(router: axum::Router, token: String) -> bool {
    use tower::ServiceExt as _;
    let request =
        axum::http::Request::put("/devices/d?api-version=2021-04-12").header("authorization", token);
    let response = router.oneshot(request.body(axum::body::Body::from("{}")).unwrap()).await.unwrap();
    axum::body::to_bytes(response.into_body(), 1024).await.is_err()
}
