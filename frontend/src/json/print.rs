//! Values as text.

use std::fmt::Write as _;

use serde_json::{Map, Number, Value};

use crate::intl;

/// JSON in one line, without spaces.
pub fn line(value: &Value) -> String {
    let mut text = String::new();
    print(value, None, &mut text);
    text
}

/// JSON in lines, each level two spaces further in.
pub fn indented(value: &Value) -> String {
    let mut text = String::new();
    print(value, Some(0), &mut text);
    text
}

/// Prints a value; `level` is how far in it stands, `None` for one line.
fn print(value: &Value, level: Option<usize>, text: &mut String) {
    match value {
        Value::Null => text.push_str("null"),
        Value::Bool(true) => text.push_str("true"),
        Value::Bool(false) => text.push_str("false"),
        Value::Number(number) => print_number(number, text),
        Value::String(string) => print_string(string, text),
        Value::Array(items) => print_array(items, level, text),
        Value::Object(members) => print_object(members, level, text),
    }
}

fn print_array(items: &[Value], level: Option<usize>, text: &mut String) {
    let inner = level.map(|level| level + 1);
    text.push('[');
    for (index, item) in items.iter().enumerate() {
        next(index, inner, text);
        print(item, inner, text);
    }
    close(items.is_empty(), level, text);
    text.push(']');
}

fn print_object(members: &Map<String, Value>, level: Option<usize>, text: &mut String) {
    let inner = level.map(|level| level + 1);
    text.push('{');
    for (index, (key, member)) in members.iter().enumerate() {
        next(index, inner, text);
        print_string(key, text);
        text.push_str(if level.is_some() { ": " } else { ":" });
        print(member, inner, text);
    }
    close(members.is_empty(), level, text);
    text.push('}');
}

/// What stands before an item.
fn next(index: usize, level: Option<usize>, text: &mut String) {
    if index > 0 {
        text.push(',');
    }
    break_line(level, text);
}

/// What stands before the closing bracket.
fn close(empty: bool, level: Option<usize>, text: &mut String) {
    if !empty {
        break_line(level, text);
    }
}

fn break_line(level: Option<usize>, text: &mut String) {
    if let Some(level) = level {
        text.push('\n');
        (0..level).for_each(|_| text.push_str("  "));
    }
}

fn print_string(string: &str, text: &mut String) {
    text.push('"');
    for character in string.chars() {
        match character {
            '"' => text.push_str("\\\""),
            '\\' => text.push_str("\\\\"),
            '\n' => text.push_str("\\n"),
            '\r' => text.push_str("\\r"),
            '\t' => text.push_str("\\t"),
            '\u{8}' => text.push_str("\\b"),
            '\u{c}' => text.push_str("\\f"),
            control @ ..'\u{20}' => _ = write!(text, "\\u{:04x}", u32::from(control)),
            other => text.push(other),
        }
    }
    text.push('"');
}

fn print_number(number: &Number, text: &mut String) {
    _ = match (number.as_u64(), number.as_i64()) {
        (Some(number), _) => write!(text, "{number}"),
        (None, Some(number)) => write!(text, "{number}"),
        (None, None) => write!(text, "{}", fraction(number.as_f64().unwrap_or_default())),
    };
}

/// A number that was written with a fraction or an exponent, and keeps one: for the hub it is a double.
fn fraction(number: f64) -> String {
    let digits = intl::digits(number);
    if digits.contains(['.', 'e']) { digits } else { digits + ".0" }
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn values() -> impl Strategy<Value = Value> {
        let leaf = prop_oneof![
            Just(Value::Null),
            any::<bool>().prop_map(Value::from),
            any::<i64>().prop_map(Value::from),
            any::<u64>().prop_map(Value::from),
            any::<String>().prop_map(Value::from),
        ];
        leaf.prop_recursive(4, 32, 4, |inner| {
            prop_oneof![
                prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
                prop::collection::btree_map(any::<String>(), inner, 0..4)
                    .prop_map(|members| Value::Object(members.into_iter().collect())),
            ]
        })
    }

    proptest! {
        #[test]
        fn text_is_that_of_serde_json(value in values()) {
            prop_assert_eq!(line(&value), serde_json::to_string(&value).unwrap());
            prop_assert_eq!(indented(&value), serde_json::to_string_pretty(&value).unwrap());
        }
    }

    #[test]
    fn a_double_stays_a_double() {
        for (number, text) in [(2.0, "2.0"), (-0.5, "-0.5"), (1e21, "1e21")] {
            assert_eq!(line(&Value::from(number)), text);
        }
    }
}

#[cfg(all(test, target_arch = "wasm32"))]
mod tests {
    use wasm_bindgen_test::wasm_bindgen_test;

    use super::*;

    #[wasm_bindgen_test]
    fn a_double_stays_a_double() {
        for (number, text) in [(2.0, "2.0"), (-0.5, "-0.5"), (1e21, "1e+21")] {
            assert_eq!(line(&Value::from(number)), text);
        }
    }
}
