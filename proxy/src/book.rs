//! What Lockstep knows of jobs beside the hub, put together with what the hub says.
//!
//! The hub's word counts for every job that it has. The book adds what people call a job, who ordered it and what it
//! repeats, the orders that wait for a slot, and the jobs that the hub has forgotten.

use std::collections::HashMap;

use lockstep_api::{
    hub::Slots,
    job::{Job, JobId, JobRecord, JobState, OlderJobs, OlderQuery, Waits},
    problem::ProblemCode,
    time::EpochMillis,
};
use tokio::sync::{Mutex, MutexGuard, Notify, futures::Notified};
use tracing::error;

use crate::store::{Archived, JobRecord as Record, Stage, Store, StoreError};

mod expected;

use expected::{Expected, Turn};

/// Records that the list of jobs is made of, besides those that wait.
const LISTED: u32 = 1000;

/// Records of a page of older jobs.
const OLDER: u32 = 100;

/// The store, and the order in which what waits is worked off.
#[derive(Debug)]
pub(crate) struct Book {
    store: Store,
    /// Where each order that waits stood when the list was made last.
    standing: std::sync::Mutex<HashMap<JobId, Waits>>,
    /// Held while an order leaves the queue, to the hub or for ever.
    turn: Mutex<()>,
    /// An order has come, or a slot may be free.
    changed: Notify,
    /// A job has ended. One permit is kept, so that an end is not missed while another job is archived.
    ended: Notify,
}

/// The store failed: the caller is told, the reason is logged.
impl From<StoreError> for ProblemCode {
    fn from(error: StoreError) -> Self {
        error!(error = &error as &dyn std::error::Error, "The store has failed");
        Self::StoreFailing
    }
}

impl Book {
    pub(crate) fn new(store: Store) -> Self {
        Self {
            store,
            standing: std::sync::Mutex::default(),
            turn: Mutex::default(),
            changed: Notify::new(),
            ended: Notify::new(),
        }
    }

    pub(crate) fn store(&self) -> &Store {
        &self.store
    }

    /// Waits until nobody else takes an order out of the queue; nobody does before the guard is dropped.
    pub(crate) async fn turn(&self) -> MutexGuard<'_, ()> {
        self.turn.lock().await
    }

    /// Lets the queue be looked at again.
    pub(crate) fn changed(&self) {
        self.changed.notify_waiters();
    }

    /// A job was seen to have ended: it can be archived, and its slot is free.
    pub(crate) fn job_ended(&self) {
        self.ended.notify_one();
        self.changed();
    }

    /// Waits for [`Book::job_ended`].
    pub(crate) async fn until_ended(&self) {
        self.ended.notified().await;
    }

    /// Waits for [`Book::changed`] from now on, whenever it is polled first.
    pub(crate) fn until_changed(&self) -> Notified<'_> {
        self.changed.notified()
    }

    /// A job as the hub has it, with what Lockstep knows of it; or what Lockstep alone knows. `None` when neither does.
    pub(crate) async fn job(&self, id: &JobId, of_hub: Option<Job>) -> Result<Option<Job>, StoreError> {
        let Some(record) = self.store.record(id).await? else { return Ok(of_hub) };
        if let Some(job) = of_hub {
            return Ok(Some(annotated(job, &record)));
        }
        let Some(mut job) = alone(&record) else { return Ok(None) };
        if job.state == JobState::Waiting {
            let before = self.store.at_stage(&Stage::Waiting).await?;
            let position = turn_of(before.iter().position(|other| other.id == record.id).unwrap_or_default());
            let known = self.standing().get(id).cloned();
            let unknown = || Waits { position, expected_at: None, latest_at: None, held_by: Vec::new() };
            job.record.waits = Some(known.map_or_else(unknown, |known| Waits { position, ..known }));
        }
        Ok(Some(job))
    }

    /// A job that the hub need not be asked for: it waits, came to nothing, or is archived. One that was made elsewhere is
    /// not among them: who made it may have used its name again.
    pub(crate) async fn without_hub(&self, id: &JobId) -> Result<Option<Job>, StoreError> {
        let job = self.job(id, None).await?;
        Ok(job.filter(|job| !job.record.archived || job.record.created_by.is_some()))
    }

    fn standing(&self) -> std::sync::MutexGuard<'_, HashMap<JobId, Waits>> {
        // Nothing that is done under the lock can be left half done.
        self.standing.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
    }

    /// A job that has ended, with all its rows, as it was archived.
    pub(crate) async fn archived(&self, id: &JobId) -> Result<Option<Archived>, StoreError> {
        let Some(record) = self.store.record(id).await?.filter(|record| record.archived.is_some()) else {
            return Ok(None);
        };
        let archived = self.store.archived(id).await?;
        Ok(archived.map(|archived| Archived { job: annotated(archived.job, &record), ..archived }))
    }

    /// Jobs that Lockstep keeps and that come after a place in the list.
    pub(crate) async fn older(&self, than: &OlderQuery) -> Result<OlderJobs, StoreError> {
        let records = self.store.records(Some(than), OLDER).await?;
        Ok(OlderJobs { jobs: records.iter().filter_map(alone).collect(), next: after(&records, OLDER) })
    }

    /// The list of jobs: the hub's, those that wait for a slot, and those that the hub has forgotten; newest first. With
    /// it, where to go on when more are kept.
    pub(crate) async fn list(
        &self,
        of_hub: Vec<Job>,
        slots: &Slots,
        rate: f64,
        now: EpochMillis,
    ) -> Result<(Vec<Job>, Option<OlderQuery>), StoreError> {
        let mut records = self.store.records(None, LISTED).await?;
        let older = after(&records, LISTED);
        let waiting = self.store.at_stage(&Stage::Waiting).await?;
        records
            .extend(waiting.iter().filter(|record| !records.contains(record)).cloned().collect::<Vec<_>>());
        let mut records: HashMap<JobId, Record> =
            records.into_iter().map(|record| (record.id.clone(), record)).collect();
        let annotate = |job: Job| match records.remove(&job.id) {
            Some(record) => annotated(job, &record),
            None => job,
        };
        let mut jobs: Vec<Job> = of_hub.into_iter().map(annotate).collect();
        let turns: Vec<_> = waiting.iter().map(turn).collect();
        let expected = expected::starts(&jobs, slots, rate, now, &turns);
        let mut standing = HashMap::new();
        for (position, record) in waiting.iter().enumerate() {
            // What the hub has by now waits no more.
            let Some(mut job) = records.remove(&record.id).as_ref().and_then(alone) else { continue };
            let Expected { expected_at, latest_at } = expected.get(position).copied().unwrap_or_default();
            let (position, held_by) = (turn_of(position), slots.held_by.clone());
            let waits = Waits { position, expected_at, latest_at, held_by };
            standing.insert(job.id.clone(), waits.clone());
            job.record.waits = Some(waits);
            jobs.push(job);
        }
        *self.standing() = standing;
        jobs.extend(records.values().filter_map(alone));
        jobs.sort_by(|a, b| b.created_at.cmp(&a.created_at).then_with(|| a.id.cmp(&b.id)));
        Ok((jobs, older))
    }
}

