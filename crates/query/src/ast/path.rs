//! Names and paths.

use crate::{Span, lex::keyword};

/// A plain name: a letter, `_` or `$`, then letters, digits, `_` or `$`, and no reserved word.
#[derive(Debug, Clone)]
pub struct Name {
    text: String,
    span: Span,
}

/// One step of a path: the key of an object.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Segment(String);

/// A property such as `tags.building` or `devices.properties.reported['fw version']`.
#[derive(Debug, Clone)]
pub struct Path {
    segments: Vec<Segment>,
    span: Span,
    /// How many leading segments only name the source or its alias; set by the check.
    prefix: usize,
    /// Where the value lives in a document; set by the check.
    attribute: Vec<Segment>,
}

impl Name {
    pub(crate) fn new(text: &str, span: Span) -> Name {
        Name { text: text.to_owned(), span }
    }

    /// The name as typed.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// Where it stands.
    pub fn span(&self) -> Span {
        self.span
    }
}

impl PartialEq for Name {
    fn eq(&self, other: &Name) -> bool {
        self.text == other.text
    }
}

impl Segment {
    pub(crate) fn new(name: impl Into<String>) -> Segment {
        Segment(name.into())
    }

    /// The key as typed.
    pub fn name(&self) -> &str {
        &self.0
    }

    /// Tells whether `key` is this name save for the case of its ASCII letters.
    ///
    /// A document looks for the exact key first and only then for one of these: our choice, as IoT Hub calls attribute
    /// names case-insensitive and lets tags differ by case alone.
    pub fn matches(&self, key: &str) -> bool {
        self.0.eq_ignore_ascii_case(key)
    }

    /// Tells whether it can follow a dot, or needs brackets and quotes.
    pub(crate) fn plain(&self) -> bool {
        keyword::plain_name(&self.0)
    }
}

impl Path {
    /// A path as typed; `segments` starts with a plain name.
    pub(crate) fn new(segments: Vec<Segment>, span: Span) -> Path {
        let attribute = segments.clone();
        Path { segments, span, prefix: 0, attribute }
    }

    pub(crate) fn resolve(&mut self, prefix: usize, attribute: Vec<Segment>) {
        self.prefix = prefix;
        self.attribute = attribute;
    }

    /// All segments as typed, with the source or its alias in front if that was typed.
    pub fn segments(&self) -> &[Segment] {
        &self.segments
    }

    /// The segments as typed, without the source or its alias in front.
    pub fn property(&self) -> &[Segment] {
        self.segments.get(self.prefix..).unwrap_or_default()
    }

    /// Where the value lives in a document: [`Path::property`] with the documented spelling of its first segment.
    pub fn attribute(&self) -> &[Segment] {
        &self.attribute
    }

    /// Where it stands.
    pub fn span(&self) -> Span {
        self.span
    }
}

impl PartialEq for Path {
    fn eq(&self, other: &Path) -> bool {
        self.segments == other.segments
    }
}
