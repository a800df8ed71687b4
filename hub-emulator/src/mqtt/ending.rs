//! Why a connection ended.

use std::error::Error;
use std::io;

use super::packet::DecodeError;
use crate::hub::device_side::{CloseReason, ConnectRefused};

/// Why a connection ended; MQTT 3.1.1 has no packet that would tell the client.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Ending {
    /// The client said DISCONNECT.
    #[error("the client disconnected")]
    Left,
    /// The transport failed or was closed without DISCONNECT.
    #[error("the transport ended ({0})")]
    Lost(io::ErrorKind),
    /// The client did not finish the TLS handshake or send CONNECT in time.
    #[error("the client did not connect in time")]
    SlowToConnect,
    /// The client was silent for one and a half times its keep-alive.
    #[error("the client was silent for longer than its keep-alive allows")]
    KeepAlive,
    /// Bytes that are no packet.
    #[error("the client sent a malformed packet")]
    Malformed(#[source] DecodeError),
    /// The first packet was another than CONNECT.
    #[error("the first packet was not CONNECT")]
    ConnectMissing,
    /// A CONNECT that cannot be accepted whoever sends it.
    #[error("the CONNECT was refused")]
    Rejected(#[source] Rejection),
    /// A CONNECT that the hub refused.
    #[error("the hub refused the CONNECT")]
    Refused(#[source] ConnectRefused),
    /// A second CONNECT.
    #[error("the client sent a second CONNECT")]
    SecondConnect,
    /// A packet that only servers send, or one of `QoS` 2.
    #[error("the client sent {0}, which the hub does not take")]
    Unexpected(&'static str),
    /// A PUBLISH of `QoS` 2.
    #[error("the client published with quality of service 2")]
    ExactlyOnce,
    /// A PUBLISH to a topic that is none of this device's.
    #[error("the client cannot publish to `{0}`")]
    Topic(String),
    /// A SUBSCRIBE or UNSUBSCRIBE to a filter that is none of this device's.
    #[error("the client cannot subscribe to `{0}`")]
    Filter(String),
    /// A message above 256 KB.
    #[error("the client published {0} bytes, more than the hub takes")]
    Oversize(usize),
    /// All packet identifiers wait for their PUBACK.
    #[error("the client acknowledges nothing")]
    Unacknowledged,
    /// The hub wants the connection closed.
    #[error("the hub closed the connection ({0:?})")]
    Hub(CloseReason),
    /// The emulator shuts down.
    #[error("the emulator is shutting down")]
    Shutdown,
}

/// Why a CONNECT is refused before the hub is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Rejection {
    /// No client identifier although the session is to be kept (MQTT 3.1.1, 3.1.3.1): CONNACK 2.
    #[error("the client identifier is empty and the session is not clean")]
    NoClientId,
    /// The client identifier names neither a device nor a module: CONNACK 5.
    #[error("the client identifier is neither a device nor a module")]
    ClientId,
    /// No user name, or one that IoT Hub would not understand: CONNACK 5.
    #[error("the user name is not `host/client id/?api-version=...`")]
    UserName,
    /// No password, or one that is not UTF-8: CONNACK 5.
    #[error("the password is no token")]
    Password,
    /// A will that could not be published: CONNACK 5 (our choice).
    #[error("the will is no device-to-cloud message of this device")]
    Will,
}

impl Ending {
    /// Says in the log why the connection of `client`, a device or module if it got that far, has ended.
    ///
    /// What a device did wrong is a warning: a hub tells nobody, so its developer can learn it only here.
    pub(super) fn log(&self, client: &str) {
        // A refused client chose this text itself.
        let client: String = client.escape_debug().take(LONGEST_NAME).collect();
        let error: &dyn Error = self;
        match self {
            Self::Hub(CloseReason::Throttled | CloseReason::QuotaExceeded) => {
                tracing::warn!(device.id = client, error, "Refused the messages of `{client}`");
            }
            Self::Left
            | Self::Lost(_)
            | Self::SlowToConnect
            | Self::ConnectMissing
            | Self::KeepAlive
            | Self::Hub(_)
            | Self::Shutdown => tracing::debug!(device.id = client, error, "Disconnected `{client}`"),
            Self::Malformed(_)
            | Self::Rejected(_)
            | Self::Refused(_)
            | Self::SecondConnect
            | Self::Unexpected(_)
            | Self::ExactlyOnce
            | Self::Topic(_)
            | Self::Filter(_)
            | Self::Oversize(_)
            | Self::Unacknowledged => tracing::warn!(device.id = client, error, "Refused `{client}`"),
        }
    }
}

/// Characters of a client's name in the log; a device's and a module's id fit.
const LONGEST_NAME: usize = 257;

impl From<io::Error> for Ending {
    fn from(error: io::Error) -> Self {
        Self::Lost(error.kind())
    }
}

impl From<DecodeError> for Ending {
    fn from(error: DecodeError) -> Self {
        Self::Malformed(error)
    }
}
