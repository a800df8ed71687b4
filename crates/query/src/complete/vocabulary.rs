//! What has been seen of the documents.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use crate::{ast::Segment, print::quoted};

/// Most properties that are kept; later ones are not learnt.
const MOST_PATHS: usize = 1_000;
/// Most values that are kept of a property; one with more is no choice but a name or a measurement.
const MOST_VALUES: usize = 30;
/// Objects may nest so deeply in a twin (IoT Hub documentation: device twins).
const MOST_DEPTH: usize = 10;

/// Values that are documented, for properties that have few.
const DOCUMENTED: [(&str, &[&str]); 4] = [
    ("connectionState", &["'Connected'", "'Disconnected'"]),
    ("status", &["'enabled'", "'disabled'"]),
    ("authenticationType", &["'sas'", "'selfSigned'", "'certificateAuthority'"]),
    ("capabilities.iotEdge", &["true", "false"]),
];

/// Properties of twins, and values seen there. Bounded, whatever it is shown.
#[derive(Debug, Clone, Default)]
pub struct Vocabulary {
    paths: BTreeMap<String, BTreeSet<String>>,
}

impl Vocabulary {
    /// Takes in a twin, or a part of one with `tags` or `properties`.
    pub fn learn(&mut self, twin: &Value) {
        if let Some(tags) = twin.get("tags") {
            self.walk("tags", tags, MOST_DEPTH);
        }
        for section in ["desired", "reported"] {
            if let Some(properties) = twin.get("properties").and_then(|properties| properties.get(section)) {
                self.walk(&format!("properties.{section}"), properties, MOST_DEPTH);
            }
        }
    }

    fn walk(&mut self, path: &str, value: &Value, depth: usize) {
        let text = match value {
            Value::Object(object) if depth > 0 => {
                // What begins with a dollar is the hub's.
                for (key, value) in object.iter().filter(|(key, _)| !key.starts_with('$')) {
                    let key = Segment::new(key.as_str());
                    let step = if key.plain() {
                        format!(".{}", key.name())
                    } else {
                        format!("[{}]", quoted(key.name()))
                    };
                    self.walk(&format!("{path}{step}"), value, depth - 1);
                }
                return;
            }
            Value::String(text) => quoted(text),
            Value::Number(number) => number.to_string(),
            Value::Bool(value) => value.to_string(),
            Value::Null | Value::Array(_) | Value::Object(_) => String::new(),
        };
        if self.paths.len() >= MOST_PATHS && !self.paths.contains_key(path) {
            return;
        }
        let values = self.paths.entry(path.to_owned()).or_default();
        if !text.is_empty() && values.len() <= MOST_VALUES {
            values.insert(text);
        }
    }

    /// The properties seen, as they are typed.
    pub(super) fn paths(&self) -> impl Iterator<Item = &str> {
        self.paths.keys().map(String::as_str)
    }

    /// The values to choose from at a property, as they are typed; none where there are too many.
    pub(super) fn values(&self, path: &str) -> Vec<String> {
        let documented = DOCUMENTED.iter().find(|(known, _)| known.eq_ignore_ascii_case(path));
        if let Some((_, values)) = documented {
            return values.iter().map(|value| (*value).to_owned()).collect();
        }
        let seen = self.paths.get(path).filter(|values| values.len() <= MOST_VALUES);
        seen.map(|values| values.iter().cloned().collect()).unwrap_or_default()
    }
}
