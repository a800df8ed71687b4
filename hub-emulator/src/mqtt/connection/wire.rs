//! Packets over a byte stream: nothing is allocated while a connection is idle.

use std::future::poll_fn;
use std::io;
use std::mem::MaybeUninit;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use bytes::{Buf as _, BytesMut};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};

use crate::mqtt::ending::Ending;
use crate::mqtt::packet::{Packet, Taken};

/// Bytes asked of the transport at a time; they lie on the stack, not in the connection.
const READ_AT_ONCE: usize = 4096;

/// While more bytes than these wait to be sent, no packet is read and no message taken from the hub.
const ENOUGH_TO_SEND: usize = 32 * 1024;

/// A stream with what was read of the next packet and what waits to be sent.
#[derive(Debug)]
pub(super) struct Wire<S> {
    stream: S,
    /// At most one packet and [`READ_AT_ONCE`] bytes.
    input: BytesMut,
    /// At most [`ENOUGH_TO_SEND`] and the answers to one packet.
    output: BytesMut,
    /// Whether bytes given to the stream may still lie in its buffers.
    unflushed: bool,
}

/// What a turn of the wire brought.
#[derive(Debug)]
pub(super) enum Turn {
    /// A packet arrived.
    Packet(Packet),
    /// Everything that waited has been sent.
    Sent,
}

impl<S> Wire<S> {
    pub(super) fn new(stream: S) -> Self {
        Self { stream, input: BytesMut::new(), output: BytesMut::new(), unflushed: false }
    }

    /// Appends a packet to what waits to be sent.
    ///
    /// One that cannot be written is our fault; it is left out and logged rather than taking the device down.
    pub(super) fn send(&mut self, packet: &Packet) {
        if let Err(error) = packet.encode(&mut self.output) {
            tracing::error!(%error, "Could not write a packet");
        }
    }

    /// Whether another packet may be sent; see [`ENOUGH_TO_SEND`].
    pub(super) fn open(&self) -> bool {
        self.output.len() < ENOUGH_TO_SEND
    }

    fn waiting(&self) -> bool {
        self.unflushed || !self.output.is_empty()
    }
}

impl<S: AsyncRead + AsyncWrite + Unpin> Wire<S> {
    /// Sends what waits while it waits for a packet of at most `limit` bytes. Cancel-safe.
    ///
    /// Packets that are already here come first, so that the answers to all of them leave together.
    pub(super) async fn turn(&mut self, limit: usize) -> Result<Turn, Ending> {
        poll_fn(|context| self.poll_turn(context, limit)).await
    }

    /// Sends what waits and says goodbye on the transport.
    pub(super) async fn close(&mut self) -> io::Result<()> {
        poll_fn(|context| {
            ready!(self.poll_send(context))?;
            Pin::new(&mut self.stream).poll_shutdown(context)
        })
        .await
    }

    fn poll_turn(&mut self, context: &mut Context<'_>, limit: usize) -> Poll<Result<Turn, Ending>> {
        loop {
            if self.open()
                && let Taken::Packet(packet) = Packet::take(&mut self.input, limit)?
            {
                return Poll::Ready(Ok(Turn::Packet(packet)));
            }
            if self.input.is_empty() {
                // Gives the memory back; an empty buffer owns none.
                self.input = BytesMut::new();
            }
            if self.waiting() && self.poll_send(context)?.is_ready() {
                return Poll::Ready(Ok(Turn::Sent));
            }
            if !self.open() {
                return Poll::Pending;
            }
            ready!(self.poll_receive(context))?;
        }
    }

    fn poll_send(&mut self, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        while !self.output.is_empty() {
            let written = ready!(Pin::new(&mut self.stream).poll_write(context, &self.output))?;
            if written == 0 {
                return Poll::Ready(Err(io::ErrorKind::WriteZero.into()));
            }
            self.output.advance(written);
            self.unflushed = true;
        }
        self.output = BytesMut::new();
        if self.unflushed {
            ready!(Pin::new(&mut self.stream).poll_flush(context))?;
            self.unflushed = false;
        }
        Poll::Ready(Ok(()))
    }

