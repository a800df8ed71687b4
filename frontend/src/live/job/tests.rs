use std::sync::{
    Arc,
    atomic::{AtomicUsize, Ordering},
};

use leptos::reactive::effect::ImmediateEffect;

use lockstep_api::job::{Action, JobState};

use super::*;

use crate::reactive::ArcRwSignal;

fn job(id: &str) -> Job {
    Job {
        id: JobId::listed(id),
        state: JobState::Running,
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

fn snapshot(id: &str, states: &[Outcome]) -> JobSnapshot {
    let progress = Progress {
        job: job(id),
        tally: states.iter().copied().collect(),
        devices: Some(states.len() as u64),
        rows_known: states.len() as u64,
        rows_complete_in_seconds: None,
        groups: vec![],
        as_of: EpochMillis(1),
    };
    JobSnapshot { progress, states: states.iter().copied().collect() }
}

fn watching(states: &[Outcome]) -> WatchedJob {
    let watched = WatchedJob::new();
    watched.watch(Some(&JobId::listed("a")));
    watched.snapshot(snapshot("a", states));
    watched
}

fn counted(cell: ArcRwSignal<Outcome>) -> (Arc<AtomicUsize>, ImmediateEffect) {
    let runs = Arc::new(AtomicUsize::new(0));
    let count = runs.clone();
    let effect = ImmediateEffect::new(move || {
        _ = cell.read();
        count.fetch_add(1, Ordering::Relaxed);
    });
    (runs, effect)
}

#[test]
fn an_event_wakes_only_its_own_row() {
    Owner::new().with(|| {
        let watched = watching(&[Outcome::Pending; 3]);
        let (first, _first) = counted(watched.row(0, Outcome::Pending));
        let (second, _second) = counted(watched.row(1, Outcome::Pending));
        let changes = vec![(1, Outcome::Succeeded), (2, Outcome::Failed)];
        watched.rows(&RowChanges { job: JobId::listed("a"), changes });
        assert_eq!(first.load(Ordering::Relaxed), 1);
        assert_eq!(second.load(Ordering::Relaxed), 2);
    });
}

#[test]
fn an_equal_snapshot_after_a_reconnect_wakes_no_row() {
    Owner::new().with(|| {
        let watched = watching(&[Outcome::Running, Outcome::Succeeded]);
        let (row, _row) = counted(watched.row(1, Outcome::Pending));
        watched.snapshot(snapshot("a", &[Outcome::Failed, Outcome::Succeeded]));
        assert_eq!(row.load(Ordering::Relaxed), 1);
    });
}

#[test]
fn new_rows_come_at_the_end_and_a_gap_is_not_believed() {
    Owner::new().with(|| {
        let watched = watching(&[Outcome::Pending]);
        let changes = vec![(1, Outcome::Running), (9, Outcome::Failed)];
        watched.rows(&RowChanges { job: JobId::listed("a"), changes });
        assert_eq!(watched.row_count(), 2);
        assert_eq!(watched.count_of(&[Outcome::Running, Outcome::Failed]), 1);
    });
}

#[test]
fn events_of_the_job_that_was_left_are_not_mixed_in() {
    Owner::new().with(|| {
        let watched = watching(&[Outcome::Pending]);
        watched.watch(Some(&JobId::listed("b")));
        watched.snapshot(snapshot("a", &[Outcome::Failed]));
        assert_eq!(watched.job(), None);
        assert_eq!(watched.row_count(), 0);
    });
}

#[test]
fn a_row_that_leaves_the_screen_leaves_no_signal_behind() {
    Owner::new().with(|| {
        let watched = watching(&[Outcome::Pending]);
        let screen = Owner::new();
        screen.with(|| watched.row(0, Outcome::Pending));
        assert_eq!(watched.cells.with_value(HashMap::len), 1);
        screen.cleanup();
        assert_eq!(watched.cells.with_value(HashMap::len), 0);
    });
}

#[test]
fn a_row_that_moves_to_another_place_of_the_screen_stays_live() {
    Owner::new().with(|| {
        let watched = watching(&[Outcome::Pending]);
        let (old, new) = (Owner::new(), Owner::new());
        old.with(|| watched.row(0, Outcome::Pending));
        let cell = new.with(|| watched.row(0, Outcome::Pending));
        old.cleanup();
        watched.rows(&RowChanges { job: JobId::listed("a"), changes: vec![(0, Outcome::Failed)] });
        assert_eq!(*cell.read(), Outcome::Failed);
    });
}
