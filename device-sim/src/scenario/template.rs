//! A tree of properties in which some values are drawn by chance.

use serde_json::{Map, Value};

use crate::chance::Chance;

/// Properties, of which every device draws its own values.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Template(Vec<(String, Node)>);

#[derive(Debug, Clone, PartialEq)]
enum Node {
    Constant(Value),
    /// One of the values, each with the running total of the weights up to and with its own; not empty.
    Choose(Vec<(f64, Value)>),
    Integers(i64, i64),
    /// Rounded to two decimals.
    Decimals(f64, f64),
    Table(Template),
}

/// What is wrong with a value that is to be drawn.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum InvalidTemplate {
    /// A table with `choose` or `range` and something else.
    #[error("`{0}` has `choose` or `range` beside other keys")]
    Mixed(String),
    /// Nothing to choose from, or something that is not a list.
    #[error("`{0}` needs `choose = [a, b, …]` with at least one value")]
    Choose(String),
    /// Weights that do not fit.
    #[error("`{0}` needs one weight above zero for each value")]
    Weights(String),
    /// A range that is none.
    #[error("`{0}` needs `range = [from, to]` with two numbers of one kind, from not above to")]
    Range(String),
    /// A date, which JSON does not have.
    #[error("`{0}` is a date: write it as text")]
    Date(String),
    /// A number that JSON does not have.
    #[error("`{0}` is not a finite number")]
    NotFinite(String),
}

impl Template {
    /// Properties that are the same on every device.
    pub fn constant(values: impl IntoIterator<Item = (String, Value)>) -> Self {
        Self(values.into_iter().map(|(key, value)| (key, Node::Constant(value))).collect())
    }

    /// Reads a table of a scenario file; `path` is its name in error messages.
    pub fn read(table: &toml::Table, path: &str) -> Result<Self, InvalidTemplate> {
        let nodes =
            table.iter().map(|(key, value)| Ok((key.clone(), node(value, &format!("{path}.{key}"))?)));
        nodes.collect::<Result<_, _>>().map(Self)
    }

    /// The properties of one device. `path` tells this template from others of the same device.
    pub fn draw(&self, seed: u64, index: u32, path: &str) -> Map<String, Value> {
        let value = |key: &str, node: &Node| {
            let path = format!("{path}.{key}");
            let mut chance = Chance::of_device(seed, index, &path);
            match node {
                Node::Constant(value) => value.clone(),
                Node::Choose(values) => choose(values, chance.fraction()),
                Node::Integers(from, to) => chance.within(&(*from..=*to)).into(),
                Node::Decimals(from, to) => {
                    let drawn = from + (to - from) * chance.fraction();
                    ((drawn * 100.0).round() / 100.0).into()
                }
                Node::Table(template) => template.draw(seed, index, &path).into(),
            }
        };
        self.0.iter().map(|(key, node)| (key.clone(), value(key, node))).collect()
    }
}

fn choose(values: &[(f64, Value)], fraction: f64) -> Value {
    let total = values.last().map_or(0.0, |(total, _)| *total);
    let chosen = values.iter().find(|(upto, _)| fraction * total < *upto).or(values.last());
    chosen.map_or(Value::Null, |(_, value)| value.clone())
}

fn node(value: &toml::Value, path: &str) -> Result<Node, InvalidTemplate> {
    let toml::Value::Table(table) = value else { return constant(value, path).map(Node::Constant) };
    if let Some(values) = table.get("choose") {
        let weights = table.get("weights");
        if table.len() > 1 + usize::from(weights.is_some()) {
            return Err(InvalidTemplate::Mixed(path.into()));
        }
        return choices(values, weights, path).map(Node::Choose);
    }
    if let Some(range) = table.get("range") {
        return if table.len() == 1 {
            numbers(range, path)
        } else {
            Err(InvalidTemplate::Mixed(path.into()))
        };
    }
    Template::read(table, path).map(Node::Table)
}

fn choices(
    values: &toml::Value,
    weights: Option<&toml::Value>,
    path: &str,
) -> Result<Vec<(f64, Value)>, InvalidTemplate> {
    let values = values.as_array().filter(|values| !values.is_empty());
    let values = values.ok_or_else(|| InvalidTemplate::Choose(path.into()))?;
    let weights = match weights {
        None => vec![1.0; values.len()],
        Some(weights) => {
            let wrong = || InvalidTemplate::Weights(path.into());
            let weights = weights.as_array().ok_or_else(wrong)?;
            let number = |weight: &toml::Value| {
                let weight = weight.as_float().or(weight.as_integer().map(|weight| weight as f64));
                weight.filter(|weight| weight.is_finite() && *weight > 0.0).ok_or_else(wrong)
            };
            weights.iter().map(number).collect::<Result<Vec<_>, _>>()?
        }
    };
    if weights.len() != values.len() {
        return Err(InvalidTemplate::Weights(path.into()));
    }
    let mut total = 0.0;
    let weighted = values.iter().zip(weights).map(|(value, weight)| {
        total += weight;
        Ok((total, constant(value, path)?))
    });
    weighted.collect()
}

fn numbers(range: &toml::Value, path: &str) -> Result<Node, InvalidTemplate> {
    match range.as_array().map(Vec::as_slice) {
        Some([toml::Value::Integer(from), toml::Value::Integer(to)]) if from <= to => {
            Ok(Node::Integers(*from, *to))
        }
        Some([toml::Value::Float(from), toml::Value::Float(to)])
            if from.is_finite() && to.is_finite() && from <= to =>
        {
            Ok(Node::Decimals(*from, *to))
        }
        _ => Err(InvalidTemplate::Range(path.into())),
    }
}

fn constant(value: &toml::Value, path: &str) -> Result<Value, InvalidTemplate> {
    Ok(match value {
        toml::Value::String(text) => text.clone().into(),
        toml::Value::Integer(number) => (*number).into(),
        toml::Value::Float(number) if number.is_finite() => (*number).into(),
        toml::Value::Float(_) => return Err(InvalidTemplate::NotFinite(path.into())),
        toml::Value::Boolean(flag) => (*flag).into(),
        toml::Value::Datetime(_) => return Err(InvalidTemplate::Date(path.into())),
        toml::Value::Array(values) => {
            values.iter().map(|value| constant(value, path)).collect::<Result<_, _>>()?
        }
        toml::Value::Table(table) => {
            let entry = |(key, value): (&String, &toml::Value)| Ok((key.clone(), constant(value, path)?));
            table.iter().map(entry).collect::<Result<Map<_, _>, _>>()?.into()
        }
    })
}
