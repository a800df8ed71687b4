use super::English;
use crate::messages::LibraryMessages;

impl LibraryMessages for English {
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

    fn value_range(&self, least: Option<i64>, most: Option<i64>) -> String {
        match (least, most) {
            (Some(least), Some(most)) => format!("A whole number from {least} to {most}"),
            (Some(least), None) => format!("A whole number, at least {least}"),
            (None, Some(most)) => format!("A whole number, at most {most}"),
            (None, None) => "A whole number".to_owned(),
        }
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

    fn on_device(&self, device: &str) -> String {
        format!("On {device}, for example")
    }

    fn value_after_job(&self) -> &'static str {
        "After the job"
    }

    fn job_changes_nothing(&self) -> &'static str {
        "Nothing changes: this twin has these values already."
    }
}
