//! The kinds of field packets are made of (MQTT 3.1.1, 1.5).

use bytes::{Buf as _, BufMut as _, Bytes, BytesMut};

use super::{DecodeError, EncodeError, PacketId};

/// The part of a packet's body that has not been read yet.
#[derive(Debug)]
pub(super) struct Fields(Bytes);

impl Fields {
    pub(super) fn new(body: Bytes) -> Self {
        Self(body)
    }

    pub(super) fn byte(&mut self) -> Result<u8, DecodeError> {
        self.0.try_get_u8().map_err(|_| DecodeError::Truncated)
    }

    pub(super) fn number(&mut self) -> Result<u16, DecodeError> {
        self.0.try_get_u16().map_err(|_| DecodeError::Truncated)
    }

    pub(super) fn packet_id(&mut self) -> Result<PacketId, DecodeError> {
        PacketId::new(self.number()?).ok_or(DecodeError::ZeroPacketId)
    }

    /// Reads bytes that a length of two bytes precedes.
    pub(super) fn binary(&mut self) -> Result<Bytes, DecodeError> {
        let length = usize::from(self.number()?);
        if self.0.len() < length {
            return Err(DecodeError::Truncated);
        }
        Ok(self.0.split_to(length))
    }

    pub(super) fn text(&mut self) -> Result<String, DecodeError> {
        let bytes = self.binary()?;
        let text = std::str::from_utf8(&bytes).map_err(|_| DecodeError::Utf8)?;
        if text.contains('\0') {
            return Err(DecodeError::NullCharacter);
        }
        Ok(text.to_owned())
    }

    /// Takes whatever is left: the payload of a PUBLISH.
    pub(super) fn rest(&mut self) -> Bytes {
        std::mem::take(&mut self.0)
    }

    pub(super) fn empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(super) fn end(self) -> Result<(), DecodeError> {
        if self.0.is_empty() { Ok(()) } else { Err(DecodeError::TrailingBytes(self.0.len())) }
    }
}

/// The bytes that `field` takes with its length, or an error when two bytes cannot say its length.
pub(super) fn size_of_binary(field: &[u8]) -> Result<usize, EncodeError> {
    match u16::try_from(field.len()) {
        Ok(length) => Ok(2 + usize::from(length)),
        Err(_) => Err(EncodeError::FieldTooLong(field.len())),
    }
}

/// Writes `field`, whose size was checked with [`size_of_binary`].
pub(super) fn put_binary(out: &mut BytesMut, field: &[u8]) {
    out.put_u16(field.len() as u16);
    out.put_slice(field);
}
