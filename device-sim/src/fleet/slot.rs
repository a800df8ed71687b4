//! One device as its worker keeps it.

use std::io;

use iothub_wire::ids::InvalidId;

use super::line::Line;
use super::timers::WakeAt;
use crate::clock::Moment;
use crate::device::{Device, Fault};

/// A device, its connection, and what is to happen to it when.
pub(super) struct Slot {
    pub(super) device: Device,
    pub(super) line: Option<Line>,
    pub(super) phase: Phase,
    /// What this means depends on the phase: when to connect, when to give up connecting, when to renew the token.
    pub(super) due_at: Moment,
    pub(super) wake_at: WakeAt,
    /// Failures in a row.
    pub(super) failures: u8,
    /// Which address of the hub is tried, if it has several: the next one whenever one cannot be reached.
    pub(super) address: u8,
    /// Whether it was connected, or refused, at least once.
    pub(super) settled: bool,
}

/// Where a device is on its way to the hub.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Phase {
    /// Waits until `due_at`.
    Away,
    /// Waits for its turn to connect.
    Queued,
    /// TCP is being opened.
    Opening,
    /// TCP is open.
    Open,
    /// Kept offline until somebody says otherwise.
    Held,
}

/// Why a device has no connection.
#[derive(Debug, thiserror::Error)]
pub(super) enum Trouble {
    #[error("the host name of the hub cannot be resolved")]
    Name(#[source] super::resolver::Unresolved),
    #[error("the hub cannot be reached")]
    Connect(#[source] io::Error),
    #[error("the hub did not accept a connection in time")]
    ConnectTimeout,
    #[error("the connection to the hub failed")]
    Line(#[source] io::Error),
    #[error("the hub is not trusted")]
    Untrusted(#[source] rustls::Error),
    #[error("the hub closed the connection")]
    Closed,
    #[error(transparent)]
    Device(#[from] Fault),
    #[error("the device has no usable id")]
    Id(#[source] InvalidId),
}

impl Trouble {
    /// What a failure of an open connection means: TLS wraps its errors into those of the socket.
    pub(super) fn of_line(error: io::Error) -> Self {
        match error.get_ref().and_then(|error| error.downcast_ref::<rustls::Error>()) {
            Some(tls @ rustls::Error::InvalidCertificate(_)) => Self::Untrusted(tls.clone()),
            _ => Self::Line(error),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_device_with_its_connection_is_small() {
        // mio adds eight bytes for its own checks where assertions are on.
        let checks = if cfg!(debug_assertions) { 8 } else { 0 };
        assert_eq!(size_of::<Slot>(), 120 + checks);
    }
}
