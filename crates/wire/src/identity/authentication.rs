//! How an identity proves who it is.

use std::fmt;

use secrecy::{ExposeSecret as _, SecretString};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::{null_as_default, object::only_objects};

/// The kind of credential.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum AuthenticationType {
    /// Symmetric keys.
    #[default]
    Sas,
    /// Certificates known by their thumbprints.
    SelfSigned,
    /// Certificates of a known authority.
    CertificateAuthority,
    /// None.
    None,
}

/// The credentials of an identity.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(remote = "Self", default, rename_all = "camelCase")]
pub struct Authentication {
    /// The keys.
    #[serde(deserialize_with = "null_as_default")]
    pub symmetric_key: SymmetricKey,
    /// The thumbprints of certificates.
    #[serde(deserialize_with = "null_as_default")]
    pub x509_thumbprint: X509Thumbprint,
    /// Which of them counts.
    #[serde(rename = "type", deserialize_with = "null_as_default")]
    pub kind: AuthenticationType,
}

/// The two keys of an identity; either opens the door, so that one can be replaced at a time.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(remote = "Self", default, rename_all = "camelCase")]
pub struct SymmetricKey {
    /// The first key; the empty text counts as none.
    #[serde(deserialize_with = "empty_as_none")]
    pub primary_key: Option<SharedKey>,
    /// The second key; the empty text counts as none.
    #[serde(deserialize_with = "empty_as_none")]
    pub secondary_key: Option<SharedKey>,
}

/// A shared key as base64 text. It does not print.
#[derive(Clone)]
pub struct SharedKey(SecretString);

/// SHA-1 or SHA-256 thumbprints of certificates: 40 or 64 hexadecimal digits.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(remote = "Self", default, rename_all = "camelCase")]
pub struct X509Thumbprint {
    /// The first thumbprint. Some hubs write the member with a capital letter.
    #[serde(alias = "PrimaryThumbprint")]
    pub primary_thumbprint: Option<String>,
    /// The second thumbprint.
    #[serde(alias = "SecondaryThumbprint")]
    pub secondary_thumbprint: Option<String>,
}

only_objects!(Authentication, SymmetricKey, X509Thumbprint);

impl SymmetricKey {
    /// Two keys.
    #[must_use]
    pub fn new(primary: SharedKey, secondary: SharedKey) -> Self {
        Self { primary_key: Some(primary), secondary_key: Some(secondary) }
    }

    /// The keys that are set, the primary first.
    pub fn keys(&self) -> impl Iterator<Item = &SharedKey> {
        self.primary_key.iter().chain(&self.secondary_key)
    }

    /// Says whether the hub has to mint keys.
    #[must_use]
    pub fn missing(&self) -> bool {
        self.primary_key.is_none() && self.secondary_key.is_none()
    }
}

impl SharedKey {
    /// Takes base64 text as a key. Whether it is one is checked by `DeviceSettings::check` and when it signs.
    #[must_use]
    pub fn new(base64: impl Into<String>) -> Self {
        Self(SecretString::from(base64.into()))
    }

    /// The base64 text, in the clear.
    #[must_use]
    pub fn expose(&self) -> &str {
        self.0.expose_secret()
    }
}

impl fmt::Debug for SharedKey {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("SharedKey([REDACTED])")
    }
}

/// For tests and stores; not meant for deciding whether a caller knows the key.
impl PartialEq for SharedKey {
    fn eq(&self, other: &Self) -> bool {
        self.expose() == other.expose()
    }
}

impl Serialize for SharedKey {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.expose())
    }
}

impl<'de> Deserialize<'de> for SharedKey {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer).map(Self::new)
    }
}

fn empty_as_none<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<SharedKey>, D::Error> {
    let key = Option::<SharedKey>::deserialize(deserializer)?;
    Ok(key.filter(|key| !key.expose().is_empty()))
}
