//! Who somebody is, and what they may do.

use std::sync::Arc;

use lockstep_api::session::Role;

/// A person or program that calls.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Person {
    /// What stays the same when their name changes.
    pub(crate) subject: String,
    /// In words for a person.
    pub(crate) name: String,
    /// What they may do.
    pub(crate) role: Role,
}

/// Who has the operator token.
const LOCAL: &str = "local operator";
/// Who is not asked.
const ANYONE: &str = "anyone";

impl Person {
    /// Whether a name means somebody whom no provider knows.
    pub(crate) fn reserved(name: &str) -> bool {
        [LOCAL, ANYONE].contains(&name)
    }

    /// Who has the operator token, from which everything else is set up.
    pub(crate) fn local_operator() -> Self {
        Self { subject: "local".to_owned(), name: LOCAL.to_owned(), role: Role::Admin }
    }

    /// Who is not asked who they are.
    pub(super) fn anyone() -> Arc<Self> {
        Arc::new(Self { subject: "anyone".to_owned(), name: ANYONE.to_owned(), role: Role::Admin })
    }
}
