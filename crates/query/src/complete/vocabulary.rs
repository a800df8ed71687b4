//! What has been seen of the documents.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use crate::{ast::Collection, print::quoted};

/// Most properties that are kept; later ones are not learnt.
const MOST_PATHS: usize = 1_000;
/// Most values that are kept of a property; one with more is no choice but a name or a measurement.
const MOST_VALUES: usize = 30;
/// Objects may nest so deeply in a twin (IoT Hub documentation: device twins).
const MOST_DEPTH: usize = 10;

/// Values that are documented, for properties that have few.
const DOCUMENTED: [(&[&str], &[&str]); 4] = [
    (&["connectionState"], &["'Connected'", "'Disconnected'"]),
    (&["status"], &["'enabled'", "'disabled'"]),
    (&["authenticationType"], &["'sas'", "'selfSigned'", "'certificateAuthority'"]),
    (&["capabilities", "iotEdge"], &["true", "false"]),
];

/// The same for fields of `devices.jobs`.
const DOCUMENTED_OF_JOBS: [(&[&str], &[&str]); 2] = [
    (&["jobType"], &["'scheduleDeviceMethod'", "'scheduleUpdateTwin'"]),
    (&["status"], &["'pending'", "'scheduled'", "'running'", "'completed'", "'failed'", "'canceled'"]),
];

/// Properties at the top of a twin whose values are worth keeping.
const LEARNT: [&str; 3] = ["deviceId", "moduleId", "modelId"];

/// Properties of twins, and values seen there. Bounded, whatever it is shown.
#[derive(Debug, Clone, Default)]
pub struct Vocabulary {
    /// The values of every property, as they are typed.
    paths: BTreeMap<Vec<String>, BTreeSet<String>>,
}

impl Vocabulary {
    /// Takes in a twin, or a part of one with ids, `tags` or `properties`.
    pub fn learn(&mut self, twin: &Value) {
        for name in LEARNT {
            if let Some(value) = twin.get(name) {
                self.walk(&mut vec![name.to_owned()], value);
            }
        }
        if let Some(tags) = twin.get("tags") {
            self.walk(&mut vec!["tags".to_owned()], tags);
        }
        for section in ["desired", "reported"] {
            if let Some(properties) = twin.get("properties").and_then(|properties| properties.get(section)) {
                self.walk(&mut vec!["properties".to_owned(), section.to_owned()], properties);
            }
        }
    }

    fn walk(&mut self, path: &mut Vec<String>, value: &Value) {
        let text = match value {
            Value::Object(object) if path.len() <= MOST_DEPTH + 1 => {
                // What begins with a dollar is the hub's.
                for (key, value) in object.iter().filter(|(key, _)| !key.starts_with('$')) {
                    path.push(key.clone());
                    self.walk(path, value);
                    path.pop();
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
        let values = self.paths.entry(path.clone()).or_default();
        if !text.is_empty() && values.len() <= MOST_VALUES {
            values.insert(text);
        }
    }

    /// The properties seen in tags and properties.
    pub(super) fn paths(&self) -> impl Iterator<Item = &Vec<String>> {
        self.paths.keys().filter(|path| path.len() > 1)
    }

    /// The values to choose from at a property, as they are typed; none where there are too many. Of properties that
    /// differ by case alone the exact one is taken.
    pub(super) fn values(&self, collection: Collection, path: &[String]) -> Vec<String> {
        let documented: &[(&[&str], &[&str])] = match collection {
            Collection::Devices | Collection::Modules => &DOCUMENTED,
            Collection::Jobs => &DOCUMENTED_OF_JOBS,
        };
        if let Some((_, values)) = documented.iter().find(|(known, _)| same(known, path)) {
            return values.iter().map(|value| (*value).to_owned()).collect();
        }
        if collection == Collection::Jobs {
            return Vec::new();
        }
        let seen = self.paths.get(path);
        let seen =
            seen.or_else(|| self.paths.iter().find(|(known, _)| same(known, path)).map(|(_, values)| values));
        let few = seen.filter(|values| values.len() <= MOST_VALUES);
        few.map(|values| values.iter().cloned().collect()).unwrap_or_default()
    }
}

/// Says whether the names of two paths are the same in any case of letters.
fn same(one: &[impl AsRef<str>], other: &[String]) -> bool {
    one.len() == other.len()
        && one.iter().zip(other).all(|(one, other)| one.as_ref().eq_ignore_ascii_case(other))
}
