//! Asking twins whether a condition holds.

use std::borrow::Cow;
use std::cell::{Cell, OnceCell};

use iothub_query::ast::{Collection, Expression, Segment};
use iothub_query::{Condition, Document, Value};
use serde_json::Value as Json;

use super::Registry;
use super::entry::TwinParts;
use crate::hub::scan::{SLICE, Slice};
use crate::identity::Identity;

/// A twin taken out of the registry to be searched. Its ids are there at once; the rest is read from its text when first
/// asked for.
#[derive(Debug)]
pub(crate) struct SearchedTwin {
    pub(crate) identity: Identity,
    parts: TwinParts,
    tree: OnceCell<Json>,
}

/// A twin of which only the ids are looked at.
#[derive(Debug)]
pub(crate) struct Ids<'a> {
    identity: &'a Identity,
    /// Something else was asked for.
    insufficient: Cell<bool>,
}

impl SearchedTwin {
    fn tree(&self) -> &Json {
        // A twin has text keys only, so it always becomes a tree.
        self.tree.get_or_init(|| serde_json::to_value(self.parts.print()).unwrap_or_default())
    }
}

impl Document for SearchedTwin {
    fn get(&self, path: &[Segment]) -> Option<Value<'_>> {
        match id(&self.identity, path) {
            Some(id) => id,
            None => Document::get(self.tree(), path),
        }
    }

    fn json(&self, path: &[Segment]) -> Option<Json> {
        self.tree().json(path)
    }
}

impl Document for Ids<'_> {
    fn get(&self, path: &[Segment]) -> Option<Value<'_>> {
        id(self.identity, path).unwrap_or_else(|| {
            self.insufficient.set(true);
            None
        })
    }

    fn json(&self, _: &[Segment]) -> Option<Json> {
        self.insufficient.set(true);
        None
    }
}

/// The id at a path, if it is that of one; a device has no module id.
fn id<'a>(identity: &'a Identity, path: &[Segment]) -> Option<Option<Value<'a>>> {
    let [only] = path else { return None };
    let text = match only.name() {
        "deviceId" => Some(identity.device.as_str()),
        "moduleId" => identity.module.as_ref().map(|id| id.as_str()),
        _ => return None,
    };
    Some(text.map(|text| Value::String(Cow::Borrowed(text))))
}

/// Tells of identities whether a condition can hold for their twins, before these are read; `holds` asks the condition,
/// whose `filter` is looked through for ids.
pub(crate) fn possible<'a>(
    filter: Option<&Expression>,
    holds: impl Fn(&Ids<'_>) -> bool + Copy + 'a,
) -> impl Fn(&Identity) -> bool + Copy + 'a {
    let paths = filter.map(Expression::paths).unwrap_or_default();
    let asks_for_ids = paths
        .iter()
        .any(|path| matches!(path.attribute(), [only] if matches!(only.name(), "deviceId" | "moduleId")));
    move |identity| {
        let ids = Ids { identity, insufficient: Cell::new(false) };
        !asks_for_ids || holds(&ids) || ids.insufficient.get()
    }
}

impl Registry {
    /// The twins of a collection among the next entries after `last`, which moves on; those that `possible` rules out are
    /// left where they are.
    pub(crate) fn slice(
        &self,
        collection: Collection,
        last: &mut Option<Identity>,
        possible: impl Fn(&Identity) -> bool,
    ) -> Slice<SearchedTwin> {
        let entries: Vec<_> = self.after(last.as_ref()).take(SLICE).collect();
        let more = entries.len() == SLICE;
        let next = entries.last().map(|(identity, _)| (*identity).clone());
        let searched = entries.into_iter().filter(|(identity, _)| match collection {
            Collection::Devices => identity.module.is_none() && possible(identity),
            Collection::Modules => identity.module.is_some() && possible(identity),
            Collection::Jobs => false,
        });
        let twins = searched.map(|(identity, entry)| SearchedTwin {
            identity: identity.clone(),
            parts: entry.twin_parts(identity),
            tree: OnceCell::new(),
        });
        let items = twins.collect();
        *last = next;
        Slice { items, more }
    }
}

/// The condition of a job, or the reason why the job fails.
pub(crate) fn job_condition(text: &str) -> Result<Condition, String> {
    let condition = Condition::parse(text).map_err(|error| parse_failure(&error))?;
    if condition.collection() == Collection::Jobs {
        return Err("A job cannot select from devices.jobs".to_owned());
    }
    Ok(condition)
}

/// The text in which the real hub wraps what its parser says.
fn parse_failure(error: &iothub_query::Error) -> String {
    format!(
        "SQL query parse failed due to following errors: \n\tLine {}:{} {}: @Microsoft.Azure.Devices.DeviceManagement.\
         JobService.Orchestrations.IMultipleDevicesOrchestrationManager.QueryDevicesAsync",
        error.position.line, error.position.column, error.problem
    )
}
