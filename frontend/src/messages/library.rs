//! Actions to begin with, values by name, and the request in its forms.

use lockstep_api::preview::Changes;

use crate::pages::new_job::values::Rule;

/// Actions to begin with, values by name, and the request in its forms.
pub trait LibraryMessages {
    fn actions_lead(&self) -> &'static str;
    fn new_action(&self) -> &'static str;
    fn all_actions(&self) -> &'static str;
    fn find_actions(&self) -> &'static str;
    fn find_actions_hint(&self) -> &'static str;
    fn no_action(&self) -> &'static str;
    fn no_action_why(&self) -> &'static str;
    fn action_does(&self) -> &'static str;
    fn action_from(&self) -> &'static str;
    fn action_deeds(&self) -> &'static str;
    fn action_name(&self) -> &'static str;
    fn new_job_with(&self, name: &str) -> String;
    fn edit_action(&self, name: &str) -> String;
    fn copy_action(&self, name: &str) -> String;
    fn copy_of(&self, name: &str) -> String;
    fn start_from(&self) -> &'static str;
    fn ships_with(&self) -> &'static str;
    fn templates_hint(&self) -> &'static str;
    fn save_action_as(&self) -> &'static str;
    fn save_action_hint(&self) -> &'static str;
    fn was_discarded(&self, name: &str) -> String;
    fn undo(&self) -> &'static str;
    fn discard_action(&self, name: &str) -> String;
    fn values(&self) -> &'static str;
    fn no_values(&self) -> &'static str;
    fn values_need_object(&self) -> &'static str;
    fn more_values(&self, more: u64) -> String;
    fn value_exists(&self) -> &'static str;
    fn new_value_name(&self) -> &'static str;
    fn new_value_kind(&self) -> &'static str;
    fn kind_text(&self) -> &'static str;
    fn kind_number(&self) -> &'static str;
    fn kind_boolean(&self) -> &'static str;
    fn yes(&self) -> &'static str;
    fn no(&self) -> &'static str;
    fn add_value(&self) -> &'static str;
    fn remove_value(&self, name: &str) -> String;
    /// What may be given for a value; empty when anything may.
    fn value_wanted(&self, rule: &Rule, optional: bool) -> String;
    /// The same, where something else stands.
    fn value_needed(&self, wanted: &str) -> String;
    fn left_out(&self) -> &'static str;
    /// Above what an action asks for when it is used.
    fn asked_for(&self) -> &'static str;
    fn kind_integer(&self) -> &'static str;
    fn kind_choice(&self) -> &'static str;
    fn least(&self) -> &'static str;
    fn most(&self) -> &'static str;
    fn choices_of(&self, name: &str) -> String;
    fn nothing_between(&self, least: i64, most: i64) -> String;
    fn action_needs_name(&self) -> &'static str;
    fn action_needs_fields(&self) -> &'static str;
    fn may_be_left_out(&self) -> &'static str;
    fn kind_list(&self) -> &'static str;
    fn kind_deletion(&self) -> &'static str;
    /// What a `null` in a patch means.
    fn deletes_property(&self) -> &'static str;
    /// The field for what a value of an action is called when it is asked for.
    fn called(&self, value: &str) -> String;
    fn name_and_note(&self) -> &'static str;
    fn kept_by_lockstep(&self) -> &'static str;
    fn request_forms(&self) -> &'static str;
    fn needs_own_token(&self) -> &'static str;
    fn before_after(&self) -> &'static str;
    /// How many of the twins that were read a job would change; `all` says that no other is in the fleet.
    fn would_change(&self, changes: Changes, all: bool) -> String;
    /// The field for a device that is not among those to choose from.
    fn another_device(&self) -> &'static str;
    /// Of a device whose twin a job would not change.
    fn stays_as_it_is(&self) -> &'static str;
    fn value_after_job(&self) -> &'static str;
    fn job_changes_nothing(&self) -> &'static str;
}
