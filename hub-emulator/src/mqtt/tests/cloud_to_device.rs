//! Messages to a device: sent, acknowledged, sent again.

use std::time::Duration;

use axum::http::StatusCode;
use insta::assert_snapshot;
use serde_json::json;

use super::bench::{Bench, CLEAN_SESSION, Client, KEEP_SESSION, publish_surely, subscribe};
use crate::message::{CloudMessage, Feedback};

const CLOUD_TO_DEVICE: &str = "devices/dev1/messages/devicebound/#";

async fn send(bench: &Bench, body: &'static str) {
    let device = "dev1".parse().unwrap();
    bench.hub.send_message(&device, CloudMessage::new(body)).await.unwrap();
}

async fn waiting(bench: &Bench) -> serde_json::Value {
    bench.rest("GET", "/devices/dev1", json!(null)).await.1["cloudToDeviceMessageCount"].take()
}

/// First byte, packet identifier and payload of a PUBLISH of `QoS` 1.
async fn message(device: &mut Client) -> (u8, u8, String) {
    let packet = device.receive().await;
    let body = if packet[1] < 0x80 { 2 } else { 3 };
    let topic = usize::from(u16::from_be_bytes([packet[body], packet[body + 1]]));
    let id = body + 2 + topic;
    assert_eq!(packet[id], 0);
    (packet[0], packet[id + 1], String::from_utf8(packet[id + 2..].to_vec()).unwrap())
}

/// Proves that nothing was sent before the answer to a ping.
async fn silent(device: &mut Client) {
    assert_eq!(device.ask(&[0xC0, 0]).await, r"\xd0\x00");
}

