//! Signing in, and who is calling.

use serde::{Deserialize, Serialize};

use crate::hub::Hub;

/// Body of `POST /api/session`: the operator token from the address that the proxy printed.
///
/// `Debug` does not show the token.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct SignIn {
    /// The operator token, as it stands behind `#token=`.
    pub token: String,
}

impl std::fmt::Debug for SignIn {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("SignIn").finish_non_exhaustive()
    }
}

/// Answer of `GET` and `POST /api/session`: what the dashboard needs to know before it draws anything.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Session {
    /// Who is signed in, in words for a person.
    pub caller: String,
    /// The hub that this proxy serves.
    pub hub: Hub,
    /// The word for this environment (`prod`, `demo`), when the proxy was given one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub environment: Option<Environment>,
    /// Version of the proxy.
    pub version: String,
    /// Orders that reach more devices than this need a preview token and the typed count.
    pub preview_threshold: u64,
}

/// How the proxy's configuration marks an environment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Environment {
    /// The word shown beside the brand.
    pub name: String,
    /// A CSS colour for the line on top and the square beside the word.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub colour: Option<String>,
}
