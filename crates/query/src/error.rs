//! What a refused text is answered with: a problem, its place and, where there is one, a repair.

use std::{fmt, ops::Deref};

use crate::{Position, Problem, Span, warning::Caution};

/// Why a text was refused, where, and how to mend it.
///
/// `Display` is one English sentence such as `column 38: a list takes square brackets, as in IN [2, 3]`; what a
/// person reads in another language is composed from [`Located::problem`].
pub type Error = Located<Problem>;

/// Something that is accepted but hardly meant, where it stands, and how to mend it.
pub type Warning = Located<Caution>;

/// A problem at a place of the text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Located<P> {
    /// What is wrong, with its parameters.
    pub problem: P,
    /// The bytes concerned; empty at the end of the text.
    pub span: Span,
    /// Line and column where the span starts.
    pub position: Position,
    /// A replacement that repairs this problem, where one is evident.
    pub fix: Option<Fix>,
}

/// A suggested repair: put `text` in the place of `span`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fix {
    /// The bytes to replace; empty for an insertion.
    pub span: Span,
    /// What to put there; empty for a deletion.
    pub text: String,
}

/// A problem met while reading, before line and column are counted. It is boxed because every level of the parser has
/// room for some on the stack.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Fault<P = Problem>(Box<Met<P>>);

/// What there is to tell of a fault.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Met<P> {
    pub(crate) problem: P,
    pub(crate) span: Span,
    pub(crate) fix: Option<Fix>,
}

impl<P: fmt::Display> fmt::Display for Located<P> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.position, self.problem)
    }
}

impl<P: fmt::Debug + fmt::Display> std::error::Error for Located<P> {}

impl Fix {
    /// The whole of `text` after the repair.
    pub fn apply(&self, text: &str) -> String {
        let before = text.get(..self.span.start).unwrap_or_default();
        let after = text.get(self.span.end..).unwrap_or_default();
        format!("{before}{}{after}", self.text)
    }
}

impl<P> Fault<P> {
    pub(crate) fn new(problem: P, span: Span) -> Fault<P> {
        Fault(Box::new(Met { problem, span, fix: None }))
    }

    /// Suggests to put `replacement` in the place of `span`.
    pub(crate) fn fix(mut self, span: Span, replacement: impl Into<String>) -> Fault<P> {
        self.0.fix = Some(Fix { span, text: replacement.into() });
        self
    }

    pub(crate) fn locate(self, text: &str) -> Located<P> {
        let Met { problem, span, fix } = *self.0;
        Located { problem, span, position: Position::of(text, span.start), fix }
    }
}

impl<P> Deref for Fault<P> {
    type Target = Met<P>;

    fn deref(&self) -> &Met<P> {
        &self.0
    }
}
