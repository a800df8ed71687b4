//! Twin patches, from JSON text into a twin.

use iothub_wire::time::UtcTime;
use iothub_wire::twin::{DEEPEST_NESTING, Members, SectionKind, TwinPatch, TwinState, merge, size};
use proptest::collection::vec;
use proptest::prelude::*;
use serde_json::Value;

use crate::campaign;
use crate::edit::edited_text;

const SAMPLES: &[&str] = &[
    r#"{"tags":{"site":"A","floor":3,"x":null},"properties":{"desired":{"a":{"b":{"c":[1,2.5,"x",true,{"d":[]}]}}}}}"#,
    r#"{"tags":null,"properties":{"desired":null}}"#,
    r#"{"tags":{},"properties":{"desired":{"$version":4,"$metadata":{},"on":false,"a":{"b":null}}},"etag":"AAAA"}"#,
    r#"{"deviceId":"d","properties":{"desired":{"a":{},"b":"\u00e4\ud83d\ude00","n":-4503599627370496},"reported":{}}}"#,
    r#"{"a":{"b":{"c":{"d":{"e":{"f":{"g":{"h":{"i":{"j":1}}}}}}}}}},"b":1e10,"c":0.1}"#,
    r#"{"tags":{"a":1e-7,"b":123456789.123456789,"c":1e23,"d":5e-324}}"#,
];

const WORDS: &[&[u8]] = &[
    b"\"tags\":",
    b"\"properties\":",
    b"\"desired\":",
    b"\"reported\":",
    b"null",
    b"{\"a\":1}",
    b"\"a\":{",
    b"\"a\":null,",
    b"\"a\":[",
    b"}",
    b"]",
    b",",
    b"\"aaaaaaaaaaaaaaaa",
    b"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
];

/// How a text is used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Write {
    Patch,
    Replace,
    Report,
}

fn depth(value: &Value) -> usize {
    match value {
        Value::Array(items) => 1 + items.iter().map(depth).max().unwrap_or(0),
        Value::Object(members) => 1 + members.values().map(depth).max().unwrap_or(0),
        _ => 0,
    }
}

/// Says whether a member or an item is null. An object within an array is a value as a whole, of which nothing is deleted.
fn holds_null(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::Array(items) => items.iter().any(Value::is_null),
        Value::Object(members) => members.values().any(holds_null),
        _ => false,
    }
}

/// Whatever was written, this is true of a twin.
fn check(twin: &TwinState) -> Result<(), TestCaseError> {
    let sections = [
        (SectionKind::Tags, &twin.tags),
        (SectionKind::Desired, &twin.desired.properties),
        (SectionKind::Reported, &twin.reported.properties),
    ];
    for (kind, members) in sections {
        let whole = Value::Object(members.clone());
        prop_assert!(size(members) <= kind.limit());
        prop_assert!(depth(&whole) <= DEEPEST_NESTING + 1, "{} deep", depth(&whole));
        prop_assert!(!holds_null(&whole));
    }
    let text = serde_json::to_string(twin).unwrap();
    prop_assert_eq!(&serde_json::from_str::<TwinState>(&text).unwrap(), twin, "kept as {}", text);
    Ok(())
}

fn write(twin: &mut TwinState, write: Write, text: &str, at: UtcTime) -> Result<bool, TestCaseError> {
    let before = twin.clone();
    let notice = match write {
        Write::Report => {
            let Ok(patch) = serde_json::from_str::<Members>(text) else { return Ok(false) };
            match twin.report(&patch, at) {
                Err(_) => None,
                Ok(version) => {
                    prop_assert_eq!(
                        (version, twin.version),
                        (before.reported.version + 1, before.version + 1)
                    );
                    prop_assert_eq!((&twin.desired, &twin.tags), (&before.desired, &before.tags));
                    return Ok(true);
                }
            }
        }
        Write::Patch | Write::Replace => {
            let Ok(patch) = TwinPatch::from_json(text.as_bytes()) else { return Ok(false) };
            let written = match write {
                Write::Patch => twin.patch(&patch, at),
                Write::Replace | Write::Report => twin.replace(&patch, at).map(Some),
            };
            written.ok()
        }
    };
    let Some(notice) = notice else {
        prop_assert_eq!(&*twin, &before, "refused, and yet changed");
        return Ok(false);
    };
    prop_assert_eq!(twin.version, before.version + 1);
    prop_assert_eq!(&twin.reported, &before.reported);
    prop_assert_eq!(twin.desired.version, before.desired.version + u64::from(notice.is_some()));
    // A device that merges what it is told has what the hub has.
    let mut told = before.desired.properties;
    if let Some(mut notice) = notice {
        prop_assert_eq!(notice.body.remove("$version"), Some(notice.version.into()));
        prop_assert_eq!(notice.version, twin.desired.version);
        merge(&mut told, &notice.body);
    }
    prop_assert_eq!(&told, &twin.desired.properties);
    Ok(true)
}

fn survives(writes: Vec<(Write, String)>) -> Result<(), TestCaseError> {
    let at: UtcTime = "2026-01-01T12:00:00Z".parse().unwrap();
    let mut twin = TwinState::new(at);
    for (index, (kind, text)) in writes.into_iter().enumerate() {
        if write(&mut twin, kind, &text, at.plus_seconds(index as i64))? {
            check(&twin)?;
        }
    }
    Ok(())
}

#[test]
fn twins() {
    let kind = prop_oneof![3 => Just(Write::Patch), 1 => Just(Write::Replace), 1 => Just(Write::Report)];
    let inputs = vec((kind, edited_text(SAMPLES, WORDS)), 1..5);
    campaign::run("twins", &inputs, survives);
}
