//! The operator token: printed once, kept as a hash.

use std::sync::Arc;

use base64::{Engine as _, prelude::BASE64_URL_SAFE_NO_PAD};
use iothub_client::environment::Environment;
use secrecy::{ExposeSecret as _, SecretString};
use sha2::{Digest as _, Sha256};

/// The hash of the token that opens everything.
#[derive(Clone)]
pub(crate) struct OperatorToken(Arc<[u8; 32]>);

impl OperatorToken {
    /// Keeps the hash of a token.
    pub(crate) fn of(token: &SecretString) -> Self {
        Self(Arc::new(hash(token.expose_secret())))
    }

    /// Says whether a text is the token. Hashes are compared, so that the time it takes tells nothing about the token.
    pub(crate) fn matches(&self, text: &str) -> bool {
        hash(text) == *self.0
    }

    /// What sessions were opened with: another token for each other token, which does not open them itself.
    pub(crate) fn mark(&self) -> String {
        format!("token {}", BASE64_URL_SAFE_NO_PAD.encode(Sha256::digest(*self.0)))
    }
}

impl std::fmt::Debug for OperatorToken {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("OperatorToken(..)")
    }
}

/// The SHA-256 of a secret that is long and random, so that it needs no salt.
fn hash(text: &str) -> [u8; 32] {
    Sha256::digest(text.as_bytes()).into()
}

/// The same, as text for the store.
pub(super) fn hash_text(text: &str) -> String {
    BASE64_URL_SAFE_NO_PAD.encode(hash(text))
}

/// 32 random bytes as text that needs no escaping in an address or a cookie.
pub(crate) fn random(environment: &dyn Environment) -> SecretString {
    let halves = [environment.random().to_be_bytes(), environment.random().to_be_bytes()];
    SecretString::from(BASE64_URL_SAFE_NO_PAD.encode(halves.concat()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_is_known_by_its_hash_and_does_not_print() {
        let token = OperatorToken::of(&SecretString::from("t0p-secret"));
        assert!(token.matches("t0p-secret"));
        assert!(!token.matches("t0p-secreT"));
        assert_eq!(format!("{token:?}"), "OperatorToken(..)");
    }
}
