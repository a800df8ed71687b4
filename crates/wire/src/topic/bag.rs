//! Property bags: system and application properties at the end of a topic.

use std::{fmt, str::FromStr};

use super::{InvalidTopic, percent};

/// Properties of a message, in order: `k=v&empty=&null`, percent-coded.
///
/// System properties have names that start with `$.`, such as `$.mid` for the message id and `$.ct` for the content
/// type. A value of `None` is null, which the bag writes as the bare name; the empty text is written `name=`.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct PropertyBag(Vec<(String, Option<String>)>);

impl PropertyBag {
    /// The bag without properties.
    #[must_use]
    pub const fn new() -> Self {
        Self(Vec::new())
    }

    /// Adds a property at the end.
    ///
    /// # Errors
    /// [`InvalidTopic::Property`] when the name is empty.
    pub fn push(&mut self, name: impl Into<String>, value: Option<String>) -> Result<(), InvalidTopic> {
        let name = name.into();
        if name.is_empty() {
            return Err(InvalidTopic::Property);
        }
        self.0.push((name, value));
        Ok(())
    }

    /// The value of the first property of this name: `None` when there is none, `Some(None)` when it is null.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<Option<&str>> {
        self.0.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_deref())
    }

    /// All properties, in order.
    pub fn iter(&self) -> impl Iterator<Item = (&str, Option<&str>)> {
        self.0.iter().map(|(name, value)| (name.as_str(), value.as_deref()))
    }

    /// The number of properties.
    #[must_use]
    pub fn len(&self) -> usize {
        self.0.len()
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
        for part in text.strip_prefix('?').unwrap_or(text).split('&').filter(|part| !part.is_empty()) {
            let (name, value) = match part.split_once('=') {
                Some((name, value)) => (name, Some(percent::decoded(value)?)),
                None => (part, None),
            };
            bag.push(percent::decoded(name)?, value)?;
        }
        Ok(bag)
    }
}

impl fmt::Display for PropertyBag {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, (name, value)) in self.0.iter().enumerate() {
            let separator = if index == 0 { "" } else { "&" };
            write!(formatter, "{separator}{}", percent::property(name))?;
            if let Some(value) = value {
                write!(formatter, "={}", percent::property(value))?;
            }
        }
        Ok(())
    }
}
