//! The query language, coloured: also text that is still being typed, so it is cut up without being understood.

use iothub_query::Span;
use leptos::prelude::*;

/// What a piece of a condition is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A property.
    Path,
    /// Text in quotes.
    Text,
    /// A number.
    Number,
    /// A word of the language.
    Word,
    /// Everything else.
    Plain,
}

const WORDS: [&str; 13] =
    ["AND", "OR", "NOT", "IN", "NIN", "FROM", "WHERE", "TRUE", "FALSE", "NULL", "UNDEFINED", "AS", "SELECT"];

/// A condition in colours, with what is wrong underlined.
#[component]
pub fn QueryText(
    /// The condition.
    #[prop(into)]
    text: String,
    /// What is wrong.
    #[prop(default = None)]
    wrong: Option<Span>,
) -> impl IntoView {
    let mut at = 0;
    pieces(&text)
        .into_iter()
        .map(|(kind, piece)| {
            let start = at;
            at += piece.len();
            let marked =
                wrong.is_some_and(|wrong| start < wrong.end.max(wrong.start + 1) && at > wrong.start);
            let class = match kind {
                Kind::Path => "tk-key",
                Kind::Text => "tk-str",
                Kind::Number => "tk-num",
                Kind::Word => "tk-word",
                Kind::Plain => "",
            };
            view! { <span class=class class:tk-error=marked>{piece.to_owned()}</span> }
        })
        .collect_view()
}

/// The pieces of a condition, in order; joined they are the text.
pub fn pieces(text: &str) -> Vec<(Kind, &str)> {
    let mut pieces = Vec::new();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let length = match first {
            '\'' | '"' => quoted(rest, first),
            '0'..='9' => run(rest, |c| c.is_ascii_alphanumeric() || c == '.'),
            _ if starts_name(first) => run(rest, |c| starts_name(c) || c.is_ascii_digit() || c == '.'),
            _ if first.is_whitespace() => run(rest, char::is_whitespace),
            _ => run(rest, |c| {
                !starts_name(c) && !c.is_ascii_digit() && !c.is_whitespace() && c != '\'' && c != '"'
            }),
        };
        let (piece, after) = rest.split_at(length.max(first.len_utf8()));
        let kind = match first {
            '\'' | '"' => Kind::Text,
            '0'..='9' => Kind::Number,
            _ if starts_name(first) && WORDS.contains(&piece.to_ascii_uppercase().as_str()) => Kind::Word,
            _ if starts_name(first) => Kind::Path,
            _ => Kind::Plain,
        };
        pieces.push((kind, piece));
        rest = after;
    }
    pieces
}

fn starts_name(character: char) -> bool {
    character.is_alphabetic() || character == '_' || character == '$'
}

fn quoted(text: &str, quote: char) -> usize {
    let mut escaped = false;
    for (at, character) in text.char_indices().skip(1) {
        match character {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            _ if character == quote => return at + 1,
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
    fn properties_words_texts_and_numbers_are_told_apart() {
        let found: Vec<_> = pieces("tags.site = 'AND' and floor IN [2]")
            .into_iter()
            .filter(|(kind, _)| *kind != Kind::Plain)
            .collect();
        let expected = [
            (Kind::Path, "tags.site"),
            (Kind::Text, "'AND'"),
            (Kind::Word, "and"),
            (Kind::Path, "floor"),
            (Kind::Word, "IN"),
            (Kind::Number, "2"),
        ];
        assert_eq!(found, expected);
    }

    #[test]
    fn nothing_is_lost_while_it_is_typed() {
        for text in ["", "tags.a = 'open", "ä.b[ 'c' ]", "((", "\u{1f600} = 1"] {
            let joined: String = pieces(text).into_iter().map(|(_, piece)| piece).collect();
            assert_eq!(joined, text);
        }
    }
}
