//! One watched job: loops over one state.
//!
//! [`follow`] asks for the job, [`read`] reads its rows as far as the budget of queries goes, and [`publish`] tells
//! what has changed, at most ten times a second; [`keep`] archives what was made elsewhere. They share a [`Known`] and meet
//! nowhere else.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use iothub_wire::ids::JobId;
use lockstep_api::{
    cluster::Clusters,
    job::{Job, JobId as ApiJobId},
    live::LiveEvent,
    row::{Row, RowOrder, RowQuery, RowWindow},
};
use tokio::sync::{Notify, OnceCell, watch};
use tracing::error;

use super::{Filter, Guard, Rows, Tools, presence::Presence};
use crate::store::Archived;

mod follow;
mod keep;
mod known;
mod plan;
mod publish;
mod read;

use known::Known;

/// The poller of one job, and what it knows.
#[derive(Debug)]
pub(crate) struct JobWatch {
    id: JobId,
    topic: ApiJobId,
    tools: Arc<Tools>,
    presence: Arc<Presence>,
    known: Mutex<Known>,
    /// Counts what was learnt; the loops wake each other with it.
    learnt: watch::Sender<u64>,
    poked: Notify,
    clusters: OnceCell<Clusters>,
}

impl JobWatch {
    pub(super) fn new(id: JobId, tools: Arc<Tools>) -> Self {
        Self {
            topic: ApiJobId::listed(id.as_str()),
            id,
            tools,
            presence: Presence::new(),
            known: Mutex::default(),
            learnt: watch::Sender::new(0),
            poked: Notify::new(),
            clusters: OnceCell::new(),
        }
    }

    pub(crate) fn id(&self) -> &JobId {
        &self.id
    }

    /// Watches until the guard is dropped.
    pub(super) fn enter(self: &Arc<Self>) -> Guard {
        let watch = Arc::clone(self);
        self.presence.enter(&self.tools, move || Arc::clone(&watch).poll())
    }

    /// Watches for the archive until the guard is dropped.
    pub(super) fn enter_quietly(self: &Arc<Self>) -> Guard {
        let watch = Arc::clone(self);
        self.presence.enter_quietly(&self.tools, move || Arc::clone(&watch).poll())
    }

    /// Where its failures cluster, once somebody has looked.
    pub(crate) fn clusters(&self) -> &OnceCell<Clusters> {
        &self.clusters
    }

    pub(super) fn watched(&self) -> bool {
        self.presence.watched()
    }

    /// The next look is now.
    pub(crate) fn poke(&self) {
        self.poked.notify_one();
    }

    /// What is known, with the number of the last event that is in it; `None` before the first answer.
    pub(crate) fn snapshot(&self) -> Option<(u64, LiveEvent)> {
        let known = self.lock();
        let event = match known.progress(&self.tools, &self.topic) {
            Some(progress) => known.snapshot(progress),
            None if known.gone() => LiveEvent::Gone { job: self.topic.clone() },
            None => return None,
        };
        Some((self.tools.bus.latest(), event))
    }

    /// How many rows are known.
    pub(crate) fn rows_known(&self) -> u64 {
        self.lock().rows().len()
    }

    /// A window of the rows known.
    pub(crate) fn window(&self, query: &RowQuery, filter: &Filter) -> RowWindow {
        self.lock().rows().window(query, filter)
    }

    /// The next rows from an index on that pass the filter, and where to go on. Of a job that has ended every row is given,
    /// read or not yet; of one that runs what is known. `None` after the last.
    pub(crate) async fn slice(&self, from: usize, filter: &Filter) -> Option<(Vec<Row>, usize)> {
        self.until(|known| {
            let slice = known.rows().slice(from, filter);
            (slice.is_some() || !known.more_to_come()).then_some(slice)
        })
        .await
    }

    /// The places of the rows that pass the filter in an order: of a job that has ended all of them, once they are read.
    pub(crate) async fn in_order(&self, filter: &Filter, order: RowOrder) -> Vec<u32> {
        self.until(|known| (!known.more_to_come()).then(|| known.rows().in_order(filter, order))).await
    }

    /// Those of the next rows of these places from one on that pass the filter still, and the place after them; `None` after
    /// the last.
    pub(crate) fn at(&self, places: &[u32], from: usize, filter: &Filter) -> Option<(Vec<Row>, usize)> {
        self.lock().rows().at(places, from, filter)
    }

    /// Waits until there is something to show: rows, the end of reading, or that there is no such job. False for the
    /// last.
    pub(crate) async fn readable(&self) -> bool {
        self.until(|known| if known.gone() { Some(false) } else { known.readable().then_some(true) }).await
    }

    /// Waits until all of a job that has ended is known, and gives it with what is wanted of its rows.
    pub(crate) async fn ended<T>(&self, of_rows: impl Fn(&Rows) -> T) -> (Job, T) {
        self.until(|known| Some((known.finished()?.clone(), of_rows(known.rows())))).await
    }

    /// The job with all its rows, once it has ended, as it is kept.
    pub(crate) async fn to_archive(&self) -> Archived {
        let (mut job, (rows, tally)) = self.ended(|rows| (rows.to_archive(), rows.tally(None))).await;
        job.record.tally = Some(tally);
        Archived { job, rows }
    }

    /// Waits until what is known has an answer.
    async fn until<T>(&self, answer: impl Fn(&Known) -> Option<T>) -> T {
        let mut learnt = self.learnt.subscribe();
        loop {
            if let Some(answer) = answer(&self.lock()) {
                return answer;
            }
            // The sender is `self`, so the channel cannot close.
            let _ = learnt.changed().await;
        }
    }

    async fn poll(self: Arc<Self>) {
        if self.restore().await {
            tokio::join!(follow::label(&self), publish::publish(&self));
            return;
        }
        tokio::join!(follow::follow(&self), read::read(&self), publish::publish(&self), keep::keep(&self));
    }

    /// Takes the job from the archive, when it is there. True when the hub need not be asked then: who makes jobs elsewhere
    /// may use a name again.
    async fn restore(&self) -> bool {
        match self.tools.book.archived(&self.topic).await {
            Ok(Some(archived)) => {
                let ours = archived.job.record.created_by.is_some();
                self.learn(|known| known.restore(archived, self.tools.now()));
                ours
            }
            Ok(None) => false,
            Err(error) => {
                error!(error = &error as &dyn std::error::Error, "A job cannot be read from the archive");
                false
            }
        }
    }

    /// Changes what is known and wakes whoever waits for that.
    fn learn<T>(&self, change: impl FnOnce(&mut Known) -> T) -> T {
        let result = change(&mut self.lock());
        self.learnt.send_modify(|count| *count += 1);
        result
    }

    fn lock(&self) -> MutexGuard<'_, Known> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
