//! No text makes the parser panic, and every span fits its text.

use iothub_query::{Condition, Error, Query, Warning};
use proptest::{prelude::*, sample::select};
use serde_json::json;

const VALID: [&str; 9] = [
    "SELECT * FROM devices WHERE tags.building IN [43, 'x', null, -1.5e3] AND NOT (a + 1 * 2 >= 0x1F)",
    "SELECT TOP 10 deviceId AS id, tags['floor plan'].x FROM devices AS d WHERE STARTSWITH(d.deviceId, \"a\\u00e9\")",
    "SELECT status, COUNT() AS n, AVG(tags.a) AS m FROM devices WHERE IS_DEFINED(tags.a) GROUP BY status",
    "SELECT * FROM devices.jobs WHERE devices.jobs.jobId = 'j' AND devices.jobs.createdTimeUtc > '2016-09-01'",
    "FROM devices.modules WHERE ModuleId = 'm' OR deviceId NIN ['a', 'b']",
    "tags.größe = '\u{1F600}' AND properties.reported.a.b <> undefined",
    "NOT tags.a = pump-7 OR deviceId = 'pump%' OR reported.x IS NOT NULL",
    "tags.a == 1 && deviceId IN (a, b)",
    "tags.a = ‘b’ OR tags.b = \"it\"\"s\" OR tags.c = 43A",
];

fn token() -> impl Strategy<Value = &'static str> {
    select(vec![
        "SELECT",
        "TOP",
        "*",
        "FROM",
        "devices",
        ".",
        "modules",
        "jobs",
        "WHERE",
        "GROUP",
        "BY",
        "AS",
        "AND",
        "OR",
        "NOT",
        "IN",
        "NIN",
        "[",
        "]",
        "(",
        ")",
        ",",
        "=",
        "!=",
        "<",
        ">=",
        "+",
        "-",
        "/",
        "%",
        "1",
        "0x",
        "0xF",
        "1.5",
        "1e",
        "'a'",
        "'",
        "\"",
        "\\",
        "\\u12",
        "tags",
        "deviceId",
        "IS_DEFINED",
        "STARTSWITH",
        "COUNT",
        "MAX",
        "null",
        "undefined",
        "true",
        "c",
        "IS",
        "LIKE",
        "DISTINCT",
        "==",
        "&&",
        "!",
        "‘",
        "’",
        "ä",
        "\u{1F600}",
        "\n",
        "\0",
    ])
}

fn fits(text: &str, span: iothub_query::Span) -> bool {
    span.start <= span.end && text.get(span.start..span.end).is_some()
}

fn problem_fits(text: &str, error: &Error) -> bool {
    !error.to_string().is_empty()
        && fits(text, error.span)
        && error.fix.iter().all(|fix| fits(text, fix.span))
}

fn warning_fits(text: &str, warning: &Warning) -> bool {
    fits(text, warning.span) && warning.fix.iter().all(|fix| fits(text, fix.span))
}

/// The text after every repair that is offered, one after the other. Each removes its problem: what is wrong then is
/// something else, or further on.
fn repaired<P>(text: &str, parse: impl Fn(&str) -> Result<P, Error>) -> Result<String, TestCaseError> {
    let mut text = text.to_owned();
    // As many as a text can have: each is about another character of it.
    for _ in 0..text.len() + 10 {
        let Err(error) = parse(&text) else { return Ok(text) };
        let Some(fix) = &error.fix else { return Ok(text) };
        let after = fix.apply(&text);
        if let Err(next) = parse(&after) {
            let removed = next.problem != error.problem || next.span.start > error.span.start;
            prop_assert!(removed, "{text} became {after}: {next}");
        }
        text = after;
    }
    Err(TestCaseError::fail(format!("repairs of {text} have no end")))
}

/// The repair of a warning leaves the text correct, and the warning is gone.
fn heeded(text: &str, warning: &Warning) -> Result<(), TestCaseError> {
    let Some(fix) = &warning.fix else { return Ok(()) };
    let after = fix.apply(text);
    let condition = Condition::parse(&after)
        .map_err(|error| TestCaseError::fail(format!("{text} became {after}: {error}")))?;
    let again = condition
        .warnings()
        .into_iter()
        .find(|again| again.problem == warning.problem && again.span.start == warning.span.start);
    prop_assert_eq!(again, None, "{} became {}", text, after);
    Ok(())
}

/// Parses a text both ways and uses whatever comes of it.
fn survives(text: &str) -> Result<(), TestCaseError> {
    let document = json!({"deviceId": "a", "status": "x", "tags": {"building": 43, "a": [1]}, "jobId": "j"});
    match Query::parse(text) {
        Ok(query) => {
            prop_assert_eq!(&Query::parse(&query.to_string()).expect("canonical text"), &query);
            prop_assert!(query.warnings().iter().all(|warning| warning_fits(text, warning)));
            query.run([&document]);
        }
        Err(error) => prop_assert!(problem_fits(text, &error), "{:?}", error),
    }
    repaired(text, Query::parse)?;
    repaired(text, Condition::parse)?;
    match Condition::parse(text) {
        Ok(condition) => {
            prop_assert_eq!(&Condition::parse(&condition.to_string()).expect("canonical text"), &condition);
            let warnings = condition.warnings();
            prop_assert!(warnings.iter().all(|warning| warning_fits(text, warning)));
            warnings.iter().try_for_each(|warning| heeded(text, warning))?;
            condition.matches(&document);
        }
        Err(error) => prop_assert!(problem_fits(text, &error), "{:?}", error),
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn any_text_is_answered(text in any::<String>()) {
        survives(&text)?;
    }

    #[test]
    fn any_words_in_any_order_are_answered(tokens in proptest::collection::vec(token(), 0..24), spaced: bool) {
        survives(&tokens.join(if spaced { " " } else { "" }))?;
    }

    #[test]
    fn any_mutation_of_a_query_is_answered(
        text in select(&VALID[..]),
        cuts in proptest::collection::vec((any::<prop::sample::Index>(), 0..6usize, token()), 1..4),
    ) {
        let mut characters: Vec<char> = text.chars().collect();
        for (at, removed, inserted) in cuts {
            let start = at.index(characters.len() + 1);
            let end = (start + removed).min(characters.len());
            characters.splice(start..end, inserted.chars());
        }
        survives(&characters.into_iter().collect::<String>())?;
    }
}

#[test]
fn every_prefix_of_a_query_is_answered() {
    for text in VALID {
        for (end, _) in text.char_indices() {
            survives(&text[..end]).unwrap();
        }
    }
}
