//! Shared keys: the only place where one is seen in the clear.

use base64::{Engine as _, engine::general_purpose::STANDARD};
use hmac::{Hmac, KeyInit as _, Mac as _};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use secrecy::{ExposeSecret as _, SecretSlice, SecretString};
use sha2::Sha256;
use thiserror::Error;

/// A shared key, decoded. It does not print, and is wiped from memory when dropped.
#[derive(Debug, Clone)]
pub struct SigningKey(SecretSlice<u8>);

/// Why a text is not a key. Holds nothing of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("a shared key is base64, and not empty")]
pub struct InvalidKey;

/// What SDKs leave alone in `sr`, `sig` and `skn`.
const UNRESERVED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'_').remove(b'.').remove(b'~');

impl SigningKey {
    /// Decodes a key from base64, as it stands in connection strings and in the registry.
    ///
    /// # Errors
    /// [`InvalidKey`].
    pub fn from_base64(text: &str) -> Result<Self, InvalidKey> {
        let bytes = STANDARD.decode(text.trim()).map_err(|_| InvalidKey)?;
        Self::from_bytes(bytes)
    }

    /// Takes bytes as a key.
    ///
    /// # Errors
    /// [`InvalidKey`] when there are none.
    pub fn from_bytes(bytes: Vec<u8>) -> Result<Self, InvalidKey> {
        if bytes.is_empty() { Err(InvalidKey) } else { Ok(Self(SecretSlice::from(bytes))) }
    }

    /// The key as base64, for writing a connection string.
    #[must_use]
    pub fn to_base64(&self) -> SecretString {
        SecretString::from(STANDARD.encode(self.0.expose_secret()))
    }

    /// Signs a token for `resource` that holds until `expires_at` (unix seconds).
    ///
    /// `resource` is the plain text, such as `localhost/devices/dev1`; it is percent-coded as device SDKs do. `policy`
    /// names the hub's policy whose key this is; without it the key is the device's own.
    #[must_use]
    pub fn sign(&self, resource: &str, policy: Option<&str>, expires_at: u64) -> SecretString {
        let resource = encoded(resource);
        let signature = STANDARD.encode(self.mac(&resource, &expires_at.to_string()).finalize().into_bytes());
        let mut token =
            format!("SharedAccessSignature sr={resource}&sig={}&se={expires_at}", encoded(&signature));
        if let Some(policy) = policy {
            token.push_str("&skn=");
            token.push_str(&encoded(policy));
        }
        SecretString::from(token)
    }

    /// Says whether `signature` is this key's over `resource` and `expiry`, both as they were sent. Takes the same time
    /// wherever the first difference is.
    pub(crate) fn signed(&self, resource: &str, expiry: &str, signature: &[u8]) -> bool {
        self.mac(resource, expiry).verify_slice(signature).is_ok()
    }

    fn mac(&self, resource: &str, expiry: &str) -> Hmac<Sha256> {
        let mut mac =
            Hmac::<Sha256>::new_from_slice(self.0.expose_secret()).expect("HMAC takes keys of any length");
        mac.update(resource.as_bytes());
        mac.update(b"\n");
        mac.update(expiry.as_bytes());
        mac
    }
}

fn encoded(text: &str) -> String {
    utf8_percent_encode(text, UNRESERVED).to_string()
}

#[cfg(test)]
mod tests;
