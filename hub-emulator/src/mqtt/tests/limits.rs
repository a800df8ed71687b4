//! What a device meets that sends faster than its hub allows.

use std::time::Duration;

use tokio::time::advance;

use super::bench::{Bench, KEEP_SESSION, publish, publish_surely};
use crate::hub::device_side::CloseReason;
use crate::limits::Tier;
use crate::mqtt::Ending;

const TELEMETRY: &str = "devices/dev1/messages/events/";

#[tokio::test]
async fn telemetry_above_the_rate_is_acknowledged_in_its_turn() {
    let bench = Bench::of(Tier::S1);
    bench.register("dev1").await;
    let mut device = bench.connected("dev1").await;
    for _ in 0..100 {
        assert_eq!(device.ask(&publish_surely(TELEMETRY, "{}")).await, r"@\x02\x00\t");
    }
    device.send(&publish_surely(TELEMETRY, "{}")).await;
    tokio::select! {
        biased;
        told = device.told() => panic!("{told} came at once"),
        () = yields() => {}
    }
    assert_eq!(bench.hub.telemetry_count(), 100);
    bench.clock.advance(Duration::from_secs(1));
    assert_eq!(device.told().await, r"@\x02\x00\t");
    assert_eq!(bench.hub.telemetry_count(), 101);
}

#[tokio::test(start_paused = true)]
async fn waiting_for_a_turn_is_not_the_silence_of_the_device() {
    let bench = Bench::of(Tier::S1);
    bench.register("dev1").await;
    let mut device = bench.dial();
    assert_eq!(device.ask(&bench.connect_bytes("dev1", KEEP_SESSION, 1)).await, r" \x02\x00\x00");
    for _ in 0..100 {
        bench.hub.take_turn(crate::limits::Throttle::DeviceToCloud, 1).unwrap();
    }
    device.send(&publish_surely(TELEMETRY, "{}")).await;
    yields().await;
    advance(Duration::from_secs(5)).await;
    device.send(&[0xC0, 0]).await;
    bench.clock.advance(Duration::from_secs(1));
    assert_eq!(device.told().await, r"@\x02\x00\t");
    assert_eq!(device.told().await, r"\xd0\x00");
    advance(Duration::from_secs(1)).await;
    assert_eq!(device.ask(&[0xC0, 0]).await, r"\xd0\x00");
    assert_eq!(device.ending().await, Ending::KeepAlive);
}

#[tokio::test]
async fn a_throttle_of_the_control_plane_reaches_connected_devices() {
    let bench = Bench::with_device().await;
    let mut device = bench.connected("dev1").await;
    device.subscribe("$iothub/twin/res/#").await;
    bench.hub.levers.throttle(bench.clock.now(), Duration::from_secs(10));
    for topic in ["$iothub/twin/GET/?$rid=1", "$iothub/twin/PATCH/properties/reported/?$rid=1"] {
        let told = device.ask(&publish(topic, "{}")).await;
        assert!(told.contains("$iothub/twin/res/429/?$rid=1") && told.contains("errorCode"), "{told}");
    }
    device.send(&publish_surely(TELEMETRY, "{}")).await;
    tokio::select! {
        biased;
        told = device.told() => panic!("{told} came at once"),
        () = yields() => {}
    }
    bench.clock.advance(Duration::from_secs(10));
    assert_eq!(device.told().await, r"@\x02\x00\t");
    let told = device.ask(&publish("$iothub/twin/GET/?$rid=2", "")).await;
    assert!(told.contains("$iothub/twin/res/200/?$rid=2"), "{told}");
    bench.hub.levers.throttle(bench.clock.now(), Duration::from_secs(11));
    device.send(&publish(TELEMETRY, "{}")).await;
    assert_eq!(device.ending().await, Ending::Hub(CloseReason::Throttled));
}

#[tokio::test]
async fn a_device_whose_messages_would_wait_for_more_than_ten_seconds_is_closed() {
    let bench = Bench::of(Tier::S1);
    bench.register("dev1").await;
    bench.register("dev2").await;
    let mut device = bench.connected("dev1").await;
    // A fleet of others has filled the queue.
    for _ in 0..1100 {
        bench.hub.take_turn(crate::limits::Throttle::DeviceToCloud, 1).unwrap();
    }
    device.send(&publish(TELEMETRY, "{}")).await;
    assert_eq!(device.ending().await, Ending::Hub(CloseReason::Throttled));
}

/// Lets everything that is ready run.
async fn yields() {
    for _ in 0..100 {
        tokio::task::yield_now().await;
    }
}
