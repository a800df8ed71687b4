//! What is known of one job.

use iothub_client::budget::OperationClass;
use iothub_wire::job::DeviceJob;
use lockstep_api::{
    job::{HubCounts, Job, JobId},
    live::{JobSnapshot, LiveEvent, Progress},
    row::Outcome,
    time::EpochMillis,
};

use crate::store::Archived;

use super::{
    super::{Tools, rows::Rows},
    plan::{Counts, Pass, Reading},
};

/// What is known of one job.
#[derive(Debug, Default)]
pub(super) struct Known {
    job: Option<Job>,
    gone: bool,
    as_of: Option<EpochMillis>,
    rows: Rows,
    reading: Reading,
    news: News,
}

/// What has not been published yet.
#[derive(Debug, Default)]
pub(super) struct News {
    /// The job was seen for the first time, or again: a snapshot is due.
    pub(super) first: bool,
    /// Job, counts, or how much is known.
    pub(super) progress: bool,
    pub(super) rows: Vec<(u32, Outcome)>,
    pub(super) gone: bool,
}

impl Known {
    /// Takes in the hub's answer for the job; `None` when it knows no such job.
    pub(super) fn job(&mut self, job: Option<Job>, as_of: EpochMillis) {
        self.as_of = Some(as_of);
        let Some(job) = job else {
            self.news.gone |= !self.gone;
            (self.gone, self.job) = (true, None);
            return;
        };
        let another = self.job.as_ref().is_some_and(|known| known.created_at != job.created_at);
        if another {
            (self.rows, self.reading) = (Rows::default(), Reading::default());
        }
        self.news.first |= another || self.job.is_none();
        self.news.progress |= self.job.as_ref() != Some(&job);
        self.gone = false;
        self.reading.job(&job);
        self.job = Some(job);
    }

    /// Takes in a job that was archived: all of it is known, and nothing more will come.
    pub(super) fn restore(&mut self, Archived { job, rows }: Archived, as_of: EpochMillis) {
        self.rows = Rows::restored(rows);
        self.reading = Reading::finished();
        self.news.first = true;
        (self.gone, self.job, self.as_of) = (false, Some(job), Some(as_of));
    }

    /// The job, once it has ended and all of it is known.
    pub(super) fn finished(&self) -> Option<&Job> {
        self.job.as_ref().filter(|job| job.state.ended() && self.reading.done())
    }

    /// The same, and nothing of it had to be given up.
    pub(super) fn whole(&self) -> Option<&Job> {
        self.finished().filter(|_| self.reading.complete())
    }

    /// Notes that a pass over the rows is begun.
    pub(super) fn begin_pass(&mut self) {
        self.reading.begin();
    }

    /// Takes in a page of rows; `last` when no page follows.
    pub(super) fn page(&mut self, pass: Pass, rows: Vec<DeviceJob>, last: bool) {
        let changes: Vec<_> = rows.into_iter().filter_map(|row| self.rows.apply(row)).collect();
        self.news.progress |= !changes.is_empty() || last;
        self.news.rows.extend(changes);
        self.reading.page(pass, last, self.counts());
    }

    /// The next pass over the rows; `None` when there is nothing to learn now.
    pub(super) fn next_pass(&self, pages_a_minute: Option<f64>) -> Option<Pass> {
        self.reading.next(self.job.as_ref()?, self.counts(), pages_a_minute)
    }

    /// Whether a pass that has begun is still of use.
    pub(super) fn worthwhile(&self, pass: Pass) -> bool {
        self.job.as_ref().is_some_and(|job| pass == Pass::Everything || !job.state.ended())
    }

    /// The hub does not know the job.
    pub(super) fn gone(&self) -> bool {
        self.gone
    }

    /// There are rows to show, or there is nothing more to read.
    pub(super) fn readable(&self) -> bool {
        self.rows.len() > 0 || self.reading.done() || self.job.as_ref().is_some_and(before_rows)
    }

    /// The job has ended, and not all of its rows have been read.
    pub(super) fn more_to_come(&self) -> bool {
        !self.gone && !self.reading.done() && self.job.as_ref().is_some_and(|job| job.state.ended())
    }

    pub(super) fn rows(&self) -> &Rows {
        &self.rows
    }

    pub(super) fn job_state(&self) -> Option<&Job> {
        self.job.as_ref()
    }

    /// What is to be published now.
    pub(super) fn take_news(&mut self) -> News {
        std::mem::take(&mut self.news)
    }

    /// Where the job stands; `None` before the first answer.
    pub(super) fn progress(&self, tools: &Tools, id: &JobId) -> Option<Progress> {
        let job = self.job.clone().map(|job| Job { id: id.clone(), ..job })?;
        let per_minute = tools.hub.per_minute(OperationClass::Queries);
        Some(Progress {
            tally: self.rows.tally(job.hub_counts),
            devices: devices(&job),
            rows_known: self.rows.len(),
            rows_complete_in_seconds: self.reading.seconds_left(&job, self.counts(), per_minute),
            groups: self.rows.groups(),
            as_of: self.as_of?,
            job,
        })
    }

    pub(super) fn snapshot(&self, progress: Progress) -> LiveEvent {
        LiveEvent::Snapshot(JobSnapshot { progress, states: self.rows.states() })
    }

    fn counts(&self) -> Counts {
        Counts {
            known: self.rows.len(),
            settled: self.rows.settled(),
            completed: self.rows.completed(),
            failed: self.rows.failed(),
        }
    }
}

/// How many devices the job targets, once the hub says.
fn devices(job: &Job) -> Option<u64> {
    job.hub_counts.map(|counts: HubCounts| counts.devices).filter(|devices| *devices > 0 || job.state.ended())
}

/// A job that has not begun has no rows.
fn before_rows(job: &Job) -> bool {
    use lockstep_api::job::JobState;
    matches!(job.state, JobState::Waiting | JobState::Queued | JobState::Scheduled)
}
