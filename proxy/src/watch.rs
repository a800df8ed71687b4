//! Pollers: one for each watched thing, whoever watches.
//!
//! IoT Hub pushes nothing about jobs, so somebody has to ask. A thing is polled while anybody watches it and for a
//! short grace after that; a hundred browsers on one job cost the hub what one costs. What was read stays in memory
//! for the next visitor, for a bounded number of jobs.

use std::{
    collections::VecDeque,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use iothub_client::{budget::OperationClass, environment::Environment};
use iothub_wire::ids::JobId;
use lockstep_api::time::EpochMillis;
use tokio_util::{sync::CancellationToken, task::TaskTracker};

use crate::{book::Book, hub::Hub, live::Bus};

pub(crate) mod job;
pub(crate) mod list;
mod pace;
mod presence;
mod rows;

use job::JobWatch;
use list::ListWatch;
pub use pace::Pace;
pub(crate) use presence::Guard;
pub(crate) use rows::{Filter, Rows};

/// Jobs whose rows are kept, watched or not. Watched ones are never dropped.
const KEPT_JOBS: usize = 16;

/// What every poller needs.
#[derive(Debug)]
pub(crate) struct Tools {
    pub(crate) hub: Arc<Hub>,
    pub(crate) bus: Arc<Bus>,
    pub(crate) book: Arc<Book>,
    pub(crate) environment: Arc<dyn Environment>,
    pub(crate) pace: Pace,
    pub(crate) shutdown: CancellationToken,
    pub(crate) tasks: TaskTracker,
}

impl Tools {
    pub(crate) fn now(&self) -> EpochMillis {
        EpochMillis(self.environment.now().unix_millis())
    }
}

/// All pollers.
#[derive(Debug)]
pub(crate) struct Watches {
    pub(crate) list: Arc<ListWatch>,
    tools: Arc<Tools>,
    /// The one used last stands last.
    jobs: Mutex<VecDeque<Arc<JobWatch>>>,
}

impl Watches {
    pub(crate) fn new(tools: Arc<Tools>) -> Self {
        Self { list: Arc::new(ListWatch::new(Arc::clone(&tools))), tools, jobs: Mutex::default() }
    }

    /// What the pollers share.
    #[cfg(test)]
    pub(crate) fn tools(&self) -> &Arc<Tools> {
        &self.tools
    }

    /// How fast pollers go.
    pub(crate) fn pace(&self) -> Pace {
        self.tools.pace
    }

    /// How often something of a class may be polled.
    pub(crate) fn interval(&self, class: OperationClass) -> Duration {
        self.tools.interval(class)
    }

    /// Watches a job until the guard is dropped.
    pub(crate) fn job(&self, id: &JobId) -> (Arc<JobWatch>, Guard) {
        self.enter(id, JobWatch::enter)
    }

    /// Watches a job for the archive: while nobody else does, its rows are read from half of the budget.
    pub(crate) fn job_quietly(&self, id: &JobId) -> (Arc<JobWatch>, Guard) {
        self.enter(id, JobWatch::enter_quietly)
    }

    fn enter(&self, id: &JobId, enter: fn(&Arc<JobWatch>) -> Guard) -> (Arc<JobWatch>, Guard) {
        let mut jobs = self.lock();
        let known = jobs.iter().position(|watch| watch.id() == id).and_then(|place| jobs.remove(place));
        let watch = known.unwrap_or_else(|| Arc::new(JobWatch::new(id.clone(), Arc::clone(&self.tools))));
        let guard = enter(&watch);
        jobs.push_back(Arc::clone(&watch));
        if jobs.len() > KEPT_JOBS
            && let Some(idle) = jobs.iter().position(|watch| !watch.watched())
        {
            jobs.remove(idle);
        }
        (watch, guard)
    }

    /// Something was done to a job here: those who watch it need not wait for the next turn.
    pub(crate) fn poke(&self, id: &JobId) {
        self.list.poke();
        if let Some(watch) = self.lock().iter().find(|watch| watch.id() == id) {
            watch.poke();
        }
    }

    /// The same for a job by Lockstep's id.
    pub(crate) fn poke_known(&self, id: &lockstep_api::job::JobId) {
        if let Ok(id) = JobId::lax(id.as_str()) {
            self.poke(&id);
        }
    }

    fn lock(&self) -> MutexGuard<'_, VecDeque<Arc<JobWatch>>> {
        self.jobs.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
