//! JSON, readable: indented and coloured by kind.

use leptos::prelude::*;
use serde_json::Value;

use crate::json::{indented, line};

/// What a piece of JSON text is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Name of a member.
    Key,
    /// Text.
    Text,
    /// Number, `true`, `false`, `null`.
    Literal,
    /// Brackets, commas, colons and space.
    Quiet,
}

/// Indented JSON in a block that wraps.
#[component]
pub fn JsonBlock(
    /// The value.
    value: Value,
) -> impl IntoView {
    let text = indented(&value);
    view! { <pre class="code">{coloured(&text)}</pre> }
}

/// JSON in one line, coloured.
#[component]
pub fn JsonLine(
    /// The value.
    value: Value,
) -> impl IntoView {
    coloured(&line(&value))
}

/// The pieces of valid JSON text, in order; joined they are the text.
pub fn pieces(text: &str) -> Vec<(Kind, &str)> {
    let mut pieces = Vec::new();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let (kind, length) = match first {
            '"' => {
                let end = string_end(rest);
                let key = rest.get(end..).is_some_and(|after| after.trim_start().starts_with(':'));
                (if key { Kind::Key } else { Kind::Text }, end)
            }
            '-' | '0'..='9' | 'a'..='z' => {
                (Kind::Literal, run(rest, |c| c.is_ascii_alphanumeric() || "+-.".contains(c)))
            }
            _ => (Kind::Quiet, run(rest, |c| !matches!(c, '"' | '-' | '0'..='9' | 'a'..='z'))),
        };
        let (piece, after) = rest.split_at(length.max(first.len_utf8()));
        pieces.push((kind, piece));
        rest = after;
    }
    pieces
}

fn coloured(text: &str) -> impl IntoView + use<> {
    pieces(text)
        .into_iter()
        .map(|(kind, piece)| {
            let piece = piece.to_owned();
            match kind {
                Kind::Key => view! { <span class="tk-key">{piece}</span> }.into_any(),
                Kind::Text => view! { <span class="tk-str">{piece}</span> }.into_any(),
                Kind::Literal => view! { <span class="tk-num">{piece}</span> }.into_any(),
                Kind::Quiet => piece.into_any(),
            }
        })
        .collect_view()
}

/// Bytes up to and with the closing quote, or all of them.
fn string_end(text: &str) -> usize {
    let mut escaped = false;
    for (at, character) in text.char_indices().skip(1) {
        match character {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '"' => return at + 1,
            _ => {}
        }
    }
    text.len()
}

fn run(text: &str, belongs: impl Fn(char) -> bool) -> usize {
    text.char_indices().find(|(_, character)| !belongs(*character)).map_or(text.len(), |(at, _)| at)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_and_a_text_of_the_same_letters_are_told_apart() {
        let text = r#"{"a": "a\"b", "n": -1.5e3, "t": [true, null]}"#;
        let found: Vec<_> = pieces(text).into_iter().filter(|(kind, _)| *kind != Kind::Quiet).collect();
        assert_eq!(
            found,
            [
                (Kind::Key, "\"a\""),
                (Kind::Text, r#""a\"b""#),
                (Kind::Key, "\"n\""),
                (Kind::Literal, "-1.5e3"),
                (Kind::Key, "\"t\""),
                (Kind::Literal, "true"),
                (Kind::Literal, "null"),
            ]
        );
    }

    #[test]
    fn nothing_is_lost_on_the_way() {
        for text in ["", "{\"ä\": \"ö\"", "\"open", "[1,2]", "\u{1f600}{}"] {
            let joined: String = pieces(text).into_iter().map(|(_, piece)| piece).collect();
            assert_eq!(joined, text);
        }
    }
}
