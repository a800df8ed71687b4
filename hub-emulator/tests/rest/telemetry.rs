//! Device-to-cloud messages, seen from the control plane.

use insta::assert_snapshot;
use lockstep_hub_emulator::device_side::Connection;
use lockstep_hub_emulator::{Tailed, Tier};

use crate::support::{Reply, connect, hub, register, send};

async fn tail(hub: &lockstep_hub_emulator::Emulator, query: &str) -> Reply {
    send(hub, "GET", &format!("/_emulator/telemetry?follow=false{query}"), &[], String::new()).await
}

fn say(device: &Connection, bag: &str, body: &[u8]) {
    device.telemetry(&bag.parse().unwrap(), body);
}

#[tokio::test]
async fn a_message_shows_its_properties_sorted_by_kind() {
    let hub = hub(Tier::S1).await;
    register(&hub, "d").await;
    register(&hub, "d/m").await;
    let device = connect(&hub, "d").await.unwrap();
    let module = connect(&hub, "d/m").await.unwrap();
    let bag = "%24.mid=id%201&%24.ct=application%2Fjson&%24.ce=utf-8&%24.xyz=1&a%20b=c%26d&null&empty=&twice=1&twice=2";
    say(&device, bag, br#"{"t":1}"#);
    say(&module, "%24.on=out", &[0xFF, 0]);
    let reply = tail(&hub, "").await;
    assert_eq!(reply.header("content-type"), Some("application/x-ndjson"));
    assert_snapshot!(reply.body, @r#"
    {"sequenceNumber":1,"enqueuedTimeUtc":"2026-01-01T12:00:00Z","deviceId":"d","systemProperties":{"$.xyz":"1","contentEncoding":"utf-8","contentType":"application/json","messageId":"id 1"},"properties":{"a b":"c&d","empty":"","null":null,"twice":"2"},"body":"{\"t\":1}"}
    {"sequenceNumber":2,"enqueuedTimeUtc":"2026-01-01T12:00:00Z","deviceId":"d","moduleId":"m","systemProperties":{"outputName":"out"},"properties":{},"bodyBase64":"/wA="}
    "#);
    assert_eq!(tail(&hub, "&after=1").await.body.lines().count(), 1);
    assert!(tail(&hub, "&identity=d/m").await.body.starts_with(r#"{"sequenceNumber":2"#));
    assert_eq!(tail(&hub, "&before=1").await.status, 400);
}

#[tokio::test]
async fn a_tail_follows_until_the_hub_ends_and_says_what_it_missed() {
    let hub = hub(Tier::Unlimited).await;
    register(&hub, "d").await;
    let device = connect(&hub, "d").await.unwrap();
    let mut following = hub.telemetry();
    for _ in 0..1001 {
        say(&device, "", b"x");
    }
    assert_eq!(following.next().await, Tailed::Missed(1));
    let Tailed::Message(message) = following.next().await else { panic!("no message") };
    assert_eq!((message.sequence, &message.body[..], message.will()), (2, &b"x"[..], false));
    assert!(tail(&hub, "").await.body.starts_with("{\"missed\":1}\n"));

    let router = hub.router();
    let stream = send(&hub, "GET", "/_emulator/telemetry?after=1000", &[], String::new());
    let (reply, ()) = tokio::join!(stream, async {
        say(&device, "", b"y");
        drop(router);
        hub.hub().shutdown().cancel();
    });
    assert_eq!(reply.body.lines().count(), 2, "{}", reply.body);
}

#[tokio::test]
async fn a_reset_forgets_messages_and_their_count() {
    let hub = hub(Tier::S1).await;
    register(&hub, "d").await;
    say(&connect(&hub, "d").await.unwrap(), "", b"x");
    hub.reset();
    assert_eq!(tail(&hub, "&after=1").await.body, "");
    let counters = send(&hub, "GET", "/_emulator/counters", &[], String::new()).await.json();
    assert_eq!(counters["telemetryMessages"], 0);
}
