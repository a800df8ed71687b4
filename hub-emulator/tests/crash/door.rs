//! A device that counts how often each job has called it, and reads its messages.

use std::collections::{BTreeSet, HashMap};
use std::net::SocketAddr;

use serde_json::Value;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

use crate::program::token;

/// Its id.
pub(crate) const ID: &str = "door";

/// What it knows.
#[derive(Default)]
pub(crate) struct Door {
    /// The calls that it got, by job.
    calls: HashMap<String, u32>,
    /// Whether the hub has ever said that it is subscribed. It never asks again, whatever happens to the hub.
    subscribed: bool,
    /// The messages that came.
    read: BTreeSet<u64>,
    /// Those that the hub has said to be done with.
    settled: BTreeSet<u64>,
}

impl Door {
    /// How often a job has called.
    pub(crate) fn calls_of(&self, job: &str) -> u32 {
        self.calls.get(job).copied().unwrap_or(0)
    }

    /// How many calls there were.
    pub(crate) fn calls(&self) -> u32 {
        self.calls.values().sum()
    }

    /// Says whether a message has come.
    pub(crate) fn has_read(&self, message: u64) -> bool {
        self.read.contains(&message)
    }

    /// Says that the hub is done with every message that has come.
    pub(crate) fn settle(&mut self) {
        self.settled.clone_from(&self.read);
    }

    /// Connects, and answers calls and acknowledges messages until the hub is gone.
    pub(crate) async fn serve(&mut self, hub: SocketAddr) {
        // That the connection breaks at any point is what this is for.
        _ = self.answer(hub).await;
    }

    async fn answer(&mut self, hub: SocketAddr) -> std::io::Result<()> {
        let mut stream = TcpStream::connect(hub).await?;
        let user_name = format!("localhost/{ID}/?api-version=2021-04-12");
        let token = token();
        // A session that is kept, keep-alive of a minute.
        let connect =
            [&b"\x00\x04MQTT\x04\xC0\x00\x3C"[..], &text(ID), &text(&user_name), &text(&token)].concat();
        stream.write_all(&packet(0x10, &connect)).await?;
        loop {
            let (kind, body) = read(&mut stream).await?;
            let answer = match kind >> 4 {
                2 => self.welcomed(&body),
                3 => self.told(kind, &body),
                9 => {
                    self.subscribed = true;
                    Vec::new()
                }
                _ => Vec::new(),
            };
            stream.write_all(&answer).await?;
        }
    }

    /// What to say to a CONNACK.
    fn welcomed(&self, body: &[u8]) -> Vec<u8> {
        assert_eq!(body[1], 0, "CONNACK");
        if self.subscribed {
            assert_eq!(body[0], 1, "the session is lost");
            return Vec::new();
        }
        let messages = format!("devices/{ID}/messages/devicebound/#");
        let filters = [&text("$iothub/methods/POST/#")[..], &[1], &text(&messages), &[1]].concat();
        packet(0x82, &[&[0, 1][..], &filters].concat())
    }

    /// What to say to a PUBLISH.
    fn told(&mut self, kind: u8, body: &[u8]) -> Vec<u8> {
        let length = usize::from(u16::from_be_bytes([body[0], body[1]]));
        let topic = std::str::from_utf8(&body[2..2 + length]).unwrap();
        assert_ne!(kind & 0b110, 0, "at the quality that was asked for");
        let (id, payload) = body[2 + length..].split_at(2);
        let acknowledgement = packet(0x40, id);
        match topic.split_once("$rid=") {
            Some((_, rid)) => {
                let payload: Value = serde_json::from_slice(payload).unwrap();
                *self.calls.entry(payload["job"].as_str().unwrap().to_owned()).or_default() += 1;
                let answer = [&text(&format!("$iothub/methods/res/200/?$rid={rid}"))[..], b"{}"].concat();
                [acknowledgement, packet(0x30, &answer)].concat()
            }
            None => {
                let message = std::str::from_utf8(payload).unwrap().parse().unwrap();
                assert!(!self.settled.contains(&message), "{message} was settled and comes again");
                self.read.insert(message);
                acknowledgement
            }
        }
    }
}

/// A field of text with its length in front.
fn text(text: &str) -> Vec<u8> {
    let length = u16::try_from(text.len()).unwrap().to_be_bytes();
    [&length[..], text.as_bytes()].concat()
}

fn packet(kind: u8, body: &[u8]) -> Vec<u8> {
    let mut packet = vec![kind];
    let mut length = body.len();
    loop {
        let low = u8::try_from(length % 128).unwrap();
        length /= 128;
        packet.push(if length > 0 { low | 0x80 } else { low });
        if length == 0 {
            break;
        }
    }
    packet.extend_from_slice(body);
    packet
}

async fn read(stream: &mut TcpStream) -> std::io::Result<(u8, Vec<u8>)> {
    let kind = stream.read_u8().await?;
    let (mut length, mut shift) = (0, 0);
    loop {
        let byte = stream.read_u8().await?;
        length |= usize::from(byte & 0x7F) << shift;
        shift += 7;
        if byte < 0x80 {
            break;
        }
    }
    let mut body = vec![0; length];
    stream.read_exact(&mut body).await?;
    Ok((kind, body))
}
