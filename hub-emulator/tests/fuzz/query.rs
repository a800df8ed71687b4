//! Queries, conditions, and what could be typed next.

use iothub_query::{Condition, MAXIMUM_LENGTH, Query, Span, Vocabulary, complete, complete_query};
use proptest::prelude::*;
use proptest::sample::Index;
use serde_json::{Value, json};

use crate::campaign;
use crate::edit::edited_text;

const SAMPLES: &[&str] = &[
    "SELECT * FROM devices WHERE tags.building IN [43, 'x', null, -1.5e3] AND NOT (a + 1 * 2 >= 0x1F)",
    "SELECT TOP 10 deviceId AS id, tags['floor plan'].x FROM devices AS d WHERE STARTSWITH(d.deviceId, \"a\\u00e9\")",
    "SELECT status, COUNT() AS n, AVG(tags.a) AS m FROM devices WHERE IS_DEFINED(tags.a) GROUP BY status",
    "SELECT * FROM devices.jobs WHERE devices.jobs.jobId = 'j' AND devices.jobs.createdTimeUtc > '2016-09-01'",
    "SELECT COUNT() AS n FROM devices.modules GROUP BY properties.reported.v, tags.a",
    "FROM devices.modules WHERE ModuleId = 'm' OR deviceId NIN ['a', 'b']",
    "*",
    "tags.größe = '\u{1F600}' AND properties.reported.a.b <> undefined",
    "NOT tags.a = pump-7 OR deviceId = 'pump%' OR reported.x IS NOT NULL",
    "tags.a == 1 && deviceId IN (a, b)",
    "tags.a = ‘b’ OR tags.b = \"it\"\"s\" OR tags.c = 43A",
    "is_of_type(tags.a, 'number') OR is_number(tags.a) AND CONTAINS(tags.b, 'x') AND ENDSWITH(tags.b, 'y')",
    "((tags.a = 1) OR (tags.b % 2 = 0)) AND tags.c / 0 > -tags.d",
];

const WORDS: &[&[u8]] = &[
    b"SELECT ",
    b"TOP ",
    b" FROM ",
    b"devices",
    b".modules",
    b".jobs",
    b" WHERE ",
    b" GROUP BY ",
    b" AS ",
    b" AND ",
    b" OR ",
    b"NOT ",
    b" IN ",
    b" NIN ",
    b"[",
    b"]",
    b"(",
    b")",
    b"!=",
    b"<>",
    b">=",
    b"tags.a",
    b"deviceId",
    b"properties.reported.",
    b"IS_DEFINED(",
    b"STARTSWITH(",
    b"COUNT()",
    b"AVG(",
    b"MAX(",
    b"undefined",
    b" IS NULL",
    b" LIKE ",
    b" DISTINCT ",
    b"&&",
    b"||",
    b"\xe2\x80\x98",
    b"0x",
    b"1.",
    b".5",
];

/// One level of nesting, as often as fits; what stands in the middle; and the ends.
const NESTED: &[(&str, &str, &str)] = &[
    ("(", "tags.a = 1", ")"),
    ("NOT ", "tags.a = 1", ""),
    ("-", "1", ""),
    ("[", "", "]"),
    ("tags.a IN [", "1", "]"),
    ("tags.a = (", "1", ")"),
    ("1+(", "1", ")"),
    ("tags.a=1 AND ", "tags.a=1", ""),
    ("tags.a=1 OR NOT ", "tags.a=1", ""),
    ("a.", "a", ""),
    ("a['", "x", "']"),
    ("IS_DEFINED(", "tags.a", ")"),
    ("'", "", ""),
    ("\"", "", ""),
    ("\\", "", ""),
    ("1+", "1", ""),
    (", ", "", ""),
    ("=", "", ""),
    ("1e", "", ""),
    ("0x", "", ""),
    (".", "", ""),
];

fn document() -> Value {
    json!({
        "deviceId": "a", "status": "x", "jobId": "j",
        "tags": { "building": 43, "a": [1], "b": "xy", "floor plan": { "x": null } },
        "properties": { "reported": { "v": 1e300, "x": { "y": true } }, "desired": { "v": -0.0 } },
    })
}

fn fits(text: &str, span: Span) -> bool {
    span.start <= span.end && text.get(span.start..span.end).is_some()
}

fn survives(text: &str, cursor: usize) -> Result<(), TestCaseError> {
    let document = document();
    match Query::parse(text) {
        Err(error) => {
            prop_assert!(fits(text, error.span) && error.fix.is_none_or(|fix| fits(text, fix.span)));
        }
        Ok(query) => {
            prop_assert!(query.warnings().iter().all(|warning| fits(text, warning.span)));
            prop_assert!(query.run([&document, &document]).len() <= 2);
            let printed = query.to_string();
            // The canonical text has spaces and quotes that the text need not have.
            if printed.chars().count() <= MAXIMUM_LENGTH {
                prop_assert_eq!(Query::parse(&printed), Ok(query), "printed as {}", printed);
            }
        }
    }
    match Condition::parse(text) {
        Err(error) => {
            prop_assert!(fits(text, error.span) && error.fix.is_none_or(|fix| fits(text, fix.span)));
        }
        Ok(condition) => {
            prop_assert!(condition.warnings().iter().all(|warning| fits(text, warning.span)));
            condition.matches(&document);
            let printed = condition.to_string();
            if printed.chars().count() <= MAXIMUM_LENGTH {
                prop_assert_eq!(Condition::parse(&printed), Ok(condition), "printed as {}", printed);
            }
        }
    }
    let mut known = Vocabulary::default();
    known.learn(&document);
    for completion in [complete(text, cursor, &known), complete_query(text, cursor, &known)] {
        prop_assert!(fits(text, completion.span));
    }
    Ok(())
}

#[test]
fn queries() {
    let inputs = (edited_text(SAMPLES, WORDS), any::<Index>());
    campaign::run("queries", &inputs, |(text, cursor)| survives(&text, cursor.index(text.len() + 1)));
}

/// Any nesting as long as a query may be is answered at once: what takes a millisecond for each character, or the stack
/// for each level, is found here.
#[test]
fn the_longest_nesting_is_answered_at_once() {
    for (open, middle, close) in NESTED {
        let times = (MAXIMUM_LENGTH - 40 - middle.len()) / (open.len() + close.len());
        for times in [times, times / 2, 40, 20] {
            let condition = [open.repeat(times).as_str(), middle, &close.repeat(times)].concat();
            let open = [open.repeat(times).as_str(), middle].concat();
            for text in [&condition, &format!("SELECT * FROM devices WHERE {condition}"), &open] {
                let begun_at = tokio::time::Instant::now();
                survives(text, text.len()).unwrap();
                let took = begun_at.elapsed();
                assert!(took.as_secs() < 5, "{took:?} for {} characters of {open:.40}", text.len());
            }
        }
    }
}
