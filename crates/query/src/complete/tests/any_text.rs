//! What is true of completion in any text.

use proptest::prelude::*;

use super::*;
use crate::{Condition, Problem, Query, lex::Token};

/// Texts that are nearly what people type.
fn text() -> impl Strategy<Value = String> {
    let words = proptest::sample::select(vec![
        "SELECT",
        "TOP",
        "*",
        "FROM",
        "devices",
        "devices.modules",
        "WHERE",
        "GROUP BY",
        "AS",
        "AND",
        "OR",
        "NOT",
        "IN",
        "[",
        "]",
        "(",
        ")",
        ",",
        "=",
        "<",
        "<>",
        "-",
        "+",
        "5",
        "-6",
        "0x",
        "4A",
        "'north'",
        "\"",
        "'",
        "tags.site",
        "tags['floor plan']",
        "tags['",
        "devices.tags.",
        "deviceId",
        "IS_DEFINED(",
        "STARTSWITH(tags.site, ",
        "COUNT()",
        "true",
        "é",
        "\\",
        "#",
    ]);
    let tokens = proptest::collection::vec((words, any::<bool>()), 0..10);
    let typed = tokens.prop_map(|tokens| {
        tokens.into_iter().map(|(word, spaced)| format!("{word}{}", if spaced { " " } else { "" })).collect()
    });
    prop_oneof![typed, "[a-z.'\\[\\] (=,AND|é)]{0,40}"]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn any_text_is_completed_without_panic_and_the_span_fits(text in text(), cursor in 0..60_usize) {
        for completion in [complete(&text, cursor, &known()), complete_query(&text, cursor, &known())] {
            let Span { start, end } = completion.span;
            prop_assert!(start <= end && text.get(start..end).is_some());
            prop_assert!(start <= cursor && (cursor <= end || cursor > text.len() || !text.is_char_boundary(cursor)));
        }
    }

    /// What is accepted can be read, and goes on or is complete: it leads nowhere wrong.
    #[test]
    fn what_is_accepted_makes_sense_as_far_as_it_goes(text in text(), cursor in 0..60_usize, whole: bool) {
        let complete = if whole { complete_query } else { complete };
        let completion = complete(&text, cursor, &known());
        for candidate in completion.candidates {
            let typed = format!("{}{}", &text[..completion.span.start], candidate.text);
            let read = lex(&typed);
            prop_assert!(!matches!(read.last().unwrap().token, Token::Bad(_)), "{}", typed);
            let refused = match whole {
                true => Query::parse(&typed).err(),
                false => Condition::parse(&typed).err(),
            };
            let right = refused.as_ref().is_none_or(|error| {
                let open = error.problem == Problem::OpenParenthesis;
                let end = open || matches!(error.problem, Problem::Unexpected { found: None, .. });
                // Rules about whole queries, which the rest of the text may still keep.
                end || error.problem.code().starts_with("not-") || error.problem.code() == "foreign-prefix"
            });
            prop_assert!(right, "{}: {:?}", typed, refused);
        }
    }

    #[test]
    fn a_candidate_can_itself_be_completed_from_its_beginning(chosen in 0..20_usize) {
        let all = complete("", 0, &known()).candidates;
        let candidate = &all[chosen % all.len()];
        let typed: String = candidate.text.chars().take(2).collect();
        let again = complete(&typed, typed.len(), &known()).candidates;
        prop_assert!(again.contains(candidate), "{typed}");
    }
}
