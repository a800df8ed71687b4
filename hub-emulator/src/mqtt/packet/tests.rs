//! Properties of the codec and the bytes of packets that devices really send.

use bytes::Bytes;
use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;

use super::*;

const LIMIT: usize = 1 << 20;

fn id() -> impl Strategy<Value = PacketId> {
    (1..=u16::MAX).prop_map(|number| PacketId::new(number).unwrap())
}

fn text() -> impl Strategy<Value = String> {
    "[^\\x00]{0,20}"
}

fn topic() -> impl Strategy<Value = String> {
    "[^\\x00+#]{1,40}"
}

fn payload() -> impl Strategy<Value = Bytes> {
    vec(any::<u8>(), 0..300).prop_map(Bytes::from)
}

fn quality() -> impl Strategy<Value = Quality> {
    prop_oneof![Just(Quality::AtMostOnce), Just(Quality::AtLeastOnce), Just(Quality::ExactlyOnce)]
}

fn will() -> impl Strategy<Value = Will> {
    (topic(), payload(), quality(), any::<bool>()).prop_map(|(topic, payload, quality, retain)| Will {
        topic,
        payload,
        quality,
        retain,
    })
}

fn connect() -> impl Strategy<Value = Connect> {
    let credentials = option::of((text(), option::of(payload())));
    (text(), any::<bool>(), any::<u16>(), option::of(will()), credentials).prop_map(
        |(client_id, clean_session, keep_alive, will, credentials)| {
            let (user_name, password) = match credentials {
                Some((user_name, password)) => (Some(user_name), password),
                None => (None, None),
            };
            Connect { client_id, clean_session, keep_alive, will, user_name, password }
        },
    )
}

fn publish() -> impl Strategy<Value = Publish> {
    let delivery = prop_oneof![
        Just(Delivery::AtMostOnce),
        (id(), any::<bool>()).prop_map(|(id, duplicate)| Delivery::AtLeastOnce { id, duplicate }),
        (id(), any::<bool>()).prop_map(|(id, duplicate)| Delivery::ExactlyOnce { id, duplicate }),
    ];
    (topic(), payload(), delivery, any::<bool>()).prop_map(|(topic, payload, delivery, retain)| Publish {
        topic,
        payload,
        delivery,
        retain,
    })
}

fn connack() -> impl Strategy<Value = Packet> {
    (0..=5_u8, any::<bool>()).prop_map(|(number, present)| {
        let code = ConnectReturnCode::from_number(number).unwrap();
        Packet::ConnAck { session_present: present && code == ConnectReturnCode::Accepted, code }
    })
}

fn packet() -> impl Strategy<Value = Packet> {
    let code =
        prop_oneof![quality().prop_map(SubscribeReturnCode::Granted), Just(SubscribeReturnCode::Failure),];
    let filter = || "[^\\x00]{1,30}";
    prop_oneof![
        connect().prop_map(|connect| Packet::Connect(Box::new(connect))),
        connack(),
        publish().prop_map(Packet::Publish),
        id().prop_map(Packet::PubAck),
        id().prop_map(Packet::PubRec),
        id().prop_map(Packet::PubRel),
        id().prop_map(Packet::PubComp),
        (id(), vec((filter(), quality()), 1..5))
            .prop_map(|(id, filters)| Packet::Subscribe(Subscribe { id, filters })),
        (id(), vec(code, 1..5)).prop_map(|(id, codes)| Packet::SubAck(SubAck { id, codes })),
        (id(), vec(filter(), 1..5))
            .prop_map(|(id, filters)| Packet::Unsubscribe(Unsubscribe { id, filters })),
        id().prop_map(Packet::UnsubAck),
        Just(Packet::PingReq),
        Just(Packet::PingResp),
        Just(Packet::Disconnect),
    ]
}

fn encoded(packet: &Packet) -> BytesMut {
    let mut out = BytesMut::new();
    packet.encode(&mut out).unwrap();
    out
}

