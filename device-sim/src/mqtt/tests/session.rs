//! The session, spoken to in bytes.

use std::time::Duration;

use crate::clock::Moment;
use crate::mqtt::{
    CONNECT_TIMEOUT, Connect, Event, NotSent, PING_TIMEOUT, Packet, QoS, Refusal, Session, TimedOut,
    UNACKNOWLEDGED_LIMIT, Violation,
};

const START: Moment = Moment::from_millis(0);
const GRANTED: &[u8] = &[0x20, 2, 0, 0];

fn at(seconds: u64) -> Moment {
    START + Duration::from_secs(seconds)
}

fn connect(session: &mut Session, now: Moment, out: &mut Vec<u8>) {
    let connect =
        Connect { client_id: "d", user_name: None, password: None, clean_session: false, keep_alive: 60 };
    session.connect(&connect, now, out).unwrap();
}

fn connected() -> Session {
    let mut session = Session::default();
    connect(&mut session, START, &mut Vec::new());
    let event = session.receive(GRANTED, START, &mut Vec::new()).unwrap();
    assert_eq!(event, Some((Event::Connected { session_present: false }, 4)));
    session
}

#[test]
fn a_connection_begins_with_connect_and_is_granted() {
    let mut session = Session::default();
    let mut out = Vec::new();
    connect(&mut session, START, &mut out);
    assert_eq!(out, b"\x10\x0D\0\x04MQTT\x04\0\0\x3C\0\x01d");
    assert!(!session.connected());
    let event = session.receive(&[0x20, 2, 1, 0], START, &mut out).unwrap();
    assert_eq!(event, Some((Event::Connected { session_present: true }, 4)));
    assert!(session.connected());
}

#[test]
fn a_refusal_says_why() {
    let mut session = Session::default();
    connect(&mut session, START, &mut Vec::new());
    let event = session.receive(&[0x20, 2, 0, 5], START, &mut Vec::new()).unwrap();
    assert_eq!(event, Some((Event::Refused(Refusal::NotAuthorized), 4)));
    assert!(!session.connected());
    assert_eq!(session.deadline(), None);
}

#[test]
fn nothing_may_come_before_the_connection_is_granted() {
    let mut session = Session::default();
    connect(&mut session, START, &mut Vec::new());
    let publish = b"\x30\x03\0\x01a";
    assert_eq!(session.receive(publish, START, &mut Vec::new()), Err(Violation::Unexpected));
}

#[test]
fn a_server_does_not_send_what_only_clients_send_nor_a_second_grant() {
    for bytes in [GRANTED, &[0xC0, 0], &[0xE0, 0], b"\x82\x06\0\x01\0\x01a\0"] {
        assert_eq!(connected().receive(bytes, START, &mut Vec::new()), Err(Violation::Unexpected));
    }
}

#[test]
fn an_incomplete_packet_waits() {
    for end in 0..GRANTED.len() {
        let mut session = Session::default();
        connect(&mut session, START, &mut Vec::new());
        assert_eq!(session.receive(&GRANTED[..end], START, &mut Vec::new()), Ok(None));
    }
}

#[test]
fn a_subscription_asks_for_all_filters_at_once_and_tells_what_was_granted() {
    let mut session = connected();
    let mut out = Vec::new();
    let id =
        session.subscribe(&[("a/#", QoS::AtMostOnce), ("b", QoS::AtLeastOnce)], START, &mut out).unwrap();
    assert_eq!(out, b"\x82\x0C\0\x01\0\x03a/#\0\0\x01b\x01");
    let event = session.receive(b"\x90\x04\0\x01\0\x80", START, &mut out).unwrap();
    assert_eq!(event, Some((Event::Subscribed { id, granted: vec![Some(QoS::AtMostOnce), None] }, 6)));
}

#[test]
fn a_message_at_qos_1_is_acknowledged_at_once() {
    let mut session = connected();
    let mut out = Vec::new();
    let event = session.receive(b"\x32\x07\0\x01a\0\x09hi", START, &mut out).unwrap();
    assert_eq!(event, Some((Event::Message { topic: "a", payload: b"hi" }, 9)));
    assert_eq!(out, [0x40, 2, 0, 9]);
}

#[test]
fn a_message_at_qos_0_is_not_acknowledged() {
    let mut session = connected();
    let mut out = Vec::new();
    session.receive(b"\x30\x05\0\x01ahi", START, &mut out).unwrap();
    assert!(out.is_empty());
}

