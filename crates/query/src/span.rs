//! Where something stands in the text.

use std::fmt;

/// A range of bytes in the text that was parsed: `start` inclusive, `end` exclusive.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct Span {
    /// Offset of the first byte.
    pub start: usize,
    /// Offset of the byte after the last one.
    pub end: usize,
}

impl Span {
    /// Covers the bytes from `start` up to, not including, `end`.
    pub fn new(start: usize, end: usize) -> Span {
        Span { start, end }
    }

    /// The empty span at `offset`, where something could be inserted.
    pub fn at(offset: usize) -> Span {
        Span { start: offset, end: offset }
    }

    /// The part of `text` that this span covers; empty when it does not fit the text.
    pub fn of(self, text: &str) -> &str {
        text.get(self.start..self.end).unwrap_or_default()
    }

    /// The smallest span that covers both.
    pub(crate) fn join(self, other: Span) -> Span {
        Span { start: self.start.min(other.start), end: self.end.max(other.end) }
    }
}

/// A place in the text as people count: lines and columns from 1, a column being one Unicode character.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Position {
    /// Line, from 1.
    pub line: u32,
    /// Column in that line, from 1, in Unicode characters.
    pub column: u32,
}

impl Position {
    /// The place of the byte `offset` in `text`.
    pub(crate) fn of(text: &str, offset: usize) -> Position {
        let mut position = Position { line: 1, column: 1 };
        for (_, character) in text.char_indices().take_while(|(at, _)| *at < offset) {
            if character == '\n' {
                position.line = position.line.saturating_add(1);
                position.column = 1;
            } else {
                position.column = position.column.saturating_add(1);
            }
        }
        position
    }
}

/// Prints `column 38`, or `line 2, column 5` below the first line.
impl fmt::Display for Position {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.line > 1 {
            write!(f, "line {}, ", self.line)?;
        }
        write!(f, "column {}", self.column)
    }
}
