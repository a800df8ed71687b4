//! One watched job: its figures at the leaves, its rows as dense bytes.
//!
//! A job may have a million rows. Their outcomes are one byte each, outside the reactive graph; only a row that is on
//! the screen has a signal, so an event costs as much as the rows it names.

use std::collections::HashMap;

use leptos::prelude::*;
use lockstep_api::{
    job::{Job, JobId, JobState},
    live::{JobSnapshot, Progress, RowChanges, RowStates},
    row::{FailureGroup, Outcome, Tally},
    time::EpochMillis,
};

use super::set_if_new;

use crate::reactive::{ArcRwSignal, RwSignal, StoredValue};

/// What is known of the rows.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct RowsKnown {
    /// Rows known to the proxy.
    pub known: u64,
    /// Devices the job targets, once the hub says.
    pub devices: Option<u64>,
    /// Seconds until all rows are known; `None` when they are.
    pub complete_in_seconds: Option<u64>,
}

/// The watched job.
#[derive(Debug, Clone, Copy)]
pub struct WatchedJob {
    id: StoredValue<Option<JobId>>,
    job: RwSignal<Option<Job>>,
    gone: RwSignal<bool>,
    tally: RwSignal<Tally>,
    groups: RwSignal<Vec<FailureGroup>>,
    rows_known: RwSignal<RowsKnown>,
    as_of: RwSignal<Option<EpochMillis>>,
    states: StoredValue<RowStates>,
    row_count: RwSignal<u32>,
    cells: StoredValue<HashMap<u32, Cell>>,
    changed: RwSignal<u64>,
    calm: StoredValue<bool>,
}

/// The signal of a row that is on the screen, and in how many places: a row that moves is shown in its new place before
/// it leaves the old one.
#[derive(Debug, Clone)]
struct Cell {
    outcome: ArcRwSignal<Outcome>,
    shown: u32,
}

/// An event with more changes than this does not flash: ten such events a second are twenty flashes.
const MOST_FLASHES: usize = 2;

impl WatchedJob {
    /// Watches nothing.
    pub fn new() -> Self {
        Self {
            id: StoredValue::new(None),
            job: RwSignal::new(None),
            gone: RwSignal::new(false),
            tally: RwSignal::new(Tally::default()),
            groups: RwSignal::new(Vec::new()),
            rows_known: RwSignal::new(RowsKnown::default()),
            as_of: RwSignal::new(None),
            states: StoredValue::new(RowStates::default()),
            row_count: RwSignal::new(0),
            cells: StoredValue::new(HashMap::new()),
            changed: RwSignal::new(0),
            calm: StoredValue::new(true),
        }
    }

    /// Watches another job, and forgets the one before.
    pub fn watch(self, id: Option<&JobId>) {
        if self.id.with_value(|old| old.as_ref() == id) {
            return;
        }
        self.id.set_value(id.cloned());
        self.job.set(None);
        self.gone.set(false);
        self.tally.set(Tally::default());
        self.groups.set(Vec::new());
        self.rows_known.set(RowsKnown::default());
        self.as_of.set(None);
        self.states.set_value(RowStates::default());
        self.row_count.set(0);
        self.cells.update_value(HashMap::clear);
    }

    /// Takes everything about the job.
    pub fn snapshot(self, snapshot: JobSnapshot) {
        if !self.watches(&snapshot.progress.job.id) {
            return;
        }
        self.cells.with_value(|cells| {
            for (index, cell) in cells {
                if let Some(outcome) = snapshot.states.get(*index as usize) {
                    cell.outcome.set_if_new(outcome);
                }
            }
        });
        set_if_new(self.row_count, count(&snapshot.states));
        self.states.set_value(snapshot.states);
        self.changed.update(|changed| *changed += 1);
        self.progress(snapshot.progress);
    }

    /// Takes where the job stands.
    pub fn progress(self, progress: Progress) {
        if !self.watches(&progress.job.id) {
            return;
        }
        set_if_new(self.gone, false);
        set_if_new(self.tally, progress.tally);
        set_if_new(self.groups, progress.groups);
        let rows_known = RowsKnown {
            known: progress.rows_known,
            devices: progress.devices,
            complete_in_seconds: progress.rows_complete_in_seconds,
        };
        set_if_new(self.rows_known, rows_known);
        set_if_new(self.as_of, Some(progress.as_of));
        set_if_new(self.job, Some(progress.job));
    }

