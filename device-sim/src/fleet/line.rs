//! One connection: a socket that never blocks, perhaps with TLS, and the bytes that wait on either side of it.

use std::io::{self, Read as _, Write as _};
use std::net::SocketAddr;

use mio::net::TcpStream;

use super::tls::{Stream, Tls, as_io};
use crate::endpoint::Transport;

/// How many bytes may wait for a hub that does not read; more ends the connection.
const UNSENT_LIMIT: usize = 512 * 1024;

/// Longest record of TLS, in bytes (RFC 8446, 5.2, with the header): so much of a record may have come before.
const LONGEST_RECORD: usize = 5 + 16 * 1024 + 256;

/// A connection being opened or open. What is absent costs eight bytes.
pub(super) struct Line {
    stream: TcpStream,
    tls: Option<Box<Tls>>,
    /// The beginning of a packet whose rest has not come.
    #[expect(clippy::box_collection, reason = "eight bytes instead of twenty-four in every device")]
    pub(super) received: Option<Box<Vec<u8>>>,
    #[expect(clippy::box_collection, reason = "eight bytes instead of twenty-four in every device")]
    unsent: Option<Box<Vec<u8>>>,
}

/// What came out of a line.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Received {
    /// So many bytes are in the buffer, and there may be more.
    Bytes(usize),
    /// Nothing more for now.
    Nothing,
    /// The hub has closed the connection.
    Closed,
}

impl Line {
    /// Begins to connect.
    pub(super) fn open(address: SocketAddr, transport: &Transport) -> io::Result<Self> {
        let tls = match transport {
            Transport::Plain => None,
            Transport::Tls { config, name } => {
                Some(Box::new(Tls::new(config.clone(), name.clone()).map_err(as_io)?))
            }
        };
        let stream = TcpStream::connect(address)?;
        Ok(Self { stream, tls, received: None, unsent: None })
    }

    /// The socket, for the registration of interest.
    pub(super) fn source(&mut self) -> &mut TcpStream {
        &mut self.stream
    }

    /// Whether TCP is through.
    pub(super) fn opened(&self) -> io::Result<bool> {
        if let Some(error) = self.stream.take_error()? {
            return Err(error);
        }
        match self.stream.peer_addr() {
            Ok(_) => self.stream.set_nodelay(true).map(|()| true),
            Err(error) if error.kind() == io::ErrorKind::NotConnected => Ok(false),
            Err(error) => Err(error),
        }
    }

    /// Reads what has come into `buffer`, which is several times longer than a record of TLS.
    pub(super) fn read(&mut self, buffer: &mut [u8]) -> io::Result<Received> {
        let Some(tls) = &mut self.tls else { return received(self.stream.read(buffer)) };
        let room = buffer.len().saturating_sub(LONGEST_RECORD);
        let (mut plain, mut wire) = (Vec::new(), Vec::new());
        while plain.is_empty() {
            let count = match received(self.stream.read(buffer.get_mut(..room).unwrap_or_default()))? {
                Received::Bytes(count) => count,
                other => return Ok(other),
            };
            let result = tls.receive(buffer.get(..count).unwrap_or_default(), &mut plain, &mut wire);
            let sent = write(&mut self.stream, &mut self.unsent, &wire);
            wire.clear();
            match result.map_err(as_io)? {
                Stream::Goes => sent?,
                Stream::Ended if plain.is_empty() => return Ok(Received::Closed),
                // The end is met again by the next read.
                Stream::Ended => {}
            }
        }
        let target = buffer.get_mut(..plain.len()).ok_or(io::ErrorKind::InvalidData)?;
        target.copy_from_slice(&plain);
        Ok(Received::Bytes(plain.len()))
    }

    /// Sends `bytes`, now or as soon as the hub takes them.
    pub(super) fn send(&mut self, bytes: &[u8]) -> io::Result<()> {
        if bytes.is_empty() {
            return Ok(());
        }
        let Some(tls) = &mut self.tls else { return write(&mut self.stream, &mut self.unsent, bytes) };
        let mut wire = Vec::new();
        tls.send(bytes, &mut wire).map_err(as_io)?;
        if tls.waiting() > UNSENT_LIMIT {
            return Err(stuck());
        }
        write(&mut self.stream, &mut self.unsent, &wire)
    }

    /// Sends what waits, as far as the hub takes it.
    pub(super) fn flush(&mut self) -> io::Result<()> {
        let Some(unsent) = &mut self.unsent else { return Ok(()) };
        let sent = written(self.stream.write(unsent))?;
        unsent.drain(..sent.min(unsent.len()));
        if unsent.is_empty() {
            self.unsent = None;
        }
        Ok(())
    }

    /// Says goodbye, as far as that needs no waiting, and closes.
    pub(super) fn close(mut self, last_words: &[u8]) {
        let _ = self.send(last_words);
        if let Some(tls) = &mut self.tls {
            let mut wire = Vec::new();
            tls.close(&mut wire);
            let _ = write(&mut self.stream, &mut self.unsent, &wire);
        }
    }
}

/// Writes `bytes` to the socket after what waits; what it does not take waits as well.
#[expect(clippy::box_collection, reason = "as it is in the line")]
fn write(stream: &mut TcpStream, unsent: &mut Option<Box<Vec<u8>>>, bytes: &[u8]) -> io::Result<()> {
    if bytes.is_empty() {
        return Ok(());
    }
    let sent = if unsent.is_none() { written(stream.write(bytes))? } else { 0 };
    if let Some(rest) = bytes.get(sent..).filter(|rest| !rest.is_empty()) {
        unsent.get_or_insert_default().extend_from_slice(rest);
    }
    if unsent.as_ref().is_some_and(|unsent| unsent.len() > UNSENT_LIMIT) { Err(stuck()) } else { Ok(()) }
}

fn received(read: io::Result<usize>) -> io::Result<Received> {
    match read {
        Ok(0) => Ok(Received::Closed),
        Ok(count) => Ok(Received::Bytes(count)),
        Err(error) => match error.kind() {
            io::ErrorKind::WouldBlock | io::ErrorKind::Interrupted => Ok(Received::Nothing),
            // A hub that drops a connection often leaves out TLS's own goodbye.
            io::ErrorKind::UnexpectedEof => Ok(Received::Closed),
            _ => Err(error),
        },
    }
}

fn written(result: io::Result<usize>) -> io::Result<usize> {
    match result {
        Err(error) if matches!(error.kind(), io::ErrorKind::WouldBlock | io::ErrorKind::Interrupted) => Ok(0),
        other => other,
    }
}

fn stuck() -> io::Error {
    io::Error::new(io::ErrorKind::WriteZero, "the hub does not read what it is sent")
}
