//! Percent-coding in topics.

use std::borrow::Cow;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, PercentEncode, percent_decode_str, utf8_percent_encode};

use super::InvalidTopic;

/// What captured SDKs leave alone in property bags: letters, digits and `- _ . ~`.
const UNRESERVED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'_').remove(b'.').remove(b'~');

/// Method names keep all punctuation that is neither a wildcard nor a separator, since devices compare them as text.
const NAME: &AsciiSet = &UNRESERVED
    .remove(b'!')
    .remove(b'$')
    .remove(b'&')
    .remove(b'\'')
    .remove(b'(')
    .remove(b')')
    .remove(b'*')
    .remove(b',')
    .remove(b';')
    .remove(b'=')
    .remove(b':')
    .remove(b'@');

/// Prints a name or value of a bag.
pub(super) fn property(text: &str) -> PercentEncode<'_> {
    utf8_percent_encode(text, UNRESERVED)
}

/// Prints a method or input name as a level.
pub(super) fn name(text: &str) -> PercentEncode<'_> {
    utf8_percent_encode(text, NAME)
}

/// Reads a level or a piece of a bag. A plus sign stays one.
pub(super) fn decoded(text: &str) -> Result<Cow<'_, str>, InvalidTopic> {
    percent_decode_str(text).decode_utf8().map_err(|_| InvalidTopic::Property)
}
