//! Values by name, written into the JSON of a field; what is no value that may be given waits beside it.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{Draft, Faults, Field};
use crate::{
    pages::new_job::values::{Leaf, Rule, parsed, typed, with, without},
    typed::Fault,
};

/// A text that is no value of its field.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Unfit {
    /// In which JSON.
    pub field: Field,
    /// At which place: a JSON pointer.
    pub pointer: String,
    /// What was typed.
    pub text: String,
    /// What the JSON has at that place meanwhile. Once it has something else there, that was typed later, and counts.
    #[serde(default)]
    pub instead: Option<Value>,
}

impl Draft {
    /// Writes a value by name. What cannot be given is kept as it was typed, and the draft is no order while it is there.
    pub fn put(&mut self, field: Field, pointer: &str, rule: &Rule, optional: bool, text: &str) {
        self.settle(field, pointer);
        if optional && text.trim().is_empty() {
            *self.text_mut(field) = without(self.text(field), pointer);
        } else if let Some(value) = typed(rule, text) {
            *self.text_mut(field) = with(self.text(field), pointer, value);
        } else {
            let instead = parsed(self.text(field)).and_then(|whole| whole.pointer(pointer).cloned());
            let (pointer, text) = (pointer.to_owned(), text.to_owned());
            self.unfit.push(Unfit { field, pointer, text, instead });
        }
    }

    /// After the JSON of a field was written: what was typed for a value stays, unless the JSON has another value there.
    /// While it is no JSON, nobody can tell.
    pub(super) fn keep_unfit(&mut self, field: Field) {
        let text = self.text(field);
        let valid = serde_json::from_str::<Value>(text).is_ok() || text.trim().is_empty();
        let object = parsed(text);
        self.unfit.retain(|unfit| {
            let same = |whole: &Value| whole.pointer(&unfit.pointer) == unfit.instead.as_ref();
            unfit.field != field || !valid || object.as_ref().is_some_and(same)
        });
    }

    /// Takes a value out, and no longer asks for it.
    pub fn take_out(&mut self, field: Field, pointer: &str) {
        self.settle(field, pointer);
        self.asked.retain(|asked| asked.field != field || asked.parameter.pointer != pointer);
        *self.text_mut(field) = without(self.text(field), pointer);
    }

    /// What stands in the field of a value by name although it cannot be given.
    pub fn unfit_at(&self, field: Field, pointer: &str) -> Option<&str> {
        let unfit = self.unfit.iter().find(|unfit| unfit.field == field && unfit.pointer == pointer)?;
        Some(&unfit.text)
    }

    /// What is wrong with values by name in these fields.
    pub(super) fn unfit_faults(&self, fields: &[Field]) -> Faults {
        let wrong = |field: &Field| self.unfit_in(*field) || self.unanswered(*field, Leaf::wrong);
        fields.iter().copied().filter(wrong).map(|field| (field, Fault::Values)).collect()
    }

    /// True when something stands in a field of a value by name that cannot be given.
    pub fn unfit_in(&self, field: Field) -> bool {
        self.unfit.iter().any(|unfit| unfit.field == field)
    }

    fn settle(&mut self, field: Field, pointer: &str) {
        self.unfit.retain(|unfit| unfit.field != field || unfit.pointer != pointer);
    }
}

#[cfg(test)]
mod tests {
    use lockstep_api::library::{Parameter, ParameterKind};

    use super::*;
    use crate::pages::new_job::draft::Asked;

    fn draft() -> Draft {
        let kind = ParameterKind::Integer { least: Some(0), most: Some(3600) };
        let (name, pointer) = ("delaySeconds".to_owned(), "/delaySeconds".to_owned());
        Draft {
            method: "reboot".to_owned(),
            payload: r#"{"delaySeconds": 5}"#.to_owned(),
            asked: vec![Asked {
                field: Field::Payload,
                parameter: Parameter { name, pointer, kind, optional: false },
            }],
            ..Draft::default()
        }
    }

    fn put(draft: &mut Draft, text: &str) {
        let rule = Rule::Kind(draft.asked[0].parameter.kind.clone());
        draft.put(Field::Payload, "/delaySeconds", &rule, false, text);
    }

    #[test]
    fn a_value_out_of_its_range_is_no_order_and_the_one_before_is_not_sent() {
        let mut draft = draft();
        put(&mut draft, "9999");
        assert_eq!(draft.action(), Err(vec![(Field::Payload, Fault::Values)]));
        assert_eq!(draft.unfit_at(Field::Payload, "/delaySeconds"), Some("9999"));
        put(&mut draft, "10");
        assert!(draft.action().is_ok());
        assert!(draft.payload.contains("10"));
    }

    #[test]
    fn json_that_breaks_the_range_is_no_order_either() {
        let mut draft = draft();
        put(&mut draft, "x");
        draft.write(Field::Payload, r#"{"delaySeconds": 3601}"#.to_owned());
        assert_eq!(draft.action(), Err(vec![(Field::Payload, Fault::Values)]));
        draft.write(Field::Payload, r#"{"delaySeconds": 3600}"#.to_owned());
        assert!(draft.action().is_ok());
    }

    #[test]
    fn what_cannot_be_given_stays_so_when_another_value_is_added_or_the_json_is_formatted() {
        let mut draft = draft();
        put(&mut draft, "9999");
        for text in [r#"{"delaySeconds":5}"#, r#"{"delaySeconds":5, "#, r#"{"delaySeconds":5, "why": ""}"#] {
            draft.write(Field::Payload, text.to_owned());
            assert_eq!(draft.unfit_at(Field::Payload, "/delaySeconds"), Some("9999"), "{text}");
            assert!(draft.action().is_err(), "{text}");
        }
        draft.write(Field::Payload, "[]".to_owned());
        assert_eq!(draft.unfit, []);
    }

    #[test]
    fn what_is_taken_out_is_no_longer_asked_for() {
        let mut draft = draft();
        draft.take_out(Field::Payload, "/delaySeconds");
        assert!(draft.action().is_ok());
        assert_eq!(draft.payload, "{}");
    }

    #[test]
    fn what_may_be_left_out_is_left_out_when_its_field_is_empty() {
        let mut draft = draft();
        draft.asked[0].parameter.optional = true;
        let rule = Rule::Kind(draft.asked[0].parameter.kind.clone());
        draft.put(Field::Payload, "/delaySeconds", &rule, true, " ");
        assert!(draft.action().is_ok());
        assert_eq!(draft.payload, "{}");
    }
}
