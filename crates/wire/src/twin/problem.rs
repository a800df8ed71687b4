//! Why a twin write was refused.

use thiserror::Error;

use super::{DEEPEST_NESTING, LARGEST_INTEGER, LONGEST_KEY, LONGEST_STRING, SMALLEST_INTEGER, SectionKind};
use crate::error::ErrorCode;

/// A broken limit of twins, with everything one needs to compose a sentence about it in another language.
///
/// `path` names the place by its keys with dots between, such as `properties.desired.a.b[0]` without the section:
/// `a.b[0]`. It is cut to 200 characters.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum TwinProblem {
    /// The body is not JSON, or not an object of the right shape.
    #[error("the body is not a twin patch")]
    NotAPatch,
    /// The section is not a JSON object.
    #[error("{} is not an object", section.name())]
    NotAnObject {
        /// The section.
        section: SectionKind,
    },
    /// The section would be too large.
    #[error("{} would have {size} bytes, which is more than {}", section.name(), section.limit())]
    SectionTooLarge {
        /// The section.
        section: SectionKind,
        /// Its size after the write, in bytes as the hub counts.
        size: usize,
    },
    /// A key is too long.
    #[error("a key at {path:?} has {length} bytes, which is more than {LONGEST_KEY}")]
    KeyTooLong {
        /// Where it stands: the path of the object that has the key.
        path: String,
        /// Its length, in bytes.
        length: usize,
    },
    /// A key has a control character, a dot, `$`, `#` or a space.
    #[error("the key {path:?} has the character {character:?}")]
    KeyCharacter {
        /// The path of the key, itself included.
        path: String,
        /// The first refused character.
        character: char,
    },
    /// A string value is too long.
    #[error("the value of {path:?} has {length} bytes, which is more than {LONGEST_STRING}")]
    StringTooLong {
        /// The path of the value.
        path: String,
        /// Its length, in bytes.
        length: usize,
    },
    /// Objects are nested too deep.
    #[error("{path:?} is nested deeper than {DEEPEST_NESTING} levels")]
    TooDeep {
        /// The path of the first object (or array) that is too deep.
        path: String,
    },
    /// An array holds `null`.
    #[error("the array at {path:?} holds null")]
    NullInArray {
        /// The path of the null.
        path: String,
    },
    /// An integer is out of range.
    #[error("{number} at {path:?} is not an integer from {SMALLEST_INTEGER} to {LARGEST_INTEGER}")]
    IntegerRange {
        /// The path of the number; of one beyond 64 bits the nearest key alone.
        path: String,
        /// The number as written, cut to 40 characters.
        number: String,
    },
}

impl TwinProblem {
    /// The code of the refusal: 403 for a section that is too large, otherwise 400.
    #[must_use]
    pub fn code(&self) -> ErrorCode {
        match self {
            Self::SectionTooLarge { .. } => ErrorCode::DeviceModelMaxPropertiesExceeded,
            Self::NotAPatch => ErrorCode::IotHubFormatError,
            Self::NotAnObject { .. }
            | Self::KeyTooLong { .. }
            | Self::KeyCharacter { .. }
            | Self::StringTooLong { .. }
            | Self::TooDeep { .. }
            | Self::NullInArray { .. }
            | Self::IntegerRange { .. } => ErrorCode::ArgumentInvalid,
        }
    }

    /// The text for an error body. Those on size and long strings are the hub's (the number follows today's limit);
    /// those on keys, depth and arrays are the edge hub's for the same rules; the others are our choice.
    #[must_use]
    pub fn message(&self) -> String {
        match self {
            Self::SectionTooLarge { section, .. } => {
                format!("'{}' size should be less than {} bytes.", section.name(), section.limit())
            }
            Self::StringTooLong { path, .. } => format!(
                "Property or Tag value should be maximum {LONGEST_STRING} bytes. Error in Property/Tag {path}"
            ),
            Self::KeyTooLong { path, .. } => {
                format!("Length of property name under '{path}' exceeds maximum length of {LONGEST_KEY}")
            }
            Self::KeyCharacter { path, .. } => format!("Property name {path} contains invalid character"),
            Self::TooDeep { .. } => format!("Nested depth of twin property exceeds {DEEPEST_NESTING}"),
            Self::NullInArray { .. } => "Arrays cannot contain 'null' as value".to_owned(),
            Self::NotAPatch | Self::NotAnObject { .. } | Self::IntegerRange { .. } => self.to_string(),
        }
    }
}
