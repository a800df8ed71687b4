//! Search parameters of an address, as pure functions: filters, tabs and selection live there.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};

/// What needs no escape in a path segment or a search value.
const KEPT: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'_').remove(b'.').remove(b'~');

/// Escapes text for a path segment or a search value.
pub fn escape(text: &str) -> String {
    utf8_percent_encode(text, KEPT).to_string()
}

/// Undoes [`escape`]; what is no UTF-8 is replaced.
pub fn unescape(text: &str) -> String {
    percent_decode_str(text).decode_utf8_lossy().into_owned()
}

/// The search part for these parameters, with its `?`; without those that are empty, and empty for none.
pub fn search<'a>(parameters: impl IntoIterator<Item = (&'a str, &'a str)>) -> String {
    let pairs: Vec<_> = parameters
        .into_iter()
        .filter(|(_, value)| !value.is_empty())
        .map(|(name, value)| format!("{name}={}", escape(value)))
        .collect();
    if pairs.is_empty() { String::new() } else { format!("?{}", pairs.join("&")) }
}

/// The parameters of a search part, with or without its `?`.
pub fn parameters(search: &str) -> Vec<(String, String)> {
    search
        .trim_start_matches('?')
        .split('&')
        .filter(|pair| !pair.is_empty())
        .map(|pair| {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            (unescape(name), unescape(&value.replace('+', " ")))
        })
        .collect()
}

/// The search part with some parameters changed; an empty value removes one.
pub fn changed(search_part: &str, changes: &[(&str, &str)]) -> String {
    let mut kept = parameters(search_part);
    kept.retain(|(name, _)| changes.iter().all(|(changed, _)| changed != name));
    search(kept.iter().map(|(name, value)| (name.as_str(), value.as_str())).chain(changes.iter().copied()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_condition_survives_the_address() {
        let condition = "tags.building = 43 AND tags.name != 'Ä&b+c%'";
        let part = search([("q", condition)]);
        assert_eq!(parameters(&part), [("q".to_owned(), condition.to_owned())]);
    }

    #[test]
    fn an_empty_value_leaves_no_trace() {
        assert_eq!(changed("?q=a&outcome=failed", &[("outcome", "")]), "?q=a");
        assert_eq!(changed("?q=a", &[("q", "")]), "");
    }

    #[test]
    fn changing_one_parameter_keeps_the_others() {
        assert_eq!(changed("?a=1&b=2", &[("a", "3"), ("c", "4")]), "?b=2&a=3&c=4");
    }

    #[test]
    fn a_plus_is_a_space_as_forms_write_it() {
        assert_eq!(parameters("q=a+b"), [("q".to_owned(), "a b".to_owned())]);
    }
}
