//! JSON that is handed on as it was written.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize, de::value::MapDeserializer};
use serde_json::{Value, value::RawValue};

/// JSON text as it was written: the digits of numbers, the order of members and the spaces inside are kept.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct JsonText(Box<RawValue>);

impl JsonText {
    /// Takes text with any spaces around it; `None` when it is not JSON. How deeply it nests does not matter.
    #[must_use]
    pub fn read(text: &[u8]) -> Option<Self> {
        serde_json::from_slice(text).ok()
    }

    /// Prints a value; what JSON cannot hold becomes `null`.
    #[must_use]
    pub fn print(value: &impl Serialize) -> Self {
        serde_json::value::to_raw_value(value).map(Self).unwrap_or_default()
    }

    /// The text, without spaces around it.
    #[must_use]
    pub fn as_str(&self) -> &str {
        self.0.get()
    }

    /// The value that it stands for. Text that no value can hold, such as a number beyond all doubles, comes as a string.
    #[must_use]
    pub fn value(&self) -> Value {
        serde_json::from_str(self.as_str()).unwrap_or_else(|_| Value::from(self.as_str()))
    }

    /// How deeply objects and arrays nest in it: 0 when it is neither.
    #[must_use]
    pub fn levels(&self) -> usize {
        let (mut level, mut deepest, mut quoted, mut escaped) = (0_usize, 0, false, false);
        for byte in self.as_str().bytes() {
            match byte {
                _ if escaped => escaped = false,
                b'\\' => escaped = true,
                b'"' => quoted = !quoted,
                b'[' | b'{' if !quoted => {
                    level += 1;
                    deepest = deepest.max(level);
                }
                b']' | b'}' if !quoted => level = level.saturating_sub(1),
                _ => {}
            }
        }
        deepest
    }

    /// Reads an object as a struct; of members of one name the last counts, as in a [`Value`].
    pub(crate) fn object<'t, T: Deserialize<'t>>(&'t self) -> Option<T> {
        let members: BTreeMap<String, &RawValue> = serde_json::from_str(self.as_str()).ok()?;
        T::deserialize(MapDeserializer::new(members.into_iter())).ok()
    }
}

impl From<Value> for JsonText {
    fn from(value: Value) -> Self {
        Self::print(&value)
    }
}

impl PartialEq for JsonText {
    fn eq(&self, other: &Self) -> bool {
        self.as_str() == other.as_str()
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn text(text: &str) -> JsonText {
        JsonText::read(text.as_bytes()).unwrap()
    }

    #[test]
    fn text_stays_as_it_was_written() {
        let written = r#"{"z":123456789012345678901234567890, "a":94.527069555392230,"a":"ä\u00e4"}"#;
        let read = text(&format!(" \n{written}\t"));
        assert_eq!(read.as_str(), written);
        assert_eq!(serde_json::to_string(&[&read]).unwrap(), format!("[{written}]"));
        assert_eq!(serde_json::from_str::<[JsonText; 1]>(&format!("[ {written} ]")).unwrap(), [read]);
    }

    #[test]
    fn what_is_no_json_is_not_taken() {
        for nothing in ["", " ", "{", "nul", "1 2", "'a'", "\"\u{1}\"", "[1,]", "NaN"] {
            assert_eq!(JsonText::read(nothing.as_bytes()), None, "{nothing}");
        }
        assert_eq!(JsonText::read(b"\"\xff\""), None);
    }

    #[test]
    fn text_is_also_a_value() {
        assert_eq!(JsonText::default().value(), Value::Null);
        assert_eq!(text(r#"{"b":1,"a":[2.0]}"#).value(), json!({"a": [2.0], "b": 1}));
        assert_eq!(text("1e999").value(), "1e999");
        assert_eq!(JsonText::from(json!({"b": 1, "a": "x"})).as_str(), r#"{"a":"x","b":1}"#);
    }

    #[test]
    fn levels_are_those_of_arrays_and_objects_outside_of_strings() {
        for (json, levels) in
            [("1", 0), ("[]", 1), (r#"{"a":[[1],{}],"b":[]}"#, 3), (r#""[[\"[\\""#, 0), (r#"["]\\",[]]"#, 2)]
        {
            assert_eq!(text(json).levels(), levels, "{json}");
        }
        assert_eq!(text(&format!("{}{}", "[".repeat(100_000), "]".repeat(100_000))).levels(), 100_000);
    }
}
