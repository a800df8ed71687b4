//! SUBSCRIBE, SUBACK and UNSUBSCRIBE (MQTT 3.1.1, 3.8 to 3.10).

use bytes::{BufMut as _, BytesMut};

use super::fields::{Fields, put_binary, size_of_binary};
use super::{DecodeError, EncodeError, PacketId, Quality, kind, put_header};

/// A request for messages.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Subscribe {
    /// What the SUBACK will name.
    pub id: PacketId,
    /// Topic filters with the highest quality wanted; at least one, none of them empty.
    pub filters: Vec<(String, Quality)>,
}

/// The answer to SUBSCRIBE.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SubAck {
    /// The identifier of the SUBSCRIBE.
    pub id: PacketId,
    /// One code for each filter, in the same order; at least one.
    pub codes: Vec<SubscribeReturnCode>,
}

/// What became of one filter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SubscribeReturnCode {
    /// Messages will come with at most this quality.
    Granted(Quality),
    /// 0x80: there will be none.
    Failure,
}

/// A request to end subscriptions.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unsubscribe {
    /// What the UNSUBACK will name.
    pub id: PacketId,
    /// The topic filters; at least one, none of them empty.
    pub filters: Vec<String>,
}

const FAILURE: u8 = 0x80;

impl Subscribe {
    pub(super) fn decode(fields: &mut Fields) -> Result<Self, DecodeError> {
        let id = fields.packet_id()?;
        let mut filters = Vec::new();
        while !fields.empty() {
            let filter = topic_filter(fields)?;
            filters.push((filter, Quality::from_bits(fields.byte()?)?));
        }
        if filters.is_empty() { Err(DecodeError::NoFilters) } else { Ok(Self { id, filters }) }
    }

    pub(super) fn encode(&self, out: &mut BytesMut) -> Result<(), EncodeError> {
        let mut length = 2;
        for (filter, _) in &self.filters {
            length += size_of_binary(filter.as_bytes())? + 1;
        }
        put_header(out, kind::SUBSCRIBE << 4 | 0b0010, length)?;
        out.put_u16(self.id.get());
        for (filter, quality) in &self.filters {
            put_binary(out, filter.as_bytes());
            out.put_u8(quality.bits());
        }
        Ok(())
    }
}

impl SubAck {
    pub(super) fn decode(fields: &mut Fields) -> Result<Self, DecodeError> {
        let id = fields.packet_id()?;
        let mut codes = Vec::new();
        while !fields.empty() {
            codes.push(match fields.byte()? {
                FAILURE => SubscribeReturnCode::Failure,
                bits => SubscribeReturnCode::Granted(Quality::from_bits(bits)?),
            });
        }
        if codes.is_empty() { Err(DecodeError::NoFilters) } else { Ok(Self { id, codes }) }
    }

    pub(super) fn encode(&self, out: &mut BytesMut) -> Result<(), EncodeError> {
        put_header(out, kind::SUBACK << 4, 2 + self.codes.len())?;
        out.put_u16(self.id.get());
        out.extend(self.codes.iter().map(|code| match code {
            SubscribeReturnCode::Granted(quality) => quality.bits(),
            SubscribeReturnCode::Failure => FAILURE,
        }));
        Ok(())
    }
}

impl Unsubscribe {
    pub(super) fn decode(fields: &mut Fields) -> Result<Self, DecodeError> {
        let id = fields.packet_id()?;
        let mut filters = Vec::new();
        while !fields.empty() {
            filters.push(topic_filter(fields)?);
        }
        if filters.is_empty() { Err(DecodeError::NoFilters) } else { Ok(Self { id, filters }) }
    }

    pub(super) fn encode(&self, out: &mut BytesMut) -> Result<(), EncodeError> {
        let mut length = 2;
        for filter in &self.filters {
            length += size_of_binary(filter.as_bytes())?;
        }
        put_header(out, kind::UNSUBSCRIBE << 4 | 0b0010, length)?;
        out.put_u16(self.id.get());
        for filter in &self.filters {
            put_binary(out, filter.as_bytes());
        }
        Ok(())
    }
}

fn topic_filter(fields: &mut Fields) -> Result<String, DecodeError> {
    let filter = fields.text()?;
    if filter.is_empty() { Err(DecodeError::TopicFilter) } else { Ok(filter) }
}
