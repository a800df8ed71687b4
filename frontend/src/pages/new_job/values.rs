//! A JSON text as values with names and kinds, and back.

use lockstep_api::library::{Parameter, ParameterKind};
use serde_json::{Map, Value};

use crate::json;

/// Values that are shown at once.
const MOST: usize = 50;

/// What may be typed for a value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Rule {
    /// As a template asks for it, or as what is there looks.
    Kind(ParameterKind),
    /// Any JSON: a list, or the `null` that deletes a property.
    Json,
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
    /// True when a template asks for it and it may be left out.
    pub optional: bool,
    /// What it is now; `None` for what a template asks for and the text does not have.
    pub value: Option<Value>,
}

/// The values in a text, those that a template names first; `None` when it is no object.
pub fn leaves(text: &str, parameters: &[Parameter]) -> Option<Vec<Leaf>> {
    let value = parsed(text)?;
    let named = parameters.iter().map(|parameter| Leaf {
        pointer: parameter.pointer.clone(),
        name: parameter.name.clone(),
        rule: Rule::Kind(parameter.kind.clone()),
        optional: parameter.optional,
        value: value.pointer(&parameter.pointer).cloned(),
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

/// The parameters that a template of this text would ask for: all its values, those that are known already as they
/// are, and those that may be left out and are.
pub fn parameters(text: &str, known: &[Parameter]) -> Vec<Parameter> {
    let leaf = |leaf: Leaf| {
        let known = known.iter().find(|known| known.pointer == leaf.pointer).cloned();
        let Leaf { name, pointer, rule: Rule::Kind(kind), .. } = leaf else { return known };
        Some(known.unwrap_or(Parameter { name, pointer, kind, optional: false }))
    };
    let there: Vec<_> = leaves(text, &[]).unwrap_or_default().into_iter().filter_map(leaf).collect();
    let left_out = |known: &&Parameter| {
        known.optional && there.iter().all(|parameter| parameter.pointer != known.pointer)
    };
    let left_out: Vec<_> = known.iter().filter(left_out).cloned().collect();
    there.into_iter().chain(left_out).collect()
}

/// True when a value that a template asks for is missing, or is none that it takes.
pub fn unanswered(text: &str, parameters: &[Parameter]) -> bool {
    let wrong = |leaf: &Leaf| match &leaf.value {
        Some(value) => typed(&leaf.rule, &shown(value)).as_ref() != Some(value),
        None => !leaf.optional,
    };
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

/// A value as it is typed.
pub fn shown(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        value => json::line(value),
    }
}

/// A name in a JSON pointer as it is (RFC 6901, section 4).
fn unescaped(name: &str) -> String {
    name.replace("~1", "/").replace("~0", "~")
}

fn parsed(text: &str) -> Option<Value> {
    if text.trim().is_empty() {
        return Some(Value::Object(Map::new()));
    }
    serde_json::from_str(text).ok().filter(Value::is_object)
}

fn collect(pointer: &str, name: &str, value: &Value, found: &mut Vec<Leaf>) {
    let rule = match value {
        Value::Object(members) => {
            for (key, value) in members {
                let pointer = format!("{pointer}/{}", key.replace('~', "~0").replace('/', "~1"));
                let name = if name.is_empty() { key.clone() } else { format!("{name}.{key}") };
                collect(&pointer, &name, value, found);
            }
            return;
        }
        Value::String(_) => Rule::Kind(ParameterKind::Text),
        Value::Bool(_) => Rule::Kind(ParameterKind::Boolean),
        Value::Number(_) => Rule::Kind(ParameterKind::Number),
        Value::Null | Value::Array(_) => Rule::Json,
    };
    found.push(Leaf {
        pointer: pointer.to_owned(),
        name: name.to_owned(),
        rule,
        optional: false,
        value: Some(value.clone()),
    });
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
            [
                ("door.floor/", "/door/floor~1"),
                ("door.open", "/door/open"),
                ("gone", "/gone"),
                ("list", "/list"),
                ("lockTime", "/lockTime"),
            ]
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
        let rule = Rule::Kind(kind);
        assert_eq!(typed(&rule, " 5 "), Some(json!(5)));
        assert_eq!(typed(&rule, "6"), None);
        assert_eq!(typed(&rule, "x"), None);
    }

    #[test]
    fn a_value_that_a_template_asks_for_is_there_and_fits_unless_it_may_be_left_out() {
        let asked = |optional| Parameter {
            name: "Delay".to_owned(),
            pointer: "/wait/seconds".to_owned(),
            kind: ParameterKind::Integer { least: Some(0), most: Some(5) },
            optional,
        };
        assert!(!unanswered(r#"{"wait": {"seconds": 5}}"#, &[asked(false)]));
        assert!(unanswered(r#"{"wait": {"seconds": 6}}"#, &[asked(true)]));
        assert!(unanswered(r#"{"wait": {"seconds": "5"}}"#, &[asked(true)]));
        assert!(unanswered("{}", &[asked(false)]));
        assert!(!unanswered("{}", &[asked(true)]));
        let again: Value = serde_json::from_str(&with("", "/wait/seconds", json!(3))).unwrap();
        assert_eq!(again, json!({"wait": {"seconds": 3}}));
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
            assert_eq!(typed(&Rule::Kind(kind), &shown(&value)), Some(value));
        }
        assert_eq!(typed(&Rule::Json, "null"), Some(Value::Null));
        assert_eq!(typed(&Rule::Json, "[1"), None);
        assert_eq!(leaves("[1]", &[]), None);
        assert_eq!(leaves("", &[]), Some(Vec::new()));
        let mut asked = parameters(r#"{"a": 1}"#, &[]);
        assert_eq!(asked.len(), 1);
        asked[0].kind = ParameterKind::Integer { least: Some(0), most: Some(9) };
        let again = parameters(r#"{"a": 2, "b": true}"#, &asked);
        assert_eq!((again.len(), &again[0]), (2, &asked[0]), "what is known keeps its kind");
    }
}
