//! A device's connection over MQTT, and the packet decoder alone.

use std::time::Duration;

use axum::body::Body;
use axum::http::Request;
use bytes::BytesMut;
use iothub_sas::{ExposeSecret as _, SigningKey};
use lockstep_hub_emulator::Emulator;
use lockstep_hub_emulator::device_side::{Protocol, Transport};
use lockstep_hub_emulator::mqtt::connection;
use lockstep_hub_emulator::mqtt::packet::{Packet, Taken};
use proptest::collection::vec;
use proptest::prelude::*;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _, duplex};
use tokio::time::timeout;

use crate::campaign;
use crate::edit::{Bytes, edited};
use crate::http::check;
use crate::lab::{DEVICE_KEY, Lab, NEVER, call};

const WORDS: &[&[u8]] = &[
    b"\x10",
    b"\x20\x02\0\0",
    b"\x30",
    b"\x32",
    b"\x34",
    b"\x82",
    b"\xa2",
    b"\xc0\0",
    b"\xe0\0",
    b"\0\x04MQTT\x04",
    b"\0\x04MQTT\x05",
    b"\0\x01d",
    b"$iothub/twin/GET/?$rid=1",
    b"$iothub/twin/res/#",
    b"$iothub/methods/POST/#",
    b"devices/dev1/messages/events/",
    b"%24.ct=application%2Fjson&%24.ce=utf-8",
    b"\0\x07\x01",
    b"{\"a\":1}",
];

/// Above every limit of the protocol, on a clock that moves on when nothing else does.
pub(crate) const LONG: Duration = Duration::from_secs(7200);

/// What a client does after the TLS handshake, if there was any.
#[derive(Debug, Clone)]
struct Conversation {
    connect: Bytes,
    packets: Vec<Bytes>,
    /// Sizes of the pieces in which all of that arrives, in turn.
    pieces: Vec<usize>,
    /// What the service writes meanwhile.
    desired: Option<String>,
}

/// A packet of which the length is right.
fn packet(first: u8, body: &[u8]) -> Vec<u8> {
    let mut packet = vec![first];
    let mut left = body.len();
    loop {
        let digit = (left % 128) as u8;
        left /= 128;
        packet.push(if left == 0 { digit } else { digit | 0x80 });
        if left == 0 {
            packet.extend(body);
            return packet;
        }
    }
}

fn field(bytes: &[u8]) -> Vec<u8> {
    let mut field = (bytes.len() as u16).to_be_bytes().to_vec();
    field.extend(bytes);
    field
}

fn connect(client_id: &str, flags: u8, will: &[&[u8]]) -> Vec<u8> {
    let path = client_id.replace('/', "/modules/");
    let key = SigningKey::from_base64(DEVICE_KEY).unwrap();
    let token = key.sign(&format!("localhost/devices/{path}"), None, NEVER);
    let user_name = format!("localhost/{client_id}/?api-version=2021-04-12");
    let mut body = b"\0\x04MQTT\x04".to_vec();
    body.extend([flags, 0, 60]);
    let fields =
        [&[client_id.as_bytes()], will, &[user_name.as_bytes(), token.expose_secret().as_bytes()]].concat();
    fields.iter().for_each(|bytes| body.extend(field(bytes)));
    packet(0x10, &body)
}

pub(crate) fn connects() -> Vec<Vec<u8>> {
    vec![
        connect("dev1", 0xC0, &[]),
        connect("dev1", 0xC2, &[]),
        connect("dev1/mod1", 0xC2, &[]),
        connect("dev2", 0xCC, &[b"devices/dev2/messages/events/a=b", b"gone"]),
    ]
}