fn decoded(bytes: &[u8]) -> Result<Taken, DecodeError> {
    Packet::take(&mut BytesMut::from(bytes), LIMIT)
}

proptest! {
    #[test]
    fn what_was_encoded_is_decoded(packet in packet()) {
        let mut bytes = encoded(&packet);
        prop_assert_eq!(Packet::take(&mut bytes, LIMIT), Ok(Taken::Packet(packet)));
        prop_assert!(bytes.is_empty());
    }

    #[test]
    fn a_split_packet_is_incomplete_until_its_last_byte(packet in packet(), at in any::<prop::sample::Index>()) {
        let bytes = encoded(&packet);
        let at = at.index(bytes.len());
        let mut buffer = BytesMut::from(&bytes[..at]);
        prop_assert_eq!(Packet::take(&mut buffer, LIMIT), Ok(Taken::Incomplete));
        prop_assert_eq!(&buffer[..], &bytes[..at]);
        buffer.extend_from_slice(&bytes[at..]);
        prop_assert_eq!(Packet::take(&mut buffer, LIMIT), Ok(Taken::Packet(packet)));
    }

    #[test]
    fn no_bytes_panic(bytes in vec(any::<u8>(), 0..200)) {
        let _ = decoded(&bytes);
    }

    #[test]
    fn no_damaged_packet_panics_and_what_is_read_can_be_written(
        packet in packet(),
        damage in vec((any::<prop::sample::Index>(), any::<u8>()), 1..4),
    ) {
        let mut bytes = encoded(&packet);
        for (at, byte) in damage {
            let at = at.index(bytes.len());
            bytes[at] = byte;
        }
        if let Ok(Taken::Packet(read)) = decoded(&bytes) {
            prop_assert_eq!(decoded(&encoded(&read)), Ok(Taken::Packet(read)));
        }
    }
}

/// CONNECT of client `d`, with these flags and whatever follows the client identifier.
fn connect_with(flags: u8, rest: &[u8]) -> Vec<u8> {
    let mut body = b"\x00\x04MQTT\x04".to_vec();
    body.extend([flags, 0, 60, 0, 1, b'd']);
    body.extend(rest);
    let mut bytes = vec![0x10, body.len() as u8];
    bytes.extend(body);
    bytes
}

#[test]
fn the_connect_of_a_device_is_read() {
    let bytes = connect_with(0xC0, b"\x00\x06h/d/?a\x00\x03SAS");
    let Ok(Taken::Packet(Packet::Connect(connect))) = decoded(&bytes) else { panic!("not a CONNECT") };
    assert_eq!(connect.client_id, "d");
    assert_eq!(connect.user_name.as_deref(), Some("h/d/?a"));
    assert_eq!(connect.password.as_deref(), Some(&b"SAS"[..]));
    assert_eq!((connect.clean_session, connect.keep_alive, &connect.will), (false, 60, &None));
    assert!(!format!("{connect:?}").contains("SAS"), "a token must not be printed");
}

#[test]
fn contradicting_connect_flags_are_refused() {
    for flags in [0x01, 0x08, 0x10, 0x20, 0x40, 0x04 | 0x18] {
        assert_eq!(decoded(&connect_with(flags, &[])), Err(DecodeError::ConnectFlags(flags)), "{flags:#b}");
    }
}

#[test]
fn other_protocols_and_levels_are_told_apart() {
    assert_eq!(decoded(b"\x10\x08\x00\x06MQIsdp"), Err(DecodeError::ProtocolName));
    let newer = b"\x10\x10\x00\x04MQTT\x05\x02\x00\x3c\x03\x21\x00\x14\x00\x00";
    assert_eq!(decoded(newer), Err(DecodeError::ProtocolLevel(5)));
}

