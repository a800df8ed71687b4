//! Asking twins whether a condition holds.

use std::borrow::Cow;
use std::cell::OnceCell;

use iothub_query::ast::{Collection, Segment};
use iothub_query::{Condition, Document, Value};
use serde_json::Value as Json;

use super::{Entry, Registry};
use crate::identity::Identity;

/// A twin being searched. Its ids are there at once; the rest is read from its text when first asked for.
#[derive(Debug)]
pub(crate) struct SearchedTwin<'a> {
    identity: &'a Identity,
    entry: &'a Entry,
    tree: OnceCell<Json>,
}

impl<'a> SearchedTwin<'a> {
    pub(crate) fn new(identity: &'a Identity, entry: &'a Entry) -> Self {
        Self { identity, entry, tree: OnceCell::new() }
    }

    /// Says whether the twin belongs to what a query searches.
    pub(crate) fn within(&self, collection: Collection) -> bool {
        match collection {
            Collection::Devices => self.identity.module.is_none(),
            Collection::Modules => self.identity.module.is_some(),
            Collection::Jobs => false,
        }
    }

    fn tree(&self) -> &Json {
        // A twin has text keys only, so it always becomes a tree.
        self.tree
            .get_or_init(|| serde_json::to_value(self.entry.print_twin(self.identity)).unwrap_or_default())
    }
}

impl Document for SearchedTwin<'_> {
    fn get(&self, path: &[Segment]) -> Option<Value<'_>> {
        match path {
            [only] if only.name() == "deviceId" => {
                Some(Value::String(Cow::Borrowed(self.identity.device.as_str())))
            }
            [only] if only.name() == "moduleId" => {
                self.identity.module.as_ref().map(|id| Value::String(Cow::Borrowed(id.as_str())))
            }
            _ => Document::get(self.tree(), path),
        }
    }

    fn json(&self, path: &[Segment]) -> Option<Json> {
        self.tree().json(path)
    }
}

impl Registry {
    /// The identities that a job's condition selects, or the reason why the job fails.
    pub(crate) fn select(&self, condition: &str) -> Result<Vec<Identity>, String> {
        let condition = Condition::parse(condition).map_err(|error| parse_failure(&error))?;
        if condition.collection() == Collection::Jobs {
            return Err("A job cannot select from devices.jobs".to_owned());
        }
        let selected = self.after(None).filter(|(identity, entry)| {
            let twin = SearchedTwin::new(identity, entry);
            twin.within(condition.collection()) && condition.matches(&twin)
        });
        Ok(selected.map(|(identity, _)| identity.clone()).collect())
    }
}

/// The text in which the real hub wraps what its parser says.
fn parse_failure(error: &iothub_query::Error) -> String {
    format!(
        "SQL query parse failed due to following errors: \n\tLine {}:{} {}: @Microsoft.Azure.Devices.DeviceManagement.\
         JobService.Orchestrations.IMultipleDevicesOrchestrationManager.QueryDevicesAsync",
        error.position.line, error.position.column, error.problem
    )
}
