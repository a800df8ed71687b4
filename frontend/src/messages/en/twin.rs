use super::{English, counted};
use crate::{
    intl::{kilobytes, number},
    messages::{Span, TwinMessages, code, text},
};

impl TwinMessages for English {
    fn edit_twin(&self) -> &'static str {
        "Edit"
    }

    fn unsaved_changes(&self, count: u64) -> String {
        match count {
            0 => "no changes yet".to_owned(),
            1 => "1 unsaved change".to_owned(),
            count => format!("{} unsaved changes", number(count)),
        }
    }

    fn tags_of_device(&self) -> &'static str {
        "Tags"
    }

    fn desired_of_device(&self) -> &'static str {
        "Desired properties"
    }

    fn null_deletes(&self) -> &'static str {
        "A JSON object. What you take out, or set to null, is deleted."
    }

    fn review_changes(&self) -> &'static str {
        "Review changes"
    }

    fn edits_and_deletions(&self, edits: u64, deletions: u64) -> String {
        let edited = counted(edits, "edit", "edits");
        let deleted = counted(deletions, "deletion", "deletions");
        match (edits, deletions) {
            (_, 0) => edited,
            (0, _) => deleted,
            (_, _) => format!("{edited}, {deleted}"),
        }
    }

    fn mend_before_saving(&self) -> &'static str {
        "Mend the text that is wrong first; what it changes is not listed."
    }

    fn nothing_changed(&self) -> &'static str {
        "Change tags or desired properties; what would be written appears here."
    }

    fn property(&self) -> &'static str {
        "Property"
    }

    fn value_now(&self) -> &'static str {
        "Now"
    }

    fn value_after(&self) -> &'static str {
        "After saving"
    }

    fn value_then(&self) -> &'static str {
        "When you began"
    }

    fn value_theirs(&self) -> &'static str {
        "Now, by somebody else"
    }

    fn value_mine(&self) -> &'static str {
        "Yours"
    }

    fn deleted(&self) -> &'static str {
        "deleted (null)"
    }

    fn not_there(&self) -> &'static str {
        "not set"
    }

    fn unchanged(&self) -> &'static str {
        "not changed"
    }

    fn within_limits(&self, desired: u64, tags: u64) -> String {
        format!(
            "Within the hub's limits: desired {} of 32 KB, tags {} of 8 KB.",
            kilobytes(desired),
            kilobytes(tags)
        )
    }

    fn only_if_unchanged(&self, time: &str, etag: &str) -> Vec<Span> {
        vec![
            text(format!("Sent only if nobody else has changed the twin since {time} (")),
            code(format!("If-Match \"{etag}\"")),
            text("). If somebody has, you can compare before overwriting."),
        ]
    }

    fn exact_patch(&self) -> &'static str {
        "The exact patch"
    }

    fn save_changes(&self, count: u64) -> String {
        match count {
            0 => "Save".to_owned(),
            1 => "Save 1 change".to_owned(),
            count => format!("Save {} changes", number(count)),
        }
    }

    fn twin_changed_title(&self) -> &'static str {
        "The twin was changed meanwhile"
    }

    fn twin_changed(&self, then: &str, now: &str) -> String {
        format!(
            "You began with the twin of {then}; as of {now} it is another. Nothing of yours was saved or lost. Compare, then choose."
        )
    }

    fn keep_mine_on_top(&self) -> &'static str {
        "Refresh and keep my changes"
    }

    fn overwrite(&self) -> &'static str {
        "Overwrite"
    }

    fn overwrite_when_valid(&self) -> &'static str {
        "What you wrote is not valid yet: mend it first."
    }

    fn overwrite_hint(&self) -> &'static str {
        "Overwriting writes your properties whatever is there now; properties that you did not change stay as they are."
    }

    fn unsaved_stays(&self) -> &'static str {
        "What you have written is not saved: save or discard it first."
    }

    fn twin_saved(&self, time: &str) -> String {
        format!("Saved at {time}.")
    }

    fn register_device(&self) -> &'static str {
        "Register a device"
    }

    fn register_how(&self) -> &'static str {
        "The hub makes up its keys; whoever sets the device up reads them in the hub, not here. Needs a credential with RegistryWrite."
    }

    fn device_id(&self) -> &'static str {
        "Device id"
    }

    fn device_id_hint(&self) -> &'static str {
        "Up to 128 letters, digits and - . % _ * ? ! ( ) , : = @ $ '"
    }
}
