//! CONNECT and the codes of CONNACK (MQTT 3.1.1, 3.1 and 3.2).

use std::fmt;

use bytes::{BufMut as _, Bytes, BytesMut};

use super::fields::{Fields, put_binary, size_of_binary};
use super::{DecodeError, EncodeError, Quality, kind, put_header};

/// A client's request to be connected.
#[derive(Clone, PartialEq, Eq)]
pub struct Connect {
    /// Who the client says it is; may be empty.
    pub client_id: String,
    /// Whether the session starts anew and ends with the connection.
    pub clean_session: bool,
    /// The longest silence of the client in seconds; 0 for any.
    pub keep_alive: u16,
    /// What to publish when the connection ends without DISCONNECT.
    pub will: Option<Will>,
    /// The user name.
    pub user_name: Option<String>,
    /// The password; only ever there together with a user name.
    pub password: Option<Bytes>,
}

/// The message a server publishes for a client that was lost.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Will {
    /// Where to publish it.
    pub topic: String,
    /// The message, at most 65 535 bytes.
    pub payload: Bytes,
    /// The quality to publish it with.
    pub quality: Quality,
    /// Whether it is to be retained.
    pub retain: bool,
}

/// The answer to CONNECT (MQTT 3.1.1, table 3.1).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ConnectReturnCode {
    /// 0: the client is connected.
    Accepted,
    /// 1: another version of the protocol was asked for.
    UnacceptableProtocolVersion,
    /// 2: the client identifier is not allowed.
    IdentifierRejected,
    /// 3: the service is not there.
    ServerUnavailable,
    /// 4: user name or password are malformed.
    BadUserNameOrPassword,
    /// 5: the client may not connect.
    NotAuthorized,
}

const PROTOCOL_NAME: &[u8] = b"MQTT";
const PROTOCOL_LEVEL: u8 = 4;

const RESERVED: u8 = 0x01;
const CLEAN_SESSION: u8 = 0x02;
const WILL: u8 = 0x04;
const WILL_QUALITY_SHIFT: u8 = 3;
const WILL_QUALITY: u8 = 0x18;
const WILL_RETAIN: u8 = 0x20;
const PASSWORD: u8 = 0x40;
const USER_NAME: u8 = 0x80;

impl Connect {
    pub(super) fn decode(fields: &mut Fields) -> Result<Self, DecodeError> {
        if fields.binary()? != PROTOCOL_NAME {
            return Err(DecodeError::ProtocolName);
        }
        // Other levels lay out the rest in their own way, so nothing after this byte can be read.
        let level = fields.byte()?;
        if level != PROTOCOL_LEVEL {
            return Err(DecodeError::ProtocolLevel(level));
        }
        let flags = fields.byte()?;
        check_flags(flags)?;
        let keep_alive = fields.number()?;
        let client_id = fields.text()?;
        let will = if flags & WILL == 0 { None } else { Some(Will::decode(flags, fields)?) };
        let user_name = if flags & USER_NAME == 0 { None } else { Some(fields.text()?) };
        let password = if flags & PASSWORD == 0 { None } else { Some(fields.binary()?) };
        Ok(Self {
            client_id,
            clean_session: flags & CLEAN_SESSION != 0,
            keep_alive,
            will,
            user_name,
            password,
        })
    }

    pub(super) fn encode(&self, out: &mut BytesMut) -> Result<(), EncodeError> {
        // A password without a user name cannot be said, so it is not sent (MQTT 3.1.1, 3.1.2.9).
        let password = self.user_name.as_ref().and(self.password.as_ref());
        let mut flags = if self.clean_session { CLEAN_SESSION } else { 0 };
        let mut length = PROTOCOL_NAME.len() + 6 + size_of_binary(self.client_id.as_bytes())?;
        if let Some(will) = &self.will {
            flags |= WILL | will.quality.bits() << WILL_QUALITY_SHIFT;
            flags |= if will.retain { WILL_RETAIN } else { 0 };
            length += size_of_binary(will.topic.as_bytes())? + size_of_binary(&will.payload)?;
        }
        if let Some(user_name) = &self.user_name {
            flags |= USER_NAME;
            length += size_of_binary(user_name.as_bytes())?;
        }
        if let Some(password) = password {
            flags |= PASSWORD;
            length += size_of_binary(password)?;
        }
        put_header(out, kind::CONNECT << 4, length)?;
        put_binary(out, PROTOCOL_NAME);
        out.put_slice(&[PROTOCOL_LEVEL, flags]);
        out.put_u16(self.keep_alive);
        put_binary(out, self.client_id.as_bytes());
        if let Some(will) = &self.will {
            put_binary(out, will.topic.as_bytes());
            put_binary(out, &will.payload);
        }
        if let Some(user_name) = &self.user_name {
            put_binary(out, user_name.as_bytes());
        }
        if let Some(password) = password {
            put_binary(out, password);
        }
        Ok(())
    }
}

impl fmt::Debug for Connect {
    /// Leaves the password out: it is a token that lets anyone in.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Connect")
            .field("client_id", &self.client_id)
            .field("clean_session", &self.clean_session)
            .field("keep_alive", &self.keep_alive)
            .field("will", &self.will)
            .field("user_name", &self.user_name)
            .finish_non_exhaustive()
    }
}

impl Will {
    fn decode(flags: u8, fields: &mut Fields) -> Result<Self, DecodeError> {
        let topic = fields.text()?;
        if topic.is_empty() || topic.contains(['+', '#']) {
            return Err(DecodeError::TopicName);
        }
        Ok(Self {
            topic,
            payload: fields.binary()?,
            quality: Quality::from_bits((flags & WILL_QUALITY) >> WILL_QUALITY_SHIFT)?,
            retain: flags & WILL_RETAIN != 0,
        })
    }
}

impl ConnectReturnCode {
    /// The byte that stands for it on the wire.
    pub fn number(self) -> u8 {
        match self {
            Self::Accepted => 0,
            Self::UnacceptableProtocolVersion => 1,
            Self::IdentifierRejected => 2,
            Self::ServerUnavailable => 3,
            Self::BadUserNameOrPassword => 4,
            Self::NotAuthorized => 5,
        }
    }

    pub(super) fn from_number(number: u8) -> Result<Self, DecodeError> {
        match number {
            0 => Ok(Self::Accepted),
            1 => Ok(Self::UnacceptableProtocolVersion),
            2 => Ok(Self::IdentifierRejected),
            3 => Ok(Self::ServerUnavailable),
            4 => Ok(Self::BadUserNameOrPassword),
            5 => Ok(Self::NotAuthorized),
            _ => Err(DecodeError::ReturnCode(number)),
        }
    }
}

/// Refuses flags that 3.1.2.3 to 3.1.2.9 rule out.
fn check_flags(flags: u8) -> Result<(), DecodeError> {
    let will_without_will = flags & WILL == 0 && flags & (WILL_QUALITY | WILL_RETAIN) != 0;
    let password_alone = flags & PASSWORD != 0 && flags & USER_NAME == 0;
    let quality_three = flags & WILL_QUALITY == WILL_QUALITY;
    if flags & RESERVED != 0 || will_without_will || password_alone || quality_three {
        return Err(DecodeError::ConnectFlags(flags));
    }
    Ok(())
}
