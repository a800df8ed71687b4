//! What the MQTT side asks of the hub: a connection per identity, and what travels over it.
//!
//! [`Hub::connect`](crate::Hub::connect) gives a [`Connection`]; dropping it is the disconnect. A connection owns no
//! socket: the MQTT side runs one loop per socket over [`Connection::next`] (what the hub wants to send),
//! [`Connection::closed`] (why it must end) and its own packets. Every `async` call returns once its effect is durable,
//! so an acknowledgement may be sent right after it.

mod connection;
mod transport;

use bytes::Bytes;
use secrecy::SecretString;

use crate::identity::Identity;
use crate::message::CloudMessage;

pub use crate::throttles::Turn;
pub use connection::Connection;
pub use transport::{Protocol, TlsVersion, Transport};

/// A CONNECT whose user name and client id have been parsed and agree.
#[derive(Debug)]
pub struct ConnectRequest {
    /// Who connects, from the client id.
    pub identity: Identity,
    /// The host of the user name, with its port if it carries one.
    pub host: String,
    /// `api-version` of the user name; without one that REST would take, twin requests are refused and methods are not
    /// delivered.
    pub api_version: Option<String>,
    /// `model-id` of the user name, percent-decoded.
    pub model_id: Option<String>,
    /// The password: a shared access signature.
    pub token: SecretString,
    /// `CleanSession`: forget the subscriptions of earlier connections, and these when the connection ends.
    pub clean_session: bool,
}

/// Why a CONNECT is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ConnectRefused {
    /// Bad or expired token, unknown or disabled device, wrong host: CONNACK 5.
    #[error("the device is not authorized")]
    NotAuthorized,
    /// The hub is shutting down or its store failed: CONNACK 3.
    #[error("the hub is unavailable")]
    Unavailable,
    /// The control plane throttles now, or too many devices connect at once: CONNACK 3 (our choice).
    #[error("the hub is throttling")]
    Throttled,
}

/// Why the hub ends a connection. None of them has a packet: the socket is closed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CloseReason {
    /// The same identity connected again.
    Replaced,
    /// The identity was disabled.
    Disabled,
    /// The identity was deleted.
    Deleted,
    /// The token of the CONNECT has expired.
    TokenExpired,
    /// The control plane dropped the connection.
    Dropped,
    /// [`OUTBOX_MESSAGES`] were waiting and the next one may not be lost.
    Overflow,
    /// The hub takes no more messages for now: their queue is too long (our choice).
    Throttled,
    /// The messages of the day are used up (our choice).
    QuotaExceeded,
    /// The emulator shuts down.
    Shutdown,
}

/// The subscriptions a device can hold: one bit each in its record, never an entry in a tree.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Subscription {
    /// `$iothub/methods/POST/#`
    Methods,
    /// `$iothub/twin/res/#`
    TwinResponses,
    /// `$iothub/twin/PATCH/properties/desired/#`
    DesiredPatches,
    /// `devices/{id}/messages/devicebound/#`
    CloudToDevice,
    /// `devices/{id}/modules/{mid}/inputs/#`: accepted for modules, nothing is ever sent on it.
    Inputs,
}

/// The granted quality of service; the hub knows no `QoS` 2.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Qos {
    /// `QoS` 0.
    AtMostOnce,
    /// `QoS` 1.
    AtLeastOnce,
}

/// Something to publish to the device.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum HubMessage {
    /// `$iothub/methods/POST/{name}/?$rid={rid}`
    Method {
        /// Short hexadecimal text.
        rid: String,
        /// The method's name, safe in a topic level.
        name: String,
        /// JSON text.
        payload: Bytes,
    },
    /// `$iothub/twin/PATCH/properties/desired/?$version={version}`
    Desired {
        /// `$version` of desired after the write.
        version: u64,
        /// JSON text: the patch with its nulls, and `$version`.
        patch: Bytes,
    },
    /// `devices/{id}/messages/devicebound/{bag}`
    CloudToDevice {
        /// Settles the message with [`Connection::settle`].
        sequence: u64,
        /// The message.
        message: Box<CloudMessage>,
    },
}

/// A message with the `QoS` its subscription was granted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Delivery {
    /// What to publish.
    pub message: HubMessage,
    /// The `QoS` to publish it at.
    pub qos: Qos,
}

/// A refused twin request, as it goes into `$iothub/twin/res/{status}/…`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MqttFailure {
    /// The status in the topic, 400 and up.
    pub status: u16,
    /// JSON: `{"errorCode":…,"trackingId":…,"message":…,"timestampUtc":…}`.
    pub body: Vec<u8>,
}

/// How many messages may wait for a slow device.
///
/// When full, a method call fails with `DeviceMaximumInflightMethodExceeded`; a desired patch, which may not be lost,
/// closes the connection with [`CloseReason::Overflow`], so that the device comes back and reads its twin.
pub const OUTBOX_MESSAGES: usize = 64;

impl HubMessage {
    /// The subscription that the message travels on.
    pub fn subscription(&self) -> Subscription {
        match self {
            Self::Method { .. } => Subscription::Methods,
            Self::Desired { .. } => Subscription::DesiredPatches,
            Self::CloudToDevice { .. } => Subscription::CloudToDevice,
        }
    }

    /// The number by which it is settled, when it has to be.
    pub fn sequence(&self) -> Option<u64> {
        match self {
            Self::CloudToDevice { sequence, .. } => Some(*sequence),
            Self::Method { .. } | Self::Desired { .. } => None,
        }
    }
}
