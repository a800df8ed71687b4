//! Connection strings: `Name=value` parts with `;` between.
//!
//! Reading is as lenient as the most lenient SDK (unknown and empty parts are skipped, the last of two equal names
//! wins), writing as strict as the strictest. There is no `FromStr` on purpose: argument parsers print a value that
//! `FromStr` refuses, and these hold keys.

use thiserror::Error;

use crate::InvalidKey;

mod device;
mod host;
mod parts;
mod service;

pub use device::{Credential, DeviceConnectionString};
pub use host::Host;
pub use service::ServiceConnectionString;

/// Why a text is not a connection string. Holds no value of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum InvalidConnectionString {
    /// Longer than any connection string.
    #[error("the connection string is longer than 8192 bytes")]
    Length,
    /// A part without `=`.
    #[error("a part of the connection string has no `=`")]
    Part,
    /// A part is missing or empty.
    #[error("the connection string has no `{name}`")]
    Missing {
        /// Its name.
        name: &'static str,
    },
    /// A part cannot be what it stands for.
    #[error("the connection string has an unusable `{name}`")]
    Unusable {
        /// Its name.
        name: &'static str,
    },
    /// The key is no key.
    #[error("the connection string has an unusable `SharedAccessKey`")]
    Key(#[from] InvalidKey),
    /// No key, token or certificate, or more than one of them.
    #[error(
        "a device connection string has exactly one of `SharedAccessKey`, `SharedAccessSignature` and `x509=true`"
    )]
    Credential,
}

#[cfg(test)]
mod tests;
