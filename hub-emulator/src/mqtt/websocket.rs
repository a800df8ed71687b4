//! MQTT over WebSocket: the same conversation inside binary frames, on the HTTPS listener.
//!
//! A frame may hold a part of a packet or several packets (MQTT 3.1.1, 6), so frames are just bytes in order.

use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};

use axum::Error;
use axum::extract::ws::{Message, WebSocket, WebSocketUpgrade};
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};
use bytes::{Buf as _, Bytes};
use futures::{Sink as _, Stream as _};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};

use super::connection;
use crate::hub::Hub;
use crate::hub::device_side::{Protocol, TlsVersion, Transport};

/// Where devices ask for it (IoT Hub documentation: MQTT over WebSocket), in both spellings of one address.
pub const PATHS: [&str; 2] = ["/$iothub/websocket", "/%24iothub/websocket"];

/// The subprotocol that devices must offer (MQTT 3.1.1, 6.0).
const PROTOCOL: &str = "mqtt";

/// The largest frame and the largest message, in bytes (our choice). They may hold any number of packets, but the library
/// hands them out whole.
const LARGEST_FRAME: usize = 8 * 1024 * 1024;

/// Bytes read at a time, per connection; the library's default of 128 KiB would be most of a device's memory.
const READ_BUFFER: usize = 4096;

/// Answers a device that wants to speak MQTT over WebSocket, and serves it in a task of the hub.
///
/// Whoever does not offer the subprotocol `mqtt` gets 400.
pub fn upgrade(upgrade: WebSocketUpgrade, tls: Option<TlsVersion>, hub: Arc<Hub>) -> Response {
    let upgrade = upgrade
        .protocols([PROTOCOL])
        .read_buffer_size(READ_BUFFER)
        .write_buffer_size(0)
        .max_frame_size(LARGEST_FRAME)
        .max_message_size(LARGEST_FRAME);
    if upgrade.selected_protocol().is_none() {
        return (StatusCode::BAD_REQUEST, "the subprotocol `mqtt` is missing").into_response();
    }
    let running = hub.tasks().token();
    upgrade.on_upgrade(async move |socket| {
        let _running = running;
        let transport = Transport { protocol: Protocol::MqttWebSocket, tls };
        connection::serve(Frames::new(socket), transport, &hub).await;
    })
}

/// The bytes in the binary frames of a WebSocket.
#[derive(Debug)]
struct Frames {
    socket: WebSocket,
    /// What is left of the last frame.
    frame: Bytes,
}

impl Frames {
    fn new(socket: WebSocket) -> Self {
        Self { socket, frame: Bytes::new() }
    }

    fn socket(&mut self) -> Pin<&mut WebSocket> {
        Pin::new(&mut self.socket)
    }
}

impl AsyncRead for Frames {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        while self.frame.is_empty() {
            match ready!(self.socket().poll_next(context)).transpose().map_err(broken)? {
                Some(Message::Binary(frame)) => self.frame = frame,
                // MQTT 3.1.1, 6.0: a frame of another type closes the connection.
                Some(Message::Text(_)) => return Poll::Ready(Err(io::ErrorKind::InvalidData.into())),
                // The library answers a ping by itself.
                Some(Message::Ping(_) | Message::Pong(_)) => {}
                Some(Message::Close(_)) | None => return Poll::Ready(Ok(())),
            }
        }
        let count = self.frame.len().min(buffer.remaining());
        buffer.put_slice(&self.frame.split_to(count));
        Poll::Ready(Ok(()))
    }
}

impl AsyncWrite for Frames {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        mut bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        ready!(self.socket().poll_ready(context)).map_err(broken)?;
        let count = bytes.len();
        let frame = Message::Binary(bytes.copy_to_bytes(count));
        self.socket().start_send(frame).map_err(broken)?;
        Poll::Ready(Ok(count))
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        self.socket().poll_flush(context).map_err(broken)
    }

    /// Says goodbye and waits for the client to say it as well (RFC 6455, 7.1.1), since one that finds the connection
    /// gone while it answers may not notice that anything has ended: the Python SDK does not.
    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        ready!(self.socket().poll_close(context)).map_err(broken)?;
        while let Some(Ok(_)) = ready!(self.socket().poll_next(context)) {}
        Poll::Ready(Ok(()))
    }
}

fn broken(error: Error) -> io::Error {
    io::Error::new(io::ErrorKind::ConnectionAborted, error)
}
