//! The list of jobs: one cell per job, and an order that changes only when the person lets it.

use std::collections::HashMap;

use lockstep_api::{
    hub::Slots,
    job::{Job, JobId, JobList, JobState, OlderQuery},
    time::EpochMillis,
};

use super::set_if_new;

use crate::reactive::{ArcRwSignal, RwSignal, StoredValue};

/// The list of jobs, live.
#[derive(Debug, Clone, Copy)]
pub struct JobsModel {
    cells: StoredValue<HashMap<JobId, ArcRwSignal<Job>>>,
    known: RwSignal<Vec<JobId>>,
    shown: RwSignal<Vec<JobId>>,
    slots: RwSignal<Option<Slots>>,
    as_of: RwSignal<Option<EpochMillis>>,
    truncated: RwSignal<bool>,
    older: RwSignal<Option<OlderQuery>>,
    // Nobody has read the list yet, so nothing can jump: the next one is shown whole.
    unread: StoredValue<bool>,
}

impl JobsModel {
    /// Knows nothing yet.
    pub fn new() -> Self {
        Self {
            cells: StoredValue::new(HashMap::new()),
            known: RwSignal::new(Vec::new()),
            shown: RwSignal::new(Vec::new()),
            slots: RwSignal::new(None),
            as_of: RwSignal::new(None),
            truncated: RwSignal::new(false),
            older: RwSignal::new(None),
            unread: StoredValue::new(true),
        }
    }

    /// The list is followed from now on: what comes next is shown whole, since what is known may be old.
    pub fn follow(self) {
        self.unread.set_value(true);
    }

    /// The list is looked at from now on: what is known is shown.
    pub fn open(self) {
        set_if_new(self.shown, self.known.get_untracked());
    }

    /// Takes the whole list: values change in place, new jobs wait until [`JobsModel::show_newer`].
    pub fn apply(self, list: JobList) {
        let known: Vec<_> = list.jobs.iter().map(|job| job.id.clone()).collect();
        self.cells.update_value(|cells| {
            cells.retain(|id, _| known.contains(id));
            for job in list.jobs {
                match cells.get(&job.id) {
                    Some(cell) => cell.set_if_new(job),
                    None => _ = cells.insert(job.id.clone(), ArcRwSignal::new(job)),
                }
            }
        });
        let unread = self.unread.get_value();
        self.unread.set_value(false);
        let shown = self.shown.get_untracked();
        let kept: Vec<_> = if unread { known.clone() } else { kept_in_place(&shown, &known) };
        set_if_new(self.known, known);
        set_if_new(self.shown, kept);
        set_if_new(self.slots, Some(list.slots));
        set_if_new(self.truncated, list.truncated);
        set_if_new(self.older, list.older);
        set_if_new(self.as_of, Some(list.as_of));
    }

    /// Lets the new jobs in.
    pub fn show_newer(self) {
        self.shown.set(self.known.get_untracked());
    }

    /// The jobs in the order on the page, tracked.
    pub fn shown(self) -> Vec<JobId> {
        self.shown.get()
    }

    /// How many jobs that pass wait to be let in, tracked.
    pub fn newer(self, passes: impl Fn(&Job) -> bool) -> usize {
        let passes = |id: &JobId| self.cell(id).is_some_and(|job| passes(&job.read()));
        self.known.with(|known| {
            self.shown.with(|shown| known.iter().filter(|id| !shown.contains(id) && passes(id)).count())
        })
    }

    /// The cell of one job; `None` once the hub no longer lists it.
    pub fn cell(self, id: &JobId) -> Option<ArcRwSignal<Job>> {
        self.cells.with_value(|cells| cells.get(id).cloned())
    }

    /// How many jobs wait for a slot, tracked.
    pub fn waiting(self) -> u64 {
        let waits = |id: &&JobId| self.cell(id).is_some_and(|job| job.read().state == JobState::Waiting);
        self.known.with(|known| known.iter().filter(waits).count() as u64)
    }

    /// Who holds the slots, tracked; `None` until heard.
    pub fn slots(self) -> Option<Slots> {
        self.slots.get()
    }

    /// Whether a job that is ordered now waits for a slot, as far as is known; tracked.
    pub fn would_wait(self) -> bool {
        self.waiting() > 0 || self.slots().is_some_and(|slots| slots.full())
    }

    /// When the hub answered, tracked; `None` until heard.
    pub fn as_of(self) -> Option<EpochMillis> {
        self.as_of.get()
    }

