use super::English;
use lockstep_api::{library::ParameterKind, preview::Changes};

use crate::{intl, messages::LibraryMessages, pages::new_job::values::Rule};

impl LibraryMessages for English {
    fn actions_lead(&self) -> &'static str {
        "What jobs do: begin an order with one, or keep one of your own for everybody who uses this Lockstep."
    }

    fn new_action(&self) -> &'static str {
        "New action"
    }

    fn all_actions(&self) -> &'static str {
        "All actions"
    }

    fn find_actions(&self) -> &'static str {
        "Find actions"
    }

    fn find_actions_hint(&self) -> &'static str {
        "Name, method, value"
    }

    fn no_action(&self) -> &'static str {
        "No action matches"
    }

    fn no_action_why(&self) -> &'static str {
        "Words are looked for in names, methods and values."
    }

    fn action_does(&self) -> &'static str {
        "What it does"
    }

    fn action_from(&self) -> &'static str {
        "From"
    }

    fn action_deeds(&self) -> &'static str {
        "What can be done with it"
    }

    fn action_name(&self) -> &'static str {
        "Name"
    }

    fn new_job_with(&self, name: &str) -> String {
        format!("New job with {name}")
    }

    fn edit_action(&self, name: &str) -> String {
        format!("Edit {name}")
    }

    fn copy_action(&self, name: &str) -> String {
        format!("Copy {name}")
    }

    fn copy_of(&self, name: &str) -> String {
        format!("{name}, copy")
    }

    fn start_from(&self) -> &'static str {
        "Start from an action"
    }

    fn ships_with(&self) -> &'static str {
        "comes with Lockstep"
    }

    fn templates_hint(&self) -> &'static str {
        "Fills in what is below; everything can be changed before it is sent."
    }

    fn save_action_as(&self) -> &'static str {
        "Save this action as"
    }

    fn save_action_hint(&self) -> &'static str {
        "For everybody who uses this Lockstep; its values are asked for when it is used"
    }

    fn was_discarded(&self, name: &str) -> String {
        format!("“{name}” was discarded.")
    }

    fn undo(&self) -> &'static str {
        "Undo"
    }

    fn discard_action(&self, name: &str) -> String {
        format!("Discard the action {name}")
    }

    fn values(&self) -> &'static str {
        "Values"
    }

    fn no_values(&self) -> &'static str {
        "Nothing is sent with it. Add a value, or write JSON above."
    }

    fn values_need_object(&self) -> &'static str {
        "Values by name need a JSON object."
    }

    fn more_values(&self, more: u64) -> String {
        let more = intl::number(more);
        format!("More values are in the JSON: {more} without a field here.")
    }

    fn value_exists(&self) -> &'static str {
        "There is a value of that name: give another name."
    }

    fn new_value_name(&self) -> &'static str {
        "Name of a new value"
    }

    fn new_value_kind(&self) -> &'static str {
        "Kind of the new value"
    }

    fn kind_text(&self) -> &'static str {
        "Text"
    }

    fn kind_number(&self) -> &'static str {
        "Number"
    }

    fn kind_boolean(&self) -> &'static str {
        "Yes or no"
    }

    fn yes(&self) -> &'static str {
        "Yes"
    }

    fn no(&self) -> &'static str {
        "No"
    }

    fn add_value(&self) -> &'static str {
        "Add"
    }

    fn remove_value(&self, name: &str) -> String {
        format!("Remove {name}")
    }

    fn value_wanted(&self, rule: &Rule, optional: bool) -> String {
        let wanted = match rule {
            Rule::Json => "JSON, such as [1, 2], {\"a\": 1} or null".to_owned(),
            Rule::Kind(ParameterKind::Integer { least, most }) => match (least, most) {
                (Some(least), Some(most)) => format!("A whole number from {least} to {most}"),
                (Some(least), None) => format!("A whole number, at least {least}"),
                (None, Some(most)) => format!("A whole number, at most {most}"),
                (None, None) => "A whole number".to_owned(),
            },
            Rule::Kind(ParameterKind::Number) => "A number, such as 2 or 1.5".to_owned(),
            Rule::Kind(ParameterKind::Choice { .. }) => "One of these".to_owned(),
            Rule::Kind(ParameterKind::Text | ParameterKind::Boolean) => String::new(),
        };
        match (optional, wanted.is_empty()) {
            (false, _) => wanted,
            (true, true) => "May be left empty".to_owned(),
            (true, false) => format!("{wanted}; may be left empty"),
        }
    }

    fn value_needed(&self, wanted: &str) -> String {
        if wanted.is_empty() { "A value is needed.".to_owned() } else { format!("Needed: {wanted}.") }
    }

    fn left_out(&self) -> &'static str {
        "Left out"
    }

    fn asked_for(&self) -> &'static str {
        "What is asked for when it is used"
    }

    fn kind_integer(&self) -> &'static str {
        "Whole number"
    }

    fn kind_choice(&self) -> &'static str {
        "One of several"
    }

    fn least(&self) -> &'static str {
        "At least"
    }

    fn most(&self) -> &'static str {
        "At most"
    }

    fn nothing_between(&self, least: i64, most: i64) -> String {
        format!("No number is at least {least} and at most {most}.")
    }

    fn action_needs_name(&self) -> &'static str {
        "It needs a name."
    }

    fn action_needs_fields(&self) -> &'static str {
        "A field above is missing or wrong."
    }

    fn may_be_left_out(&self) -> &'static str {
        "May be left out"
    }

    fn choices_of(&self, name: &str) -> String {
        format!("{name}: the values to choose from, between commas")
    }

    fn kind_list(&self) -> &'static str {
        "List or object (JSON)"
    }

    fn kind_deletion(&self) -> &'static str {
        "Deletion (null)"
    }

    fn deletes_property(&self) -> &'static str {
        "null deletes this property"
    }

    fn called(&self, value: &str) -> String {
        format!("{value}: what it is called")
    }

    fn name_and_note(&self) -> &'static str {
        "Name and note"
    }

    fn kept_by_lockstep(&self) -> &'static str {
        "kept by Lockstep, not sent to the hub"
    }

    fn request_forms(&self) -> &'static str {
        "Form of the request"
    }

    fn needs_own_token(&self) -> &'static str {
        "From a terminal it runs with your own rights, without the checks of Lockstep."
    }

    fn before_after(&self) -> &'static str {
        "Before and after"
    }

    fn would_change(&self, Changes { read, changing }: Changes, all: bool) -> String {
        let (read, changing) = (intl::number(read), intl::number(changing));
        if all {
            format!("{changing} of {read} twins would change.")
        } else {
            format!("Of the first {read} twins, {changing} would change.")
        }
    }

    fn another_device(&self) -> &'static str {
        "Another device id"
    }

    fn stays_as_it_is(&self) -> &'static str {
        "stays as it is"
    }

    fn value_after_job(&self) -> &'static str {
        "After the job"
    }

    fn job_changes_nothing(&self) -> &'static str {
        "Nothing changes: this twin has these values already."
    }
}
