//! Tags and desired properties while they are edited: the whole of them as text, and what would change.

use iothub_wire::twin::{SectionKind, check_section, difference, merge, without_nulls};
use lockstep_api::device::{Device, TwinChange};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::{
    json,
    typed::{Fault, object},
};

type Members = Map<String, Value>;

/// What is typed, beside the twin that it began with.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Edit {
    /// The twin as it was read.
    pub base: Device,
    /// JSON of all tags.
    pub tags: String,
    /// JSON of all desired properties.
    pub desired: String,
}

impl Edit {
    /// Begins with a twin.
    pub fn of(base: Device) -> Self {
        let text = |members: &Members| json::indented(&Value::Object(members.clone()));
        Self { tags: text(&base.summary.tags), desired: text(&base.desired.properties), base }
    }

    /// Id of the device.
    pub fn device(&self) -> &str {
        &self.base.summary.id
    }

    /// The tags as they are to be; a member that is `null` is deleted.
    ///
    /// # Errors
    /// No JSON object, or a limit of the hub.
    pub fn tags(&self) -> Result<Members, Fault> {
        wanted(SectionKind::Tags, &self.tags)
    }

    /// The desired properties as they are to be.
    ///
    /// # Errors
    /// No JSON object, or a limit of the hub.
    pub fn desired(&self) -> Result<Members, Fault> {
        wanted(SectionKind::Desired, &self.desired)
    }

    /// True while one of the texts cannot be sent.
    pub fn wrong(&self) -> bool {
        self.tags().is_err() || self.desired().is_err()
    }

    /// The smallest patch that does it, only to be taken by the twin that was read; `None` while a text is wrong.
    pub fn change(&self) -> Option<TwinChange> {
        (!self.wrong()).then(|| self.so_far())
    }

    /// The same of the texts that are not wrong: to be looked at, not to be sent.
    pub fn so_far(&self) -> TwinChange {
        let patch = |before: &Members, after: Result<Members, Fault>| {
            Some(difference(before, &after.ok()?)).filter(|patch| !patch.is_empty())
        };
        TwinChange {
            tags: patch(&self.base.summary.tags, self.tags()),
            desired: patch(&self.base.desired.properties, self.desired()),
            etag: Some(self.base.etag.clone()),
        }
    }

    /// The same edit on top of a twin that was read later: what the other has changed stays, unless it is changed here.
    pub fn onto(&self, later: Device) -> Option<Self> {
        let TwinChange { desired, tags, .. } = self.change()?;
        let mut after = later.clone();
        merge(&mut after.summary.tags, &tags.unwrap_or_default());
        merge(&mut after.desired.properties, &desired.unwrap_or_default());
        Some(Self { base: later, ..Self::of(after) })
    }
}

/// The members of a section as they are to be, within the hub's limits.
fn wanted(kind: SectionKind, text: &str) -> Result<Members, Fault> {
    let members = if text.trim().is_empty() { Members::new() } else { without_nulls(&object(text)?) };
    check_section(kind, &members).map_err(Fault::Twin)?;
    Ok(members)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::changes::{Change, changes, changes_between};

    fn device(tags: Value, desired: Value, etag: &str) -> Device {
        serde_json::from_value(json!({
            "summary": {"id": "d", "connected": true, "enabled": true, "tags": tags},
            "etag": etag, "desired": {"properties": desired, "version": 1},
            "reported": {"properties": {}, "version": 1}, "asOf": 0
        }))
        .unwrap()
    }

    fn edited(tags: &str, desired: &str) -> Edit {
        let base = device(json!({"floor": 2, "ward": "C"}), json!({"lock": {"at": "22:00", "for": 5}}), "e1");
        Edit { tags: tags.to_owned(), desired: desired.to_owned(), ..Edit::of(base) }
    }

    fn told(changes: &[Change]) -> Vec<String> {
        let value = |value: &Option<Value>| value.as_ref().map_or("-".to_owned(), json::line);
        changes.iter().map(|c| format!("{}: {} to {}", c.path, value(&c.before), value(&c.after))).collect()
    }

    #[test]
    fn what_is_taken_out_or_set_to_null_is_deleted_and_what_stays_is_not_sent() {
        let edit = edited(r#"{"floor": 3, "ward": null}"#, r#"{"lock": {"at": "22:00"}, "new": [1]}"#);
        let change = edit.change().unwrap();
        assert_eq!(
            json::encoded(&change),
            json!({"tags": {"floor": 3, "ward": null}, "desired": {"lock": {"for": null}, "new": [1]}, "etag": "e1"})
        );
        assert_eq!(
            told(&changes(&edit.base, &change)),
            [
                "tags.floor: 2 to 3",
                r#"tags.ward: "C" to -"#,
                "desired.lock.for: 5 to -",
                "desired.new: - to [1]"
            ]
        );
    }

    #[test]
    fn nothing_changed_is_nothing_to_send() {
        let base = edited("", "").base;
        let change = Edit::of(base.clone()).change().unwrap();
        assert_eq!((change.tags, change.desired), (None, None));
        assert!(changes_between(&base, &base).is_empty());
    }

    #[test]
    fn an_edit_put_on_a_later_twin_keeps_what_the_other_did() {
        let edit = edited(r#"{"floor": 3, "ward": "C"}"#, r#"{"lock": {"at": "22:00", "for": 5}}"#);
        let theirs =
            device(json!({"floor": 7, "ward": "D"}), json!({"lock": {"at": "23:00", "for": 5}}), "e2");
        let edit = edit.onto(theirs).unwrap();
        assert_eq!(told(&changes(&edit.base, &edit.change().unwrap())), ["tags.floor: 7 to 3"]);
        assert_eq!(edit.change().unwrap().etag.as_deref(), Some("e2"));
    }

    #[test]
    fn the_hubs_limits_hold_while_typing() {
        let edit = edited(r#"{"a b": 1}"#, "[1]");
        assert!(matches!(edit.tags(), Err(Fault::Twin(_))));
        assert_eq!(edit.desired(), Err(Fault::NotAnObject));
        assert_eq!(edit.change(), None);
    }

    #[test]
    fn a_mistake_in_one_text_does_not_hide_what_the_other_changes() {
        let edit = edited(r#"{"floor": 3, "ward": "C"}"#, "{");
        assert_eq!(edit.change(), None);
        assert_eq!(told(&changes(&edit.base, &edit.so_far())), ["tags.floor: 2 to 3"]);
    }
}
