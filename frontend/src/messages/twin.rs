//! Writing a twin.

use super::Span;

/// Writing a twin.
pub trait TwinMessages {
    fn edit_twin(&self) -> &'static str;
    fn unsaved_changes(&self, count: u64) -> String;
    fn tags_of_device(&self) -> &'static str;
    fn desired_of_device(&self) -> &'static str;
    fn null_deletes(&self) -> &'static str;
    fn review_changes(&self) -> &'static str;
    /// `2 edits, 1 deletion`.
    fn edits_and_deletions(&self, edits: u64, deletions: u64) -> String;
    /// Above what would be written, while one of the texts is wrong.
    fn mend_before_saving(&self) -> &'static str;
    fn nothing_changed(&self) -> &'static str;
    fn property(&self) -> &'static str;
    fn value_now(&self) -> &'static str;
    fn value_after(&self) -> &'static str;
    fn value_then(&self) -> &'static str;
    fn value_theirs(&self) -> &'static str;
    fn value_mine(&self) -> &'static str;
    fn deleted(&self) -> &'static str;
    fn not_there(&self) -> &'static str;
    fn unchanged(&self) -> &'static str;
    fn within_limits(&self, desired: u64, tags: u64) -> String;
    /// What it is sent on condition of.
    fn only_if_unchanged(&self, time: &str, etag: &str) -> Vec<Span>;
    fn exact_patch(&self) -> &'static str;
    fn save_changes(&self, count: u64) -> String;
    fn twin_changed_title(&self) -> &'static str;
    fn twin_changed(&self, then: &str, now: &str) -> String;
    fn keep_mine_on_top(&self) -> &'static str;
    fn overwrite(&self) -> &'static str;
    fn overwrite_when_valid(&self) -> &'static str;
    fn overwrite_hint(&self) -> &'static str;
    /// To who would go on while something is being written.
    fn unsaved_stays(&self) -> &'static str;
    fn twin_saved(&self, time: &str) -> String;
    fn register_device(&self) -> &'static str;
    fn register_how(&self) -> &'static str;
    fn device_id(&self) -> &'static str;
    fn device_id_hint(&self) -> &'static str;
}
