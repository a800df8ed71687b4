//! What the template that an order began with asks for, field by field.

use lockstep_api::{
    job::Action,
    library::{Parameter, Template},
};
use serde::{Deserialize, Serialize};

use super::{Draft, Faults, Field, Kind};
use crate::{
    pages::new_job::values::{Leaf, parameters, unanswered},
    typed::Fault,
};

/// A value that is asked for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Asked {
    /// In which JSON.
    pub field: Field,
    /// What is asked for; its pointer is one below that JSON.
    pub parameter: Parameter,
}

impl Draft {
    /// What is asked for in a field.
    pub fn asked_in(&self, field: Field) -> Vec<Parameter> {
        let asked = self.asked.iter().filter(|asked| asked.field == field);
        asked.map(|asked| asked.parameter.clone()).collect()
    }

    /// Asks for a value as it is said now.
    pub fn ask(&mut self, asked: Asked) {
        let (field, pointer) = (asked.field, &asked.parameter.pointer);
        let same = |known: &&mut Asked| known.field == field && known.parameter.pointer == *pointer;
        match self.asked.iter_mut().find(same) {
            Some(known) => *known = asked,
            None => self.asked.push(asked),
        }
    }

    /// What a template of this draft would ask for.
    pub fn would_ask(&self) -> Vec<Asked> {
        let in_field = |field: Field| {
            let parameters = parameters(self.text(field), &self.asked_in(field));
            parameters.into_iter().map(move |parameter| Asked { field, parameter })
        };
        fields(self.kind).iter().copied().flat_map(in_field).collect()
    }

    /// The parameters of a template of this draft.
    pub fn parameters(&self) -> Vec<Parameter> {
        let placed = |Asked { field, parameter }| {
            let pointer = format!("{}{}", top(field), parameter.pointer);
            Parameter { pointer, ..parameter }
        };
        self.would_ask().into_iter().map(placed).collect()
    }

    /// Asks for what a template asks for.
    pub(super) fn ask_as(&mut self, template: &Template) {
        let fields = fields(self.kind);
        let placed = |parameter: &Parameter| {
            fields.iter().find_map(|field| {
                let pointer = parameter.pointer.strip_prefix(top(*field))?;
                let below = pointer.is_empty() || pointer.starts_with('/');
                let parameter = Parameter { pointer: pointer.to_owned(), ..parameter.clone() };
                below.then_some(Asked { field: *field, parameter })
            })
        };
        self.asked = template.parameters.iter().filter_map(placed).collect();
    }

    /// True when a value that is asked for in a field is wrong in this way.
    pub(super) fn unanswered(&self, field: Field, wrong: fn(&Leaf) -> bool) -> bool {
        unanswered(self.text(field), &self.asked_in(field), wrong)
    }

    /// The action of an order: a text that is asked for may be empty in a template, but not here.
    pub(super) fn filled_action(&self) -> Result<Action, Faults> {
        let action = self.action()?;
        let blank = |field: &Field| self.unanswered(*field, Leaf::blank);
        let blanks = fields(self.kind).iter().copied().filter(blank);
        let faults: Faults = blanks.map(|field| (field, Fault::Values)).collect();
        if faults.is_empty() { Ok(action) } else { Err(faults) }
    }
}

/// The fields with values by name.
fn fields(kind: Kind) -> &'static [Field] {
    match kind {
        Kind::Method => &[Field::Payload],
        Kind::Twin => &[Field::Desired, Field::Tags],
    }
}

/// Where the JSON of a field is for the pointers of a template.
fn top(field: Field) -> &'static str {
    match field {
        Field::Desired => "/desired",
        Field::Tags => "/tags",
        Field::Method
        | Field::Payload
        | Field::ResponseTimeout
        | Field::ConnectTimeout
        | Field::Condition
        | Field::Start
        | Field::MaxExecution => "",
    }
}

#[cfg(test)]
mod tests {
    use lockstep_api::{library::ParameterKind, time::EpochMillis};
    use serde_json::{Value, json};

    use super::*;
    use crate::pages::new_job::{template_of, values::Rule};

    fn template(action: Value, pointer: &str, kind: ParameterKind) -> Template {
        let action: Action = serde_json::from_value(action).unwrap();
        let (name, pointer) = ("Asked".to_owned(), pointer.to_owned());
        Template { action, parameters: vec![Parameter { name, pointer, kind, optional: false }] }
    }

    fn method(payload: &Value, kind: ParameterKind) -> Template {
        let action = json!({"method": {"name": "reboot", "payload": payload,
            "responseTimeoutSeconds": 60, "connectTimeoutSeconds": 0}});
        template(action, "/a", kind)
    }

    fn begun_with(template: &Template) -> Draft {
        let mut draft = Draft { condition: "*".to_owned(), ..Draft::default() };
        draft.begin_with(template);
        draft
    }

    fn order(draft: &Draft) -> Result<(), Faults> {
        draft.order(EpochMillis(0), |_| None, None).map(|_| ())
    }

    #[test]
    fn a_template_of_a_twin_update_asks_in_the_section_of_its_pointer_and_is_kept_as_it_was() {
        let kind = ParameterKind::Integer { least: Some(1), most: None };
        let twin = template(json!({"twin": {"desired": {"a": 1}, "tags": {}}}), "/desired/a", kind);
        let mut draft = begun_with(&twin);
        assert_eq!(draft.asked_in(Field::Desired)[0].pointer, "/a");
        assert!(draft.asked_in(Field::Tags).is_empty() && draft.asked_in(Field::Payload).is_empty());
        assert_eq!(template_of(&draft).unwrap().parameters, twin.parameters);
        draft.write(Field::Desired, r#"{"a": 0}"#.to_owned());
        assert_eq!(order(&draft), Err(vec![(Field::Desired, Fault::Values)]));
        draft.kind = Kind::Method;
        draft.method = "reboot".to_owned();
        assert_eq!(order(&draft), Ok(()), "what the twin update asked for is not asked of a method");
    }

    #[test]
    fn a_required_text_is_empty_in_a_template_but_not_in_an_order() {
        let draft = begun_with(&method(&json!({"a": ""}), ParameterKind::Text));
        assert!(template_of(&draft).is_some());
        assert_eq!(order(&draft), Err(vec![(Field::Payload, Fault::Values)]));
        let mut filled = draft;
        filled.put(Field::Payload, "/a", &Rule::Kind(ParameterKind::Text), false, "x");
        assert_eq!(order(&filled), Ok(()));
    }

    #[test]
    fn a_required_value_that_is_missing_is_no_order_and_an_optional_one_is() {
        let mut template = method(&json!({}), ParameterKind::Number);
        assert_eq!(order(&begun_with(&template)), Err(vec![(Field::Payload, Fault::Values)]));
        template.parameters[0].optional = true;
        assert_eq!(order(&begun_with(&template)), Ok(()));
    }

    #[test]
    fn what_is_asked_for_keeps_its_place_when_it_changes() {
        let mut draft = begun_with(&method(&json!({"a": 1, "b": 2}), ParameterKind::Number));
        let would = draft.would_ask();
        draft.ask(would[1].clone());
        let mut first = would[0].clone();
        first.parameter.optional = true;
        draft.ask(first);
        let names: Vec<_> = draft.asked.iter().map(|asked| asked.parameter.pointer.as_str()).collect();
        assert_eq!(names, ["/a", "/b"]);
        assert!(draft.asked[0].parameter.optional);
    }
}
