//! Which rows to read next: pure, so that it can be tested without a hub.
//!
//! `devices.jobs` cannot be asked for what has changed, only by status, and a hub below S3 answers 20 queries of a
//! hundred rows a minute. So: the rows of a small job are read over and over while it runs; of a large one only those
//! that are told to have ended, failed ones first. When the job has ended, everything is read once.

use lockstep_api::job::{HubCounts, Job, JobState};

/// Rows on a page.
const PAGE: u64 = 100;
/// A pass over all rows of a running job may take this part of a minute's pages.
const SMALL_PART: f64 = 1.0 / 6.0;
/// Pages that a small job has at most, whatever the limits.
const SMALL_PAGES: u64 = 200;
/// How often everything is read again because the rows lag behind the job.
const MOST_LAST_PASSES: u32 = 10;

/// What one pass over the rows asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Pass {
    /// Rows that failed.
    Failed,
    /// Rows that went well.
    Completed,
    /// All rows.
    Everything,
}

/// How many rows are known, and of what kind.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Counts {
    pub(super) known: u64,
    pub(super) settled: u64,
    pub(super) completed: u64,
    pub(super) failed: u64,
}

/// How far the reading of rows is.
#[derive(Debug, Default)]
pub(super) struct Reading {
    /// Pages read of the pass under way.
    pages: u64,
    /// The hub's counts when the pass under way was begun.
    at_begin: Option<HubCounts>,
    /// The same of the last pass over everything that was finished.
    at_last_pass: Option<Option<HubCounts>>,
    latest: Option<HubCounts>,
    ended: bool,
    last_passes: u32,
    complete: bool,
    done: bool,
}

impl Reading {
    /// Of a job whose rows are all known.
    pub(super) fn finished() -> Self {
        Self { ended: true, done: true, ..Self::default() }
    }

    /// Takes in the job.
    pub(super) fn job(&mut self, job: &Job) {
        self.latest = job.hub_counts;
        if job.state.ended() && !self.ended {
            (self.ended, self.pages) = (true, 0);
        }
    }

    /// Notes that a pass is begun.
    pub(super) fn begin(&mut self) {
        (self.pages, self.at_begin) = (0, self.latest);
    }

    /// Takes in that a page was read.
    pub(super) fn page(&mut self, pass: Pass, last: bool, counts: Counts) {
        self.pages += 1;
        if !last {
            return;
        }
        self.pages = 0;
        if pass != Pass::Everything {
            return;
        }
        self.at_last_pass = Some(self.at_begin);
        if self.ended {
            self.last_passes += 1;
            let devices = self.latest.map_or(counts.known, |latest| latest.devices);
            self.complete = counts.known >= devices && counts.settled >= counts.known;
            self.done = self.complete || self.last_passes >= MOST_LAST_PASSES;
        }
    }

    /// Every row was read, and the hub's counts agree; not only given up.
    pub(super) fn complete(&self) -> bool {
        self.complete && self.latest.is_some_and(|counts| counts.running + counts.pending == 0)
    }

    /// Nothing more will be read.
    pub(super) fn done(&self) -> bool {
        self.done
    }

    /// The next pass; `None` when there is nothing to learn now.
    pub(super) fn next(&self, job: &Job, counts: Counts, pages_a_minute: Option<f64>) -> Option<Pass> {
        match job.state {
            JobState::Waiting | JobState::Queued | JobState::Scheduled => None,
            JobState::Completed | JobState::Failed | JobState::Cancelled => {
                (!self.done).then_some(Pass::Everything)
            }
            JobState::Running | JobState::Unknown => {
                let hub = job.hub_counts.unwrap_or_default();
                if pages(hub.devices) <= small(pages_a_minute) {
                    // Without counts there is no other way to see a change.
                    let news = job.hub_counts.is_none() || self.at_last_pass != Some(job.hub_counts);
                    return news.then_some(Pass::Everything);
                }
                if hub.failed > counts.failed {
                    return Some(Pass::Failed);
                }
                (hub.succeeded > counts.completed).then_some(Pass::Completed)
            }
        }
    }

    /// Seconds until every row has been read; `None` when all have been, or nobody can say.
    pub(super) fn seconds_left(&self, job: &Job, counts: Counts, pages_a_minute: Option<f64>) -> Option<u64> {
        let devices = job.hub_counts?.devices;
        let left = match (job.state.ended(), self.done) {
            (true, true) => return None,
            (true, false) => pages(devices).saturating_sub(self.pages).max(1),
            (false, _) => pages(devices.saturating_sub(counts.known)),
        };
        let seconds = left as f64 * 60.0 / pages_a_minute.unwrap_or(f64::INFINITY);
        (left > 0).then(|| whole(seconds).max(1))
    }
}

