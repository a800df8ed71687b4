//! The limits of twins.

use std::fmt::Write as _;

use serde_json::{Number, Value};

use super::{
    DEEPEST_NESTING, LARGEST_INTEGER, LONGEST_KEY, LONGEST_PATH, LONGEST_STRING, Members, SMALLEST_INTEGER,
    SectionKind, TwinProblem, size,
};

/// Checks a patch for one section before it is merged: keys, strings, integers, depth, arrays, and that what it sets
/// would fit in an empty section. A `null` member is a deletion and allowed anywhere but in an array.
///
/// Whether the *merged* section fits is known only with the present one: [`merged`](super::merged).
///
/// # Errors
/// The first [`TwinProblem`] found.
pub fn check_patch(section: SectionKind, patch: &Value) -> Result<(), TwinProblem> {
    check_section(section, patch.as_object().ok_or(TwinProblem::NotAnObject { section })?)
}

/// Checks the members of a section, or of a patch for it.
///
/// # Errors
/// The first [`TwinProblem`] found.
pub fn check_section(section: SectionKind, members: &Members) -> Result<(), TwinProblem> {
    object(members, &mut Place::default(), 0)?;
    let size = size(members);
    if size > section.limit() { Err(TwinProblem::SectionTooLarge { section, size }) } else { Ok(()) }
}

/// Checks an object that has `depth` others (or arrays) between it and the section.
fn object<'a>(members: &'a Members, place: &mut Place<'a>, depth: usize) -> Result<(), TwinProblem> {
    for (key, inside) in members {
        if key.len() > LONGEST_KEY {
            return Err(TwinProblem::KeyTooLong { path: place.print(), length: key.len() });
        }
        place.within(Step::Key(key), |place| {
            if let Some(character) = key.chars().find(|c| refused_in_key(*c)) {
                return Err(TwinProblem::KeyCharacter { path: place.print(), character });
            }
            value(inside, place, depth)
        })?;
    }
    Ok(())
}

/// Checks a value at this place. Arrays count as a level like objects do (our reading of "as objects").
fn value<'a>(value: &'a Value, place: &mut Place<'a>, depth: usize) -> Result<(), TwinProblem> {
    match value {
        Value::Null | Value::Bool(_) => Ok(()),
        Value::Number(written) => number(written, place),
        Value::String(text) if text.len() > LONGEST_STRING => {
            Err(TwinProblem::StringTooLong { path: place.print(), length: text.len() })
        }
        Value::String(_) => Ok(()),
        Value::Array(_) | Value::Object(_) if depth == DEEPEST_NESTING => {
            Err(TwinProblem::TooDeep { path: place.print() })
        }
        Value::Array(items) => array(items, place, depth + 1),
        Value::Object(members) => object(members, place, depth + 1),
    }
}

fn array<'a>(items: &'a [Value], place: &mut Place<'a>, depth: usize) -> Result<(), TwinProblem> {
    for (index, item) in items.iter().enumerate() {
        place.within(Step::Index(index), |place| match item {
            Value::Null => Err(TwinProblem::NullInArray { path: place.print() }),
            _ => value(item, place, depth),
        })?;
    }
    Ok(())
}

/// Checks a number: one written without fraction or exponent is an integer, any other is a double. Integers beyond 64 bits
/// are doubles here; [`check_integers`](super::check_integers) knows better.
fn number(written: &Number, place: &Place<'_>) -> Result<(), TwinProblem> {
    let refused = match (written.as_i64(), written.as_u64()) {
        (Some(integer), _) if !(SMALLEST_INTEGER..=LARGEST_INTEGER).contains(&integer) => integer.to_string(),
        (None, Some(integer)) => integer.to_string(),
        (Some(_), _) | (None, None) => return Ok(()),
    };
    Err(TwinProblem::IntegerRange { path: place.print(), number: refused })
}

/// Control characters of both ranges (C0 and C1), and the five that have a meaning in paths and queries.
fn refused_in_key(c: char) -> bool {
    c.is_control() || matches!(c, '.' | '$' | '#' | ' ')
}

/// The way from the section to the value under the eye; text only once something is wrong.
#[derive(Default)]
struct Place<'a>(Vec<Step<'a>>);

enum Step<'a> {
    Key(&'a str),
    Index(usize),
}

impl<'a> Place<'a> {
    fn within<T>(&mut self, step: Step<'a>, look: impl FnOnce(&mut Self) -> T) -> T {
        self.0.push(step);
        let seen = look(self);
        self.0.pop();
        seen
    }

    fn print(&self) -> String {
        let mut text = String::new();
        for (index, step) in self.0.iter().enumerate() {
            match step {
                Step::Key(key) => text.push_str(&format!("{}{key}", if index == 0 { "" } else { "." })),
                Step::Index(index) => _ = write!(text, "[{index}]"),
            }
        }
        text.chars().take(LONGEST_PATH).collect()
    }
}
