//! Connection strings of the service side.

use secrecy::{ExposeSecret as _, SecretString};

use super::{
    Host, InvalidConnectionString,
    parts::{Parts, writable},
};
use crate::SigningKey;

/// `HostName=…;SharedAccessKeyName=…;SharedAccessKey=…`: a hub and one of its policies.
#[derive(Debug, Clone)]
pub struct ServiceConnectionString {
    host: Host,
    policy: String,
    key: SigningKey,
}

impl ServiceConnectionString {
    /// Puts one together.
    ///
    /// # Errors
    /// [`InvalidConnectionString`] when the policy cannot stand in a connection string.
    pub fn new(host: Host, policy: &str, key: SigningKey) -> Result<Self, InvalidConnectionString> {
        let policy = writable("SharedAccessKeyName", policy)?.to_owned();
        Ok(Self { host, policy, key })
    }

    /// Reads one.
    ///
    /// # Errors
    /// [`InvalidConnectionString`], which holds nothing of the text.
    pub fn parse(text: &str) -> Result<Self, InvalidConnectionString> {
        let parts = Parts::split(text)?;
        let host = Host::parse(parts.required("HostName")?);
        let policy = parts.required("SharedAccessKeyName")?;
        let key = SigningKey::from_base64(parts.required("SharedAccessKey")?)?;
        Self::new(host.ok_or(InvalidConnectionString::Unusable { name: "HostName" })?, policy, key)
    }

    /// The hub.
    #[must_use]
    pub fn host(&self) -> &Host {
        &self.host
    }

    /// The policy's name.
    #[must_use]
    pub fn policy(&self) -> &str {
        &self.policy
    }

    /// The policy's key.
    #[must_use]
    pub fn key(&self) -> &SigningKey {
        &self.key
    }

    /// Signs a token for the whole hub that holds until `expires_at` (unix seconds).
    #[must_use]
    pub fn sign(&self, expires_at: u64) -> SecretString {
        self.key.sign(self.host.as_str(), Some(&self.policy), expires_at)
    }

    /// Writes the connection string, key included.
    #[must_use]
    pub fn to_text(&self) -> SecretString {
        let key = self.key.to_base64();
        SecretString::from(format!(
            "HostName={};SharedAccessKeyName={};SharedAccessKey={}",
            self.host,
            self.policy,
            key.expose_secret()
        ))
    }
}
