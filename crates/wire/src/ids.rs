//! Ids of devices, modules and jobs: texts that cannot be wrong.

use std::{borrow::Borrow, fmt, str::FromStr};

use serde::{Deserialize, Serialize};
use thiserror::Error;

/// Which kind of id was refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum IdKind {
    /// A device id.
    Device,
    /// A module id.
    Module,
    /// A job id.
    Job,
}

impl fmt::Display for IdKind {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::Device => "device id",
            Self::Module => "module id",
            Self::Job => "job id",
        })
    }
}

/// Why a text is not an id.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum InvalidId {
    /// Empty or too long.
    #[error("a {kind} has 1 to {longest} characters, not {length}")]
    Length {
        /// The kind of id.
        kind: IdKind,
        /// Longest accepted length, in characters.
        longest: usize,
        /// Length of the refused text, in characters.
        length: usize,
    },
    /// A character outside the accepted set.
    #[error("a {kind} cannot have the character {character:?}")]
    Character {
        /// The kind of id.
        kind: IdKind,
        /// The first refused character.
        character: char,
    },
    /// The job id `query`, which would collide with the address of the job list (our choice).
    #[error("the job id `query` is reserved")]
    Reserved,
}

/// Id of a device: 1 to 128 ASCII letters, digits and ``- : . + % _ # * ? ! ( ) , = @ ; $ '``, case-sensitive.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct DeviceId(Box<str>);

/// Id of a module of a device: the characters of a device id.
///
/// Ids that start with `$` belong to the system (`$edgeAgent`): they are read, but [`reserved`](Self::reserved) for
/// everybody else.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct ModuleId(Box<str>);

/// Id of a scheduled job: 1 to 64 lower-case ASCII letters, digits, `-` and `'` (observed on a live hub).
///
/// Parsing ([`FromStr`], [`TryFrom`]) is strict. Reading JSON is lenient (see [`lax`](Self::lax)), so that one job
/// with an old-style id does not make a whole list unreadable.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "LaxJobId", into = "String")]
pub struct JobId(Box<str>);

impl ModuleId {
    /// Says whether only the system may make a module of this name.
    #[must_use]
    pub fn reserved(&self) -> bool {
        self.0.starts_with('$')
    }
}

impl JobId {
    /// Reads an id by the documented rule of older services: upper-case letters, `_` and `.` are allowed as well.
    ///
    /// # Errors
    /// [`InvalidId`] when the text is empty, longer than 64 characters or has another character.
    pub fn lax(text: impl Into<String>) -> Result<Self, InvalidId> {
        let text = text.into();
        check(IdKind::Job, &text, LONGEST_JOB_ID, |c| {
            c.is_ascii_alphanumeric() || matches!(c, '-' | '\'' | '_' | '.')
        })?;
        Ok(Self(text.into_boxed_str()))
    }
}

/// How [`JobId`] is read from JSON.
#[derive(Deserialize)]
struct LaxJobId(String);

impl TryFrom<LaxJobId> for JobId {
    type Error = InvalidId;

    fn try_from(LaxJobId(text): LaxJobId) -> Result<Self, InvalidId> {
        Self::lax(text)
    }
}

const LONGEST_REGISTRY_ID: usize = 128;
const LONGEST_JOB_ID: usize = 64;

fn check_device(text: &str) -> Result<(), InvalidId> {
    check(IdKind::Device, text, LONGEST_REGISTRY_ID, registry_character)
}

fn check_module(text: &str) -> Result<(), InvalidId> {
    check(IdKind::Module, text, LONGEST_REGISTRY_ID, registry_character)
}

fn check_job(text: &str) -> Result<(), InvalidId> {
    let allowed = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '-' | '\'');
    check(IdKind::Job, text, LONGEST_JOB_ID, allowed)?;
    if text == "query" { Err(InvalidId::Reserved) } else { Ok(()) }
}

fn check(kind: IdKind, text: &str, longest: usize, allowed: impl Fn(char) -> bool) -> Result<(), InvalidId> {
    let length = text.chars().count();
    if length == 0 || length > longest {
        return Err(InvalidId::Length { kind, longest, length });
    }
    text.chars()
        .find(|c| !allowed(*c))
        .map_or(Ok(()), |character| Err(InvalidId::Character { kind, character }))
}

fn registry_character(c: char) -> bool {
    c.is_ascii_alphanumeric() || "-:.+%_#*?!(),=@;$'".contains(c)
}

/// The conversions that every id has.
macro_rules! id {
    ($name:ident, $check:ident) => {
        impl $name {
            /// The id as text.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl TryFrom<String> for $name {
            type Error = InvalidId;

            fn try_from(text: String) -> Result<Self, InvalidId> {
                $check(&text)?;
                Ok(Self(text.into_boxed_str()))
            }
        }

        impl TryFrom<&str> for $name {
            type Error = InvalidId;

            fn try_from(text: &str) -> Result<Self, InvalidId> {
                $check(text)?;
                Ok(Self(text.into()))
            }
        }

        impl FromStr for $name {
            type Err = InvalidId;

            fn from_str(text: &str) -> Result<Self, InvalidId> {
                Self::try_from(text)
            }
        }

        impl From<$name> for String {
            fn from(id: $name) -> Self {
                id.0.into_string()
            }
        }

        impl AsRef<str> for $name {
            fn as_ref(&self) -> &str {
                &self.0
            }
        }

        impl Borrow<str> for $name {
            fn borrow(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.pad(&self.0)
            }
        }
    };
}

id!(DeviceId, check_device);
id!(ModuleId, check_module);
id!(JobId, check_job);

#[cfg(test)]
mod tests;
