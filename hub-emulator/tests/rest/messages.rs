//! Sending messages to devices over the control plane.

use std::num::NonZeroU16;

use insta::assert_snapshot;
use lockstep_hub_emulator::device_side::{Qos, Subscription};
use lockstep_hub_emulator::{Config, Tier};
use serde_json::{Value, json};

use crate::support::{Reply, call, connect, get, hub, register, send, start};

async fn post(hub: &lockstep_hub_emulator::Emulator, device: &str, message: Value) -> Reply {
    let headers = [("content-type", "application/json")];
    send(hub, "POST", &format!("/_emulator/devices/{device}/messages"), &headers, message.to_string()).await
}

fn durable(directory: &std::path::Path) -> Config {
    Config { state: Some(directory.to_owned()), ..Config::ephemeral() }
}

#[tokio::test]
async fn a_device_takes_fifty_messages() {
    let hub = hub(Tier::Unlimited).await;
    register(&hub, "d").await;
    for number in 1..=50 {
        let reply = post(&hub, "d", json!({ "body": "x", "messageId": "m" })).await;
        assert_eq!((reply.status.as_u16(), reply.json()["sequenceNumber"].as_i64()), (200, Some(number)));
    }
    assert_snapshot!(post(&hub, "d", json!({ "body": "x" })).await.error(), @r#"
    403 DeviceMaximumQueueDepthExceeded
    {"Message":"ErrorCode:DeviceMaximumQueueDepthExceeded;The device has 50 messages in its queue already.","ExceptionMessage":"Tracking ID:<id>-G:0-TimeStamp:01/01/2026 12:00:00"}
    "#);
    assert_eq!(get(&hub, "/devices/d").await.json()["cloudToDeviceMessageCount"], 50);
    let purged = call(&hub, "DELETE", "/devices/d/commands", "").await;
    assert_snapshot!(purged.body, @r#"{"totalMessagesPurged":50,"deviceId":"d","moduleId":null}"#);
}

#[tokio::test]
async fn unknown_and_disabled_devices_take_no_messages() {
    let hub = hub(Tier::Unlimited).await;
    register(&hub, "d").await;
    for device in ["nobody", "d"] {
        if device == "d" {
            let off = [("if-match", "*")];
            let reply =
                crate::support::call_with(&hub, "PUT", "/devices/d", &off, r#"{"status":"disabled"}"#).await;
            assert_eq!(reply.status, 200);
        }
        let refused = post(&hub, device, json!({ "body": "x" })).await;
        assert_eq!(
            (refused.status.as_u16(), refused.header("iothub-errorcode")),
            (404, Some("DeviceNotFound"))
        );
    }
    assert_eq!(post(&hub, "not%20an%20id", json!({})).await.status, 400);
    assert_eq!(post(&hub, "d", json!({ "payload": 1 })).await.status, 422);
}

#[tokio::test]
async fn sends_are_throttled() {
    let hub = hub(Tier::S1).await;
    register(&hub, "d").await;
    for _ in 0..20 {
        assert_eq!(post(&hub, "d", json!({ "body": "x" })).await.status, 200);
    }
    for _ in 0..80 {
        assert_eq!(call(&hub, "DELETE", "/devices/d/commands", "").await.status, 200);
    }
    assert_eq!(post(&hub, "d", json!({ "body": "x" })).await.status, 429);
    hub.clock().advance(std::time::Duration::from_secs(50));
    let mut excess = Box::pin(post(&hub, "d", json!({ "body": "x" })));
    tokio::select! {
        biased;
        reply = &mut excess => panic!("{reply:?} came at once"),
        () = std::future::ready(()) => {}
    }
    hub.clock().advance(std::time::Duration::from_secs(10));
    assert_eq!(excess.await.status, 200);
}

#[tokio::test]
async fn messages_survive_a_restart_and_go_with_their_device() {
    let directory = tempfile::tempdir().unwrap();
    let hub = start(durable(directory.path())).await;
    register(&hub, "d").await;
    let first = post(&hub, "d", json!({ "bodyBase64": "/w==" })).await.json();
    hub.shutdown().await;

    let hub = start(durable(directory.path())).await;
    assert_eq!(get(&hub, "/devices/d").await.json()["cloudToDeviceMessageCount"], 1);
    let second = post(&hub, "d", json!({ "body": "x" })).await.json();
    assert!(second["sequenceNumber"].as_u64() > first["sequenceNumber"].as_u64());
    let any = [("if-match", "*")];
    assert_eq!(crate::support::call_with(&hub, "DELETE", "/devices/d", &any, "").await.status, 204);
    hub.shutdown().await;

    let hub = start(durable(directory.path())).await;
    register(&hub, "d").await;
    assert_eq!(get(&hub, "/devices/d").await.json()["cloudToDeviceMessageCount"], 0);
    hub.shutdown().await;
}

#[tokio::test]
async fn after_a_restart_a_kept_session_knows_what_it_has_sent() {
    let directory = tempfile::tempdir().unwrap();
    let hub = start(durable(directory.path())).await;
    register(&hub, "d").await;
    let device = connect(&hub, "d").await.unwrap();
    device.subscribe(Subscription::CloudToDevice, Qos::AtLeastOnce).await;
    assert_eq!(post(&hub, "d", json!({ "body": "x" })).await.status, 200);
    let sequence = device.next().await.message.sequence().unwrap();
    let id = NonZeroU16::new(7).unwrap();
    device.sent(sequence, id);
    drop(device);
    hub.shutdown().await;

    let hub = start(durable(directory.path())).await;
    assert_eq!(connect(&hub, "d").await.unwrap().sent_before(), [(sequence, id)]);
    hub.shutdown().await;
}