/// Pages of so many rows.
fn pages(rows: u64) -> u64 {
    rows.div_ceil(PAGE)
}

/// Pages that a job may have to be read over and over.
fn small(pages_a_minute: Option<f64>) -> u64 {
    let pages = pages_a_minute.map_or(SMALL_PAGES, |pages| whole(pages * SMALL_PART));
    pages.clamp(1, SMALL_PAGES)
}

/// Rounded up; what no number can hold becomes the largest.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a float cast saturates")]
fn whole(number: f64) -> u64 {
    number.ceil() as u64
}

#[cfg(test)]
mod tests {
    use lockstep_api::job::{Action, JobId};

    use super::*;

    const S1: Option<f64> = Some(16.0);

    fn job(state: JobState, devices: u64, succeeded: u64, failed: u64) -> Job {
        let pending = devices - succeeded - failed;
        Job {
            id: JobId::listed("j1"),
            state,
            action: Action::Other { name: "x".into() },
            condition: None,
            created_at: None,
            start_at: None,
            ended_at: None,
            max_execution_seconds: None,
            failure_reason: None,
            hub_counts: Some(HubCounts { devices, succeeded, failed, running: 0, pending }),
            record: lockstep_api::job::JobRecord::default(),
        }
    }

    fn reading(job: &Job) -> Reading {
        let mut reading = Reading::default();
        reading.job(job);
        reading
    }

    fn rows(known: u64, completed: u64, failed: u64) -> Counts {
        Counts { known, settled: completed + failed, completed, failed }
    }

    #[test]
    fn a_job_that_has_not_begun_has_no_rows_to_read() {
        let job = job(JobState::Scheduled, 0, 0, 0);
        assert_eq!(reading(&job).next(&job, Counts::default(), S1), None);
    }

    #[test]
    fn a_small_job_is_read_again_when_its_counts_move() {
        let running = job(JobState::Running, 100, 3, 0);
        let mut reading = reading(&running);
        assert_eq!(reading.next(&running, Counts::default(), S1), Some(Pass::Everything));
        reading.begin();
        reading.page(Pass::Everything, true, rows(100, 3, 0));
        assert_eq!(reading.next(&running, rows(100, 3, 0), S1), None);
        let moved = job(JobState::Running, 100, 4, 0);
        reading.job(&moved);
        assert_eq!(reading.next(&moved, rows(100, 3, 0), S1), Some(Pass::Everything));
    }

    #[test]
    fn of_a_large_job_failed_rows_come_first() {
        let running = job(JobState::Running, 100_000, 500, 7);
        let reading = reading(&running);
        assert_eq!(reading.next(&running, rows(0, 0, 0), S1), Some(Pass::Failed));
        assert_eq!(reading.next(&running, rows(7, 0, 7), S1), Some(Pass::Completed));
        assert_eq!(reading.next(&running, rows(507, 500, 7), S1), None);
        assert_eq!(reading.seconds_left(&running, rows(507, 500, 7), S1), Some(3732));
    }

    #[test]
    fn a_job_that_has_ended_is_read_whole_until_the_rows_have_caught_up() {
        let ended = job(JobState::Completed, 150, 150, 0);
        let mut reading = reading(&ended);
        assert_eq!(reading.next(&ended, rows(0, 0, 0), S1), Some(Pass::Everything));
        reading.page(Pass::Everything, false, rows(100, 90, 0));
        assert_eq!(reading.seconds_left(&ended, rows(100, 90, 0), S1), Some(4));
        reading.page(Pass::Everything, true, rows(150, 149, 0));
        assert_eq!(
            reading.next(&ended, rows(150, 149, 0), S1),
            Some(Pass::Everything),
            "one row lags behind"
        );
        reading.page(Pass::Everything, true, rows(150, 150, 0));
        assert_eq!(reading.next(&ended, rows(150, 150, 0), S1), None);
        assert!(reading.done() && reading.complete());
        assert_eq!(reading.seconds_left(&ended, rows(150, 150, 0), S1), None);
    }

    #[test]
    fn rows_that_never_catch_up_are_given_up() {
        let ended = job(JobState::Completed, 2, 2, 0);
        let mut reading = reading(&ended);
        for _ in 0..MOST_LAST_PASSES {
            assert!(!reading.done());
            reading.page(Pass::Everything, true, rows(1, 1, 0));
        }
        assert!(reading.done());
        assert!(!reading.complete(), "what was given up is not kept for ever");
    }
}
