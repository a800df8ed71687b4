//! Property bags: system and application properties at the end of a topic.

use std::{borrow::Cow, fmt, str::FromStr};

use percent_encoding::percent_decode_str;

use super::{InvalidTopic, percent};

/// Properties of a message, in order: `k=v&empty=&null`, percent-coded.
///
/// System properties have names that start with `$.`, such as `$.mid` for the message id and `$.ct` for the content
/// type. A value of `None` is null, which the bag writes as the bare name; the empty text is written `name=`.
///
/// It is kept as that text and decoded when it is looked at: as a list, thousands of short names would take forty times
/// the memory.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct PropertyBag(String);

impl PropertyBag {
    /// The bag without properties.
    #[must_use]
    pub const fn new() -> Self {
        Self(String::new())
    }

    /// Adds a property at the end.
    ///
    /// # Errors
    /// [`InvalidTopic::Property`] when the name is empty.
    pub fn push(&mut self, name: &str, value: Option<&str>) -> Result<(), InvalidTopic> {
        if name.is_empty() {
            return Err(InvalidTopic::Property);
        }
        if !self.0.is_empty() {
            self.0.push('&');
        }
        self.0.extend(percent::property(name));
        if let Some(value) = value {
            self.0.push('=');
            self.0.extend(percent::property(value));
        }
        Ok(())
    }

    /// The value of the first property of this name: `None` when there is none, `Some(None)` when it is null.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<Option<Cow<'_, str>>> {
        self.iter().find(|(key, _)| key == name).map(|(_, value)| value)
    }

    /// All properties, in order.
    pub fn iter(&self) -> impl Iterator<Item = (Cow<'_, str>, Option<Cow<'_, str>>)> {
        // Coded here, so it is UTF-8.
        let decoded = |text| percent_decode_str(text).decode_utf8_lossy();
        parts(&self.0).map(move |(name, value)| (decoded(name), value.map(decoded)))
    }

    /// The text, percent-coded.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Says whether there are no properties.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl FromStr for PropertyBag {
    type Err = InvalidTopic;

    /// Reads a bag; a question mark in front, which some devices write, and empty parts are skipped.
    fn from_str(text: &str) -> Result<Self, InvalidTopic> {
        let mut bag = Self::new();
        for (name, value) in parts(text.strip_prefix('?').unwrap_or(text)) {
            bag.push(&percent::decoded(name)?, value.map(percent::decoded).transpose()?.as_deref())?;
        }
        Ok(bag)
    }
}

/// Names and values as they are written.
fn parts(text: &str) -> impl Iterator<Item = (&str, Option<&str>)> {
    text.split('&').filter(|part| !part.is_empty()).map(|part| match part.split_once('=') {
        Some((name, value)) => (name, Some(value)),
        None => (part, None),
    })
}

impl fmt::Display for PropertyBag {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}
