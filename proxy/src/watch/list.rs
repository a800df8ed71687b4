//! The list of jobs, and who holds the hub's slots.

use std::{
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use iothub_client::{Client, Error, JobFilter, budget::OperationClass};
use iothub_wire::{job::JobStatus, query::PageSize};
use lockstep_api::{
    hub::Slots,
    job::{Job, JobList, JobState},
    live::LiveEvent,
};
use tokio::{sync::Notify, time::Instant};
use tracing::error;

use super::{Guard, Tools, presence::Presence};
use crate::{hub::Subject, live::Topic, translate};

/// Pages of a hundred jobs that are read.
const MOST_PAGES: usize = 10;

/// An answer this young is not asked for again.
const FRESH: Duration = Duration::from_secs(1);

/// An unchanged list is published again after so long, so that its age is known.
const REPUBLISH: Duration = Duration::from_secs(5);

/// The poller of the list.
#[derive(Debug)]
pub(crate) struct ListWatch {
    tools: Arc<Tools>,
    presence: Arc<Presence>,
    state: Mutex<Option<Known>>,
    /// How often something was done that must be in an answer which is asked for afterwards.
    done: AtomicU64,
    /// Held while the hub is asked, so that many who ask at once cost one call.
    asking: tokio::sync::Mutex<()>,
    poked: Notify,
}

#[derive(Debug)]
struct Known {
    list: JobList,
    /// Pages of the hub that it was read from.
    pages: u32,
    read_at: Instant,
    published_at: Instant,
    /// How much had been done when it was asked for.
    done: u64,
}

impl ListWatch {
    pub(super) fn new(tools: Arc<Tools>) -> Self {
        Self {
            tools,
            presence: Presence::new(),
            state: Mutex::default(),
            done: AtomicU64::new(0),
            asking: tokio::sync::Mutex::default(),
            poked: Notify::new(),
        }
    }

    /// Watches until the guard is dropped.
    pub(crate) fn enter(self: &Arc<Self>) -> Guard {
        let watch = Arc::clone(self);
        self.presence.enter(&self.tools, move || Arc::clone(&watch).poll())
    }

    /// The next look is now.
    pub(crate) fn poke(&self) {
        self.done.fetch_add(1, Ordering::SeqCst);
        self.poked.notify_one();
    }

    /// What is known, with the number of the last event that is in it. `None` as well when something was done since, and
    /// the answer that has it is on its way: a job that somebody has just ordered is not new to them a moment later.
    pub(crate) fn snapshot(&self) -> Option<(u64, LiveEvent)> {
        let (known, done) = (self.lock(), self.done.load(Ordering::SeqCst));
        let told = |known: &&Known| known.done == done || known.read_at.elapsed() > REPUBLISH;
        known
            .as_ref()
            .filter(told)
            .map(|known| (self.tools.bus.latest(), LiveEvent::Jobs(known.list.clone())))
    }

    /// How far each job of the list is that was read last, and how long ago that was.
    pub(crate) fn states(&self) -> Option<(Duration, Vec<JobState>)> {
        let known = self.lock();
        let known = known.as_ref()?;
        Some((known.read_at.elapsed(), known.list.jobs.iter().map(|job| job.state).collect()))
    }

    /// The list, not older than a second. `client` says how patiently to ask.
    ///
    /// # Errors
    /// See [`Error`].
    pub(crate) async fn read(&self, client: &Client) -> Result<JobList, Error> {
        let _asking = self.asking.lock().await;
        // Taken before the hub is asked: what is done meanwhile may not be in its answer.
        let done = self.done.load(Ordering::SeqCst);
        let fresh = |known: &&Known| known.done == done && known.read_at.elapsed() < FRESH;
        if let Some(known) = self.lock().as_ref().filter(fresh) {
            return Ok(known.list.clone());
        }
        let (list, pages) = self.tools.hub.polled(&Subject::Jobs, self.ask(client).await)?;
        self.learn(list.clone(), pages, done);
        Ok(list)
    }

    /// The list, and how many pages it took.
    async fn ask(&self, client: &Client) -> Result<(JobList, u32), Error> {
        let mut pages = 0;
        let (mut jobs, mut next) = (Vec::new(), None);
        for _ in 0..MOST_PAGES {
            let page = client.jobs(JobFilter::default(), PageSize::LARGEST, next.as_ref()).await?;
            jobs.extend(page.items.iter().filter_map(translate::job::job));
            pages += 1;
            next = page.next;
            if next.is_none() {
                break;
            }
        }
        let truncated = next.is_some();
        if truncated {
            jobs.extend(active(client).await?);
        }
        jobs.sort_by(|a: &Job, b: &Job| b.created_at.cmp(&a.created_at).then_with(|| a.id.cmp(&b.id)));
        jobs.dedup_by(|a, b| a.id == b.id);
        let held_by = jobs.iter().filter(|job| job.state.holds_slot()).map(|job| job.id.clone()).collect();
        let slots = Slots { total: self.tools.hub.job_slots(), held_by };
        let (now, rate) = (self.tools.now(), self.tools.hub.device_operations_per_second());
        let (jobs, older) = match self.tools.book.list(jobs.clone(), &slots, rate, now).await {
            Ok(listed) => listed,
            Err(error) => {
                // What the hub says is worth more than nothing.
                error!(error = &error as &dyn std::error::Error, "The list lacks what Lockstep remembers");
                (jobs, None)
            }
        };
        Ok((JobList { jobs, slots, as_of: now, truncated, older }, pages))
    }

    /// Keeps a list and publishes it when it says something new.
    fn learn(&self, list: JobList, pages: u32, done: u64) {
        let now = Instant::now();
        let mut state = self.lock();
        let known = state.as_ref();
        let news = known.is_none_or(|known| {
            // Whoever came meanwhile has no snapshot.
            known.done != done
                || known.list.jobs != list.jobs
                || known.published_at + REPUBLISH <= now
                || known.list.slots != list.slots
        });
        let published_at = known.map_or(now, |known| if news { now } else { known.published_at });
        if news {
            self.tools.bus.publish(Topic::Jobs, &LiveEvent::Jobs(list.clone()));
        }
        // A slot may be free, and there may be something to keep.
        if known.is_some_and(|known| ended(&list) != ended(&known.list)) {
            self.tools.book.job_ended();
        }
        *state = Some(Known { list, pages, read_at: now, published_at, done });
    }

    async fn poll(self: Arc<Self>) {
        let interval = self.tools.interval(OperationClass::JobOperations);
        let client = self.tools.hub.background();
        let _polling = self.tools.hub.polling(Subject::Jobs);
        loop {
            if self.read(&client).await.is_err() {
                self.tools.pause(&Subject::Jobs, interval).await;
                continue;
            }
            // A list of many pages costs as many calls.
            let pages = self.lock().as_ref().map_or(1, |known| known.pages);
            tokio::select! {
                () = tokio::time::sleep(interval.saturating_mul(pages.max(1)).max(FRESH)) => {}
                () = self.poked.notified() => {}
            }
        }
    }

    fn lock(&self) -> MutexGuard<'_, Option<Known>> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// How many of the jobs have ended.
fn ended(list: &JobList) -> usize {
    list.jobs.iter().filter(|job| job.state.ended()).count()
}

/// The jobs that hold a slot: they must not be missing where there are more jobs than are read.
async fn active(client: &Client) -> Result<Vec<Job>, Error> {
    let mut jobs = Vec::new();
    for status in [JobStatus::Queued, JobStatus::Scheduled, JobStatus::Running] {
        let filter = JobFilter { status: Some(status), ..JobFilter::default() };
        let page = client.jobs(filter, PageSize::LARGEST, None).await?;
        jobs.extend(page.items.iter().filter_map(translate::job::job));
    }
    Ok(jobs)
}
