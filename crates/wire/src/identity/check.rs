//! The rules on what may be written to the registry.

use base64::{Engine as _, engine::general_purpose::STANDARD};
use thiserror::Error;

use super::{Authentication, DeviceSettings, SharedKey};
use crate::error::ErrorCode;

/// Longest status reason, in characters.
pub const LONGEST_STATUS_REASON: usize = 128;

/// Longest scope of an edge device, in characters (our choice: `ms-azure-iot-edge://`, a device id and a number fit).
pub const LONGEST_SCOPE: usize = 256;

/// Most parent scopes of a device (our choice: edge devices can be nested five deep).
pub const MOST_PARENT_SCOPES: usize = 5;

/// Why the registry refuses a write. No variant holds a key.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum IdentityProblem {
    /// The status reason is too long.
    #[error("a status reason has at most {LONGEST_STATUS_REASON} characters, not {length}")]
    StatusReason {
        /// Its length, in characters.
        length: usize,
    },
    /// A key is not base64 of 16 to 64 bytes.
    #[error("a device key is base64 of 16 to 64 bytes")]
    KeyLength,
    /// Only one of the two keys is set.
    #[error("either no keys or both keys can be set")]
    OneKey,
    /// A thumbprint is not 40 or 64 hexadecimal digits.
    #[error("a thumbprint has 40 or 64 hexadecimal digits and no separators")]
    Thumbprint,
    /// A scope is too long, or there are too many.
    #[error(
        "a scope has at most {LONGEST_SCOPE} characters, and a device at most {MOST_PARENT_SCOPES} parents"
    )]
    Scope,
    /// The module's name belongs to the system.
    #[error("module ids that start with `$` are reserved")]
    ReservedModule,
}

impl IdentityProblem {
    /// The code of the refusal.
    #[must_use]
    pub fn code(&self) -> ErrorCode {
        match self {
            Self::StatusReason { .. }
            | Self::KeyLength
            | Self::OneKey
            | Self::Thumbprint
            | Self::ReservedModule => ErrorCode::ArgumentInvalid,
            Self::Scope => ErrorCode::InvalidDeviceScope,
        }
    }

    /// The text for an error body. Those on keys are the hub's; the others are our choice.
    #[must_use]
    pub fn message(&self) -> String {
        match self {
            Self::KeyLength => "Invalid device key length".to_owned(),
            Self::OneKey => "Either no keys or both keys can be set".to_owned(),
            Self::StatusReason { .. } | Self::Thumbprint | Self::Scope | Self::ReservedModule => {
                self.to_string()
            }
        }
    }
}

pub(super) fn status_reason(reason: Option<&str>) -> Result<(), IdentityProblem> {
    let length = reason.map_or(0, |reason| reason.chars().count());
    if length > LONGEST_STATUS_REASON { Err(IdentityProblem::StatusReason { length }) } else { Ok(()) }
}

pub(super) fn scopes(settings: &DeviceSettings) -> Result<(), IdentityProblem> {
    let mut scopes = settings.device_scope.iter().chain(&settings.parent_scopes);
    let long = scopes.any(|scope| scope.chars().count() > LONGEST_SCOPE);
    if long || settings.parent_scopes.len() > MOST_PARENT_SCOPES {
        return Err(IdentityProblem::Scope);
    }
    Ok(())
}

pub(super) fn authentication(authentication: &Authentication) -> Result<(), IdentityProblem> {
    let keys = &authentication.symmetric_key;
    if keys.primary_key.is_some() != keys.secondary_key.is_some() {
        return Err(IdentityProblem::OneKey);
    }
    if !keys.keys().all(usable) {
        return Err(IdentityProblem::KeyLength);
    }
    let prints = &authentication.x509_thumbprint;
    let mut given = prints.primary_thumbprint.iter().chain(&prints.secondary_thumbprint);
    if given.all(|print| thumbprint(print)) { Ok(()) } else { Err(IdentityProblem::Thumbprint) }
}

fn usable(key: &SharedKey) -> bool {
    STANDARD.decode(key.expose()).is_ok_and(|bytes| (16..=64).contains(&bytes.len()))
}

/// The empty text is what some tools send for "none".
fn thumbprint(text: &str) -> bool {
    text.is_empty() || (matches!(text.len(), 40 | 64) && text.bytes().all(|b| b.is_ascii_hexdigit()))
}
