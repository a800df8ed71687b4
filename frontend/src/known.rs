//! What has been seen of the fleet's twins: for completion, and for the columns to choose from.

use iothub_query::{CandidateKind, Completion, Condition, Span, Vocabulary, Warning, complete, doubts};
use leptos::{prelude::*, task::spawn_local};
use lockstep_api::device::{Device, DeviceSummary};
use serde_json::{Map, Value, json};

use crate::{part, reactive::RwSignal};

/// Completes a text at a cursor.
type Complete = fn(&str, usize, &Vocabulary) -> Completion;

/// Looks through a condition for what fits nothing.
type Doubt = fn(&Condition, &Vocabulary) -> Vec<Warning>;

part!(COMPLETE, completing in forms: Complete = complete);
part!(DOUBT, doubting in forms: Doubt = doubts);

/// What has been seen in this tab.
#[derive(Clone, Copy)]
pub struct Known(RwSignal<Vocabulary>);

impl Known {
    /// Nothing yet; for the whole app.
    pub fn provide() {
        provide_context(Self(RwSignal::new(Vocabulary::default())));
    }

    /// What has been seen in this tab.
    pub fn here() -> Self {
        use_context().unwrap_or_else(|| Self(RwSignal::new(Vocabulary::default())))
    }

    /// Takes in the rows of a list, which was read with these columns.
    pub fn learn_rows(self, rows: &[DeviceSummary], columns: &[String]) {
        self.0.update(|known| {
            for row in rows {
                known.learn(&json!({ "deviceId": row.id, "tags": row.tags }));
                for (path, value) in columns.iter().zip(&row.columns).filter(|(_, value)| !value.is_null()) {
                    known.learn(&nested(path, value));
                }
            }
        });
    }

    /// Takes in a whole twin.
    pub fn learn(self, device: &Device) {
        self.0.update(|known| {
            known.learn(&json!({
                "deviceId": device.summary.id,
                "tags": device.summary.tags,
                "properties": {
                    "desired": device.desired.properties,
                    "reported": device.reported.properties,
                },
            }));
        });
    }

    /// What fits no twin that was seen, tracked; nothing before what completion takes is there.
    pub fn doubts(self, condition: &Condition) -> Vec<Warning> {
        self.0.with(|known| DOUBT.here().map(|doubts| doubts(condition, known))).unwrap_or_default()
    }

    /// True once what completion takes is there.
    pub fn completes(self) -> bool {
        COMPLETE.here().is_some()
    }

    /// Loads what completion takes, says that it is there, and does what waited for it.
    pub fn prepare(self, then: impl FnOnce() + 'static) {
        if self.completes() {
            return then();
        }
        spawn_local(async move {
            if COMPLETE.load().await.is_ok() && DOUBT.load().await.is_ok() && !self.0.gone() {
                self.0.update(|_| ());
                then();
            }
        });
    }

    /// What could stand at a place of a condition; nothing before what completion takes is there.
    pub fn complete(self, text: &str, cursor: usize) -> Completion {
        match COMPLETE.here() {
            Some(complete) => self.0.with_untracked(|known| complete(text, cursor, known)),
            None => Completion { span: Span { start: cursor, end: cursor }, candidates: Vec::new() },
        }
    }

    /// The values that were seen at a property, as they are typed.
    pub fn values(self, path: &str) -> Vec<String> {
        let text = format!("{path} = ");
        self.candidates(&text, CandidateKind::Value)
    }

    /// The properties of twins that were seen, tracked.
    pub fn properties(self) -> Vec<String> {
        self.0.with(|_| ());
        ["tags.", "properties.reported.", "properties.desired."]
            .into_iter()
            .flat_map(|section| self.candidates(section, CandidateKind::Property))
            .filter(|path| !path.ends_with('.'))
            .collect()
    }

    fn candidates(self, text: &str, kind: CandidateKind) -> Vec<String> {
        let found = self.complete(text, text.len()).candidates.into_iter();
        found.filter(|candidate| candidate.kind == kind).map(|candidate| candidate.text).collect()
    }
}

/// A value at a path, as a twin has it.
fn nested(path: &str, value: &Value) -> Value {
    path.rsplit('.')
        .fold(value.clone(), |value, key| Value::Object(Map::from_iter([(key.to_owned(), value)])))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_column_is_learnt_as_the_property_that_it_is() {
        assert_eq!(
            nested("properties.reported.lock", &json!("open")),
            json!({"properties": {"reported": {"lock": "open"}}})
        );
    }
}
