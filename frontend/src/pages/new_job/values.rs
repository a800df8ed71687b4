//! A JSON text as values with names and kinds, and back.

use lockstep_api::library::{Parameter, ParameterKind};
use serde_json::{Map, Value};

use crate::json;

/// What may be typed for a value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Rule {
    /// As a template asks for it, or as what is there looks.
    Kind(ParameterKind),
    /// Any JSON: a list, an object, or the `null` that deletes a property.
    Json,
}

/// Whether a value has to be there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Need {
    /// It is there, and nobody asked for it.
    Unasked,
    /// A template asks for it, and it may be left out.
    Optional,
    /// A template asks for it.
    Required,
}

/// A value inside the JSON.
#[derive(Debug, Clone, PartialEq)]
pub struct Leaf {
    /// Where it is: a JSON pointer (RFC 6901).
    pub pointer: String,
    /// What it is called.
    pub name: String,
    /// What may be given.
    pub rule: Rule,
    /// Whether it has to be there.
    pub need: Need,
    /// What it is now; `None` for what a template asks for and the text does not have.
    pub value: Option<Value>,
}

impl Leaf {
    /// True when it is missing, or is none that may be given.
    pub fn wrong(&self) -> bool {
        match &self.value {
            Some(value) => !fits(&self.rule, value),
            None => self.need == Need::Required,
        }
    }

    /// True when a template asks for a text and it is empty, which is a text all the same.
    pub fn blank(&self) -> bool {
        let empty = |value: &Value| value.as_str().is_some_and(|text| text.trim().is_empty());
        self.need == Need::Required && self.value.as_ref().is_some_and(empty)
    }
}

/// The values in a text, those that a template names first; `None` when it is no object.
pub fn leaves(text: &str, parameters: &[Parameter]) -> Option<Vec<Leaf>> {
    let value = parsed(text)?;
    let named = parameters.iter().map(|parameter| Leaf {
        pointer: parameter.pointer.clone(),
        name: parameter.name.clone(),
        rule: Rule::Kind(parameter.kind.clone()),
        need: if parameter.optional { Need::Optional } else { Need::Required },
        value: value.pointer(&parameter.pointer).cloned(),
    });
    let mut found: Vec<Leaf> = named.collect();
    let mut others = Vec::new();
    collect("", &value, &mut others);
    found.extend(
        others.into_iter().filter(|leaf| parameters.iter().all(|named| named.pointer != leaf.pointer)),
    );
    Some(found)
}

/// The parameters that a template of this text would ask for: all its values, those that are known already as they
/// are, and those that may be left out and are. A text that begins empty may stay so until someone says otherwise.
pub fn parameters(text: &str, known: &[Parameter]) -> Vec<Parameter> {
    let leaf = |leaf: Leaf| {
        let known = known.iter().find(|known| known.pointer == leaf.pointer).cloned();
        let optional = leaf.value.as_ref().and_then(Value::as_str).is_some_and(str::is_empty);
        let Leaf { name, pointer, rule: Rule::Kind(kind), .. } = leaf else { return known };
        Some(known.unwrap_or(Parameter { name, pointer, kind, optional }))
    };
    let there: Vec<_> = leaves(text, &[]).unwrap_or_default().into_iter().filter_map(leaf).collect();
    let left_out = |known: &&Parameter| {
        known.optional && there.iter().all(|parameter| parameter.pointer != known.pointer)
    };
    let left_out: Vec<_> = known.iter().filter(left_out).cloned().collect();
    there.into_iter().chain(left_out).collect()
}

/// True when a value that a template asks for is wrong in this way.
pub fn unanswered(text: &str, parameters: &[Parameter], wrong: fn(&Leaf) -> bool) -> bool {
    let asked = parameters.len();
    leaves(text, parameters).is_some_and(|leaves| leaves.iter().take(asked).any(wrong))
}

