//! The host name of a hub.

use std::fmt;

/// A host name, as given: perhaps with a port behind it.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Host {
    text: String,
    name_length: usize,
    port: Option<u16>,
}

impl Host {
    /// Reads a host name with or without `:port`; an IPv6 address stands in brackets. `None` when it is neither.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let (name, port) = match text.rsplit_once(':') {
            Some((name, port)) if !port.ends_with(']') => (name, Some(digits(port)?)),
            _ => (text, None),
        };
        let plain =
            |name: &str| name.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'.' | b'_'));
        let address = |name: &str| name.bytes().all(|b| b.is_ascii_hexdigit() || matches!(b, b':' | b'.'));
        let usable = match name.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')) {
            Some(inside) => !inside.is_empty() && address(inside),
            None => !name.is_empty() && name.len() <= 253 && plain(name),
        };
        usable.then(|| Self { text: text.to_owned(), name_length: name.len(), port })
    }

    /// As it was given, port included.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// The name alone, an IPv6 address in brackets.
    #[must_use]
    pub fn name(&self) -> &str {
        self.text.get(..self.name_length).unwrap_or(&self.text)
    }

    /// The port, when it was given.
    #[must_use]
    pub fn port(&self) -> Option<u16> {
        self.port
    }
}

fn digits(text: &str) -> Option<u16> {
    text.bytes().all(|b| b.is_ascii_digit()).then(|| text.parse().ok())?
}

impl fmt::Display for Host {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.pad(&self.text)
    }
}
