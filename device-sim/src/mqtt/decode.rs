//! From bytes to packets. Nothing from outside panics or allocates more than was received.

use super::packet::{Connect, Delivery, Packet, PacketId, Publish, QoS, Refusal};

/// Longest packet that is accepted, in bytes: twice what IoT Hub ever sends (a method's 128 KiB).
pub const PACKET_LIMIT: usize = 256 * 1024;

/// Why bytes are not MQTT 3.1.1, or not the part of it that we speak.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Malformed {
    /// Neither a known kind nor the flags that this kind must have.
    #[error("no packet starts with byte {0:#04x}")]
    FirstByte(u8),
    /// The length has a fifth byte.
    #[error("the length of a packet has more than four bytes")]
    Length,
    /// Longer than [`PACKET_LIMIT`].
    #[error("a packet of {0} bytes is longer than the limit of {PACKET_LIMIT}")]
    TooLarge(usize),
    /// A field reaches beyond the end of its packet.
    #[error("a packet ends too early")]
    Truncated,
    /// Bytes after the last field.
    #[error("a packet has bytes after its last field")]
    Trailing,
    /// Text that is not UTF-8 or has a NUL.
    #[error("a text is not UTF-8, or has a NUL")]
    Text,
    /// A topic that is empty or has a wildcard.
    #[error("the topic of a message is empty or has a wildcard")]
    Topic,
    /// Packet id zero.
    #[error("a packet id is zero")]
    PacketId,
    /// A reserved bit, code or level.
    #[error("a field has the reserved value {0:#04x}")]
    Reserved(u8),
    /// A subscription or its answer is empty.
    #[error("a subscription without filters")]
    Empty,
    /// `QoS` 2 is not built.
    #[error("QoS 2 is not supported")]
    ExactlyOnce,
    /// A CONNECT with a will: not built.
    #[error("wills are not supported")]
    Will,
    /// The protocol is not MQTT 3.1.1.
    #[error("a protocol other than MQTT 3.1.1")]
    Protocol,
}

impl<'a> Packet<'a> {
    /// Reads the first packet of `input` and says how many bytes it took; nothing when it is not complete yet.
    pub fn decode(input: &'a [u8]) -> Result<Option<(Self, usize)>, Malformed> {
        let Some((&first, rest)) = input.split_first() else { return Ok(None) };
        check_first_byte(first)?;
        let Some((length, length_bytes)) = remaining_length(rest)? else { return Ok(None) };
        let total = 1 + length_bytes + length;
        if total > PACKET_LIMIT {
            return Err(Malformed::TooLarge(total));
        }
        let Some(body) = rest.get(length_bytes..length_bytes + length) else { return Ok(None) };
        let mut fields = Fields(body);
        let packet = decode_body(first, &mut fields)?;
        if fields.0.is_empty() { Ok(Some((packet, total))) } else { Err(Malformed::Trailing) }
    }
}

/// Kinds and their flags (MQTT 3.1.1, 2.2.1 and 2.2.2), checked before anything is awaited.
fn check_first_byte(first: u8) -> Result<(), Malformed> {
    match first {
        0x10 | 0x20 | 0x40 | 0x82 | 0x90 | 0xC0 | 0xD0 | 0xE0 => Ok(()),
        0x30..=0x3F => match first & 0b0110 {
            0b0100 => Err(Malformed::ExactlyOnce),
            0b0110 => Err(Malformed::Reserved(first)),
            // A duplicate at QoS 0 makes no sense (MQTT 3.1.1, 3.3.1.1).
            0 if first & 0b1000 != 0 => Err(Malformed::Reserved(first)),
            _ => Ok(()),
        },
        0x50 | 0x62 | 0x70 => Err(Malformed::ExactlyOnce),
        _ => Err(Malformed::FirstByte(first)),
    }
}

/// The length after the first byte and how many bytes it took.
fn remaining_length(input: &[u8]) -> Result<Option<(usize, usize)>, Malformed> {
    let mut length = 0;
    for (index, byte) in input.iter().take(4).enumerate() {
        length |= usize::from(byte & 0x7F) << (7 * index);
        if byte & 0x80 == 0 {
            return Ok(Some((length, index + 1)));
        }
    }
    if input.len() >= 4 { Err(Malformed::Length) } else { Ok(None) }
}

