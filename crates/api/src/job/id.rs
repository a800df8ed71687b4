//! Ids of jobs.

use serde::{Deserialize, Serialize};

/// A job's id: 1 to 64 lower-case ASCII letters, digits and dashes.
///
/// The client makes it, so that a lost answer can be looked up instead of ordered twice. Ids are
/// case-sensitive in the hub and a live hub refuses upper case. Ids of jobs made by others are kept as they are
/// when the hub has them, so reading is wider than ordering: any text the hub lists is accepted by [`JobId::listed`].
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct JobId(String);

/// Why a text is no job id.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum InvalidJobId {
    /// Too short or too long.
    #[error("a job id has 1 to 64 characters, not {0}")]
    Length(usize),
    /// A character that a hub refuses.
    #[error("a job id has lower-case letters, digits and dashes, not {0:?}")]
    Character(char),
}

impl JobId {
    /// Checks an id that is about to be ordered.
    ///
    /// # Errors
    /// [`InvalidJobId`] says which rule the text breaks.
    pub fn ordered(text: impl Into<String>) -> Result<Self, InvalidJobId> {
        let text = text.into();
        let length = text.chars().count();
        if !(1..=64).contains(&length) {
            return Err(InvalidJobId::Length(length));
        }
        match text.chars().find(|c| !matches!(c, 'a'..='z' | '0'..='9' | '-')) {
            Some(character) => Err(InvalidJobId::Character(character)),
            None => Ok(Self(text)),
        }
    }

    /// Takes an id as the hub lists it.
    pub fn listed(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// The id as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Display for JobId {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(&self.0)
    }
}