/// The place after a page of records; `None` when it is not full.
fn after(records: &[Record], most: u32) -> Option<OlderQuery> {
    let last = records.last().filter(|_| records.len() >= most as usize)?;
    Some(OlderQuery { before: last.created_at, id: last.id.clone() })
}

/// What is known of an order whose turn comes.
fn turn(record: &Record) -> Turn {
    let order = record.order.as_ref().map(|(order, _)| order);
    Turn {
        planned_at: order.and_then(|order| order.start_at),
        window_seconds: order.map(|order| order.max_execution_seconds),
    }
}

fn turn_of(position: usize) -> u32 {
    u32::try_from(position).unwrap_or(u32::MAX).saturating_add(1)
}

/// The hub's job with what Lockstep knows of it.
fn annotated(job: Job, record: &Record) -> Job {
    let planned = record.order.as_ref().and_then(|(order, _)| order.start_at);
    let late = planned.filter(|planned| job.start_at.is_some_and(|start| start > *planned));
    let mut known = JobRecord { planned_start_at: late, ..noted(record) };
    // Another job by the name of the one that is archived.
    if record.archived.as_ref().is_some_and(|archived| archived.created_at != job.created_at) {
        (known.archived, known.tally) = (false, None);
    }
    Job { record: known, ..job }
}

/// The job that the hub does not have: one that waits, came to nothing, or is archived.
fn alone(record: &Record) -> Option<Job> {
    if let Some(job) = &record.archived {
        return Some(annotated(job.clone(), record));
    }
    let (order, stage) = record.order.as_ref()?;
    let (state, refused) = match stage {
        Stage::Waiting => (JobState::Waiting, None),
        Stage::Withdrawn => (JobState::Cancelled, None),
        Stage::Refused(problem) => (JobState::Failed, Some(Box::new(problem.clone()))),
        // The hub knows, or nobody.
        Stage::Submitting | Stage::Submitted => return None,
    };
    Some(Job {
        id: record.id.clone(),
        state,
        action: order.action.clone(),
        condition: Some(order.condition.clone()),
        created_at: Some(record.created_at),
        start_at: order.start_at,
        ended_at: if state == JobState::Waiting { None } else { record.left_queue_at },
        max_execution_seconds: Some(order.max_execution_seconds),
        failure_reason: None,
        hub_counts: None,
        record: JobRecord { refused, ..noted(record) },
    })
}

fn noted(record: &Record) -> JobRecord {
    let order = record.order.as_ref().map(|(order, _)| order);
    JobRecord {
        name: record.name.clone(),
        note: record.note.clone(),
        created_by: record.created_by.clone(),
        repeats: order.and_then(|order| order.repeats.clone()),
        part: order.and_then(|order| order.part.clone()),
        left_queue_at: record.left_queue_at,
        tally: record.archived.as_ref().and_then(|job| job.record.tally),
        archived: record.archived.is_some(),
        ..JobRecord::default()
    }
}

#[cfg(test)]
mod tests {
    use lockstep_api::job::{Action, JobOrder};

    use super::*;
    use crate::store::StateSource;

    #[tokio::test]
    async fn a_list_that_is_full_says_so_and_goes_on_where_it_ends() {
        let book = Book::new(Store::open(&StateSource::Memory).await.unwrap());
        let action = Action::Twin { desired: None, tags: serde_json::json!({"a": 1}).as_object().cloned() };
        let order = JobOrder::new(action, "*", 60);
        for at in 0..i64::from(LISTED) + 150 {
            let (id, at) = (JobId::listed(format!("job-{at:04}")), EpochMillis(at));
            book.store.begin(&id, &order, &Stage::Withdrawn, "operator", at).await.unwrap();
        }
        let slots = Slots { total: 1, held_by: vec![] };
        let (jobs, older) = book.list(vec![], &slots, 1.0, EpochMillis(0)).await.unwrap();
        assert_eq!(jobs.len(), LISTED as usize);
        let first = book.older(&older.unwrap()).await.unwrap();
        assert_eq!((first.jobs.len(), first.jobs[0].id.as_str()), (100, "job-0149"));
        let second = book.older(&first.next.unwrap()).await.unwrap();
        assert_eq!((second.jobs.len(), second.next), (50, None));
    }
}