fn decode_body<'a>(first: u8, fields: &mut Fields<'a>) -> Result<Packet<'a>, Malformed> {
    Ok(match first & 0xF0 {
        0x10 => Packet::Connect(decode_connect(fields)?),
        0x20 => decode_connack(fields)?,
        0x30 => Packet::Publish(decode_publish(first, fields)?),
        0x40 => Packet::PubAck(fields.packet_id()?),
        0x80 => {
            let id = fields.packet_id()?;
            let mut filters = Vec::new();
            while !fields.0.is_empty() {
                filters.push((fields.text()?, qos(fields.byte()?)?));
            }
            if filters.is_empty() {
                return Err(Malformed::Empty);
            }
            Packet::Subscribe { id, filters }
        }
        0x90 => {
            let id = fields.packet_id()?;
            let granted = std::mem::take(&mut fields.0).iter().map(|&level| match level {
                0x80 => Ok(None),
                level => qos(level).map(Some),
            });
            let granted = granted.collect::<Result<Vec<_>, _>>()?;
            if granted.is_empty() {
                return Err(Malformed::Empty);
            }
            Packet::SubAck { id, granted }
        }
        0xC0 => Packet::PingReq,
        0xD0 => Packet::PingResp,
        0xE0 => Packet::Disconnect,
        _ => return Err(Malformed::FirstByte(first)),
    })
}

fn decode_connect<'a>(fields: &mut Fields<'a>) -> Result<Connect<'a>, Malformed> {
    if fields.text()? != "MQTT" || fields.byte()? != 4 {
        return Err(Malformed::Protocol);
    }
    let flags = fields.byte()?;
    let keep_alive = fields.number()?;
    let (user_name, password, will) = (flags & 0x80 != 0, flags & 0x40 != 0, flags & 0b0011_1100 != 0);
    if will {
        return Err(Malformed::Will);
    }
    if flags & 1 != 0 || password && !user_name {
        return Err(Malformed::Reserved(flags));
    }
    Ok(Connect {
        client_id: fields.text()?,
        user_name: if user_name { Some(fields.text()?) } else { None },
        password: if password { Some(fields.text()?) } else { None },
        clean_session: flags & 0b10 != 0,
        keep_alive,
    })
}

fn decode_connack<'a>(fields: &mut Fields<'a>) -> Result<Packet<'a>, Malformed> {
    let session_present = match fields.byte()? {
        0 => false,
        1 => true,
        other => return Err(Malformed::Reserved(other)),
    };
    let refusal = match fields.byte()? {
        0 => None,
        1 => Some(Refusal::ProtocolVersion),
        2 => Some(Refusal::ClientId),
        3 => Some(Refusal::ServerUnavailable),
        4 => Some(Refusal::BadCredentials),
        5 => Some(Refusal::NotAuthorized),
        other => return Err(Malformed::Reserved(other)),
    };
    Ok(Packet::ConnAck { session_present, refusal })
}

fn decode_publish<'a>(first: u8, fields: &mut Fields<'a>) -> Result<Publish<'a>, Malformed> {
    let topic = fields.text()?;
    if topic.is_empty() || topic.contains(['+', '#']) {
        return Err(Malformed::Topic);
    }
    let delivery = if first & 0b0110 == 0 {
        Delivery::AtMostOnce
    } else {
        Delivery::AtLeastOnce { id: fields.packet_id()?, duplicate: first & 0b1000 != 0 }
    };
    Ok(Publish { topic, payload: std::mem::take(&mut fields.0), delivery, retain: first & 1 != 0 })
}

fn qos(level: u8) -> Result<QoS, Malformed> {
    match level {
        0 => Ok(QoS::AtMostOnce),
        1 => Ok(QoS::AtLeastOnce),
        2 => Err(Malformed::ExactlyOnce),
        other => Err(Malformed::Reserved(other)),
    }
}

/// What is left of the body of a packet.
struct Fields<'a>(&'a [u8]);

impl<'a> Fields<'a> {
    fn take(&mut self, count: usize) -> Result<&'a [u8], Malformed> {
        let (taken, rest) = self.0.split_at_checked(count).ok_or(Malformed::Truncated)?;
        self.0 = rest;
        Ok(taken)
    }

    fn byte(&mut self) -> Result<u8, Malformed> {
        let (&byte, rest) = self.0.split_first().ok_or(Malformed::Truncated)?;
        self.0 = rest;
        Ok(byte)
    }

    fn number(&mut self) -> Result<u16, Malformed> {
        Ok(u16::from(self.byte()?) << 8 | u16::from(self.byte()?))
    }

    fn packet_id(&mut self) -> Result<PacketId, Malformed> {
        PacketId::new(self.number()?).ok_or(Malformed::PacketId)
    }

    fn text(&mut self) -> Result<&'a str, Malformed> {
        let length = self.number()?;
        let text = std::str::from_utf8(self.take(usize::from(length))?).map_err(|_| Malformed::Text)?;
        if text.contains('\0') { Err(Malformed::Text) } else { Ok(text) }
    }
}
