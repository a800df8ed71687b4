//! The control packets of MQTT 3.1.1, borrowing from the bytes they were read from.

use std::num::NonZeroU16;

/// Number that ties an acknowledgement to its packet; never zero (MQTT 3.1.1, 2.3.1).
pub type PacketId = NonZeroU16;

/// One control packet (MQTT 3.1.1, chapter 3).
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Packet<'a> {
    /// The client asks for a connection.
    Connect(Connect<'a>),
    /// The server grants or refuses it.
    ConnAck {
        /// Whether the server kept a session of this client.
        session_present: bool,
        /// Why it was refused, or nothing when it was granted.
        refusal: Option<Refusal>,
    },
    /// A message, in either direction.
    Publish(Publish<'a>),
    /// A `QoS` 1 message has arrived.
    PubAck(PacketId),
    /// The client asks for messages.
    Subscribe {
        /// Tied to the [`Packet::SubAck`].
        id: PacketId,
        /// Topic filters and the highest quality of service wanted for each; at least one.
        filters: Vec<(&'a str, QoS)>,
    },
    /// The answer to a subscription.
    SubAck {
        /// That of the [`Packet::Subscribe`].
        id: PacketId,
        /// For each filter what was granted; nothing where the server refused it.
        granted: Vec<Option<QoS>>,
    },
    /// The client shows that it lives.
    PingReq,
    /// The server shows that it lives.
    PingResp,
    /// The client leaves on purpose.
    Disconnect,
}

/// What a client says about itself when it connects; without a will, which no simulated device has.
#[derive(Clone, PartialEq, Eq)]
pub struct Connect<'a> {
    /// At IoT Hub the device id.
    pub client_id: &'a str,
    /// At IoT Hub host name, device id and API version.
    pub user_name: Option<&'a str>,
    /// At IoT Hub a shared access signature; sent only beside a user name.
    pub password: Option<&'a str>,
    /// Whether the server must forget an earlier session.
    pub clean_session: bool,
    /// Longest silence of the client in seconds; zero switches the check off.
    pub keep_alive: u16,
}

impl std::fmt::Debug for Connect<'_> {
    /// Leaves the password out.
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter
            .debug_struct("Connect")
            .field("client_id", &self.client_id)
            .field("user_name", &self.user_name)
            .field("clean_session", &self.clean_session)
            .field("keep_alive", &self.keep_alive)
            .finish_non_exhaustive()
    }
}

/// A message with its topic.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Publish<'a> {
    /// Where it goes or comes from; not empty, without wildcards.
    pub topic: &'a str,
    /// The message itself.
    pub payload: &'a [u8],
    /// How hard it is tried.
    pub delivery: Delivery,
    /// Whether the server keeps it for later subscribers, or kept it for us.
    pub retain: bool,
}

/// How hard a message is tried, with what the wire needs for it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Delivery {
    /// `QoS` 0: once or not at all.
    AtMostOnce,
    /// `QoS` 1: again until acknowledged.
    AtLeastOnce {
        /// Tied to the [`Packet::PubAck`].
        id: PacketId,
        /// Whether it may have been sent before.
        duplicate: bool,
    },
}

/// Quality of service of a subscription.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum QoS {
    /// 0.
    AtMostOnce,
    /// 1.
    AtLeastOnce,
}

/// Why a server refuses a connection (MQTT 3.1.1, 3.2.2.3).
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// Return code 1.
    #[error("the server does not speak this version of MQTT")]
    ProtocolVersion,
    /// Return code 2.
    #[error("the server does not accept the client id")]
    ClientId,
    /// Return code 3.
    #[error("the server is not available")]
    ServerUnavailable,
    /// Return code 4.
    #[error("the server does not accept the user name or password")]
    BadCredentials,
    /// Return code 5: at IoT Hub a bad or expired token, or an unknown or disabled device.
    #[error("the server does not authorise this client")]
    NotAuthorized,
}

impl Refusal {
    /// Whether the same CONNECT may succeed later.
    pub fn transient(self) -> bool {
        match self {
            Self::ServerUnavailable => true,
            Self::ProtocolVersion | Self::ClientId | Self::BadCredentials | Self::NotAuthorized => false,
        }
    }
}
