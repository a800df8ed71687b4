//! Pieces of a sentence that has elements inside.

use super::Slot;

/// A piece of a sentence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Span {
    /// Words.
    Text(String),
    /// What matters most.
    Strong(String),
    /// Names of the field: ids, codes, paths.
    Code(String),
    /// A place of the order sentence that leads to its step.
    Slot(Slot),
}

/// Words.
pub fn text(words: impl Into<String>) -> Span {
    Span::Text(words.into())
}

/// What matters most.
pub fn strong(words: impl Into<String>) -> Span {
    Span::Strong(words.into())
}

/// Names of the field.
pub fn code(name: impl Into<String>) -> Span {
    Span::Code(name.into())
}