#[test]
fn malformed_packets_are_refused_with_the_reason() {
    let cases: [(&[u8], DecodeError); 20] = [
        (&[0x00, 0x00], DecodeError::ReservedKind(0)),
        (&[0xF0, 0x00], DecodeError::ReservedKind(15)),
        (&[0xC1, 0x00], DecodeError::Flags { kind: 12, flags: 1 }),
        (&[0x80, 0x05, 0, 1, 0, 0, 0], DecodeError::Flags { kind: 8, flags: 0 }),
        (&[0x60, 0x02, 0, 1], DecodeError::Flags { kind: 6, flags: 0 }),
        (&[0xC0, 0x01, 0x00], DecodeError::TrailingBytes(1)),
        (&[0x40, 0x01, 0x00], DecodeError::Truncated),
        (&[0x40, 0x02, 0x00, 0x00], DecodeError::ZeroPacketId),
        (&[0x30, 0x02, 0x00, 0x05], DecodeError::Truncated),
        (&[0x30, 0x02, 0x00, 0x00], DecodeError::TopicName),
        (&[0x30, 0x03, 0x00, 0x01, b'#'], DecodeError::TopicName),
        (&[0x30, 0x03, 0x00, 0x01, b'+'], DecodeError::TopicName),
        (&[0x30, 0x03, 0x00, 0x01, 0xFF], DecodeError::Utf8),
        (&[0x30, 0x05, 0x00, 0x03, 0xED, 0xA0, 0x80], DecodeError::Utf8),
        (&[0x30, 0x03, 0x00, 0x01, 0x00], DecodeError::NullCharacter),
        (&[0x36, 0x03, 0x00, 0x01, b'a'], DecodeError::Quality(3)),
        (&[0x38, 0x03, 0x00, 0x01, b'a'], DecodeError::Duplicate),
        (&[0x82, 0x02, 0x00, 0x01], DecodeError::NoFilters),
        (&[0x82, 0x05, 0x00, 0x01, 0x00, 0x00, 0x01], DecodeError::TopicFilter),
        (&[0x82, 0x06, 0x00, 0x01, 0x00, 0x01, b'a', 0x04], DecodeError::Quality(4)),
    ];
    for (bytes, expected) in cases {
        assert_eq!(decoded(bytes), Err(expected), "{bytes:02x?}");
    }
}

#[test]
fn what_two_length_bytes_cannot_say_is_not_written() {
    let long = "x".repeat(65_536);
    let publish =
        Publish { topic: long, payload: Bytes::new(), delivery: Delivery::AtMostOnce, retain: false };
    let mut out = BytesMut::from(&b"before"[..]);
    assert_eq!(Packet::Publish(publish).encode(&mut out), Err(EncodeError::FieldTooLong(65_536)));
    assert_eq!(&out[..], b"before");
}

#[test]
fn answers_have_the_bytes_of_the_specification() {
    let one = PacketId::new(0x0102).unwrap();
    let suback = SubAck {
        id: one,
        codes: vec![SubscribeReturnCode::Granted(Quality::AtLeastOnce), SubscribeReturnCode::Failure],
    };
    let code = ConnectReturnCode::Accepted;
    assert_eq!(&encoded(&Packet::ConnAck { session_present: true, code })[..], [0x20, 2, 1, 0]);
    assert_eq!(&encoded(&Packet::PubAck(one))[..], [0x40, 2, 1, 2]);
    assert_eq!(&encoded(&Packet::SubAck(suback))[..], [0x90, 4, 1, 2, 1, 0x80]);
    assert_eq!(&encoded(&Packet::UnsubAck(one))[..], [0xB0, 2, 1, 2]);
    assert_eq!(&encoded(&Packet::PingResp)[..], [0xD0, 0]);
    let publish = Publish {
        topic: "a/b".into(),
        payload: Bytes::from_static(b"{}"),
        delivery: Delivery::AtLeastOnce { id: one, duplicate: true },
        retain: false,
    };
    assert_eq!(&encoded(&Packet::Publish(publish))[..], b"\x3a\x09\x00\x03a/b\x01\x02{}");
}