    fn poll_receive(&mut self, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        let mut space = [MaybeUninit::uninit(); READ_AT_ONCE];
        let mut read = ReadBuf::uninit(&mut space);
        ready!(Pin::new(&mut self.stream).poll_read(context, &mut read))?;
        if read.filled().is_empty() {
            return Poll::Ready(Err(io::ErrorKind::UnexpectedEof.into()));
        }
        self.input.extend_from_slice(read.filled());
        Poll::Ready(Ok(()))
    }
}

#[cfg(test)]
mod tests {
    use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _, duplex};

    use super::*;
    use crate::mqtt::packet::DecodeError;

    const LIMIT: usize = 1024;
    const PINGREQ: [u8; 2] = [0xC0, 0];

    fn packet(turn: Result<Turn, Ending>) -> Packet {
        match turn {
            Ok(Turn::Packet(packet)) => packet,
            other => panic!("no packet: {other:?}"),
        }
    }

    #[tokio::test]
    async fn answers_to_packets_that_came_together_leave_together() {
        let (mut client, server) = duplex(1024);
        let mut wire = Wire::new(server);
        client.write_all(&PINGREQ.repeat(3)).await.unwrap();
        for _ in 0..3 {
            assert_eq!(packet(wire.turn(LIMIT).await), Packet::PingReq);
            wire.send(&Packet::PingResp);
        }
        let mut answers = [0; 16];
        let nothing = tokio::select! {
            biased;
            count = client.read(&mut answers) => count.unwrap(),
            () = std::future::ready(()) => 0,
        };
        assert_eq!(nothing, 0, "an answer left before its companions");
        assert!(matches!(wire.turn(LIMIT).await, Ok(Turn::Sent)));
        let count = client.read(&mut answers).await.unwrap();
        assert_eq!(&answers[..count], [0xD0, 0].repeat(3));
    }

    #[tokio::test]
    async fn a_packet_may_come_byte_by_byte() {
        let (mut client, server) = duplex(1);
        let mut wire = Wire::new(server);
        let (turn, sent) = tokio::join!(wire.turn(LIMIT), client.write_all(b"\x30\x07\x00\x01a1234"));
        sent.unwrap();
        assert!(matches!(packet(turn), Packet::Publish(publish) if &publish.payload[..] == b"1234"));
    }

    #[tokio::test]
    async fn a_client_that_does_not_read_is_not_read_either() {
        let (mut client, server) = duplex(64);
        let mut wire = Wire::new(server);
        // More than enough, even after the client's end has taken its 64 bytes.
        while wire.output.len() <= ENOUGH_TO_SEND + 64 {
            wire.send(&Packet::PingResp);
        }
        let waiting = wire.output.len();
        client.write_all(&PINGREQ).await.unwrap();
        tokio::select! {
            biased;
            turn = wire.turn(LIMIT) => panic!("a turn ended: {turn:?}"),
            () = std::future::ready(()) => {}
        }
        let mut answers = vec![0; waiting];
        let turn = tokio::select! {
            turn = wire.turn(LIMIT) => turn,
            read = client.read_exact(&mut answers) => panic!("everything was sent first: {read:?}"),
        };
        // As soon as there is room the packet comes, even if not all has been sent yet.
        assert_eq!(packet(turn), Packet::PingReq);
    }

    #[tokio::test]
    async fn an_idle_wire_owns_no_memory() {
        let (mut client, server) = duplex(1024);
        let mut wire = Wire::new(server);
        client.write_all(&PINGREQ).await.unwrap();
        packet(wire.turn(LIMIT).await);
        wire.send(&Packet::PingResp);
        assert!(matches!(wire.turn(LIMIT).await, Ok(Turn::Sent)));
        assert_eq!((wire.input.capacity(), wire.output.capacity()), (0, 0));
    }

    #[tokio::test]
    async fn the_end_of_the_stream_and_of_reason_end_the_connection() {
        let (mut client, server) = duplex(64);
        let mut wire = Wire::new(server);
        client.write_all(&[0xF0, 0]).await.unwrap();
        let turn = wire.turn(LIMIT).await;
        assert!(matches!(turn, Err(Ending::Malformed(DecodeError::ReservedKind(15)))), "{turn:?}");

        let (client, server) = duplex(64);
        let mut wire = Wire::new(server);
        drop(client);
        assert!(matches!(wire.turn(LIMIT).await, Err(Ending::Lost(io::ErrorKind::UnexpectedEof))));
    }
}
