//! The fixed header: where one control packet ends and the next begins (MQTT 3.1.1, 2.2).

use bytes::{Buf as _, BufMut as _, Bytes, BytesMut};

use super::packet::DecodeError;

/// The largest remaining length that four bytes can say: 268 435 455 bytes (MQTT 3.1.1, 2.2.3).
pub(super) const MAXIMUM_REMAINING_LENGTH: usize = 0x0FFF_FFFF;

/// One control packet whose bytes are all here, but not looked into yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Frame {
    /// The control packet type, one of [`kind`].
    pub(super) kind: u8,
    /// The lower four bits of the first byte, which this type allows.
    pub(super) flags: u8,
    /// Variable header and payload.
    pub(super) body: Bytes,
}

/// The control packet types (MQTT 3.1.1, table 2.1).
pub(super) mod kind {
    pub(in crate::mqtt) const CONNECT: u8 = 1;
    pub(in crate::mqtt) const CONNACK: u8 = 2;
    pub(in crate::mqtt) const PUBLISH: u8 = 3;
    pub(in crate::mqtt) const PUBACK: u8 = 4;
    pub(in crate::mqtt) const PUBREC: u8 = 5;
    pub(in crate::mqtt) const PUBREL: u8 = 6;
    pub(in crate::mqtt) const PUBCOMP: u8 = 7;
    pub(in crate::mqtt) const SUBSCRIBE: u8 = 8;
    pub(in crate::mqtt) const SUBACK: u8 = 9;
    pub(in crate::mqtt) const UNSUBSCRIBE: u8 = 10;
    pub(in crate::mqtt) const UNSUBACK: u8 = 11;
    pub(in crate::mqtt) const PINGREQ: u8 = 12;
    pub(in crate::mqtt) const PINGRESP: u8 = 13;
    pub(in crate::mqtt) const DISCONNECT: u8 = 14;
}

/// Takes the first frame out of `buffer`, or nothing while its bytes have not all arrived.
///
/// `limit` bounds the remaining length in bytes. It is held against the header alone, as are type and flags, so a
/// frame that is too large or wrong from the start is refused before anything is gathered for it.
pub(super) fn take(buffer: &mut BytesMut, limit: usize) -> Result<Option<Frame>, DecodeError> {
    let Some((&first, rest)) = buffer.split_first() else { return Ok(None) };
    let (kind, flags) = (first >> 4, first & 0x0F);
    check_first_byte(kind, flags)?;
    let Some((length, digits)) = remaining_length(rest)? else { return Ok(None) };
    if length > limit {
        return Err(DecodeError::TooLarge { length, limit });
    }
    let header = 1 + digits;
    if buffer.len() < header + length {
        return Ok(None);
    }
    buffer.advance(header);
    let body = buffer.split_to(length).freeze();
    Ok(Some(Frame { kind, flags, body }))
}

/// Writes a fixed header; `length` is at most [`MAXIMUM_REMAINING_LENGTH`].
pub(super) fn put_header(out: &mut BytesMut, first: u8, length: usize) {
    out.put_u8(first);
    let mut left = length;
    loop {
        let digit = (left & 0x7F) as u8;
        left >>= 7;
        out.put_u8(if left == 0 { digit } else { digit | 0x80 });
        if left == 0 {
            return;
        }
    }
}

/// Refuses reserved types, and flags other than those of table 2.2; PUBLISH alone gives them a meaning.
fn check_first_byte(kind: u8, flags: u8) -> Result<(), DecodeError> {
    let expected = match kind {
        0 | 15.. => return Err(DecodeError::ReservedKind(kind)),
        kind::PUBLISH => return Ok(()),
        kind::PUBREL | kind::SUBSCRIBE | kind::UNSUBSCRIBE => 0b0010,
        _ => 0,
    };
    if flags == expected { Ok(()) } else { Err(DecodeError::Flags { kind, flags }) }
}

/// Reads the length and how many bytes told it; nothing while the last of them is missing.
fn remaining_length(bytes: &[u8]) -> Result<Option<(usize, usize)>, DecodeError> {
    let mut length = 0_usize;
    for (position, &byte) in bytes.iter().take(4).enumerate() {
        length |= usize::from(byte & 0x7F) << (7 * position);
        if byte & 0x80 == 0 {
            return Ok(Some((length, position + 1)));
        }
    }
    if bytes.len() < 4 { Ok(None) } else { Err(DecodeError::RemainingLength) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn buffer(bytes: &[u8]) -> BytesMut {
        BytesMut::from(bytes)
    }

    #[test]
    fn a_length_is_written_in_seven_bit_digits_least_first() {
        for (length, expected) in [
            (0, &[0x00][..]),
            (127, &[0x7F]),
            (128, &[0x80, 0x01]),
            (16_383, &[0xFF, 0x7F]),
            (16_384, &[0x80, 0x80, 0x01]),
            (2_097_151, &[0xFF, 0xFF, 0x7F]),
            (MAXIMUM_REMAINING_LENGTH, &[0xFF, 0xFF, 0xFF, 0x7F]),
        ] {
            let mut out = BytesMut::new();
            put_header(&mut out, 0x30, length);
            assert_eq!(&out[1..], expected, "{length}");
            assert_eq!(remaining_length(expected), Ok(Some((length, expected.len()))));
        }
    }

    #[test]
    fn a_fifth_length_byte_is_refused_and_a_missing_one_awaited() {
        assert_eq!(take(&mut buffer(&[0xC0, 0x80, 0x80, 0x80]), 10), Ok(None));
        assert_eq!(take(&mut buffer(&[0xC0, 0x80, 0x80, 0x80, 0x80]), 10), Err(DecodeError::RemainingLength));
        assert_eq!(take(&mut buffer(&[0xC0]), 10), Ok(None));
        assert_eq!(take(&mut buffer(&[]), 10), Ok(None));
    }

    #[test]
    fn a_frame_above_the_limit_is_refused_before_its_bytes_arrive() {
        let refused = take(&mut buffer(&[0x30, 0xFF, 0xFF, 0xFF, 0x7F]), 1000);
        assert_eq!(refused, Err(DecodeError::TooLarge { length: MAXIMUM_REMAINING_LENGTH, limit: 1000 }));
    }

    #[test]
    fn a_wrong_first_byte_is_refused_alone() {
        assert_eq!(take(&mut buffer(b"G"), 10), Err(DecodeError::Flags { kind: 4, flags: 7 }));
        assert_eq!(take(&mut buffer(&[0xF0]), 10), Err(DecodeError::ReservedKind(15)));
    }

    #[test]
    fn frames_are_taken_one_by_one_and_the_rest_stays() {
        let mut bytes = buffer(&[0x40, 0x02, 0x00, 0x07, 0xC0, 0x00, 0x30]);
        let first = take(&mut bytes, 10).unwrap().unwrap();
        assert_eq!((first.kind, first.flags, &first.body[..]), (4, 0, &[0_u8, 7][..]));
        let second = take(&mut bytes, 10).unwrap().unwrap();
        assert_eq!((second.kind, second.body.len()), (12, 0));
        assert_eq!(take(&mut bytes, 10), Ok(None));
        assert_eq!(&bytes[..], &[0x30]);
    }
}
