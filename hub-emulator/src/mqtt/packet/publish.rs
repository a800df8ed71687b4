//! PUBLISH (MQTT 3.1.1, 3.3).

use bytes::{BufMut as _, Bytes, BytesMut};

use super::fields::{Fields, put_binary, size_of_binary};
use super::{DecodeError, EncodeError, PacketId, Quality, kind, put_header};

/// One application message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Publish {
    /// What the message is about; not empty, without wildcards.
    pub topic: String,
    /// The message.
    pub payload: Bytes,
    /// How surely it is delivered, with what that takes.
    pub delivery: Delivery,
    /// Whether the server is asked to keep it for later subscribers.
    pub retain: bool,
}

/// A quality of service with the fields that only it has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Delivery {
    /// `QoS` 0.
    AtMostOnce,
    /// `QoS` 1.
    AtLeastOnce {
        /// What the PUBACK will name.
        id: PacketId,
        /// Whether this may have been sent before.
        duplicate: bool,
    },
    /// `QoS` 2.
    ExactlyOnce {
        /// What the PUBREC will name.
        id: PacketId,
        /// Whether this may have been sent before.
        duplicate: bool,
    },
}

const RETAIN: u8 = 0x01;
const QUALITY_SHIFT: u8 = 1;
const QUALITY: u8 = 0x06;
const DUPLICATE: u8 = 0x08;

impl Delivery {
    /// The quality alone.
    pub fn quality(self) -> Quality {
        match self {
            Self::AtMostOnce => Quality::AtMostOnce,
            Self::AtLeastOnce { .. } => Quality::AtLeastOnce,
            Self::ExactlyOnce { .. } => Quality::ExactlyOnce,
        }
    }

    fn id(self) -> Option<PacketId> {
        match self {
            Self::AtMostOnce => None,
            Self::AtLeastOnce { id, .. } | Self::ExactlyOnce { id, .. } => Some(id),
        }
    }

    fn duplicate(self) -> bool {
        match self {
            Self::AtMostOnce => false,
            Self::AtLeastOnce { duplicate, .. } | Self::ExactlyOnce { duplicate, .. } => duplicate,
        }
    }
}

impl Publish {
    pub(super) fn decode(flags: u8, fields: &mut Fields) -> Result<Self, DecodeError> {
        let quality = Quality::from_bits((flags & QUALITY) >> QUALITY_SHIFT)?;
        let duplicate = flags & DUPLICATE != 0;
        let topic = fields.text()?;
        if topic.is_empty() || topic.contains(['+', '#']) {
            return Err(DecodeError::TopicName);
        }
        let delivery = match quality {
            Quality::AtMostOnce if duplicate => return Err(DecodeError::Duplicate),
            Quality::AtMostOnce => Delivery::AtMostOnce,
            Quality::AtLeastOnce => Delivery::AtLeastOnce { id: fields.packet_id()?, duplicate },
            Quality::ExactlyOnce => Delivery::ExactlyOnce { id: fields.packet_id()?, duplicate },
        };
        Ok(Self { topic, payload: fields.rest(), delivery, retain: flags & RETAIN != 0 })
    }

    pub(super) fn encode(&self, out: &mut BytesMut) -> Result<(), EncodeError> {
        let id = self.delivery.id();
        let topic = size_of_binary(self.topic.as_bytes())?;
        let length = topic + if id.is_some() { 2 } else { 0 } + self.payload.len();
        let mut first = kind::PUBLISH << 4 | self.delivery.quality().bits() << QUALITY_SHIFT;
        first |= if self.delivery.duplicate() { DUPLICATE } else { 0 };
        first |= if self.retain { RETAIN } else { 0 };
        put_header(out, first, length)?;
        put_binary(out, self.topic.as_bytes());
        if let Some(id) = id {
            out.put_u16(id.get());
        }
        out.put_slice(&self.payload);
        Ok(())
    }
}
