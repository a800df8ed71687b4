//! Packets against the bytes of the specification, and against bytes of no specification at all.

use proptest::collection::vec;
use proptest::prelude::*;

use crate::mqtt::{Connect, Delivery, Malformed, Packet, PacketId, Publish, QoS, Refusal};

fn encoded(packet: &Packet<'_>) -> Vec<u8> {
    let mut out = Vec::new();
    packet.encode(&mut out).unwrap();
    out
}

#[test]
fn a_connect_has_the_flags_that_the_sdks_send() {
    let connect = Connect {
        client_id: "d",
        user_name: Some("u"),
        password: Some("p"),
        clean_session: false,
        keep_alive: 240,
    };
    assert_eq!(encoded(&Packet::Connect(connect)), b"\x10\x13\0\x04MQTT\x04\xC0\0\xF0\0\x01d\0\x01u\0\x01p");
}

#[test]
fn a_publish_at_qos_1_has_its_id_after_the_topic() {
    let id = PacketId::new(0x0102).unwrap();
    let publish = Publish {
        topic: "a/b",
        payload: b"{}",
        delivery: Delivery::AtLeastOnce { id, duplicate: true },
        retain: false,
    };
    assert_eq!(encoded(&Packet::Publish(publish)), b"\x3A\x09\0\x03a/b\x01\x02{}");
}

#[test]
fn a_long_packet_has_its_length_in_groups_of_seven_bits() {
    let payload = vec![0; 321 - 3];
    let publish = Publish { topic: "a", payload: &payload, delivery: Delivery::AtMostOnce, retain: false };
    // 321 = 65 + 2 * 128 (the example of MQTT 3.1.1, 2.2.3).
    assert_eq!(encoded(&Packet::Publish(publish))[..3], [0x30, 0xC1, 0x02]);
}

#[test]
fn a_text_too_long_for_its_length_is_an_error_that_leaves_nothing_behind() {
    let topic = "t".repeat(65_536);
    let publish = Publish { topic: &topic, payload: b"", delivery: Delivery::AtMostOnce, retain: false };
    let mut out = b"before".to_vec();
    assert!(Packet::Publish(publish).encode(&mut out).is_err());
    assert_eq!(out, b"before");
}

#[test]
fn what_is_not_mqtt_is_named() {
    let long = [0x30, 0xFF, 0xFF, 0xFF, 0x7F];
    for (bytes, problem) in [
        (&b"\x00\x00"[..], Malformed::FirstByte(0)),
        (b"\xF0\x00", Malformed::FirstByte(0xF0)),
        (b"\x80\x00", Malformed::FirstByte(0x80)),
        (b"\x34\x00", Malformed::ExactlyOnce),
        (b"\x38\x00", Malformed::Reserved(0x38)),
        (b"\x30\xFF\xFF\xFF\xFF", Malformed::Length),
        (&long, Malformed::TooLarge(268_435_460)),
        (b"\x20\x02\x02\x00", Malformed::Reserved(2)),
        (b"\x20\x02\x00\x06", Malformed::Reserved(6)),
        (b"\x20\x03\x00\x00\x00", Malformed::Trailing),
        (b"\x20\x01\x00", Malformed::Truncated),
        (b"\x40\x02\x00\x00", Malformed::PacketId),
        (b"\x30\x03\x00\x01#", Malformed::Topic),
        (b"\x30\x02\x00\x00", Malformed::Topic),
        (b"\x30\x03\x00\x01\xFF", Malformed::Text),
        (b"\x30\x03\x00\x01\x00", Malformed::Text),
        (b"\x90\x02\x00\x01", Malformed::Empty),
        (b"\x90\x03\x00\x01\x03", Malformed::Reserved(3)),
        (b"\x82\x02\x00\x01", Malformed::Empty),
    ] {
        assert_eq!(Packet::decode(bytes), Err(problem), "{bytes:02x?}");
    }
}

#[test]
fn a_length_over_the_limit_is_refused_before_its_bytes_arrive() {
    // 0x10_0000 bytes are announced, four have come.
    const ANNOUNCED: usize = 0x10_0000;
    const { assert!(ANNOUNCED > crate::mqtt::PACKET_LIMIT) };
    assert_eq!(Packet::decode(&[0x30, 0x80, 0x80, 0x40]), Err(Malformed::TooLarge(ANNOUNCED + 4)));
}