    /// Takes rows that are new or changed.
    pub fn rows(self, changes: &RowChanges) {
        if !self.watches(&changes.job) {
            return;
        }
        self.calm.set_value(changes.changes.len() <= MOST_FLASHES);
        self.states.update_value(|states| {
            for (index, outcome) in &changes.changes {
                states.set(*index as usize, *outcome);
            }
        });
        self.cells.with_value(|cells| {
            for (index, outcome) in &changes.changes {
                if let Some(cell) = cells.get(index) {
                    cell.outcome.set_if_new(*outcome);
                }
            }
        });
        set_if_new(self.row_count, self.states.with_value(count));
        self.changed.update(|changed| *changed += 1);
    }

    /// The hub does not know the job.
    pub fn gone(self, id: &JobId) {
        if self.watches(id) {
            set_if_new(self.gone, true);
        }
    }

    /// The job, tracked; `None` until heard.
    pub fn job(self) -> Option<Job> {
        self.job.get()
    }

    /// The job without its counts, tracked: those change every second, what was ordered does not.
    pub fn uncounted(self) -> Option<Job> {
        self.job().map(|job| Job { hub_counts: None, ..job })
    }

    /// A part of the job, tracked; `None` until heard.
    pub fn job_part<T>(self, part: impl FnOnce(&Job) -> T) -> Option<T> {
        self.job.with(|job| job.as_ref().map(part))
    }

    /// False while nobody is counted, because the job waits for its start or was withdrawn before it, tracked.
    pub fn counted(self) -> bool {
        let waits = |job: &Job| {
            matches!(
                job.state,
                JobState::Waiting | JobState::Queued | JobState::Scheduled | JobState::Cancelled
            )
        };
        self.tally.with(|tally| tally.total() > 0) || !self.job_part(waits).unwrap_or(false)
    }

    /// True when the hub does not know the job, tracked.
    pub fn missing(self) -> bool {
        self.gone.get()
    }

    /// The counts, tracked.
    pub fn tally(self) -> Tally {
        self.tally.get()
    }

    /// Why devices did not succeed, tracked.
    pub fn groups(self) -> Vec<FailureGroup> {
        self.groups.get()
    }

    /// How much of the rows is known, tracked.
    pub fn rows_known(self) -> RowsKnown {
        self.rows_known.get()
    }

    /// When the hub answered, tracked.
    pub fn as_of(self) -> Option<EpochMillis> {
        self.as_of.get()
    }

    /// How many rows there are, tracked.
    pub fn row_count(self) -> u32 {
        self.row_count.get()
    }

    /// Counts the changes of rows, tracked: who reads the text of rows reads it again.
    pub fn changed(self) -> u64 {
        self.changed.get()
    }

    /// The count of changes, not tracked.
    pub fn changed_untracked(self) -> u64 {
        self.changed.get_untracked()
    }

    /// How many rows have one of these outcomes now.
    pub fn count_of(self, outcomes: &[Outcome]) -> usize {
        self.states.with_value(|states| states.iter().filter(|outcome| outcomes.contains(outcome)).count())
    }

    /// True when so little changes that a changed row may flash.
    pub fn calm(self) -> bool {
        self.calm.get_value()
    }

    /// The outcome of a row that is on the screen: a signal of its own, until the owner goes.
    pub fn row(self, index: u32, otherwise: Outcome) -> ArcRwSignal<Outcome> {
        let known = self.states.with_value(|states| states.get(index as usize)).unwrap_or(otherwise);
        let cell = self.cells.update_value(|cells| {
            let cell =
                cells.entry(index).or_insert_with(|| Cell { outcome: ArcRwSignal::new(known), shown: 0 });
            cell.shown += 1;
            cell.outcome.clone()
        });
        on_cleanup(move || {
            self.cells.update_value(|cells| {
                if let Some(cell) = cells.get_mut(&index) {
                    cell.shown -= 1;
                    if cell.shown == 0 {
                        cells.remove(&index);
                    }
                }
            });
        });
        cell.unwrap_or_else(|| ArcRwSignal::new(known))
    }

    fn watches(self, id: &JobId) -> bool {
        self.id.with_value(|watched| watched.as_ref() == Some(id))
    }
}

fn count(states: &RowStates) -> u32 {
    u32::try_from(states.len()).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests;
