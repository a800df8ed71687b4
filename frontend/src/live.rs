//! What the stream says, held so that one change wakes one place of the page.

pub mod job;
pub mod jobs;

use leptos::prelude::*;
use lockstep_api::{
    hub::HubHealth,
    live::{LiveEvent, LiveQuery},
    time::EpochMillis,
};

use self::{job::WatchedJob, jobs::JobsModel};

use crate::reactive::RwSignal;

/// Everything that is live.
#[derive(Debug, Clone, Copy)]
pub struct Live {
    health: RwSignal<Option<HubHealth>>,
    heard_at: RwSignal<Option<EpochMillis>>,
    /// The list of jobs and the slots.
    pub jobs: JobsModel,
    /// The job whose page is open.
    pub job: WatchedJob,
}

impl Live {
    /// Knows nothing yet.
    pub fn new() -> Self {
        Self {
            health: RwSignal::new(None),
            heard_at: RwSignal::new(None),
            jobs: JobsModel::new(),
            job: WatchedJob::new(),
        }
    }

    /// How the hub is doing, tracked; `None` until heard.
    pub fn health(self) -> Option<HubHealth> {
        self.health.get()
    }

    /// When an event came last, tracked.
    pub fn heard_at(self) -> Option<EpochMillis> {
        self.heard_at.get()
    }

    /// Forgets what belonged to another page.
    pub fn watch(self, query: &LiveQuery) {
        self.job.watch(query.job.as_ref());
    }

    /// Takes one event.
    pub fn apply(self, event: LiveEvent, now: EpochMillis) {
        self.heard_at.set(Some(now));
        match event {
            LiveEvent::Hub(health) => set_if_new(self.health, Some(health)),
            LiveEvent::Jobs(list) => self.jobs.apply(list),
            LiveEvent::Snapshot(snapshot) => self.job.snapshot(snapshot),
            LiveEvent::Progress(progress) => self.job.progress(progress),
            LiveEvent::Rows(changes) => self.job.rows(&changes),
            LiveEvent::Gone { job } => self.job.gone(&job),
            // A fresh snapshot follows the first, and the feed knows the second.
            LiveEvent::Heartbeat {} | LiveEvent::Lagged { .. } | LiveEvent::Ended { .. } => {}
        }
    }
}

/// The live model of the app.
pub fn live() -> Live {
    use_context().unwrap_or_else(Live::new)
}

/// Writes a signal only when the value differs, so that equal news wake nobody.
pub fn set_if_new<T: PartialEq + Send + Sync + 'static>(signal: RwSignal<T>, value: T) {
    if signal.with_untracked(|old| *old != value) {
        signal.set(value);
    }
}
