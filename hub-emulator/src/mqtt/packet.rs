//! The fourteen control packets of MQTT 3.1.1 as values, and bytes made of them and read into them.
//!
//! Nothing here knows a socket: [`Packet::take`] takes the first whole packet out of a buffer and says so when
//! its bytes have not all arrived, [`Packet::encode`] appends one. No input makes either panic.

mod connect;
mod error;
mod fields;
mod publish;
mod subscribe;
#[cfg(test)]
mod tests;

use std::num::NonZeroU16;

use bytes::{BufMut as _, BytesMut};

pub use self::connect::{Connect, ConnectReturnCode, Will};
pub use self::error::{DecodeError, EncodeError};
use self::fields::Fields;
pub use self::publish::{Delivery, Publish};
pub use self::subscribe::{SubAck, Subscribe, SubscribeReturnCode, Unsubscribe};
use super::frame::{self, Frame, kind};

/// The number that ties an acknowledgement to its packet; never zero (MQTT 3.1.1, 2.3.1).
pub type PacketId = NonZeroU16;

/// How surely an application message is delivered (MQTT 3.1.1, 4.3).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Quality {
    /// `QoS` 0: sent once, never acknowledged.
    AtMostOnce,
    /// `QoS` 1: acknowledged with PUBACK.
    AtLeastOnce,
    /// `QoS` 2: acknowledged in two steps; IoT Hub has none of it.
    ExactlyOnce,
}

/// One control packet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Packet {
    /// A client asks to be connected.
    Connect(Box<Connect>),
    /// The answer to CONNECT.
    ConnAck {
        /// Whether the server kept a session from before; always false with a refusal.
        session_present: bool,
        /// Accepted, or why not.
        code: ConnectReturnCode,
    },
    /// An application message, in either direction.
    Publish(Publish),
    /// The acknowledgement of a `QoS` 1 PUBLISH.
    PubAck(PacketId),
    /// First acknowledgement of a `QoS` 2 PUBLISH.
    PubRec(PacketId),
    /// Second step of `QoS` 2.
    PubRel(PacketId),
    /// Last step of `QoS` 2.
    PubComp(PacketId),
    /// A client asks for messages.
    Subscribe(Subscribe),
    /// The answer to SUBSCRIBE.
    SubAck(SubAck),
    /// A client no longer wants messages.
    Unsubscribe(Unsubscribe),
    /// The answer to UNSUBSCRIBE.
    UnsubAck(PacketId),
    /// A client is alive.
    PingReq,
    /// So is the server.
    PingResp,
    /// A client leaves on purpose.
    Disconnect,
}

/// What stood at the front of a buffer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Taken {
    /// Not a whole packet yet; the buffer is as it was.
    Incomplete,
    /// A packet, whose bytes are gone from the buffer.
    Packet(Packet),
}

impl Quality {
    /// The two bits that stand for it on the wire.
    pub fn bits(self) -> u8 {
        match self {
            Self::AtMostOnce => 0,
            Self::AtLeastOnce => 1,
            Self::ExactlyOnce => 2,
        }
    }

    fn from_bits(bits: u8) -> Result<Self, DecodeError> {
        match bits {
            0 => Ok(Self::AtMostOnce),
            1 => Ok(Self::AtLeastOnce),
            2 => Ok(Self::ExactlyOnce),
            _ => Err(DecodeError::Quality(bits)),
        }
    }
}

impl Packet {
    /// Takes the first packet out of `buffer`; `limit` bounds its remaining length in bytes.
    ///
    /// After an error the buffer no longer has a meaning: the connection must be closed (MQTT 3.1.1, 4.8).
    pub fn take(buffer: &mut BytesMut, limit: usize) -> Result<Taken, DecodeError> {
        match frame::take(buffer, limit)? {
            None => Ok(Taken::Incomplete),
            Some(frame) => Self::decode(frame).map(Taken::Packet),
        }
    }

