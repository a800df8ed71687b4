//! Splitting a connection string into its parts.

use super::InvalidConnectionString;

const LONGEST: usize = 8192;

/// The parts of a connection string, by name.
pub(super) struct Parts<'a>(Vec<(&'a str, &'a str)>);

impl<'a> Parts<'a> {
    /// Splits at `;` and then at the first `=`: base64 padding stays in the value.
    pub(super) fn split(text: &'a str) -> Result<Self, InvalidConnectionString> {
        if text.len() > LONGEST {
            return Err(InvalidConnectionString::Length);
        }
        let parts = text.trim().split(';').filter(|part| !part.is_empty());
        let split = parts.map(|part| part.split_once('=').ok_or(InvalidConnectionString::Part));
        split.collect::<Result<_, _>>().map(Self)
    }

    /// The last part of this name that is not empty.
    pub(super) fn get(&self, name: &str) -> Option<&'a str> {
        let mut named = self.0.iter().rev().filter(|(key, _)| *key == name).map(|(_, value)| *value);
        named.next().filter(|value| !value.is_empty())
    }

    /// The same, of a part that has to be there.
    pub(super) fn required(&self, name: &'static str) -> Result<&'a str, InvalidConnectionString> {
        self.get(name).ok_or(InvalidConnectionString::Missing { name })
    }
}

/// Refuses a value that could not be told apart from the next part, or that would lose its last space at the end of the
/// text.
pub(super) fn writable<'a>(name: &'static str, value: &'a str) -> Result<&'a str, InvalidConnectionString> {
    let whole = !value.ends_with(char::is_whitespace);
    let usable = !value.is_empty() && whole && !value.contains(|c: char| c == ';' || c.is_control());
    if usable { Ok(value) } else { Err(InvalidConnectionString::Unusable { name }) }
}
