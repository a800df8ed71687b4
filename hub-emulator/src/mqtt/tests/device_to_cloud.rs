//! Messages of devices as the hub takes them: properties, flags, wills.

use std::sync::Arc;
use std::time::Duration;

use serde_json::json;
use tokio::time::advance;

use super::bench::{Bench, Client, KEEP_SESSION, WITH_WILL, connect, field, packet, publish, publish_surely};
use crate::hub::device_side::CloseReason;
use crate::identity::Identity;
use crate::mqtt::Ending;
use crate::telemetry::{DeviceMessage, Tailed};

const TELEMETRY: &str = "devices/dev1/messages/events/";

/// The messages that the hub has taken.
fn taken(bench: &Bench) -> Vec<Arc<DeviceMessage>> {
    let mut tail = bench.hub.telemetry_after(0);
    std::iter::from_fn(|| tail.try_next())
        .map(|next| match next {
            Tailed::Message(message) => message,
            Tailed::Missed(count) => panic!("{count} were missed"),
        })
        .collect()
}

/// System and application properties of what a device sends with this bag.
async fn properties(bag: &str) -> (serde_json::Value, serde_json::Value) {
    let bench = Bench::with_device().await;
    let mut device = bench.connected("dev1").await;
    let acknowledged = device.ask(&publish_surely(&format!("{TELEMETRY}{bag}"), "{}")).await;
    assert_eq!(acknowledged, r"@\x02\x00\t", "{bag}");
    let message = taken(&bench).pop().unwrap();
    (json!(message.system_properties()), json!(message.properties()))
}

#[tokio::test]
async fn the_bag_of_both_sdks_is_taken_apart() {
    let bag = "%24.mid=id%201&%24.ct=application%2Fjson&%24.ce=utf-8&a%20b=c%26d";
    let system =
        json!({ "messageId": "id 1", "contentType": "application/json", "contentEncoding": "utf-8" });
    assert_eq!(properties(bag).await, (system, json!({ "a b": "c&d" })));
}

#[tokio::test]
async fn edges_of_a_bag() {
    for (bag, expected) in [
        ("", json!({})),
        ("null", json!({ "null": null })),
        ("empty=", json!({ "empty": "" })),
        ("a=b=c", json!({ "a": "b=c" })),
        ("a=1&&b=2&", json!({ "a": "1", "b": "2" })),
        ("?a=1", json!({ "a": "1" })),
        ("a=1&a=2", json!({ "a": "2" })),
        ("a%3Db=1%26", json!({ "a=b": "1&" })),
        ("a=%zz", json!({ "a": "%zz" })),
        ("a=x/y", json!({ "a": "x/y" })),
        ("%C3%A4=%E2%82%AC", json!({ "ä": "€" })),
    ] {
        assert_eq!(properties(bag).await, (json!({}), expected), "{bag}");
    }
}

#[tokio::test]
async fn a_bag_that_cannot_be_read_closes() {
    for bag in ["=1", "a=%FF", "%FF=1"] {
        let bench = Bench::with_device().await;
        let mut device = bench.connected("dev1").await;
        let topic = format!("{TELEMETRY}{bag}");
        device.send(&publish(&topic, "{}")).await;
        assert_eq!(device.ending().await, Ending::Topic(topic));
        assert!(taken(&bench).is_empty());
    }
}

#[tokio::test]
async fn a_retained_message_is_marked_passed_on_and_not_kept_for_anybody() {
    let bench = Bench::with_device().await;
    let mut device = bench.connected("dev1").await;
    device.subscribe("$iothub/twin/res/#").await;
    device.send(&packet(0x31, &[&field(b"devices/dev1/messages/events/a=1")[..], b"x"].concat())).await;
    // The flag means nothing on a twin request.
    device.send(&packet(0x31, &[&field(b"$iothub/twin/GET/?$rid=1")[..], b" "].concat())).await;
    let answer = device.receive().await;
    assert_eq!(answer[0] & 0x01, 0, "the hub retains nothing");
    assert_eq!(json!(taken(&bench)[0].properties()), json!({ "a": "1", "mqtt-retain": "true" }));
    let mut again = bench.connected("dev1").await;
    again.subscribe("devices/dev1/messages/devicebound/#").await;
    assert_eq!(again.ask(&[0xC0, 0]).await, r"\xd0\x00");
}

