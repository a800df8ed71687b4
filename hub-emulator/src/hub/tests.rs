use std::cell::Cell;
use std::ops::ControlFlow;

use iothub_sas::{DeviceConnectionString, ExposeSecret as _};
use iothub_wire::etag::IfMatch;
use iothub_wire::identity::DeviceSettings;
use iothub_wire::job::JobRequest;

use super::device_side::{CloseReason, ConnectRequest, Connection, HubMessage, Qos, Subscription};
use super::link::RawAnswer;
use super::scan::{SLICE, Slice};
use crate::identity::Identity;
use crate::registry::Settings;
use crate::{Config, Emulator, Tier};

fn dev1() -> Identity {
    Identity::parse("dev1").unwrap()
}

/// A durable hub with one connected device that takes methods.
async fn hub_with_a_device(directory: &std::path::Path) -> (Emulator, Connection) {
    let config = Config { state: Some(directory.to_owned()), ..Config::ephemeral() };
    let emulator = Emulator::start(config).await.unwrap();
    let hub = emulator.hub();
    let (settings, minted) = (Settings::Device(DeviceSettings::new(dev1().device)), hub.mint());
    hub.with(|state, now| {
        state.registry.put(&dev1(), settings, &IfMatch::Absent, minted, now, &mut state.ledger)
    })
    .unwrap();
    let text = emulator.device_connection_string(&dev1()).unwrap();
    let token = DeviceConnectionString::parse(text.expose_secret()).unwrap().token(4_102_444_800).unwrap();
    let request = ConnectRequest {
        identity: dev1(),
        host: "localhost".to_owned(),
        api_version: Some("2021-04-12".to_owned()),
        model_id: None,
        token,
        clean_session: false,
    };
    let connection = hub.connect(request).await.unwrap();
    connection.subscribe(Subscription::Methods, Qos::AtLeastOnce).await;
    (emulator, connection)
}

#[tokio::test]
async fn nothing_leaves_a_hub_whose_store_has_failed() {
    let directory = tempfile::tempdir().unwrap();
    let (emulator, connection) = hub_with_a_device(directory.path()).await;
    let hub = emulator.hub();
    hub.close_store().await;
    hub.with(|state, _| {
        let entry = state.registry.get(&dev1()).unwrap();
        state.ledger.put(crate::store::Table::Identities, "dev1", &entry.account);
        let message =
            HubMessage::Method { rid: "1".to_owned(), name: "m".to_owned(), payload: "null".into() };
        entry.link.as_ref().unwrap().push(message).unwrap();
    });
    tokio::select! {
        delivery = connection.next() => panic!("{delivery:?} left"),
        reason = connection.closed() => assert_eq!(reason, CloseReason::Shutdown),
    }
    assert_eq!(connection.report(b"{}", None).await.unwrap_err().status, 500);
}

#[tokio::test]
async fn one_device_cannot_answer_for_another() {
    let directory = tempfile::tempdir().unwrap();
    let (emulator, connection) = hub_with_a_device(directory.path()).await;
    let other = super::link::Link::new(99, true, emulator.clock().now());
    let rid = emulator.hub().serial();
    let message =
        HubMessage::Method { rid: format!("{rid:x}"), name: "m".to_owned(), payload: "null".into() };
    let waiting = other.call(rid, message).unwrap();
    connection.method_response(&format!("{rid:x}"), 200, b"1");
    assert!(other.answer(rid, RawAnswer { status: 201, payload: Vec::new() }).is_some());
    assert_eq!(waiting.await.unwrap().status, 201);
    emulator.shutdown().await;
}

#[tokio::test]
async fn a_shutdown_does_not_wait_for_a_large_job() {
    let emulator = Emulator::start(Config { tier: Tier::Unlimited, ..Config::ephemeral() }).await.unwrap();
    let hub = emulator.hub();
    let request =
        r#"{"type":"scheduleUpdateTwin","updateTwin":{"etag":"*","tags":{"a":1}},"queryCondition":"*"}"#;
    let request = JobRequest::from_json("j".parse().unwrap(), request.as_bytes()).unwrap();
    hub.with(|state, now| {
        for number in 0..5_000 {
            let identity = Identity::parse(&format!("d{number}")).unwrap();
            let settings = Settings::Device(DeviceSettings::new(identity.device.clone()));
            let (registry, ledger) = (&mut state.registry, &mut state.ledger);
            registry.put(&identity, settings, &IfMatch::Absent, hub.mint(), now, ledger).unwrap();
        }
        state.jobs.create(request, "0", now, &mut state.ledger).unwrap();
    });
    hub.wake_jobs();
    let begun = hub.until(|| hub.with(|state, _| (done(state) > 0).then_some(())));
    begun.await;
    let hub = std::sync::Arc::clone(hub);
    emulator.shutdown().await;
    assert!(hub.with(|state, _| done(state)) < 5_000);
}

fn done(state: &super::State) -> u64 {
    let counts = state.jobs.get(&"j".parse().unwrap()).and_then(|job| job.print().statistics);
    counts.map_or(0, |counts| counts.succeeded_count)
}

#[tokio::test]
async fn others_have_their_turn_while_the_hub_is_scanned() {
    let emulator = Emulator::start(Config::ephemeral()).await.unwrap();
    let hub = emulator.hub();
    let (mut read, seen) = (0, Cell::new(0));
    let scan = hub.scan(
        |_| {
            read += 1;
            Slice { items: vec![(); SLICE], more: read < 3 }
        },
        |()| {
            assert!(hub.state.try_lock().is_ok(), "the hub is locked while its items are looked at");
            seen.set(seen.get() + 1);
            ControlFlow::Continue(())
        },
    );
    let other = async {
        let mut turns = Vec::new();
        for _ in 0..3 {
            turns.push(seen.get());
            tokio::task::yield_now().await;
        }
        turns
    };
    let ((), turns) = tokio::join!(biased; scan, other);
    assert_eq!((turns, seen.get()), (vec![SLICE, 2 * SLICE, 3 * SLICE], 3 * SLICE));
    emulator.shutdown().await;
}

#[tokio::test]
async fn a_scan_ends_where_enough_has_been_seen() {
    let emulator = Emulator::start(Config::ephemeral()).await.unwrap();
    let mut seen = 0;
    let enough = |()| {
        seen += 1;
        if seen == SLICE + 1 { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    };
    emulator.hub().scan(|_| Slice { items: vec![(); SLICE], more: true }, enough).await;
    assert_eq!(seen, SLICE + 1);
    emulator.shutdown().await;
}
