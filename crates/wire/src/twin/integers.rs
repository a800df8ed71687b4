//! Integers beyond 64 bits, which only text shows.

use super::{LONGEST_PATH, TwinProblem};

/// Longest number in a problem, in characters.
const LONGEST_NUMBER: usize = 40;

/// Refuses JSON with an integer beyond 64 bits: once read it is a double, which may be that large.
///
/// # Errors
/// [`TwinProblem::IntegerRange`], whose path is the nearest key alone.
pub fn check_integers(json: &[u8]) -> Result<(), TwinProblem> {
    // Whatever reads the text for its values refuses what is no text.
    let mut rest = str::from_utf8(json).unwrap_or_default();
    let mut key = "";
    while let Some(start) = rest.find(|c: char| matches!(c, '"' | '-' | '0'..='9')) {
        let (_, token) = rest.split_at(start);
        if let Some(string) = token.strip_prefix('"') {
            let (text, after) = split_string(string);
            if after.trim_ascii_start().starts_with(':') {
                key = text;
            }
            rest = after;
        } else {
            let end = token.find(|c: char| !matches!(c, '-' | '+' | '.' | 'e' | 'E' | '0'..='9'));
            let (number, after) = token.split_at(end.unwrap_or(token.len()));
            let double = number.contains(['.', 'e', 'E']);
            if !double && number.parse::<i64>().is_err() && number.parse::<u64>().is_err() {
                let cut = |text: &str, longest| text.chars().take(longest).collect();
                return Err(TwinProblem::IntegerRange {
                    path: cut(key, LONGEST_PATH),
                    number: cut(number, LONGEST_NUMBER),
                });
            }
            rest = after;
        }
    }
    Ok(())
}

/// Splits at the quote that ends a string.
fn split_string(text: &str) -> (&str, &str) {
    let mut escaped = false;
    let end = text.find(|c| {
        let ends = c == '"' && !escaped;
        escaped = c == '\\' && !escaped;
        ends
    });
    end.and_then(|end| Some((text.get(..end)?, text.get(end + 1..)?))).unwrap_or((text, ""))
}