    /// True once the list was heard, not tracked.
    pub fn known(self) -> bool {
        self.as_of.with_untracked(Option::is_some)
    }

    /// Where to go on, when Lockstep keeps more jobs than the list, tracked.
    pub fn older(self) -> Option<OlderQuery> {
        self.older.get()
    }

    /// True when the hub has more jobs than the list, tracked.
    pub fn truncated(self) -> bool {
        self.truncated.get()
    }
}

/// What is on the page stays where it is, as long as the hub lists it.
fn kept_in_place(shown: &[JobId], known: &[JobId]) -> Vec<JobId> {
    shown.iter().filter(|id| known.contains(id)).cloned().collect()
}

#[cfg(test)]
mod tests {
    use std::sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    };

    use leptos::{prelude::Owner, reactive::effect::ImmediateEffect};
    use lockstep_api::job::Action;

    use super::*;

    fn job(id: &str, state: JobState) -> Job {
        Job {
            id: JobId::listed(id),
            state,
            action: Action::Other { name: "export".to_owned() },
            condition: None,
            created_at: None,
            start_at: None,
            ended_at: None,
            max_execution_seconds: None,
            failure_reason: None,
            hub_counts: None,
            record: lockstep_api::job::JobRecord::default(),
        }
    }

    fn list(jobs: Vec<Job>, as_of: i64) -> JobList {
        let slots = Slots { total: 1, held_by: vec![] };
        JobList { jobs, slots, as_of: EpochMillis(as_of), truncated: false, older: None }
    }

    #[test]
    fn a_new_job_waits_and_does_not_push_the_others_down() {
        Owner::new().with(|| {
            let model = JobsModel::new();
            model.apply(list(vec![job("b", JobState::Running)], 1));
            model.apply(list(vec![job("a", JobState::Queued), job("b", JobState::Running)], 2));
            assert_eq!(model.shown(), [JobId::listed("b")]);
            assert_eq!(model.newer(|_| true), 1);
            model.show_newer();
            assert_eq!(model.shown(), [JobId::listed("a"), JobId::listed("b")]);
            assert_eq!(model.newer(|_| true), 0);
        });
    }

    #[test]
    fn a_page_that_is_opened_shows_what_is_known_and_what_comes_first() {
        Owner::new().with(|| {
            let model = JobsModel::new();
            model.apply(list(vec![job("c", JobState::Running)], 1));
            model.apply(list(vec![job("b", JobState::Queued), job("c", JobState::Running)], 2));
            model.follow();
            model.open();
            assert_eq!(model.shown(), [JobId::listed("b"), JobId::listed("c")]);
            let jobs = ["a", "b", "c"].map(|id| job(id, JobState::Running));
            model.apply(list(jobs.to_vec(), 3));
            assert_eq!((model.shown().len(), model.newer(|_| true)), (3, 0));
            model.apply(list([&[job("0", JobState::Queued)], &jobs[..]].concat(), 4));
            assert_eq!((model.shown().len(), model.newer(|_| true)), (3, 1));
        });
    }

    #[test]
    fn a_list_that_came_before_its_page_counts_as_read() {
        Owner::new().with(|| {
            let model = JobsModel::new();
            model.follow();
            model.apply(list(vec![job("b", JobState::Running)], 1));
            model.open();
            model.apply(list(vec![job("a", JobState::Queued), job("b", JobState::Running)], 2));
            assert_eq!((model.shown().len(), model.newer(|_| true)), (1, 1));
        });
    }

    #[test]
    fn a_change_of_one_job_wakes_its_own_row_only() {
        Owner::new().with(|| {
            let model = JobsModel::new();
            model.apply(list(vec![job("a", JobState::Running), job("b", JobState::Running)], 1));
            let woken = ["a", "b"].map(|id| {
                let woken = Arc::new(AtomicUsize::new(0));
                let (cell, count) = (model.cell(&JobId::listed(id)).unwrap(), woken.clone());
                let effect = ImmediateEffect::new(move || {
                    _ = cell.read();
                    count.fetch_add(1, Ordering::Relaxed);
                });
                (woken, effect)
            });
            model.apply(list(vec![job("a", JobState::Completed), job("b", JobState::Running)], 2));
            assert_eq!(woken[0].0.load(Ordering::Relaxed), 2);
            assert_eq!(woken[1].0.load(Ordering::Relaxed), 1);
        });
    }
}