    /// Appends the packet to `out`, which is left as it was on an error.
    pub fn encode(&self, out: &mut BytesMut) -> Result<(), EncodeError> {
        match self {
            Self::Connect(connect) => connect.encode(out)?,
            Self::ConnAck { session_present, code } => {
                out.put_slice(&[kind::CONNACK << 4, 2, u8::from(*session_present), code.number()]);
            }
            Self::Publish(publish) => publish.encode(out)?,
            Self::PubAck(id) => put_acknowledgement(out, kind::PUBACK << 4, *id),
            Self::PubRec(id) => put_acknowledgement(out, kind::PUBREC << 4, *id),
            Self::PubRel(id) => put_acknowledgement(out, kind::PUBREL << 4 | 0b0010, *id),
            Self::PubComp(id) => put_acknowledgement(out, kind::PUBCOMP << 4, *id),
            Self::Subscribe(subscribe) => subscribe.encode(out)?,
            Self::SubAck(suback) => suback.encode(out)?,
            Self::Unsubscribe(unsubscribe) => unsubscribe.encode(out)?,
            Self::UnsubAck(id) => put_acknowledgement(out, kind::UNSUBACK << 4, *id),
            Self::PingReq => out.put_slice(&[kind::PINGREQ << 4, 0]),
            Self::PingResp => out.put_slice(&[kind::PINGRESP << 4, 0]),
            Self::Disconnect => out.put_slice(&[kind::DISCONNECT << 4, 0]),
        }
        Ok(())
    }

    fn decode(frame: Frame) -> Result<Self, DecodeError> {
        let Frame { kind, flags, body } = frame;
        let mut fields = Fields::new(body);
        let packet = match kind {
            kind::CONNECT => Self::Connect(Box::new(Connect::decode(&mut fields)?)),
            kind::CONNACK => {
                let acknowledge_flags = fields.byte()?;
                let code = ConnectReturnCode::from_number(fields.byte()?)?;
                let session_present = match (acknowledge_flags, code) {
                    (0, _) => false,
                    (1, ConnectReturnCode::Accepted) => true,
                    _ => return Err(DecodeError::AcknowledgeFlags(acknowledge_flags)),
                };
                Self::ConnAck { session_present, code }
            }
            kind::PUBLISH => Self::Publish(Publish::decode(flags, &mut fields)?),
            kind::PUBACK => Self::PubAck(fields.packet_id()?),
            kind::PUBREC => Self::PubRec(fields.packet_id()?),
            kind::PUBREL => Self::PubRel(fields.packet_id()?),
            kind::PUBCOMP => Self::PubComp(fields.packet_id()?),
            kind::SUBSCRIBE => Self::Subscribe(Subscribe::decode(&mut fields)?),
            kind::SUBACK => Self::SubAck(SubAck::decode(&mut fields)?),
            kind::UNSUBSCRIBE => Self::Unsubscribe(Unsubscribe::decode(&mut fields)?),
            kind::UNSUBACK => Self::UnsubAck(fields.packet_id()?),
            kind::PINGREQ => Self::PingReq,
            kind::PINGRESP => Self::PingResp,
            kind::DISCONNECT => Self::Disconnect,
            reserved => return Err(DecodeError::ReservedKind(reserved)),
        };
        fields.end()?;
        Ok(packet)
    }
}

fn put_acknowledgement(out: &mut BytesMut, first: u8, id: PacketId) {
    out.put_slice(&[first, 2]);
    out.put_u16(id.get());
}

/// Writes the fixed header of a packet whose body has `length` bytes.
fn put_header(out: &mut BytesMut, first: u8, length: usize) -> Result<(), EncodeError> {
    if length > frame::MAXIMUM_REMAINING_LENGTH {
        return Err(EncodeError::PacketTooLong(length));
    }
    out.reserve(length + 5);
    frame::put_header(out, first, length);
    Ok(())
}
