//! A JSON text as values with names and kinds, and back.

use lockstep_api::library::{Parameter, ParameterKind};
use serde_json::{Map, Value};

use crate::json;

/// Values that are shown at once.
const MOST: usize = 50;

/// A value inside the JSON.
#[derive(Debug, Clone, PartialEq)]
pub struct Leaf {
    /// Where it is: a JSON pointer (RFC 6901).
    pub pointer: String,
    /// What it is called.
    pub name: String,
    /// What may be given.
    pub kind: ParameterKind,
    /// What it is now.
    pub value: Value,
}

/// The values in a text, those that a template names first; `None` when it is no object.
pub fn leaves(text: &str, parameters: &[Parameter]) -> Option<Vec<Leaf>> {
    let value = parsed(text)?;
    let named = parameters.iter().filter_map(|parameter| {
        Some(Leaf {
            pointer: parameter.pointer.clone(),
            name: parameter.name.clone(),
            kind: parameter.kind.clone(),
            value: value.pointer(&parameter.pointer)?.clone(),
        })
    });
    let mut found: Vec<Leaf> = named.collect();
    let mut others = Vec::new();
    collect("", "", &value, &mut others);
    found.extend(
        others.into_iter().filter(|leaf| parameters.iter().all(|named| named.pointer != leaf.pointer)),
    );
    found.truncate(MOST);
    Some(found)
}

/// The parameters that a template of this text would ask for: all its values, those that are known already as they are.
pub fn parameters(text: &str, known: &[Parameter]) -> Vec<Parameter> {
    let leaf = |leaf: Leaf| {
        let known = known.iter().find(|known| known.pointer == leaf.pointer).cloned();
        let Leaf { name, pointer, kind, .. } = leaf;
        known.unwrap_or(Parameter { name, pointer, kind, optional: false })
    };
    leaves(text, &[]).unwrap_or_default().into_iter().map(leaf).collect()
}

/// The text with another value at a place.
pub fn with(text: &str, pointer: &str, value: Value) -> String {
    let Some(mut whole) = parsed(text) else { return text.to_owned() };
    if let Some(place) = whole.pointer_mut(pointer) {
        *place = value;
    }
    json::indented(&whole)
}

/// The text with one more value at its top, unless there is one of that name.
pub fn with_new(text: &str, name: &str, value: Value) -> String {
    let Some(Value::Object(mut members)) = parsed(text) else { return text.to_owned() };
    members.entry(name).or_insert(value);
    json::indented(&Value::Object(members))
}

/// The text without a value.
pub fn without(text: &str, pointer: &str) -> String {
    let Some(mut whole) = parsed(text) else { return text.to_owned() };
    if let Some((parent, name)) = pointer.rsplit_once('/')
        && let Some(Value::Object(members)) = whole.pointer_mut(parent)
    {
        members.remove(&name.replace("~1", "/").replace("~0", "~"));
    }
    json::indented(&whole)
}

/// What was typed as a value of a kind; `None` when it is none.
pub fn typed(kind: &ParameterKind, text: &str) -> Option<Value> {
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

/// A value as it is typed.
pub fn shown(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        value => json::line(value),
    }
}

fn parsed(text: &str) -> Option<Value> {
    if text.trim().is_empty() {
        return Some(Value::Object(Map::new()));
    }
    serde_json::from_str(text).ok().filter(Value::is_object)
}

fn collect(pointer: &str, name: &str, value: &Value, found: &mut Vec<Leaf>) {
    let kind = match value {
        Value::Object(members) => {
            for (key, value) in members {
                let pointer = format!("{pointer}/{}", key.replace('~', "~0").replace('/', "~1"));
                let name = if name.is_empty() { key.clone() } else { format!("{name}.{key}") };
                collect(&pointer, &name, value, found);
            }
            return;
        }
        Value::String(_) => ParameterKind::Text,
        Value::Bool(_) => ParameterKind::Boolean,
        Value::Number(number) if number.is_f64() => ParameterKind::Number,
        Value::Number(_) => ParameterKind::Integer { least: None, most: None },
        // A deletion and a list stay to the text.
        Value::Null | Value::Array(_) => return,
    };
    found.push(Leaf { pointer: pointer.to_owned(), name: name.to_owned(), kind, value: value.clone() });
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn values_are_found_by_name_and_written_back_in_their_place() {
        let text = r#"{"lockTime": "10m", "door": {"floor/": 2, "open": false}, "list": [1], "gone": null}"#;
        let found = leaves(text, &[]).unwrap();
        let names: Vec<_> = found.iter().map(|leaf| (leaf.name.as_str(), leaf.pointer.as_str())).collect();
        assert_eq!(
            names,
            [("door.floor/", "/door/floor~1"), ("door.open", "/door/open"), ("lockTime", "/lockTime")]
        );
        let text = with(text, "/door/floor~1", json!(3));
        let text = without(&with_new(&text, "note", json!("x")), "/door/open");
        let value: Value = serde_json::from_str(&text).unwrap();
        assert_eq!(
            value,
            json!({"lockTime": "10m", "door": {"floor/": 3}, "list": [1], "gone": null, "note": "x"})
        );
    }

    #[test]
    fn what_a_template_asks_for_comes_first_by_its_rules() {
        let kind = ParameterKind::Integer { least: Some(0), most: Some(5) };
        let asked = Parameter {
            name: "Delay".to_owned(),
            pointer: "/z".to_owned(),
            kind: kind.clone(),
            optional: false,
        };
        let found = leaves(r#"{"a": "x", "z": 1}"#, &[asked]).unwrap();
        assert_eq!(found.iter().map(|leaf| leaf.name.as_str()).collect::<Vec<_>>(), ["Delay", "a"]);
        assert_eq!(typed(&kind, " 5 "), Some(json!(5)));
        assert_eq!(typed(&kind, "6"), None);
        assert_eq!(typed(&kind, "x"), None);
    }

    #[test]
    fn every_kind_is_typed_as_it_is_shown() {
        let choice = ParameterKind::Choice { values: vec![json!("a"), json!(2)] };
        for (kind, value) in [
            (ParameterKind::Text, json!("a\"b")),
            (ParameterKind::Number, json!(1.5)),
            (ParameterKind::Boolean, json!(true)),
            (choice, json!(2)),
        ] {
            assert_eq!(typed(&kind, &shown(&value)), Some(value));
        }
        assert_eq!(leaves("[1]", &[]), None);
        assert_eq!(leaves("", &[]), Some(Vec::new()));
        let mut asked = parameters(r#"{"a": 1}"#, &[]);
        assert_eq!(asked.len(), 1);
        asked[0].kind = ParameterKind::Integer { least: Some(0), most: Some(9) };
        let again = parameters(r#"{"a": 2, "b": true}"#, &asked);
        assert_eq!((again.len(), &again[0]), (2, &asked[0]), "what is known keeps its kind");
    }
}
