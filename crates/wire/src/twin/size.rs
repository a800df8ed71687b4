//! How large the hub thinks a section is.

use serde_json::Value;

use super::Members;

/// Size of the members of a section, in bytes, as the hub counts (IoT Hub documentation, "Device twin size"): names
/// and strings by their UTF-8 bytes without control characters, numbers 8, booleans 4, structure nothing.
///
/// A `null` member is a deletion and counts nothing at all, so that the size of a patch is the least that it can make
/// of a section. That `$metadata` and `$version` are not counted is our choice.
#[must_use]
pub fn size(members: &Members) -> usize {
    members.iter().filter(|(_, value)| !value.is_null()).map(|(key, value)| text(key) + of_value(value)).sum()
}

fn of_value(value: &Value) -> usize {
    match value {
        Value::Null => 0,
        Value::Bool(_) => 4,
        Value::Number(_) => 8,
        Value::String(string) => text(string),
        Value::Array(items) => items.iter().map(of_value).sum(),
        Value::Object(members) => size(members),
    }
}

fn text(string: &str) -> usize {
    string.chars().filter(|c| !c.is_control()).map(char::len_utf8).sum()
}
