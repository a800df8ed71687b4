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

/// What somebody may do. Each role may also do what those before it may.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Role {
    /// See devices, jobs and answers.
    Viewer,
    /// Order and cancel jobs, call methods, write twins, and keep templates and queries for the team.
    Operator,
    /// See the record of who did what.
    Admin,
}

impl Role {
    /// Every role, the least first.
    pub const ALL: [Self; 3] = [Self::Viewer, Self::Operator, Self::Admin];

    /// The word for it in configuration and records, such as `viewer`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Viewer => "viewer",
            Self::Operator => "operator",
            Self::Admin => "admin",
        }
    }
}

impl std::str::FromStr for Role {
    type Err = NoSuchRole;

    fn from_str(text: &str) -> Result<Self, NoSuchRole> {
        Self::ALL.into_iter().find(|role| role.name() == text).ok_or(NoSuchRole)
    }
}

/// A word that is no role.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a role is `viewer`, `operator` or `admin`")]
pub struct NoSuchRole;

/// Answer of `GET /api/sign-in`: how somebody can sign in here.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct SignInWays {
    /// With the operator token.
    pub token: bool,
    /// At an OpenID provider, by what people call it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub provider: Option<String>,
}

/// Why a login at the OpenID provider let nobody in: the word behind `#sign-in=` in the address that it leads back to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum SignInFailure {
    /// The provider does not answer, or not as one does.
    ProviderDown,
    /// The provider let the person not in, or the person turned back.
    Denied,
    /// What the provider says is not signed by it, not for Lockstep, or not for this login.
    Unbelievable,
    /// The login was begun in another browser, or too long ago.
    Stale,
    /// The person is known to the provider and is granted no role here.
    NoRole,
    /// Lockstep cannot store who has signed in.
    Store,
}

impl SignInFailure {
    /// Every one.
    pub const ALL: [Self; 6] =
        [Self::ProviderDown, Self::Denied, Self::Unbelievable, Self::Stale, Self::NoRole, Self::Store];

    /// The word for it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::ProviderDown => "providerDown",
            Self::Denied => "denied",
            Self::Unbelievable => "unbelievable",
            Self::Stale => "stale",
            Self::NoRole => "noRole",
            Self::Store => "store",
        }
    }

    /// The one with this word.
    #[must_use]
    pub fn named(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|failure| failure.name() == word)
    }
}

/// Answer of `GET` and `POST /api/session`: what the dashboard needs to know before it draws anything.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Session {
    /// Who is signed in, in words for a person.
    pub caller: String,
    /// What they may do.
    pub role: Role,
    /// Whether nobody orders anything through this proxy, whatever their role.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub read_only: bool,
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

impl Session {
    /// Whether this caller may order jobs, call methods and write twins.
    #[must_use]
    pub fn may_operate(&self) -> bool {
        self.role >= Role::Operator && !self.read_only
    }
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