#[test]
fn a_message_sent_at_qos_1_is_kept_until_it_is_acknowledged() {
    let mut session = connected();
    let mut out = Vec::new();
    let id = session.publish("a", b"hi", QoS::AtLeastOnce, START, &mut out).unwrap().unwrap();
    assert_eq!(out, b"\x32\x07\0\x01a\0\x01hi");
    assert_eq!(session.unacknowledged(), 1);
    let event = session.receive(&[0x40, 2, 0, 1], START, &mut out).unwrap();
    assert_eq!(event, Some((Event::Delivered(id), 4)));
    assert_eq!(session.unacknowledged(), 0);
}

#[test]
fn an_acknowledgement_of_nothing_changes_nothing() {
    let mut session = connected();
    session.publish("a", b"", QoS::AtLeastOnce, START, &mut Vec::new()).unwrap();
    let event = session.receive(&[0x40, 2, 0, 7], START, &mut Vec::new()).unwrap();
    assert_eq!(event, Some((Event::Nothing, 4)));
    assert_eq!(session.unacknowledged(), 1);
}

#[test]
fn after_a_reconnection_unacknowledged_messages_are_sent_again_as_duplicates_in_order() {
    let mut session = connected();
    session.publish("a", b"1", QoS::AtLeastOnce, START, &mut Vec::new()).unwrap();
    session.publish("a", b"x", QoS::AtMostOnce, START, &mut Vec::new()).unwrap();
    session.lost();
    let mut out = Vec::new();
    session.publish("a", b"2", QoS::AtLeastOnce, START, &mut out).unwrap();
    assert!(out.is_empty(), "nothing is sent while disconnected");
    connect(&mut session, at(5), &mut Vec::new());
    session.receive(GRANTED, at(5), &mut out).unwrap();
    assert_eq!(out, b"\x3A\x06\0\x01a\0\x011\x3A\x06\0\x01a\0\x022");
}

#[test]
fn an_id_in_use_is_not_given_again() {
    let mut session = connected();
    let mut ids = vec![session.publish("a", b"", QoS::AtLeastOnce, START, &mut Vec::new()).unwrap().unwrap()];
    for _ in 0..70_000 {
        let id = session.publish("a", b"", QoS::AtLeastOnce, START, &mut Vec::new()).unwrap().unwrap();
        assert_ne!(id, ids[0]);
        ids.push(id);
        let mut acknowledgement = Vec::new();
        Packet::PubAck(id).encode(&mut acknowledgement).unwrap();
        session.receive(&acknowledgement, START, &mut Vec::new()).unwrap();
    }
}

#[test]
fn too_many_unacknowledged_messages_are_refused_not_kept() {
    let mut session = connected();
    for _ in 0..UNACKNOWLEDGED_LIMIT {
        session.publish("a", b"", QoS::AtLeastOnce, START, &mut Vec::new()).unwrap();
    }
    let mut out = Vec::new();
    assert_eq!(session.publish("a", b"", QoS::AtLeastOnce, START, &mut out), Err(NotSent::Full));
    assert!(out.is_empty());
}

#[test]
fn a_silent_client_pings_after_its_keep_alive_and_every_packet_puts_that_off() {
    let mut session = connected();
    let mut out = Vec::new();
    assert_eq!(session.deadline(), Some(at(60)));
    session.publish("a", b"", QoS::AtMostOnce, at(30), &mut Vec::new()).unwrap();
    session.tick(at(89), &mut out).unwrap();
    assert!(out.is_empty());
    session.tick(at(90), &mut out).unwrap();
    assert_eq!(out, [0xC0, 0]);
    session.receive(&[0xD0, 0], at(91), &mut out).unwrap();
    assert_eq!(session.deadline(), Some(at(151)));
}

#[test]
fn a_ping_without_an_answer_ends_the_connection_whatever_is_sent_meanwhile() {
    let mut session = connected();
    session.tick(at(60), &mut Vec::new()).unwrap();
    session.publish("a", b"", QoS::AtMostOnce, at(70), &mut Vec::new()).unwrap();
    assert_eq!(session.deadline(), Some(at(60) + PING_TIMEOUT));
    assert_eq!(session.tick(at(80), &mut Vec::new()), Err(TimedOut::Pinging));
}

#[test]
fn a_connect_without_an_answer_ends_the_connection() {
    let mut session = Session::default();
    connect(&mut session, START, &mut Vec::new());
    assert_eq!(session.deadline(), Some(START + CONNECT_TIMEOUT));
    assert_eq!(session.tick(START + CONNECT_TIMEOUT, &mut Vec::new()), Err(TimedOut::Connecting));
}

#[test]
fn a_client_that_leaves_says_so_once() {
    let mut session = connected();
    let mut out = Vec::new();
    session.disconnect(&mut out);
    session.disconnect(&mut out);
    assert_eq!(out, [0xE0, 0]);
    assert_eq!(session.deadline(), None);
}

#[test]
fn a_session_is_small() {
    assert!(size_of::<Session>() <= 24, "{}", size_of::<Session>());
}
