//! What a patch changes in a twin, property by property.

use iothub_wire::twin::difference;
use lockstep_api::device::{Device, TwinChange};
use serde_json::{Map, Value};

type Members = Map<String, Value>;

/// One property that would change.
#[derive(Debug, Clone, PartialEq)]
pub struct Change {
    /// Such as `tags.floor`.
    pub path: String,
    /// What it is; `None` for one that is not there.
    pub before: Option<Value>,
    /// What it becomes; `None` for one that is deleted.
    pub after: Option<Value>,
}

/// The properties that a patch changes, in the order of the patch, tags first.
pub fn changes(base: &Device, change: &TwinChange) -> Vec<Change> {
    let mut found = Vec::new();
    let empty = Members::new();
    let (tags, desired) = (change.tags.as_ref(), change.desired.as_ref());
    collect("tags", &base.summary.tags, tags.unwrap_or(&empty), &mut found);
    collect("desired", &base.desired.properties, desired.unwrap_or(&empty), &mut found);
    found
}

/// What somebody else has changed between two reads.
pub fn changes_between(before: &Device, after: &Device) -> Vec<Change> {
    let change = TwinChange {
        tags: Some(difference(&before.summary.tags, &after.summary.tags)),
        desired: Some(difference(&before.desired.properties, &after.desired.properties)),
        etag: None,
    };
    changes(before, &change)
}

fn collect(path: &str, present: &Members, patch: &Members, found: &mut Vec<Change>) {
    for (key, wanted) in patch {
        let path = format!("{path}.{key}");
        match (present.get(key), wanted) {
            (Some(Value::Object(present)), Value::Object(patch)) => collect(&path, present, patch, found),
            (before, after) => found.push(Change {
                path,
                before: before.cloned(),
                after: Some(after.clone()).filter(|after| !after.is_null()),
            }),
        }
    }
}
