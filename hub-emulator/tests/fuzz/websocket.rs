//! MQTT in frames of WebSocket: whatever the frames are, the connection goes on or ends.

use std::convert::Infallible;
use std::future::pending;
use std::io;
use std::time::Duration;

use axum::serve::Listener;
use lockstep_hub_emulator::Emulator;
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;
use tokio::io::{
    AsyncBufReadExt as _, AsyncReadExt as _, AsyncWriteExt as _, BufReader, DuplexStream, duplex,
};
use tokio::time::{sleep, timeout};

use crate::campaign;
use crate::edit::{Bytes, edited};
use crate::lab::Lab;
use crate::mqtt::{LONG, connects, most_answered, packets};

const UPGRADE: &[u8] = b"GET /$iothub/websocket HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\
    Sec-WebSocket-Version: 13\r\nSec-WebSocket-Protocol: mqtt\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n";

const WORDS: &[&[u8]] = &[
    b"\x82\xfe",
    b"\x82\xff\0\0\0\0\x10\0\0\0",
    b"\x02\x80\0\0\0\0",
    b"\x80\x80\0\0\0\0",
    b"\x00\x80\0\0\0\0",
    b"\x81\x82\0\0\0\0hi",
    b"\x88\x80\0\0\0\0",
    b"\x88\x82\0\0\0\0\x03\xe8",
    b"\x89\x80\0\0\0\0",
    b"\x8a\x80\0\0\0\0",
    b"\xc2\x80\0\0\0\0",
    b"\x83\x80\0\0\0\0",
    b"\xff\xff\xff\xff\xff\xff\xff\xff",
];

/// A frame of a client of which the length is right, masked with `mask`.
fn frame(first: u8, mask: [u8; 4], payload: &[u8]) -> Vec<u8> {
    let mut frame = vec![first];
    match payload.len() {
        length @ ..126 => frame.push(0x80 | length as u8),
        length @ ..65_536 => {
            frame.push(0xFE);
            frame.extend((length as u16).to_be_bytes());
        }
        length => {
            frame.push(0xFF);
            frame.extend((length as u64).to_be_bytes());
        }
    }
    frame.extend(mask);
    frame.extend(payload.iter().zip(mask.iter().cycle()).map(|(byte, mask)| byte ^ mask));
    frame
}

/// What a client says after the upgrade: often a right CONNECT first, and then frames of all kinds.
fn conversations() -> impl Strategy<Value = Vec<Bytes>> {
    let samples: Vec<Vec<u8>> = connects().iter().map(|connect| frame(0x82, [0; 4], connect)).collect();
    let connect =
        prop_oneof![3 => select(samples.clone()).prop_map(Bytes), 1 => edited(samples.clone(), WORDS)];
    // Binary, its beginning, its middle and its end; text, ping, pong, close; one with a reserved bit.
    let firsts = select(vec![0x82, 0x82, 0x82, 0x02, 0x00, 0x80, 0x81, 0x89, 0x8A, 0x88, 0xC2]);
    let right = (firsts, any::<[u8; 4]>(), packets())
        .prop_map(|(first, mask, packet)| Bytes(frame(first, mask, &packet.0)));
    let frames = prop_oneof![3 => right, 1 => edited(samples, WORDS)];
    (connect, vec(frames, 0..8)).prop_map(|(connect, mut frames)| {
        frames.insert(0, connect);
        frames
    })
}

/// A listener of one connection.
struct One(Option<DuplexStream>);

impl Listener for One {
    type Io = DuplexStream;
    type Addr = Option<Infallible>;

    async fn accept(&mut self) -> (DuplexStream, Self::Addr) {
        match self.0.take() {
            Some(stream) => (stream, None),
            None => pending().await,
        }
    }

    fn local_addr(&self) -> io::Result<Self::Addr> {
        Ok(None)
    }
}

async fn converse(hub: &Emulator, frames: &[Bytes]) -> Result<(), TestCaseError> {
    let input: Vec<u8> = frames.iter().flat_map(|frame| frame.0.clone()).collect();
    let (client, server) = duplex(8 * 1024);
    let router = hub.router();
    let serving = tokio::spawn(async move { axum::serve(One(Some(server)), router).await });
    let (reader, mut writer) = tokio::io::split(client);
    let mut reader = BufReader::new(reader);
    writer.write_all(UPGRADE).await.unwrap();
    let mut head = String::new();
    while !head.ends_with("\r\n\r\n") && reader.read_line(&mut head).await.unwrap() > 0 {}
    prop_assert!(head.starts_with("HTTP/1.1 101 "), "{}", head);
    let writing = async {
        _ = writer.write_all(&input).await;
        _ = writer.shutdown().await;
    };
    let mut told = Vec::new();
    let both = timeout(LONG, async { tokio::join!(writing, reader.read_to_end(&mut told)) }).await;
    both.map_err(|_| TestCaseError::fail("the connection neither goes on nor ends"))?.1.ok();
    prop_assert!(told.len() <= most_answered(&input), "{} bytes for {}", told.len(), input.len());
    let gone = async {
        while hub.connected() > 0 {
            sleep(Duration::from_millis(10)).await;
        }
    };
    timeout(LONG, gone).await.map_err(|_| TestCaseError::fail("the device stays connected"))?;
    serving.abort();
    Ok(())
}

#[test]
fn websocket_frames() {
    let lab = Lab::new(500);
    campaign::run("WebSocket frames", &conversations(), |frames| {
        lab.with(async |hub| converse(hub, &frames).await)
    });
}
