//! What queries are asked of.

use std::borrow::Cow;

use crate::ast::{Number, Segment};

/// A document that can be searched, such as a twin or a row of `devices.jobs`.
///
/// It is implemented for [`serde_json::Value`]; a store that keeps documents more compactly implements it for its own.
///
/// Each segment is looked for by its exact name first, then by [`Segment::matches`].
pub trait Document {
    /// The value at `path`; `None` when there is none. The empty path is the document itself.
    fn get(&self, path: &[Segment]) -> Option<Value<'_>>;

    /// The value at `path` as a tree of its own, to become part of a row; `None` when there is none. The empty path is
    /// the whole document.
    fn json(&self, path: &[Segment]) -> Option<serde_json::Value>;
}

/// A value as conditions see it.
#[derive(Debug, Clone, PartialEq)]
pub enum Value<'a> {
    /// There is no such property.
    Undefined,
    /// The property is null.
    Null,
    /// True or false.
    Bool(bool),
    /// A number.
    Number(Number),
    /// A string.
    String(Cow<'a, str>),
    /// An object or an array: it is there, and compares with nothing.
    Composite,
}

impl<D: Document + ?Sized> Document for &D {
    fn get(&self, path: &[Segment]) -> Option<Value<'_>> {
        (**self).get(path)
    }

    fn json(&self, path: &[Segment]) -> Option<serde_json::Value> {
        (**self).json(path)
    }
}

impl Document for serde_json::Value {
    fn get(&self, path: &[Segment]) -> Option<Value<'_>> {
        Some(match find(self, path)? {
            serde_json::Value::Null => Value::Null,
            serde_json::Value::Bool(value) => Value::Bool(*value),
            serde_json::Value::Number(number) => {
                number.as_f64().and_then(Number::new).map_or(Value::Undefined, Value::Number)
            }
            serde_json::Value::String(text) => Value::String(Cow::Borrowed(text)),
            serde_json::Value::Array(_) | serde_json::Value::Object(_) => Value::Composite,
        })
    }

    fn json(&self, path: &[Segment]) -> Option<serde_json::Value> {
        find(self, path).cloned()
    }
}

fn find<'d>(document: &'d serde_json::Value, path: &[Segment]) -> Option<&'d serde_json::Value> {
    path.iter().try_fold(document, |value, segment| {
        let object = value.as_object()?;
        object
            .get(segment.name())
            .or_else(|| object.iter().find(|(key, _)| segment.matches(key)).map(|(_, value)| value))
    })
}