/// The text with another value at a place, which is made if it is not there.
pub fn with(text: &str, pointer: &str, value: Value) -> String {
    let Some(mut whole) = parsed(text) else { return text.to_owned() };
    let mut place = &mut whole;
    for name in pointer.split('/').skip(1) {
        let Value::Object(members) = place else { return text.to_owned() };
        place = members.entry(unescaped(name)).or_insert_with(|| Value::Object(Map::new()));
    }
    *place = value;
    json::indented(&whole)
}

/// The text with one more value at its top; `None` when there is one of that name, or when it is no object.
pub fn with_new(text: &str, name: &str, value: Value) -> Option<String> {
    let Some(Value::Object(mut members)) = parsed(text) else { return None };
    if members.contains_key(name) {
        return None;
    }
    members.insert(name.to_owned(), value);
    Some(json::indented(&Value::Object(members)))
}

/// The text without a value.
pub fn without(text: &str, pointer: &str) -> String {
    let Some(mut whole) = parsed(text) else { return text.to_owned() };
    if let Some((parent, name)) = pointer.rsplit_once('/')
        && let Some(Value::Object(members)) = whole.pointer_mut(parent)
    {
        members.remove(&unescaped(name));
    }
    json::indented(&whole)
}

/// What was typed as a value; `None` when it is none that may be given.
pub fn typed(rule: &Rule, text: &str) -> Option<Value> {
    let Rule::Kind(kind) = rule else { return serde_json::from_str(text).ok() };
    match kind {
        ParameterKind::Text => Some(text.into()),
        ParameterKind::Integer { least, most } => {
            let number: i64 = text.trim().parse().ok()?;
            let fits = least.is_none_or(|least| number >= least) && most.is_none_or(|most| number <= most);
            fits.then(|| number.into())
        }
        ParameterKind::Number => {
            let value: Value = serde_json::from_str(text.trim()).ok()?;
            value.is_number().then_some(value)
        }
        ParameterKind::Boolean => match text {
            "true" => Some(true.into()),
            "false" => Some(false.into()),
            _ => None,
        },
        ParameterKind::Choice { values } => values.iter().find(|value| shown(value) == text).cloned(),
    }
}

/// True for a value that may be given. A text of digits is no number.
fn fits(rule: &Rule, value: &Value) -> bool {
    typed(rule, &shown(value)).is_some_and(|typed| typed.is_string() == value.is_string())
}

/// A value as it is typed.
pub fn shown(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        value => json::line(value),
    }
}

/// What a place is called: the names on the way to it.
pub fn path_name(pointer: &str) -> String {
    pointer.split('/').skip(1).map(unescaped).collect::<Vec<_>>().join(".")
}

/// A name in a JSON pointer as it is (RFC 6901, section 4).
fn unescaped(name: &str) -> String {
    name.replace("~1", "/").replace("~0", "~")
}

/// The object in a text, which is an empty one in an empty text; `None` when it is no object.
pub fn parsed(text: &str) -> Option<Value> {
    if text.trim().is_empty() {
        return Some(Value::Object(Map::new()));
    }
    serde_json::from_str(text).ok().filter(Value::is_object)
}

fn collect(pointer: &str, value: &Value, found: &mut Vec<Leaf>) {
    let rule = match value {
        Value::Object(members) if pointer.is_empty() || !members.is_empty() => {
            for (key, value) in members {
                let pointer = format!("{pointer}/{}", key.replace('~', "~0").replace('/', "~1"));
                collect(&pointer, value, found);
            }
            return;
        }
        Value::String(_) => Rule::Kind(ParameterKind::Text),
        Value::Bool(_) => Rule::Kind(ParameterKind::Boolean),
        Value::Number(_) => Rule::Kind(ParameterKind::Number),
        Value::Null | Value::Array(_) | Value::Object(_) => Rule::Json,
    };
    found.push(Leaf {
        pointer: pointer.to_owned(),
        name: path_name(pointer),
        rule,
        need: Need::Unasked,
        value: Some(value.clone()),
    });
}

#[cfg(test)]
mod tests;
