//! One connection: a socket that never blocks, perhaps with TLS, and the bytes that wait on either side of it.

use std::io::{self, Read as _, Write as _};
use std::net::SocketAddr;

use mio::net::TcpStream;
use rustls::ClientConnection;

use crate::endpoint::Transport;

/// How many bytes may wait for a hub that does not read; more ends the connection.
const UNSENT_LIMIT: usize = 512 * 1024;

/// A connection being opened or open. What is absent costs eight bytes.
pub(super) struct Line {
    stream: TcpStream,
    tls: Option<Box<ClientConnection>>,
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
                let mut tls =
                    ClientConnection::new(config.clone(), name.clone()).map_err(io::Error::other)?;
                tls.set_buffer_limit(Some(UNSENT_LIMIT));
                Some(Box::new(tls))
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

    /// Reads what has come into `buffer`, which is not empty.
    pub(super) fn read(&mut self, buffer: &mut [u8]) -> io::Result<Received> {
        loop {
            let Some(tls) = &mut self.tls else { return received(self.stream.read(buffer)) };
            match received(tls.reader().read(buffer))? {
                Received::Nothing => {}
                some => return Ok(some),
            }
            match tls.read_tls(&mut self.stream) {
                Ok(0) => return Ok(Received::Closed),
                Ok(_) => {}
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => {
                    self.flush()?;
                    return Ok(Received::Nothing);
                }
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
            if let Err(error) = tls.process_new_packets() {
                // The alert that tells the hub why is worth one try.
                let _ = self.flush();
                return Err(io::Error::new(io::ErrorKind::InvalidData, error));
            }
        }
    }

    /// Sends `bytes`, now or as soon as the hub takes them.
    pub(super) fn send(&mut self, bytes: &[u8]) -> io::Result<()> {
        if bytes.is_empty() {
            return Ok(());
        }
        match &mut self.tls {
            Some(tls) => tls.writer().write_all(bytes).map_err(|_| stuck())?,
            None if self.unsent.is_none() => {
                let sent = written(self.stream.write(bytes))?;
                if let Some(rest) = bytes.get(sent..).filter(|rest| !rest.is_empty()) {
                    self.unsent = Some(Box::new(rest.to_vec()));
                }
            }
            None => {
                let unsent = self.unsent.get_or_insert_default();
                unsent.extend_from_slice(bytes);
            }
        }
        if self.unsent.as_ref().is_some_and(|unsent| unsent.len() > UNSENT_LIMIT) {
            return Err(stuck());
        }
        self.flush()
    }

    /// Sends what waits, as far as the hub takes it.
    pub(super) fn flush(&mut self) -> io::Result<()> {
        if let Some(tls) = &mut self.tls {
            while tls.wants_write() {
                match written(tls.write_tls(&mut self.stream))? {
                    0 => break,
                    _ => continue,
                }
            }
        } else if let Some(unsent) = &mut self.unsent {
            let sent = written(self.stream.write(unsent))?;
            unsent.drain(..sent.min(unsent.len()));
            if unsent.is_empty() {
                self.unsent = None;
            }
        }
        Ok(())
    }

    /// Says goodbye, as far as that needs no waiting, and closes.
    pub(super) fn close(mut self, last_words: &[u8]) {
        let _ = self.send(last_words);
        if let Some(tls) = &mut self.tls {
            tls.send_close_notify();
            let _ = self.flush();
        }
    }
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
