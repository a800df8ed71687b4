//! Throttles and the quota of a day, at a clock that stands still.

use std::future::ready;
use std::pin::Pin;
use std::time::Duration;

use futures::stream::FuturesUnordered;
use futures::{FutureExt as _, StreamExt as _};
use insta::assert_snapshot;
use iothub_wire::topic::PropertyBag;
use lockstep_hub_emulator::device_side::{CloseReason, ConnectRefused, Turn};
use lockstep_hub_emulator::{Emulator, Operation, Tier};

use crate::support::{Reply, call, connect, get, hub, register, send};

/// Calls, and says that the call waits for its turn.
async fn waits<'a>(hub: &'a Emulator, path: &'a str) -> Pin<Box<dyn Future<Output = Reply> + 'a>> {
    let mut calling: Pin<Box<dyn Future<Output = Reply> + 'a>> = Box::pin(get(hub, path));
    tokio::select! {
        biased;
        reply = &mut calling => panic!("{reply:?} came at once"),
        () = ready(()) => calling,
    }
}

#[tokio::test]
async fn s10_09_excess_waits_in_a_queue_and_is_then_refused_with_429() {
    let hub = hub(Tier::S1).await;
    register(&hub, "d").await;
    for _ in 0..100 {
        assert_eq!(get(&hub, "/twins/d").await.status, 200);
    }
    let mut queue = Vec::new();
    for _ in 0..1000 {
        queue.push(waits(&hub, "/twins/d").await);
    }
    let refused = get(&hub, "/twins/d").await;
    assert_eq!((refused.header("retry-after"), refused.header("connection")), (None, Some("close")));
    assert_snapshot!(refused.error(), @r#"
    429 ThrottlingBacklogTimeout
    {"Message":"ErrorCode:ThrottlingBacklogTimeout;The request has been throttled. Wait 10 seconds and try again. Operation type: CRUD","ExceptionMessage":"Tracking ID:<id>-G:0-TimeStamp:01/01/2026 12:00:00"}
    "#);
    assert_eq!(get(&hub, "/jobs/v2/query").await.status, 200, "classes are apart");

    let mut later = queue.split_off(100);
    hub.clock().advance(Duration::from_secs(1));
    for waiting in queue {
        assert_eq!(waiting.await.status, 200);
    }
    tokio::select! {
        biased;
        reply = &mut later[0] => panic!("{reply:?} came early"),
        () = ready(()) => {}
    }
    hub.clock().advance(Duration::from_secs(9));
    for waiting in later {
        assert_eq!(waiting.await.status, 200);
    }
    assert_eq!(hub.calls(Operation::GetTwin), 1101);
}

#[tokio::test]
async fn s10_09_callers_without_mercy_get_the_documented_rate_within_one_percent() {
    let hub = hub(Tier::S1).await;
    let mut calls = FuturesUnordered::new();
    let (mut served, mut refused) = (0, 0);
    // Ten minutes in steps of half a second, the first one included.
    for _ in 0..1200 {
        while calls.len() < 5 {
            calls.push(call(&hub, "POST", "/devices/query", r#"{"query":"SELECT * FROM devices"}"#));
        }
        while let Some(Some(reply)) = calls.next().now_or_never() {
            match reply.status.as_u16() {
                200 => served += 1,
                429 => refused += 1,
                other => panic!("{other}"),
            }
        }
        hub.clock().advance(Duration::from_millis(500));
        tokio::task::yield_now().await;
    }
    assert!((198..=202).contains(&served), "{served} in ten minutes at twenty a minute");
    assert!(refused > 0);
}

#[tokio::test]
async fn a_caller_who_gives_up_leaves_his_turn_to_others() {
    let hub = hub(Tier::S1).await;
    register(&hub, "d").await;
    for _ in 0..100 {
        get(&hub, "/twins/d").await;
    }
    for _ in 0..1500 {
        // More than the queue would hold, if each kept its place.
        drop(waits(&hub, "/twins/d").await);
    }
    let patient = waits(&hub, "/twins/d").await;
    hub.clock().advance(Duration::from_secs(1));
    assert_eq!(patient.await.status, 200);
}

#[tokio::test]
async fn every_class_of_calls_has_its_throttle() {
    let hub = hub(Tier::S1).await;
    register(&hub, "d").await;
    let query = r#"{"query":"SELECT deviceId FROM devices"}"#;
    let method = r#"{"methodName":"m","payload":null}"#;
    let (a_second, a_minute) = (Duration::ZERO, Duration::from_secs(50));
    let calls: [(&str, &str, &str, usize, Duration); 6] = [
        ("GET", "/devices", "", 99, a_minute),
        ("POST", "/devices/query", query, 20, a_minute),
        ("GET", "/twins/d", "", 100, a_second),
        ("PATCH", "/twins/d", r#"{"tags":{"a":1}}"#, 50, a_second),
        ("POST", "/twins/d/methods", method, 40, a_second),
        ("GET", "/jobs/v2/j", "", 100, a_minute),
    ];
    for (verb, path, body, at_once, wait) in calls {
        for _ in 0..at_once {
            assert_ne!(call(&hub, verb, path, body).await.status, 429, "{verb} {path}");
        }
        // Ten seconds before a minute is over its excess waits as well.
        hub.clock().advance(wait);
        let mut excess = std::pin::pin!(call(&hub, verb, path, body));
        tokio::select! {
            biased;
            reply = &mut excess => panic!("{verb} {path}: {reply:?} came at once"),
            () = ready(()) => {}
        }
        hub.clock().advance(Duration::from_secs(10));
        assert_ne!(excess.await.status, 429, "{verb} {path}");
    }
}

#[tokio::test]
async fn a_reset_empties_the_throttles() {
    let hub = hub(Tier::S1).await;
    for _ in 0..20 {
        let body = r#"{"query":"SELECT * FROM devices"}"#;
        assert_eq!(call(&hub, "POST", "/devices/query", body).await.status, 200);
    }
    hub.reset();
    assert_eq!(
        call(&hub, "POST", "/devices/query", r#"{"query":"SELECT * FROM devices"}"#).await.status,
        200
    );
}

#[tokio::test]
async fn devices_that_connect_too_fast_wait_and_are_then_refused() {
    let hub = hub(Tier::S1).await;
    register(&hub, "d").await;
    for _ in 0..100 {
        connect(&hub, "d").await.unwrap();
    }
    let mut waiting = Vec::new();
    for _ in 0..1000 {
        let mut connecting = Box::pin(connect(&hub, "d"));
        tokio::select! {
            biased;
            _ = &mut connecting => panic!("a device connected at once"),
            () = ready(()) => waiting.push(connecting),
        }
    }
    assert_eq!(connect(&hub, "d").await.unwrap_err(), ConnectRefused::Throttled);
    hub.clock().advance(Duration::from_secs(1));
    assert!(waiting.remove(0).await.is_ok());
}

#[tokio::test]
async fn device_requests_are_throttled_like_those_of_the_service() {
    let hub = hub(Tier::S1).await;
    register(&hub, "d").await;
    let device = connect(&hub, "d").await.unwrap();
    for _ in 0..100 {
        device.twin().await.unwrap();
        assert_eq!(device.telemetry_turn(), Ok(Turn::Now));
    }
    assert!(matches!(device.telemetry_turn(), Ok(Turn::At(_))));
    let mut waiting = Vec::new();
    for _ in 0..1000 {
        let mut reading = Box::pin(device.twin());
        tokio::select! {
            biased;
            twin = &mut reading => panic!("{twin:?} came at once"),
            () = ready(()) => waiting.push(reading),
        }
    }
    assert_eq!(device.twin().await.unwrap_err().status, 429);
    for _ in 0..999 {
        device.telemetry_turn().unwrap();
    }
    assert_eq!(device.telemetry_turn(), Err(CloseReason::Throttled));
}

#[tokio::test]
async fn the_free_hub_refuses_the_message_after_the_last_of_the_day() {
    let hub = hub(Tier::F1).await;
    register(&hub, "d").await;
    let device = connect(&hub, "d").await.unwrap();
    for _ in 0..7_999 {
        device.telemetry(&PropertyBag::new(), b"{}");
    }
    assert_eq!(call(&hub, "PATCH", "/twins/d", r#"{"tags":{"a":1}}"#).await.status, 200, "the 8000th");
    let refused = get(&hub, "/twins/d").await;
    assert_snapshot!(refused.error(), @r#"
    403 IotHubQuotaExceeded
    {"Message":"ErrorCode:IotHubQuotaExceeded;Total number of messages on IotHub exceeded the allocated quota. Max allowed message count: 8000","ExceptionMessage":"Tracking ID:<id>-G:0-TimeStamp:01/01/2026 12:00:00"}
    "#);
    assert_eq!(device.telemetry_turn(), Err(CloseReason::QuotaExceeded));
    assert_eq!(device.twin().await.unwrap_err().status, 403);
    assert_eq!(get(&hub, "/devices/d").await.status, 200, "identities are not counted");
    let counters = send(&hub, "GET", "/_emulator/counters", &[], String::new()).await.json();
    assert_eq!(counters["messagesToday"], 8000);
    hub.clock().advance(Duration::from_secs(43_200));
    assert_eq!(get(&hub, "/twins/d").await.status, 200, "the next day of UTC");
}