#[test]
fn a_password_is_not_printed() {
    let connect = Connect {
        client_id: "d",
        user_name: Some("u"),
        password: Some("secret"),
        clean_session: false,
        keep_alive: 0,
    };
    assert!(!format!("{connect:?}").contains("secret"));
}

/// Everything that a [`Packet`] borrows.
#[derive(Debug, Clone)]
struct Parts {
    kind: u8,
    texts: Vec<String>,
    payload: Vec<u8>,
    number: u16,
    flags: (bool, bool, bool),
    levels: Vec<u8>,
}

impl Parts {
    fn packet(&self) -> Packet<'_> {
        let id = PacketId::new(self.number.max(1)).unwrap();
        let (first, second, third) = self.flags;
        let qos = |level: &u8| if level.is_multiple_of(2) { QoS::AtMostOnce } else { QoS::AtLeastOnce };
        match self.kind {
            0 => Packet::Connect(Connect {
                client_id: &self.texts[0],
                user_name: first.then_some(&self.texts[1]),
                password: (first && second).then_some(&self.texts[2]),
                clean_session: third,
                keep_alive: self.number,
            }),
            1 => Packet::ConnAck {
                session_present: first,
                refusal: [
                    None,
                    Some(Refusal::ProtocolVersion),
                    Some(Refusal::ClientId),
                    Some(Refusal::ServerUnavailable),
                    Some(Refusal::BadCredentials),
                    Some(Refusal::NotAuthorized),
                ][usize::from(self.number % 6)],
            },
            2 => Packet::Publish(Publish {
                topic: &self.texts[0],
                payload: &self.payload,
                delivery: if first {
                    Delivery::AtLeastOnce { id, duplicate: second }
                } else {
                    Delivery::AtMostOnce
                },
                retain: third,
            }),
            3 => Packet::PubAck(id),
            4 => Packet::Subscribe {
                id,
                filters: self.texts.iter().map(String::as_str).zip(self.levels.iter().map(qos)).collect(),
            },
            5 => Packet::SubAck {
                id,
                granted: self.levels.iter().map(|level| (*level < 200).then(|| qos(level))).collect(),
            },
            6 => Packet::PingReq,
            7 => Packet::PingResp,
            _ => Packet::Disconnect,
        }
    }
}

fn parts() -> impl Strategy<Value = Parts> {
    (
        0..9u8,
        vec("[a-z$/?=éß☃]{1,40}", 3),
        vec(any::<u8>(), 0..400),
        any::<u16>(),
        any::<(bool, bool, bool)>(),
        vec(any::<u8>(), 1..4),
    )
        .prop_map(|(kind, texts, payload, number, flags, levels)| Parts {
            kind,
            texts,
            payload,
            number,
            flags,
            levels,
        })
}

proptest! {
    #[test]
    fn what_is_encoded_decodes_to_itself(parts in parts()) {
        let packet = parts.packet();
        let bytes = encoded(&packet);
        prop_assert_eq!(Packet::decode(&bytes), Ok(Some((packet, bytes.len()))));
    }

    #[test]
    fn a_packet_cut_anywhere_is_incomplete_not_wrong(parts in parts(), cut in any::<prop::sample::Index>()) {
        let bytes = encoded(&parts.packet());
        prop_assert_eq!(Packet::decode(&bytes[..cut.index(bytes.len())]), Ok(None));
    }

    #[test]
    fn packets_in_a_row_come_out_one_by_one(all in vec(parts(), 1..6)) {
        let mut bytes = Vec::new();
        for parts in &all {
            parts.packet().encode(&mut bytes).unwrap();
        }
        let mut rest = &bytes[..];
        for parts in &all {
            let (packet, used) = Packet::decode(rest).unwrap().unwrap();
            prop_assert_eq!(packet, parts.packet());
            rest = &rest[used..];
        }
        prop_assert!(rest.is_empty());
    }

    #[test]
    fn no_bytes_panic_and_what_decodes_encodes_again(bytes in vec(any::<u8>(), 0..64)) {
        if let Ok(Some((packet, used))) = Packet::decode(&bytes) {
            prop_assert!(used <= bytes.len());
            let again = encoded(&packet);
            prop_assert_eq!(Packet::decode(&again), Ok(Some((packet.clone(), again.len()))));
        }
    }

    #[test]
    fn no_likely_bytes_panic(parts in parts(), at in any::<prop::sample::Index>(), byte in any::<u8>()) {
        let mut bytes = encoded(&parts.packet());
        let at = at.index(bytes.len());
        bytes[at] = byte;
        let _ = Packet::decode(&bytes);
    }
}
