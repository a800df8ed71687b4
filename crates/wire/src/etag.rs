//! Etags: `If-Match`, and the counters behind the etags of twins and identities.

use std::{fmt, str::FromStr};

use base64::{Engine as _, engine::general_purpose::STANDARD};
use serde::{Deserialize, Serialize};
use thiserror::Error;

/// An `If-Match` header.
///
/// On twins, absent means unconditional. On identities, absent means "create only" for PUT and is refused for DELETE,
/// which is why it is kept apart from [`Any`](Self::Any).
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum IfMatch {
    /// No header, or an empty etag: `""` is what an SDK sends for an empty etag argument.
    Absent,
    /// `*` or `"*"`: whatever the etag is.
    Any,
    /// This etag, without quotes.
    Etag(String),
}

impl IfMatch {
    /// Reads the header's value; one pair of quotes is taken off.
    #[must_use]
    pub fn parse(header: Option<&str>) -> Self {
        let value = header.unwrap_or_default().trim();
        let unquoted = value.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')).unwrap_or(value);
        match unquoted {
            "" => Self::Absent,
            "*" => Self::Any,
            etag => Self::Etag(etag.to_owned()),
        }
    }

    /// Says whether a thing with this etag may be written: always, unless another etag was asked for.
    #[must_use]
    pub fn allows(&self, etag: &str) -> bool {
        match self {
            Self::Absent | Self::Any => true,
            Self::Etag(wanted) => wanted == etag,
        }
    }

    /// The header's value as SDKs send it, with quotes; `None` when there is no header to send.
    #[must_use]
    pub fn header(&self) -> Option<String> {
        match self {
            Self::Absent => None,
            Self::Any => Some("\"*\"".to_owned()),
            Self::Etag(etag) => Some(format!("\"{etag}\"")),
        }
    }
}

/// Why a text is not an etag of the expected form.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("not an etag of this hub")]
pub struct InvalidEtag;

/// Etag of a twin: a counter of service-side writes, printed as base64 of eight big-endian bytes (`AAAAAAAAAAE=`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct TwinEtag(pub u64);

impl TwinEtag {
    /// Etag of a new twin.
    pub const FIRST: Self = Self(1);

    /// The etag after one more service-side write.
    #[must_use]
    pub fn next(self) -> Self {
        Self(self.0.wrapping_add(1))
    }
}

impl fmt::Display for TwinEtag {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&STANDARD.encode(self.0.to_be_bytes()))
    }
}

impl FromStr for TwinEtag {
    type Err = InvalidEtag;

    fn from_str(text: &str) -> Result<Self, InvalidEtag> {
        let bytes = STANDARD.decode(text).map_err(|_| InvalidEtag)?;
        Ok(Self(u64::from_be_bytes(bytes.try_into().map_err(|_| InvalidEtag)?)))
    }
}

/// Etag of an identity: a counter of writes, printed as base64 of its decimal digits (`MQ==` is 1).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct IdentityEtag(pub u64);

impl IdentityEtag {
    /// The etag after one more write.
    #[must_use]
    pub fn next(self) -> Self {
        Self(self.0.wrapping_add(1))
    }
}

impl fmt::Display for IdentityEtag {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&STANDARD.encode(self.0.to_string()))
    }
}

impl FromStr for IdentityEtag {
    type Err = InvalidEtag;

    fn from_str(text: &str) -> Result<Self, InvalidEtag> {
        let bytes = STANDARD.decode(text).map_err(|_| InvalidEtag)?;
        let digits = std::str::from_utf8(&bytes).map_err(|_| InvalidEtag)?;
        if !digits.bytes().all(|b| b.is_ascii_digit()) {
            return Err(InvalidEtag);
        }
        digits.parse().map(Self).map_err(|_| InvalidEtag)
    }
}

/// The conversions that serde needs.
macro_rules! as_text {
    ($name:ident) => {
        impl TryFrom<String> for $name {
            type Error = InvalidEtag;

            fn try_from(text: String) -> Result<Self, InvalidEtag> {
                text.parse()
            }
        }

        impl From<$name> for String {
            fn from(etag: $name) -> Self {
                etag.to_string()
            }
        }
    };
}

as_text!(TwinEtag);
as_text!(IdentityEtag);

#[cfg(test)]
mod tests;
