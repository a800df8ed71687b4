//! A device that counts how often each job has called it.

use std::collections::HashMap;
use std::net::SocketAddr;

use serde_json::Value;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

use crate::program::token;

/// Its id.
pub(crate) const ID: &str = "door";

/// The calls that it got, by job.
#[derive(Default)]
pub(crate) struct Door(HashMap<String, u32>);

impl Door {
    /// How often a job has called.
    pub(crate) fn calls_of(&self, job: &str) -> u32 {
        self.0.get(job).copied().unwrap_or(0)
    }

    /// How many calls there were.
    pub(crate) fn calls(&self) -> u32 {
        self.0.values().sum()
    }

    /// Connects and answers calls until the hub is gone.
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
        let subscribe = [&[0, 1][..], &text("$iothub/methods/POST/#"), &[1]].concat();
        stream.write_all(&packet(0x82, &subscribe)).await?;
        loop {
            let (kind, body) = read(&mut stream).await?;
            if kind >> 4 != 3 {
                assert!(kind != 0x20 || body[1] == 0, "CONNACK {}", body[1]);
                continue;
            }
            let length = usize::from(u16::from_be_bytes([body[0], body[1]]));
            let topic = std::str::from_utf8(&body[2..2 + length]).unwrap();
            let (id, payload) = match kind & 0b110 {
                0 => (None, &body[2 + length..]),
                _ => (Some(&body[2 + length..4 + length]), &body[4 + length..]),
            };
            let payload: Value = serde_json::from_slice(payload).unwrap();
            *self.0.entry(payload["job"].as_str().unwrap().to_owned()).or_default() += 1;
            if let Some(id) = id {
                stream.write_all(&packet(0x40, id)).await?;
            }
            let rid = topic.split_once("$rid=").unwrap().1;
            let answer = [&text(&format!("$iothub/methods/res/200/?$rid={rid}"))[..], b"{}"].concat();
            stream.write_all(&packet(0x30, &answer)).await?;
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
