//! TLS of one connection, without buffers of its own while it rests.
//!
//! rustls' buffered connection keeps four kilobytes for the next read, in every device. This one is handed what was read
//! into the worker's buffer, and keeps only the beginning of a record whose rest has not come.

use std::io;
use std::sync::Arc;

use rustls::client::UnbufferedClientConnection;
use rustls::pki_types::ServerName;
use rustls::unbuffered::{
    ConnectionState, EncodeError, EncryptError, InsufficientSizeError, UnbufferedStatus, WriteTraffic,
};
use rustls::{ClientConfig, Error};

/// One connection's TLS.
pub(super) struct Tls {
    connection: UnbufferedClientConnection,
    /// What has come and is not a whole record yet.
    incoming: Vec<u8>,
    /// What the device said before the handshake was through.
    waiting: Vec<u8>,
    open: bool,
}

/// Whether more may come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Stream {
    /// Yes.
    Goes,
    /// The other side has said goodbye.
    Ended,
}

impl Tls {
    /// Begins a handshake; what it has to send comes with the first [`Tls::receive`] or [`Tls::send`].
    pub(super) fn new(config: Arc<ClientConfig>, name: ServerName<'static>) -> Result<Self, Error> {
        let connection = UnbufferedClientConnection::new(config, name)?;
        Ok(Self { connection, incoming: Vec::new(), waiting: Vec::new(), open: false })
    }

    /// Takes what has come over the wire. What it says is appended to `plain`, what it asks for to `wire`; both count even
    /// when this fails, as an alert may be on its way.
    pub(super) fn receive(
        &mut self,
        bytes: &[u8],
        plain: &mut Vec<u8>,
        wire: &mut Vec<u8>,
    ) -> Result<Stream, Error> {
        self.incoming.extend_from_slice(bytes);
        let result = self.process(plain, wire);
        if result.is_err() {
            // What was refused is refused again, but the alert that says why comes first.
            let _ = self.process(plain, wire);
        }
        if self.incoming.is_empty() {
            self.incoming = Vec::new();
        }
        result
    }

    /// Encrypts `plain` to `wire`, or keeps it until the handshake is through.
    pub(super) fn send(&mut self, plain: &[u8], wire: &mut Vec<u8>) -> Result<(), Error> {
        self.waiting.extend_from_slice(plain);
        // Without new input there is nothing to hear.
        self.process(&mut Vec::new(), wire).map(drop)
    }

    /// How many bytes wait for the handshake.
    pub(super) fn waiting(&self) -> usize {
        self.waiting.len()
    }

    /// Says goodbye, if there was a handshake.
    pub(super) fn close(&mut self, wire: &mut Vec<u8>) {
        if !self.open {
            return;
        }
        let UnbufferedStatus { state, .. } = self.connection.process_tls_records(&mut []);
        if let Ok(ConnectionState::WriteTraffic(mut traffic)) = state {
            // A goodbye that cannot be written is left out.
            let _ = append(wire, |room| traffic.queue_close_notify(room));
        }
    }

    fn process(&mut self, plain: &mut Vec<u8>, wire: &mut Vec<u8>) -> Result<Stream, Error> {
        loop {
            let Self { connection, incoming, waiting, open } = self;
            let UnbufferedStatus { mut discard, state } = connection.process_tls_records(incoming);
            let next = match state? {
                ConnectionState::ReadTraffic(mut traffic) => {
                    while let Some(record) = traffic.next_record() {
                        let record = record?;
                        discard += record.discard;
                        plain.extend_from_slice(record.payload);
                    }
                    None
                }
                ConnectionState::EncodeTlsData(mut data) => {
                    append(wire, |room| data.encode(room))?;
                    None
                }
                ConnectionState::TransmitTlsData(data) => {
                    // What is in `wire` is sent in order and once.
                    data.done();
                    None
                }
                ConnectionState::WriteTraffic(traffic) => {
                    *open = true;
                    flush(traffic, waiting, wire)?;
                    Some(Stream::Goes)
                }
                ConnectionState::BlockedHandshake => Some(Stream::Goes),
                ConnectionState::PeerClosed | ConnectionState::Closed => Some(Stream::Ended),
                // Early data is for servers; and what a later rustls may invent we could not answer.
                _ => return Err(Error::HandshakeNotComplete),
            };
            self.incoming.drain(..discard.min(self.incoming.len()));
            if let Some(stream) = next {
                return Ok(stream);
            }
        }
    }
}

fn flush<D>(
    mut traffic: WriteTraffic<'_, D>,
    waiting: &mut Vec<u8>,
    wire: &mut Vec<u8>,
) -> Result<(), Error> {
    if !waiting.is_empty() {
        append(wire, |room| traffic.encrypt(waiting, room))?;
        *waiting = Vec::new();
    }
    Ok(())
}

/// Appends to `wire` what `write` writes, with as much room as it asks for.
fn append<E: Into<Unwritten>>(
    wire: &mut Vec<u8>,
    mut write: impl FnMut(&mut [u8]) -> Result<usize, E>,
) -> Result<(), Error> {
    let start = wire.len();
    let mut room = 0;
    loop {
        wire.resize(start + room, 0);
        match write(wire.get_mut(start..).unwrap_or_default()).map_err(Into::into) {
            Ok(written) => {
                wire.truncate(start + written);
                return Ok(());
            }
            Err(Unwritten::Needs(required)) if required > room => room = required,
            Err(Unwritten::Needs(_) | Unwritten::Never) => {
                wire.truncate(start);
                return Err(Error::EncryptError);
            }
        }
    }
}

/// Why something could not be written.
enum Unwritten {
    Needs(usize),
    Never,
}

impl From<EncodeError> for Unwritten {
    fn from(error: EncodeError) -> Self {
        match error {
            EncodeError::InsufficientSize(InsufficientSizeError { required_size }) => {
                Self::Needs(required_size)
            }
            EncodeError::AlreadyEncoded => Self::Never,
        }
    }
}

impl From<EncryptError> for Unwritten {
    fn from(error: EncryptError) -> Self {
        match error {
            EncryptError::InsufficientSize(InsufficientSizeError { required_size }) => {
                Self::Needs(required_size)
            }
            EncryptError::EncryptExhausted => Self::Never,
        }
    }
}

/// As errors of a socket, which is what a line has.
pub(super) fn as_io(error: Error) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, error)
}
