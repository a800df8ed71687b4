//! Direct methods. Time moves only when a test moves it.

use std::time::Duration;

use futures::FutureExt as _;
use insta::assert_snapshot;
use lockstep_hub_emulator::device_side::{Connection, HubMessage, Qos, Subscription};
use lockstep_hub_emulator::{Emulator, Identity, Operation, Tier};
use serde_json::json;

use crate::support::{Reply, call, connect, hub, register};

async fn invoke(hub: &Emulator, body: &str) -> Reply {
    call(hub, "POST", "/twins/d/methods", body).await
}

/// A connected device with the method subscription.
async fn listening(hub: &Emulator) -> Connection {
    let device = connect(hub, "d").await.unwrap();
    device.subscribe(Subscription::Methods, Qos::AtMostOnce).await;
    device
}

/// The rid and the payload of the next method request.
async fn requested(device: &Connection) -> (String, String) {
    match device.next().await.message {
        HubMessage::Method { rid, payload, .. } => (rid, String::from_utf8(payload.to_vec()).unwrap()),
        other @ (HubMessage::Desired { .. } | HubMessage::CloudToDevice { .. }) => {
            panic!("not a method: {other:?}")
        }
    }
}

#[tokio::test]
async fn s10_06_an_online_device_answers() {
    let hub = hub(Tier::S1).await;
    register(&hub, "d").await;
    let device = listening(&hub).await;
    let answer = async {
        let (rid, payload) = requested(&device).await;
        device.method_response("ffff", 500, b"for nobody");
        device.method_response(&rid, 201, payload.as_bytes());
    };
    let body = r#"{"methodName":"reboot","payload":{"d":1},"responseTimeoutInSeconds":10}"#;
    let (reply, ()) = tokio::join!(invoke(&hub, body), answer);
    assert_eq!((reply.status.as_u16(), reply.body.as_str()), (200, r#"{"status":201,"payload":{"d":1}}"#));
}

/// A big integer became a double, and members came in another order.
#[tokio::test]
async fn payloads_are_handed_on_as_they_were_written() {
    let hub = hub(Tier::S1).await;
    register(&hub, "d").await;
    let device = listening(&hub).await;
    let payload = r#"{"z":123456789012345678901234567890, "a":[94.52706955539223,1.0e2,"\u00e4"]}"#;
    let answer = async {
        let (rid, asked) = requested(&device).await;
        device.method_response(&rid, 200, format!(" {asked}\n").as_bytes());
        asked
    };
    let body = format!(r#"{{"methodName":"m","payload": {payload} }}"#);
    let (reply, asked) = tokio::join!(invoke(&hub, &body), answer);
    assert_eq!(asked, payload);
    assert_eq!(reply.body, format!(r#"{{"status":200,"payload":{payload}}}"#));
}

#[tokio::test]
async fn s10_06_an_offline_or_deaf_device_is_404103() {
    let hub = hub(Tier::S1).await;
    register(&hub, "d").await;
    assert_snapshot!(invoke(&hub, r#"{"methodName":"m"}"#).await.error(), @r#"
    404 DeviceNotOnline
    {"Message":"{\"errorCode\":404103,\"trackingId\":\"<id>-G:0-TimeStamp:01/01/2026 12:00:00\",\"message\":\"The operation failed because the requested device isn't online or hasn't registered the direct method callback. To learn more, see https://aka.ms/iothub404103\",\"info\":{\"timeout\":\"00:00:00\"},\"timestampUtc\":\"2026-01-01T12:00:00Z\"}","ExceptionMessage":""}
    "#);
    let _deaf = connect(&hub, "d").await.unwrap();
    assert_eq!(
        invoke(&hub, r#"{"methodName":"m"}"#).await.header("iothub-errorcode"),
        Some("DeviceNotOnline")
    );
    let unknown = call(&hub, "POST", "/twins/missing/methods", r#"{"methodName":"m"}"#).await;
    assert_eq!((unknown.status.as_u16(), unknown.header("iothub-errorcode")), (404, Some("DeviceNotFound")));
}

#[tokio::test]
async fn s10_06_silence_is_504_after_the_response_time_out() {
    let hub = hub(Tier::S1).await;
    register(&hub, "d").await;
    let device = listening(&hub).await;
    let silence = async {
        let (rid, _) = requested(&device).await;
        hub.clock().advance(Duration::from_secs(10));
        rid
    };
    let body = r#"{"methodName":"m","responseTimeoutInSeconds":10}"#;
    let (reply, rid) = tokio::join!(invoke(&hub, body), silence);
    assert_snapshot!(reply.error(), @r#"
    504 GatewayTimeout
    {"Message":"{\"errorCode\":504101,\"trackingId\":\"<id>-G:0-TimeStamp:01/01/2026 12:00:10\",\"message\":\"Timed out waiting for the response from device.\",\"info\":{},\"timestampUtc\":\"2026-01-01T12:00:10Z\"}","ExceptionMessage":""}
    "#);
    device.method_response(&rid, 200, b"late");
}

#[tokio::test]
async fn s10_06_time_outs_are_checked() {
    let hub = hub(Tier::S1).await;
    register(&hub, "d").await;
    let body = r#"{"methodName":"m","connectTimeoutInSeconds":10,"responseTimeoutInSeconds":5}"#;
    assert_snapshot!(invoke(&hub, body).await.error(), @r#"
    400 ArgumentInvalid
    {"Message":"ErrorCode:ArgumentInvalid;Device connection timeout (10 seconds) cannot be longer than an overall call timeout (5 seconds)","ExceptionMessage":"Tracking ID:<id>-G:0-TimeStamp:01/01/2026 12:00:00"}
    "#);
    for body in [r#"{"methodName":"m","responseTimeoutInSeconds":4}"#, r#"{"methodName":""}"#, "[]"] {
        assert_eq!(invoke(&hub, body).await.status, 400);
    }
}

#[tokio::test]
async fn a_device_that_comes_in_time_is_served() {
    let hub = hub(Tier::S1).await;
    register(&hub, "d").await;
    let come = async {
        hub.clock().advance(Duration::from_secs(4));
        let device = listening(&hub).await;
        let (rid, _) = requested(&device).await;
        device.method_response(&rid, 200, b"");
        device
    };
    let body = r#"{"methodName":"m","connectTimeoutInSeconds":5,"responseTimeoutInSeconds":30}"#;
    let (reply, _device) = tokio::join!(invoke(&hub, body), come);
    assert_eq!(reply.body, r#"{"status":200,"payload":null}"#);
}

#[tokio::test]
async fn a_device_that_does_not_come_in_time_is_not() {
    let hub = hub(Tier::S1).await;
    register(&hub, "d").await;
    let wait = async {
        while hub.calls(Operation::InvokeMethod) == 0 {
            tokio::task::yield_now().await;
        }
        hub.clock().advance(Duration::from_secs(5));
    };
    let body = r#"{"methodName":"m","connectTimeoutInSeconds":5,"responseTimeoutInSeconds":30}"#;
    let (reply, ()) = tokio::join!(invoke(&hub, body), wait);
    assert_eq!(reply.header("iothub-errorcode"), Some("DeviceNotOnline"));
    assert!(reply.body.contains(r#"\"timeout\":\"00:00:05\""#), "{}", reply.body);
}

#[tokio::test]
async fn a_device_that_drops_during_the_call_is_not_online() {
    let hub = hub(Tier::S1).await;
    register(&hub, "d").await;
    let device = listening(&hub).await;
    let drop_it = async {
        requested(&device).await;
        assert!(hub.drop_connection(&Identity::parse("d").unwrap()));
    };
    let (reply, ()) = tokio::join!(invoke(&hub, r#"{"methodName":"m"}"#), drop_it);
    assert_eq!(reply.header("iothub-errorcode"), Some("DeviceNotOnline"));
}

#[tokio::test]
async fn a_device_has_64_calls_in_flight_waiting_for_it_or_for_its_answer() {
    let hub = hub(Tier::Unlimited).await;
    register(&hub, "d").await;
    register(&hub, "e").await;
    let body = r#"{"methodName":"m","connectTimeoutInSeconds":5,"responseTimeoutInSeconds":30}"#;
    let mut calls: Vec<_> = (0..64).map(|_| Box::pin(invoke(&hub, body))).collect();
    for call in &mut calls {
        assert!(call.now_or_never().is_none());
    }
    let refused = invoke(&hub, body).await;
    assert_snapshot!(refused.error(), @r#"
    403 DeviceMaximumInflightMethodExceeded
    {"Message":"{\"errorCode\":403800,\"trackingId\":\"<id>-G:0-TimeStamp:01/01/2026 12:00:00\",\"message\":\"Too many method calls are in flight to the device.\",\"timestampUtc\":\"2026-01-01T12:00:00Z\"}","ExceptionMessage":""}
    "#);
    let other = call(&hub, "POST", "/twins/e/methods", r#"{"methodName":"m"}"#).await;
    assert_eq!(other.header("iothub-errorcode"), Some("DeviceNotOnline"), "others are not concerned");

    let device = listening(&hub).await;
    for call in &mut calls {
        assert!(call.now_or_never().is_none());
    }
    let mut delivered = Vec::new();
    for _ in 0..64 {
        delivered.push(requested(&device).await.0);
    }
    assert_eq!(invoke(&hub, body).await.status, 403, "delivered is not answered");
    device.method_response(&delivered[0], 200, b"");
    assert_eq!(calls.remove(0).await.status, 200);
    assert!(invoke(&hub, body).now_or_never().is_none(), "there is room for one");
    drop(calls);
    assert!(invoke(&hub, body).now_or_never().is_none(), "who gives up makes room");
}

#[tokio::test]
async fn an_answer_that_is_no_json_is_a_bad_device_response() {
    let hub = hub(Tier::S1).await;
    register(&hub, "d").await;
    let device = listening(&hub).await;
    let nonsense = async {
        let (rid, _) = requested(&device).await;
        device.method_response(&rid, 200, b"{not json");
    };
    let (reply, ()) = tokio::join!(invoke(&hub, r#"{"methodName":"m"}"#), nonsense);
    assert_snapshot!(reply.error(), @r#"
    502 BadDeviceResponse
    {"Message":"{\"errorCode\":502000,\"trackingId\":\"<id>-G:0-TimeStamp:01/01/2026 12:00:00\",\"message\":\"The response of the device is not JSON.\",\"timestampUtc\":\"2026-01-01T12:00:00Z\"}","ExceptionMessage":""}
    "#);
}

#[tokio::test]
async fn subscriptions_outlive_a_lost_connection() {
    let hub = hub(Tier::S1).await;
    register(&hub, "d").await;
    let first = listening(&hub).await;
    assert!(!first.session_present());
    let second = connect(&hub, "d").await.unwrap();
    assert_eq!(first.closed().await, lockstep_hub_emulator::device_side::CloseReason::Replaced);
    drop(first);
    assert!(second.session_present());
    assert_eq!(second.granted(), [(Subscription::Methods, Qos::AtMostOnce)]);
    let answer = async {
        let (rid, _) = requested(&second).await;
        second.method_response(&rid, 200, json!("here").to_string().as_bytes());
    };
    let (reply, ()) = tokio::join!(invoke(&hub, r#"{"methodName":"m"}"#), answer);
    assert_eq!(reply.body, r#"{"status":200,"payload":"here"}"#);
}

#[tokio::test]
async fn modules_answer_for_themselves() {
    let hub = hub(Tier::S1).await;
    register(&hub, "d").await;
    register(&hub, "d/m").await;
    let module = connect(&hub, "d/m").await.unwrap();
    module.subscribe(Subscription::Methods, Qos::AtLeastOnce).await;
    let answer = async {
        let (rid, _) = requested(&module).await;
        module.method_response(&rid, 200, b"1");
    };
    let called = call(&hub, "POST", "/twins/d/modules/m/methods", r#"{"methodName":"m"}"#);
    let (reply, ()) = tokio::join!(called, answer);
    assert_eq!(reply.body, r#"{"status":200,"payload":1}"#);
    assert_eq!(invoke(&hub, r#"{"methodName":"m"}"#).await.status, 404, "the device itself is away");
}
