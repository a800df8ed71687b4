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

impl Person {
    /// Who has the operator token, from which everything else is set up.
    pub(crate) fn local_operator() -> Self {
        Self { subject: "local".to_owned(), name: "local operator".to_owned(), role: Role::Admin }
    }

    /// Who is not asked who they are.
    pub(super) fn anyone() -> Arc<Self> {
        Arc::new(Self { subject: "anyone".to_owned(), name: "anyone".to_owned(), role: Role::Admin })
    }
}
