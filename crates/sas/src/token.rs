//! Reading a token, step by step: parse, verify, check the expiry, check the resource.

use std::fmt;

use base64::{Engine as _, engine::general_purpose::STANDARD};
use percent_encoding::percent_decode_str;
use thiserror::Error;

use crate::{Resource, SigningKey};

/// Longest token that is read, in bytes.
pub const LONGEST_TOKEN: usize = 8192;

const SCHEME: &str = "SharedAccessSignature ";

/// A token that was read but not yet verified.
///
/// The order of the checks is the caller's: a hub looks at [`policy`](Self::policy) or [`resource`](Self::resource) to
/// find the candidate keys, then calls [`verify`](Self::verify), [`check_expiry`](Self::check_expiry) and
/// [`check_resource`](Self::check_resource). Nothing of a token can be trusted before it is verified.
#[derive(Clone, PartialEq, Eq)]
pub struct Token {
    signed_resource: String,
    signed_expiry: String,
    signature: Vec<u8>,
    resource: Resource,
    expires_at: u64,
    policy: Option<String>,
}

/// Why a token is refused. Holds nothing secret.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum Refusal {
    /// Longer than anything a hub gives out.
    #[error("the token is longer than {LONGEST_TOKEN} bytes")]
    Length,
    /// Does not begin with `SharedAccessSignature`.
    #[error("the credential is not a shared access signature")]
    Scheme,
    /// A field is missing.
    #[error("the token has no `{field}`")]
    Missing {
        /// Its name.
        field: &'static str,
    },
    /// A field is there twice.
    #[error("the token has `{field}` twice")]
    Twice {
        /// Its name.
        field: &'static str,
    },
    /// A field cannot be read: percent-coding that is not UTF-8, a signature that is not base64, or an expiry that is
    /// not a number of digits.
    #[error("the token's `{field}` cannot be read")]
    Unreadable {
        /// Its name.
        field: &'static str,
    },
    /// None of the candidate keys made the signature.
    #[error("the signature is wrong")]
    Signature,
    /// The token is too old.
    #[error("the token expired at {expired_at} unix seconds")]
    Expired {
        /// Its `se`, in unix seconds.
        expired_at: u64,
    },
    /// The token is for something else.
    #[error("the token is for another resource")]
    Resource,
}

impl Token {
    /// Reads a token: the value of the `Authorization` header, or the password of an MQTT CONNECT.
    ///
    /// Fields may come in any order, unknown ones are skipped. Percent-coding is undone once; a plus sign stays one.
    ///
    /// # Errors
    /// A [`Refusal`] about the form.
    pub fn parse(text: &str) -> Result<Self, Refusal> {
        if text.len() > LONGEST_TOKEN {
            return Err(Refusal::Length);
        }
        let fields = Fields::split(text.strip_prefix(SCHEME).ok_or(Refusal::Scheme)?)?;
        let signed_resource = fields.resource.ok_or(Refusal::Missing { field: "sr" })?;
        let signed_expiry = fields.expiry.ok_or(Refusal::Missing { field: "se" })?;
        let signature = decoded("sig", fields.signature.ok_or(Refusal::Missing { field: "sig" })?)?;
        Ok(Self {
            signature: STANDARD.decode(signature).map_err(|_| Refusal::Unreadable { field: "sig" })?,
            resource: Resource::parse(&decoded("sr", signed_resource)?),
            expires_at: unix_seconds(signed_expiry)?,
            policy: fields.policy.map(|policy| decoded("skn", policy)).transpose()?,
            signed_resource: signed_resource.to_owned(),
            signed_expiry: signed_expiry.to_owned(),
        })
    }

    /// What the token claims to be for.
    #[must_use]
    pub fn resource(&self) -> &Resource {
        &self.resource
    }

    /// The hub's policy that signed, by its claim; without one the key is the device's or module's own.
    #[must_use]
    pub fn policy(&self) -> Option<&str> {
        self.policy.as_deref()
    }

    /// Until when the token holds, in unix seconds.
    #[must_use]
    pub fn expires_at(&self) -> u64 {
        self.expires_at
    }

    /// Verifies the signature over the resource and expiry *as they were sent*, with each candidate key in turn.
    ///
    /// # Errors
    /// [`Refusal::Signature`] when no key fits.
    pub fn verify<'k>(&self, keys: impl IntoIterator<Item = &'k SigningKey>) -> Result<(), Refusal> {
        let fits = |key: &SigningKey| key.signed(&self.signed_resource, &self.signed_expiry, &self.signature);
        if keys.into_iter().any(fits) { Ok(()) } else { Err(Refusal::Signature) }
    }

    /// Checks that the token still holds at `now`, or expired at most `leeway` ago; both in seconds. The hub's own leeway
    /// is not documented; 0 to 300 is a fair choice.
    ///
    /// # Errors
    /// [`Refusal::Expired`].
    pub fn check_expiry(&self, now: u64, leeway: u64) -> Result<(), Refusal> {
        if now > self.expires_at.saturating_add(leeway) {
            return Err(Refusal::Expired { expired_at: self.expires_at });
        }
        Ok(())
    }

    /// Checks that the token covers a resource.
    ///
    /// # Errors
    /// [`Refusal::Resource`].
    pub fn check_resource(&self, wanted: &Resource) -> Result<(), Refusal> {
        if self.resource.covers(wanted) { Ok(()) } else { Err(Refusal::Resource) }
    }
}

/// Without the signature, which is as good as a password until the token expires.
impl fmt::Debug for Token {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Token")
            .field("resource", &self.resource)
            .field("policy", &self.policy)
            .field("expires_at", &self.expires_at)
            .finish_non_exhaustive()
    }
}

/// The fields as they stand in the text.
#[derive(Default)]
struct Fields<'a> {
    resource: Option<&'a str>,
    signature: Option<&'a str>,
    expiry: Option<&'a str>,
    policy: Option<&'a str>,
}

impl<'a> Fields<'a> {
    fn split(text: &'a str) -> Result<Self, Refusal> {
        let mut fields = Self::default();
        for (name, value) in text.split('&').filter_map(|part| part.split_once('=')) {
            let (field, place) = match name {
                "sr" => ("sr", &mut fields.resource),
                "sig" => ("sig", &mut fields.signature),
                "se" => ("se", &mut fields.expiry),
                "skn" => ("skn", &mut fields.policy),
                _ => continue,
            };
            if place.replace(value).is_some() {
                return Err(Refusal::Twice { field });
            }
        }
        // An empty policy is what some tools write for none.
        fields.policy = fields.policy.filter(|policy| !policy.is_empty());
        Ok(fields)
    }
}

fn decoded(field: &'static str, text: &str) -> Result<String, Refusal> {
    let text = percent_decode_str(text).decode_utf8().map_err(|_| Refusal::Unreadable { field })?;
    Ok(text.into_owned())
}

fn unix_seconds(text: &str) -> Result<u64, Refusal> {
    let digits = text.bytes().all(|b| b.is_ascii_digit());
    text.parse().ok().filter(|_| digits).ok_or(Refusal::Unreadable { field: "se" })
}

#[cfg(test)]
mod tests;
