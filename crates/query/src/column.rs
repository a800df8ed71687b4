//! Properties that a list of devices can have as columns.

use crate::{Condition, ast::ExpressionKind};

/// What a device has besides its tags and properties.
const FIELDS: [&str; 9] = [
    "deviceId",
    "etag",
    "status",
    "statusReason",
    "connectionState",
    "lastActivityTime",
    "cloudToDeviceMessageCount",
    "authenticationType",
    "version",
];

/// Whether a text is the path of one property of a twin and nothing else: `tags.floor`, or a field of the device itself.
#[must_use]
pub fn is_column(text: &str) -> bool {
    let text = text.trim();
    let Ok(condition) = Condition::parse(&format!("{text} = 0")) else { return false };
    let path = match condition.filter().map(|filter| filter.kind()) {
        Some(ExpressionKind::Compare { left, .. }) => matches!(left.kind(), ExpressionKind::Path(_)),
        _ => false,
    };
    let root = text.split(['.', '[']).next().unwrap_or_default();
    let below = text.len() > root.len();
    let known = match root {
        "tags" | "properties" => below,
        field => !below && FIELDS.iter().any(|known| known.eq_ignore_ascii_case(field)),
    };
    // A comma stands between columns.
    path && known && !text.contains(',') && condition.referenced_paths().len() == 1
}

#[cfg(test)]
mod tests {
    use super::is_column;

    #[test]
    fn a_column_is_one_property_of_a_twin() {
        for text in ["tags.floor", " properties.reported.lockState ", "tags['floor plan']", "connectionState"]
        {
            assert!(is_column(text), "{text}");
        }
    }

    #[test]
    fn what_is_no_property_of_a_twin_is_no_column() {
        for text in [
            "",
            "floor",
            "tags",
            "tags.",
            "tags.a b",
            "<b>",
            "tags.a,tags.b",
            "COUNT()",
            "1",
            "tags.a = 1 AND b",
        ] {
            assert!(!is_column(text), "{text}");
        }
    }
}
