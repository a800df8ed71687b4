//! The rows of one job, in the order in which they were first seen.

use std::collections::HashMap;

use iothub_wire::job::{DeviceJob, DeviceJobStatus};
use lockstep_api::{
    job::{HubCounts, Target},
    live::RowStates,
    row::{FailureGroup, Outcome, Row, Tally},
};

use crate::{store::ArchivedRow, translate};

mod groups;
mod window;

use groups::Groups;
pub(crate) use window::Filter;

/// The rows known.
#[derive(Debug, Default)]
pub(crate) struct Rows {
    entries: Vec<Entry>,
    places: HashMap<Box<str>, u32>,
    counts: Counts,
}

/// A row as it is shown, with the hub's own word for it.
#[derive(Debug)]
struct Entry {
    row: Row,
    status: DeviceJobStatus,
}

/// The rows, counted.
#[derive(Debug, Default)]
struct Counts {
    tally: Tally,
    /// How many the hub calls `completed` and `failed`.
    completed: u64,
    failed: u64,
    groups: Groups,
}

impl Rows {
    /// Takes in a row as the hub has it; the place and outcome when it is new or its outcome has changed.
    pub(crate) fn apply(&mut self, row: DeviceJob) -> Option<(u32, Outcome)> {
        let module = row.module_id.as_ref().map(|module| module.as_str());
        let (key, status) = (key(row.device_id.as_str(), module), row.status);
        let known = self.places.get(key.as_str()).copied();
        // The contract counts rows in 32 bits, and a hub has a million devices.
        let index = known.or_else(|| u32::try_from(self.entries.len()).ok())?;
        let new = Entry { row: translate::row::row(index, row), status };
        let outcome = new.row.outcome;
        let Some(old) = self.entries.get_mut(index as usize) else {
            self.places.insert(key.into_boxed_str(), index);
            self.counts.add(&new);
            self.entries.push(new);
            return Some((index, outcome));
        };
        // The hub's answers are not all of one moment: an older one must not undo an end.
        if old.row.outcome.settled() && !outcome.settled() {
            return None;
        }
        self.counts.remove(old);
        self.counts.add(&new);
        let changed = old.row.outcome != outcome;
        *old = new;
        changed.then_some((index, outcome))
    }

    /// The rows of a job that was archived.
    pub(crate) fn restored(archived: Vec<ArchivedRow>) -> Self {
        let mut rows = Self::default();
        for ArchivedRow { row, status } in archived {
            let key = key(&row.device, row.module.as_deref());
            let Ok(index) = u32::try_from(rows.entries.len()) else { break };
            let entry = Entry { row: Row { index, ..row }, status };
            rows.places.insert(key.into_boxed_str(), index);
            rows.counts.add(&entry);
            rows.entries.push(entry);
        }
        rows
    }

    /// Every row, to be archived.
    pub(crate) fn to_archive(&self) -> Vec<ArchivedRow> {
        let archived = |entry: &Entry| ArchivedRow { row: entry.row.clone(), status: entry.status };
        self.entries.iter().map(archived).collect()
    }

    /// The devices and modules of an outcome, all of them or those of one failure group.
    pub(crate) fn targets(&self, outcome: Outcome, code: Option<&str>) -> Vec<Target> {
        let of_group = |row: &&Row| code.is_none_or(|code| groups::code(row).as_deref() == Some(code));
        let rows = self.entries.iter().map(|entry| &entry.row).filter(|row| row.outcome == outcome);
        rows.filter(of_group)
            .map(|row| Target { device: row.device.clone(), module: row.module.clone() })
            .collect()
    }

    /// How many rows are known.
    pub(crate) fn len(&self) -> u64 {
        self.entries.len() as u64
    }

    /// Rows that nothing more will happen to.
    pub(crate) fn settled(&self) -> u64 {
        self.counts.tally.settled()
    }

    /// Rows that the hub calls `completed`.
    pub(crate) fn completed(&self) -> u64 {
        self.counts.completed
    }

    /// Rows that the hub calls `failed`.
    pub(crate) fn failed(&self) -> u64 {
        self.counts.failed
    }

    /// Why devices did not succeed, largest first.
    pub(crate) fn groups(&self) -> Vec<FailureGroup> {
        self.counts.groups.largest()
    }

    /// The outcome of every row.
    pub(crate) fn states(&self) -> RowStates {
        self.entries.iter().map(|entry| entry.row.outcome).collect()
    }

    /// Outcomes over the rows known, filled up from the hub's counts: what has ended is counted by the rows as far as
    /// they are known, what has not ended is the hub's to say, because its counts are newer than the rows.
    pub(crate) fn tally(&self, counts: Option<HubCounts>) -> Tally {
        let Some(counts) = counts.filter(|counts| counts.devices > 0) else { return self.counts.tally };
        let mut tally = self.counts.tally;
        tally.succeeded += counts.succeeded.saturating_sub(self.counts.completed);
        tally.failed += counts.failed.saturating_sub(self.counts.failed);
        let open = counts.devices.saturating_sub(tally.settled());
        tally.running = counts.running.min(open);
        tally.pending = open - tally.running;
        tally
    }
}

impl Counts {
    fn add(&mut self, Entry { row, status }: &Entry) {
        *self.tally.of_mut(row.outcome) += 1;
        self.groups.add(row);
        if let Some(count) = self.by_hub(*status) {
            *count += 1;
        }
    }

    fn remove(&mut self, Entry { row, status }: &Entry) {
        let tally = self.tally.of_mut(row.outcome);
        *tally = tally.saturating_sub(1);
        self.groups.remove(row);
        if let Some(count) = self.by_hub(*status) {
            *count = count.saturating_sub(1);
        }
    }

    fn by_hub(&mut self, status: DeviceJobStatus) -> Option<&mut u64> {
        match status {
            DeviceJobStatus::Completed => Some(&mut self.completed),
            DeviceJobStatus::Failed => Some(&mut self.failed),
            DeviceJobStatus::Pending
            | DeviceJobStatus::Scheduled
            | DeviceJobStatus::Running
            | DeviceJobStatus::Canceled => None,
        }
    }
}

/// What tells one row of a job from another.
fn key(device: &str, module: Option<&str>) -> String {
    module.map_or_else(|| device.to_owned(), |module| format!("{device}/{module}"))
}

#[cfg(test)]
mod tests;