/// A connected device that leaves `gone` behind, retained, with a property.
async fn with_will(bench: &Bench) -> Client {
    let token = bench.token("dev1", 3600);
    let mut device = bench.dial();
    let fields: [&[u8]; 5] = [
        b"dev1",
        b"devices/dev1/messages/events/a=b",
        b"gone",
        b"localhost/dev1/?api-version=2021-04-12",
        token.as_bytes(),
    ];
    assert_eq!(device.ask(&connect(WITH_WILL | 0x20, 60, &fields)).await, r" \x02\x00\x00");
    device
}

/// The will that came after a device ended in this way.
async fn will_after(end: impl AsyncFnOnce(&Bench, Client)) -> Arc<DeviceMessage> {
    let bench = Bench::with_device().await;
    let device = with_will(&bench).await;
    end(&bench, device).await;
    let mut messages = taken(&bench);
    assert_eq!(messages.len(), 1);
    messages.remove(0)
}

#[tokio::test(start_paused = true)]
async fn s10_08_a_will_is_published_after_every_end_but_a_disconnect() {
    let broken = will_after(async |_, device| _ = device.hang_up().await).await;
    assert!(broken.will());
    assert_eq!(&broken.body[..], b"gone");
    let expected = json!({ "a": "b", "iothub-MessageType": "Will", "mqtt-retain": "true" });
    assert_eq!(json!(broken.properties()), expected);

    let silent = will_after(async |_, device| {
        advance(Duration::from_secs(90)).await;
        assert_eq!(device.ending().await, Ending::KeepAlive);
    });
    assert!(silent.await.will());
    let replaced = will_after(async |bench, device| {
        bench.connected("dev1").await;
        assert_eq!(device.ending().await, Ending::Hub(CloseReason::Replaced));
    });
    assert!(replaced.await.will());
    let violation = will_after(async |_, mut device| {
        device.send(&publish("elsewhere", "")).await;
        assert_eq!(device.ending().await, Ending::Topic("elsewhere".to_owned()));
    });
    assert!(violation.await.will());
    let expired = will_after(async |bench, device| {
        bench.clock.advance_with_tokens(Duration::from_secs(3600));
        assert_eq!(device.ending().await, Ending::Hub(CloseReason::TokenExpired));
    });
    assert!(expired.await.will());
}

#[tokio::test]
async fn a_module_speaks_for_itself_alone() {
    let bench = Bench::with_device().await;
    let keys =
        json!({ "primaryKey": "YWJjZGVmZ2hpamtsbW5vcA==", "secondaryKey": "YWJjZGVmZ2hpamtsbW5vcA==" });
    let body = json!({ "authentication": { "type": "sas", "symmetricKey": keys } });
    assert!(bench.rest("PUT", "/devices/dev1/modules/mod1", body).await.0.is_success());
    let token = bench.token("dev1/modules/mod1", 3600);
    let mut module = bench.dial();
    let fields: [&[u8]; 3] = [b"dev1/mod1", b"localhost/dev1/mod1/?api-version=2021-04-12", token.as_bytes()];
    assert_eq!(module.ask(&connect(KEEP_SESSION, 60, &fields)).await, r" \x02\x00\x00");
    let own = "devices/dev1/modules/mod1/messages/events/%24.on=out";
    assert_eq!(module.ask(&publish_surely(own, "{}")).await, r"@\x02\x00\t");
    let message = taken(&bench).pop().unwrap();
    assert_eq!(message.sender, Identity::parse("dev1/mod1").unwrap());
    assert_eq!(json!(message.system_properties()), json!({ "outputName": "out" }));
    module.send(&publish(TELEMETRY, "{}")).await;
    assert_eq!(module.ending().await, Ending::Topic(TELEMETRY.to_owned()));
}
