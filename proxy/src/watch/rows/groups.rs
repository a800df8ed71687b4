//! Why devices did not succeed.

use std::collections::HashMap;

use lockstep_api::row::{FailureGroup, Outcome, Row};

/// Groups that are told; a job whose devices fail in more ways than this is read by its rows.
const MOST_GROUPS: usize = 20;
/// Groups that are counted: devices choose their status freely.
const MOST_COUNTED: usize = 1000;
/// Characters of a sample.
const LONGEST_SAMPLE: usize = 200;

/// Devices that failed, counted by reason.
#[derive(Debug, Default)]
pub(super) struct Groups(HashMap<(Outcome, String), Group>);

#[derive(Debug)]
struct Group {
    count: u64,
    sample: String,
}

impl Groups {
    /// Counts a row, if it is one that did not succeed.
    pub(super) fn add(&mut self, row: &Row) {
        let Some(code) = code(row) else { return };
        let key = (row.outcome, code);
        if self.0.len() >= MOST_COUNTED && !self.0.contains_key(&key) {
            return;
        }
        self.0.entry(key).or_insert_with(|| Group { count: 0, sample: sample(row) }).count += 1;
    }

    /// Takes a row out again, because it has changed.
    pub(super) fn remove(&mut self, row: &Row) {
        let Some(code) = code(row) else { return };
        let key = (row.outcome, code);
        if let Some(group) = self.0.get_mut(&key) {
            group.count = group.count.saturating_sub(1);
            if group.count == 0 {
                self.0.remove(&key);
            }
        }
    }

    /// The largest groups, largest first.
    pub(super) fn largest(&self) -> Vec<FailureGroup> {
        let mut groups: Vec<_> = self
            .0
            .iter()
            .map(|((outcome, code), group)| FailureGroup {
                outcome: *outcome,
                code: code.clone(),
                count: group.count,
                sample: group.sample.clone(),
            })
            .collect();
        groups.sort_by(|a, b| b.count.cmp(&a.count).then_with(|| a.code.cmp(&b.code)));
        groups.truncate(MOST_GROUPS);
        groups
    }
}

/// The group of a row: the hub's error name, or the status that the device answered.
pub(super) fn code(row: &Row) -> Option<String> {
    match row.outcome {
        Outcome::Failed | Outcome::NotReached => {}
        Outcome::Pending | Outcome::Running | Outcome::Succeeded | Outcome::Cancelled => return None,
    }
    let error = row.error.as_ref().map(|error| error.code.clone()).filter(|code| !code.is_empty());
    Some(
        error.or_else(|| row.status.map(|status| status.to_string())).unwrap_or_else(|| "unknown".to_owned()),
    )
}

fn sample(row: &Row) -> String {
    let error = row.error.as_ref().map(|error| error.description.clone());
    let words = error.or_else(|| row.payload.as_ref().map(ToString::to_string)).unwrap_or_default();
    words.chars().take(LONGEST_SAMPLE).collect()
}
