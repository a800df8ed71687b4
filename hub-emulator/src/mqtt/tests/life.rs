//! How sessions live longer than connections, and what ends connections that did nothing wrong.

use std::time::Duration;

use axum::http::StatusCode;
use serde_json::json;
use tokio::time::{Instant, advance};

use super::bench::{Bench, CLEAN_SESSION, Client, KEEP_SESSION, WITH_WILL, connect, publish};
use crate::hub::device_side::CloseReason;
use crate::identity::Identity;
use crate::mqtt::Ending;

const TWIN_RESPONSES: &str = "$iothub/twin/res/#";
const DESIRED_PATCHES: &str = "$iothub/twin/PATCH/properties/desired/#";
const METHODS: &str = "$iothub/methods/POST/#";

fn dev1() -> Identity {
    Identity::parse("dev1").unwrap()
}

/// Proves that a device which did nothing but connect gets patches, methods and twin answers.
async fn hears_everything(bench: &Bench, device: &mut Client) {
    let patch = json!({ "properties": { "desired": { "building": 43 } } });
    assert_eq!(bench.rest("PATCH", "/twins/dev1", patch).await.0, StatusCode::OK);
    let told = device.told().await;
    assert!(told.contains(r#"$iothub/twin/PATCH/properties/desired/?$version="#), "{told}");

    let call =
        bench.rest("POST", "/twins/dev1/methods", json!({ "methodName": "lockDoor", "payload": null }));
    let answer = async {
        let request = String::from_utf8_lossy(&device.receive().await).into_owned();
        let (_, rid) = request.split_once("POST/lockDoor/?$rid=").expect("a method request");
        let rid: String = rid.chars().take_while(char::is_ascii_hexdigit).collect();
        device.send(&publish(&format!("$iothub/methods/res/200/?$rid={rid}"), "")).await;
    };
    assert_eq!(tokio::join!(call, answer).0, (StatusCode::OK, json!({ "status": 200, "payload": null })));

    let told = device.ask(&publish("$iothub/twin/GET/?$rid=9", " ")).await;
    assert!(told.contains("$iothub/twin/res/200/?$rid=9"), "{told}");
}

#[tokio::test]
async fn s10_08_a_dropped_device_that_comes_back_hears_patches_and_methods_without_subscribing() {
    let bench = Bench::with_device().await;
    let mut device = bench.connected("dev1").await;
    for filter in [TWIN_RESPONSES, DESIRED_PATCHES, METHODS] {
        device.subscribe(filter).await;
    }
    assert!(bench.hub.drop_connection(&dev1()));
    assert_eq!(device.ending().await, Ending::Hub(CloseReason::Dropped));

    let mut again = bench.dial();
    let accepted = again.ask(&bench.connect_bytes("dev1", KEEP_SESSION, 60)).await;
    assert_eq!(accepted, r" \x02\x01\x00", "the session is present");
    hears_everything(&bench, &mut again).await;
}

#[tokio::test]
async fn a_clean_session_starts_without_subscriptions_and_leaves_none() {
    let bench = Bench::with_device().await;
    let mut device = bench.connected("dev1").await;
    device.subscribe(METHODS).await;
    for _ in 0..2 {
        let mut clean = bench.dial();
        let accepted = clean.ask(&bench.connect_bytes("dev1", CLEAN_SESSION, 60)).await;
        assert_eq!(accepted, r" \x02\x00\x00");
        let call = json!({ "methodName": "lockDoor", "payload": null, "responseTimeoutInSeconds": 5 });
        assert_eq!(bench.rest("POST", "/twins/dev1/methods", call).await.0, StatusCode::NOT_FOUND);
        clean.subscribe(METHODS).await;
    }
    let mut kept = bench.dial();
    assert_eq!(kept.ask(&bench.connect_bytes("dev1", KEEP_SESSION, 60)).await, r" \x02\x00\x00");
}

#[tokio::test]
async fn the_subscriptions_of_a_clean_session_end_when_a_kept_one_takes_its_place() {
    let bench = Bench::with_device().await;
    let mut clean = bench.dial();
    assert_eq!(clean.ask(&bench.connect_bytes("dev1", CLEAN_SESSION, 60)).await, r" \x02\x00\x00");
    clean.subscribe(METHODS).await;
    let mut kept = bench.dial();
    assert_eq!(kept.ask(&bench.connect_bytes("dev1", KEEP_SESSION, 60)).await, r" \x02\x00\x00");
    assert_eq!(clean.ending().await, Ending::Hub(CloseReason::Replaced));
    let call = json!({ "methodName": "lockDoor", "payload": null, "responseTimeoutInSeconds": 5 });
    assert_eq!(bench.rest("POST", "/twins/dev1/methods", call).await.0, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn an_unsubscribed_device_is_offline_for_methods() {
    let bench = Bench::with_device().await;
    let mut device = bench.connected("dev1").await;
    device.subscribe(METHODS).await;
    let unsubscribe = super::bench::packet(0xA2, b"\x00\x05\x00\x16$iothub/methods/POST/#");
    assert_eq!(device.ask(&unsubscribe).await, r"\xb0\x02\x00\x05");
    let call = json!({ "methodName": "lockDoor", "payload": null, "responseTimeoutInSeconds": 5 });
    assert_eq!(bench.rest("POST", "/twins/dev1/methods", call).await.0, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn s10_08_a_duplicate_client_id_closes_the_first_connection() {
    let bench = Bench::with_device().await;
    let mut first = bench.connected("dev1").await;
    first.subscribe(METHODS).await;
    first.subscribe(DESIRED_PATCHES).await;
    first.subscribe(TWIN_RESPONSES).await;
    let mut second = bench.connected("dev1").await;
    assert_eq!(first.ending().await, Ending::Hub(CloseReason::Replaced));
    hears_everything(&bench, &mut second).await;
}

#[tokio::test]
async fn s10_08_an_expired_token_closes() {
    let bench = Bench::with_device().await;
    let mut device = bench.connected("dev1").await;
    bench.clock.advance_with_tokens(Duration::from_secs(3590));
    assert_eq!(device.ask(&[0xC0, 0]).await, r"\xd0\x00");
    // Some minutes more, for whatever leeway the hub gives.
    bench.clock.advance_with_tokens(Duration::from_secs(320));
    assert_eq!(device.ending().await, Ending::Hub(CloseReason::TokenExpired));
}

#[tokio::test]
async fn advancing_the_clock_alone_throws_nobody_out() {
    let bench = Bench::with_device().await;
    let mut device = bench.connected("dev1").await;
    bench.clock.advance(Duration::from_secs(86_400));
    assert_eq!(device.ask(&[0xC0, 0]).await, r"\xd0\x00");
    let mut again = bench.dial();
    assert_eq!(again.ask(&bench.connect_bytes("dev1", KEEP_SESSION, 60)).await, r" \x02\x01\x00");
}

#[tokio::test(start_paused = true)]
async fn s10_08_silence_of_one_and_a_half_keep_alives_closes() {
    let bench = Bench::with_device().await;
    let mut device = bench.connected("dev1").await;
    let connected_at = Instant::now();
    advance(Duration::from_secs(80)).await;
    assert_eq!(device.ask(&[0xC0, 0]).await, r"\xd0\x00");
    advance(Duration::from_secs(80)).await;
    assert_eq!(device.ask(&[0xC0, 0]).await, r"\xd0\x00");
    assert_eq!(device.ending().await, Ending::KeepAlive);
    assert_eq!(connected_at.elapsed().as_secs(), 80 + 80 + 90);
}

#[tokio::test(start_paused = true)]
async fn without_a_keep_alive_the_hub_still_ends_waiting_after_1767_seconds() {
    let bench = Bench::with_device().await;
    let mut device = bench.dial();
    assert_eq!(device.ask(&bench.connect_bytes("dev1", KEEP_SESSION, 0)).await, r" \x02\x00\x00");
    let connected_at = Instant::now();
    assert_eq!(device.ending().await, Ending::KeepAlive);
    assert_eq!(connected_at.elapsed().as_secs(), 1767);
}

#[tokio::test(start_paused = true)]
async fn a_stalled_connection_stays_open_and_silent_longer_than_any_keep_alive() {
    let bench = Bench::with_device().await;
    let mut device = bench.connected("dev1").await;
    assert!(bench.hub.stall_connection(&dev1(), true));
    device.send(&[0xC0, 0]).await;
    tokio::select! {
        told = device.told() => panic!("{told}"),
        () = tokio::time::sleep(Duration::from_secs(2000)) => {}
    }
    assert!(bench.hub.stall_connection(&dev1(), false));
    assert_eq!(device.told().await, r"\xd0\x00");
    assert!(bench.hub.stall_connection(&dev1(), true));
    bench.connected("dev1").await;
    assert_eq!(device.ending().await, Ending::Hub(CloseReason::Replaced));
}

#[tokio::test(start_paused = true)]
async fn who_does_not_connect_in_time_is_let_go() {
    let bench = Bench::with_device().await;
    let started_at = Instant::now();
    let mut slow = bench.dial();
    slow.send(&bench.connect_bytes("dev1", KEEP_SESSION, 60)[..20]).await;
    assert_eq!(slow.ending().await, Ending::SlowToConnect);
    assert_eq!(bench.dial().ending().await, Ending::SlowToConnect);
    assert_eq!(started_at.elapsed().as_secs(), 20);
}

/// Telemetry that the hub has counted after a device with a will ended in this way.
async fn counted_after(end: impl AsyncFnOnce(&Bench, Client)) -> u64 {
    let bench = Bench::with_device().await;
    let token = bench.token("dev1", 3600);
    let mut device = bench.dial();
    let fields: [&[u8]; 5] = [
        b"dev1",
        b"devices/dev1/messages/events/a=b",
        b"gone",
        b"localhost/dev1/?api-version=2021-04-12",
        token.as_bytes(),
    ];
    assert_eq!(device.ask(&connect(WITH_WILL, 60, &fields)).await, r" \x02\x00\x00");
    end(&bench, device).await;
    bench.hub.telemetry_count()
}

#[tokio::test]
async fn s10_08_a_will_is_published_when_the_connection_breaks() {
    let broken = counted_after(async |bench, device| {
        assert!(bench.hub.drop_connection(&dev1()));
        device.ending().await;
    });
    assert_eq!(broken.await, 1);
    let hung_up = counted_after(async |_, device| assert!(matches!(device.hang_up().await, Ending::Lost(_))));
    assert_eq!(hung_up.await, 1);
}

#[tokio::test]
async fn a_will_is_not_published_after_disconnect() {
    let left = counted_after(async |_, mut device| {
        device.send(&[0xE0, 0]).await;
        assert_eq!(device.ending().await, Ending::Left);
    });
    assert_eq!(left.await, 0);
}

#[tokio::test]
async fn shutdown_closes_connected_and_unconnected_clients() {
    let bench = Bench::with_device().await;
    let (device, nobody) = (bench.connected("dev1").await, bench.dial());
    bench.shutdown.cancel();
    assert_eq!(device.ending().await, Ending::Hub(CloseReason::Shutdown));
    assert_eq!(nobody.ending().await, Ending::Shutdown);
}