/// A device that was sent these messages and has acknowledged the first.
async fn first_of<const N: usize>(bench: &Bench, bodies: [&'static str; N]) -> Client {
    let mut device = bench.connected("dev1").await;
    device.subscribe(CLOUD_TO_DEVICE).await;
    for body in bodies {
        send(bench, body).await;
        message(&mut device).await;
    }
    device.send(&acknowledgement(1)).await;
    silent(&mut device).await;
    device
}

fn acknowledgement(id: u8) -> [u8; 4] {
    [0x40, 2, 0, id]
}

#[tokio::test]
async fn a_message_comes_with_its_properties_and_goes_when_it_is_acknowledged() {
    let bench = Bench::with_device().await;
    let mut device = bench.connected("dev1").await;
    device.subscribe(CLOUD_TO_DEVICE).await;
    let message = CloudMessage {
        message_id: Some("m1".to_owned()),
        ack: Feedback::Full,
        properties: "p1=v%201".parse().unwrap(),
        ..CloudMessage::new("hello")
    };
    bench.hub.send_message(&"dev1".parse().unwrap(), message).await.unwrap();
    assert_snapshot!(device.told().await, @r"2\x80\x01\x00wdevices/dev1/messages/devicebound/%24.to=%2Fdevices%2Fdev1%2Fmessages%2FdeviceBound&%24.mid=m1&p1=v%201&iothub-ack=full\x00\x01hello");
    assert_eq!(waiting(&bench).await, 1);
    device.send(&acknowledgement(1)).await;
    silent(&mut device).await;
    assert_eq!(waiting(&bench).await, 0);
}

#[tokio::test]
async fn a_device_is_addressed_by_its_id_as_it_is() {
    let bench = Bench::new();
    bench.register("a:b@c").await;
    let mut device = bench.connected("a:b@c").await;
    device.subscribe("devices/a:b@c/messages/devicebound/#").await;
    let telemetry = publish_surely("devices/a:b@c/messages/events/", "{}");
    assert_eq!(device.ask(&telemetry).await, r"@\x02\x00\t");
    bench.hub.send_message(&"a:b@c".parse().unwrap(), CloudMessage::new("1")).await.unwrap();
    let told = device.told().await;
    assert!(told.contains("devices/a:b@c/messages/devicebound/%24.to=%2Fdevices%2Fa%3Ab%40c%2F"), "{told}");
}

#[tokio::test]
async fn messages_wait_for_the_device_and_come_in_order() {
    let bench = Bench::with_device().await;
    for body in ["1", "2", "3"] {
        send(&bench, body).await;
    }
    let (_, twin) = bench.rest("GET", "/twins/dev1", json!(null)).await;
    assert_eq!(twin["cloudToDeviceMessageCount"], 3);
    let mut device = bench.connected("dev1").await;
    silent(&mut device).await;
    device.subscribe(CLOUD_TO_DEVICE).await;
    for (id, body) in [(1, "1"), (2, "2"), (3, "3")] {
        assert_eq!(message(&mut device).await, (0x32, id, body.to_owned()));
    }
}

#[tokio::test]
async fn an_unacknowledged_message_is_sent_again_after_a_minute() {
    let bench = Bench::with_device().await;
    let mut device = bench.connected("dev1").await;
    device.subscribe(CLOUD_TO_DEVICE).await;
    send(&bench, "1").await;
    assert_eq!(message(&mut device).await, (0x32, 1, "1".to_owned()));
    bench.clock.advance(Duration::from_millis(59_999));
    silent(&mut device).await;
    bench.clock.advance(Duration::from_millis(1));
    assert_eq!(
        message(&mut device).await,
        (0x3A, 1, "1".to_owned()),
        "the same identifier, marked as a duplicate"
    );
    device.send(&acknowledgement(1)).await;
    silent(&mut device).await;
    bench.clock.advance(Duration::from_secs(60));
    silent(&mut device).await;
    assert_eq!(waiting(&bench).await, 0);
}

#[tokio::test]
async fn a_message_is_dropped_after_ten_deliveries() {
    let bench = Bench::with_device().await;
    let mut device = bench.connected("dev1").await;
    device.subscribe(CLOUD_TO_DEVICE).await;
    send(&bench, "1").await;
    for _ in 0..10 {
        message(&mut device).await;
        bench.clock.advance(Duration::from_secs(60));
    }
    silent(&mut device).await;
    assert_eq!(waiting(&bench).await, 0);
}

#[tokio::test]
async fn a_kept_session_sends_again_under_the_same_identifier() {
    let bench = Bench::with_device().await;
    first_of(&bench, ["1", "2", "3"]).await.hang_up().await;
    for _ in 0..2 {
        let mut again = bench.connected("dev1").await;
        assert_eq!(message(&mut again).await, (0x3A, 2, "2".to_owned()));
        assert_eq!(message(&mut again).await, (0x3A, 3, "3".to_owned()));
        send(&bench, "4").await;
        assert_eq!(message(&mut again).await, (0x32, 1, "4".to_owned()), "an identifier that is free");
        again.send(&acknowledgement(1)).await;
        silent(&mut again).await;
    }
    assert_eq!(waiting(&bench).await, 2);
}

#[tokio::test]
async fn a_new_session_knows_nothing_of_what_was_sent_before() {
    let bench = Bench::with_device().await;
    let _replaced = first_of(&bench, ["1", "2"]).await;
    for flags in [CLEAN_SESSION, KEEP_SESSION] {
        let mut new = bench.dial();
        assert_eq!(new.ask(&bench.connect_bytes("dev1", flags, 60)).await, r" \x02\x00\x00");
        new.subscribe(CLOUD_TO_DEVICE).await;
        assert_eq!(message(&mut new).await, (0x32, 1, "2".to_owned()));
    }
}

#[tokio::test]
async fn at_quality_zero_a_message_is_gone_when_it_is_sent() {
    let bench = Bench::with_device().await;
    let mut device = bench.connected("dev1").await;
    assert_eq!(device.ask(&subscribe(CLOUD_TO_DEVICE, 0)).await, r"\x90\x03\x00\x07\x00");
    send(&bench, "1").await;
    assert!(device.told().await.ends_with("deviceBound1"));
    assert_eq!(waiting(&bench).await, 0);
}

#[tokio::test]
async fn an_expired_message_is_not_sent() {
    let bench = Bench::with_device().await;
    let expires_at = Some(bench.clock.now().plus_seconds(10));
    let message = CloudMessage { expires_at, ..CloudMessage::new("1") };
    bench.hub.send_message(&"dev1".parse().unwrap(), message).await.unwrap();
    send(&bench, "an hour").await;
    bench.clock.advance(Duration::from_secs(10));
    assert_eq!(waiting(&bench).await, 1);
    bench.clock.advance(Duration::from_secs(3590));
    assert_eq!(waiting(&bench).await, 0);
    let mut device = bench.connected("dev1").await;
    device.subscribe(CLOUD_TO_DEVICE).await;
    silent(&mut device).await;
}

#[tokio::test]
async fn a_purge_says_how_many_messages_it_threw_away() {
    let bench = Bench::with_device().await;
    for body in ["1", "2"] {
        send(&bench, body).await;
    }
    let purge = || bench.rest("DELETE", "/devices/dev1/commands", json!(null));
    let (status, answer) = purge().await;
    assert_eq!(status, StatusCode::OK);
    assert_snapshot!(answer, @r#"{"deviceId":"dev1","moduleId":null,"totalMessagesPurged":2}"#);
    assert_eq!(purge().await.1["totalMessagesPurged"], 0);
    assert_eq!(bench.rest("DELETE", "/devices/nobody/commands", json!(null)).await.0, StatusCode::NOT_FOUND);
}