/// First bytes and bodies of what a device may say once it is connected.
fn bodies() -> Vec<(u8, Vec<u8>)> {
    let publish = |first, topic: &str, id: &[u8], payload: &str| {
        (first, [&field(topic.as_bytes()), id, payload.as_bytes()].concat())
    };
    let subscribe = |filter: &str| (0x82, [&[0, 7][..], &field(filter.as_bytes()), &[1]].concat());
    let reported = "$iothub/twin/PATCH/properties/reported/?$rid=2&$version=1";
    vec![
        subscribe("$iothub/twin/res/#"),
        subscribe("$iothub/methods/POST/#"),
        subscribe("$iothub/twin/PATCH/properties/desired/#"),
        subscribe("devices/dev1/messages/devicebound/#"),
        subscribe("devices/dev1/modules/mod1/inputs/#"),
        publish(0x30, "devices/dev1/messages/events/%24.ct=text&a=b", b"", "hello"),
        publish(0x32, "devices/dev1/messages/events/", b"\0\x09", "{\"t\":20}"),
        publish(0x3A, "devices/dev1/modules/mod1/messages/events/%24.on=out", b"\0\x0a", "{}"),
        publish(0x30, "$iothub/twin/GET/?$rid=1", b"", ""),
        publish(0x30, "$iothub/twin/PATCH/properties/reported/?$rid=2", b"", r#"{"a":{"b":[1,2],"c":null}}"#),
        publish(0x32, reported, b"\0\x0b", r#"{"a":null}"#),
        publish(0x30, "$iothub/methods/res/200/?$rid=1", b"", "{\"ok\":true}"),
        (0xA2, [&[0, 8][..], &field(b"$iothub/twin/res/#")].concat()),
        (0x40, vec![0, 1]),
        (0xC0, vec![]),
        (0xE0, vec![]),
        (0x62, vec![0, 9]),
    ]
}

pub(crate) fn frames() -> Vec<Vec<u8>> {
    bodies().into_iter().map(|(first, body)| packet(first, &body)).collect()
}

pub(crate) fn packets() -> impl Strategy<Value = Bytes> {
    let bodies = bodies();
    let firsts: Vec<u8> = bodies.iter().map(|(first, _)| *first).collect();
    let bodies: Vec<Vec<u8>> = bodies.into_iter().map(|(_, body)| body).collect();
    // The topic's length is right as well, so that edits of a topic meet the topic's parser.
    let topics: Vec<Vec<u8>> =
        bodies.iter().filter(|body| body.len() > 2).map(|body| body[2..].to_vec()).collect();
    let published = (edited(topics, WORDS), proptest::sample::select(vec!["", "{\"a\":1}", "["]));
    prop_oneof![
        3 => proptest::sample::select(frames()).prop_map(Bytes),
        3 => (proptest::sample::select(firsts), edited(bodies, WORDS))
            .prop_map(|(first, body)| Bytes(packet(first, &body.0))),
        2 => published.prop_map(|(topic, payload)| {
            let topic = &topic.0[..topic.0.len().min(65_535)];
            Bytes(packet(0x30, &[&field(topic), payload.as_bytes()].concat()))
        }),
        2 => edited(frames(), WORDS),
    ]
}

fn conversations() -> impl Strategy<Value = Conversation> {
    let connect = prop_oneof![
        6 => proptest::sample::select(connects()).prop_map(Bytes),
        1 => edited(connects(), WORDS),
    ];
    let pieces =
        prop_oneof![3 => Just(vec![usize::MAX]), 2 => vec(1..50_usize, 1..5), 1 => vec(1..9000_usize, 1..5)];
    let desired = proptest::option::weighted(0.3, Just(r#"{"properties":{"desired":{"x":1}}}"#.to_owned()));
    (connect, vec(packets(), 0..8), pieces, desired)
        .prop_map(|(connect, packets, pieces, desired)| Conversation { connect, packets, pieces, desired })
}

/// The most that a device gets for what it says: its twin, as large as it can have made it, for every packet.
pub(crate) fn most_answered(input: &[u8]) -> usize {
    let gets = input.windows(b"twin/GET".len()).filter(|window| window == b"twin/GET").count();
    // Each property comes with a stamp only over REST.
    let twin = 64 * 1024;
    16 * 1024 + 4 * input.len() + gets * twin
}

async fn converse(hub: &Emulator, conversation: Conversation) -> Result<(), TestCaseError> {
    let Conversation { connect, packets, pieces, desired } = conversation;
    let right = connects().contains(&connect.0);
    let input: Vec<u8> = packets.iter().fold(connect.0, |input, packet| [input, packet.0.clone()].concat());
    let (client, server) = duplex(8 * 1024);
    let devices = std::sync::Arc::clone(hub.hub());
    let transport = Transport { protocol: Protocol::Mqtt, tls: None };
    let served = tokio::spawn(async move { connection::serve(server, transport, &devices).await });
    let (mut reader, mut writer) = tokio::io::split(client);
    let writing = async {
        let mut rest = &input[..];
        for size in pieces.iter().cycle() {
            let (piece, later) = rest.split_at((*size).min(rest.len()));
            if writer.write_all(piece).await.is_err() || later.is_empty() {
                break;
            }
            rest = later;
            tokio::task::yield_now().await;
        }
        // Half closed: the hub says what it has to say, and ends.
        _ = writer.shutdown().await;
    };
    let reading = async {
        let (mut answered, mut first) = (0, Vec::new());
        let mut space = [0; 4096];
        while let Ok(count @ 1..) = reader.read(&mut space).await {
            answered += count;
            first.extend(space.iter().take(count.min(4_usize.saturating_sub(first.len()))));
        }
        (answered, first)
    };
    let service = async {
        if let Some(desired) = desired {
            let calls = [
                Request::patch("/twins/dev1?api-version=2021-04-12").body(Body::from(desired)),
                Request::post("/twins/dev1/methods?api-version=2021-04-12")
                    .body(Body::from(r#"{"methodName":"m"}"#)),
            ];
            for request in calls {
                check(&call(hub, request.unwrap()).await?)?;
            }
        }
        Ok::<(), TestCaseError>(())
    };
    let all = timeout(LONG, async { tokio::join!(writing, reading, service) }).await;
    let ((), (answered, first), service) =
        all.map_err(|_| TestCaseError::fail("the connection neither goes on nor ends"))?;
    service?;
    // Whatever came before, a right CONNECT is accepted.
    let accepted = first.first() == Some(&0x20) && first.last() == Some(&0);
    prop_assert!(accepted || !right, "{:02x?} for a right CONNECT", first);
    prop_assert!(answered <= most_answered(&input), "{} bytes for {}", answered, input.len());
    let ended = timeout(LONG, served).await.map_err(|_| TestCaseError::fail("the connection never ends"))?;
    ended.map_err(|panic| TestCaseError::fail(panic.to_string()))?;
    prop_assert_eq!(hub.connected(), 0);
    Ok(())
}

#[test]
fn mqtt_connections() {
    let lab = Lab::new(500);
    campaign::run("MQTT connections", &conversations(), |conversation| {
        lab.with(async |hub| converse(hub, conversation).await)
    });
}

/// What is read can be written and is then read again; the decoder asks for no more than the bytes that it gets.
fn decode(bytes: &[u8]) -> Result<(), TestCaseError> {
    let limit = 300_000;
    let mut buffer = BytesMut::from(bytes);
    loop {
        let before = buffer.len();
        match Packet::take(&mut buffer, limit) {
            Err(_) => return Ok(()),
            Ok(Taken::Incomplete) => {
                prop_assert_eq!(buffer.len(), before);
                return Ok(());
            }
            Ok(Taken::Packet(packet)) => {
                prop_assert!(buffer.len() < before);
                let mut written = BytesMut::new();
                packet.encode(&mut written).map_err(|error| TestCaseError::fail(error.to_string()))?;
                // A length may be written with more digits than it needs (MQTT 3.1.1, 2.2.3 does not forbid it).
                prop_assert!(written.len() <= before - buffer.len());
                prop_assert_eq!(Packet::take(&mut written, limit), Ok(Taken::Packet(packet)));
            }
        }
    }
}

#[test]
fn mqtt_packets() {
    let inputs = prop_oneof![packets(), edited([frames(), connects()].concat(), WORDS)];
    campaign::run("MQTT packets", &inputs, |bytes| decode(&bytes.0));
}
