//! What became of a job in time, where the times alone do not tell.

use super::{Job, JobState};
use crate::time::EpochMillis;

impl Job {
    /// True for one that waited for a slot and was taken back: the hub never had it.
    pub fn withdrawn(&self) -> bool {
        self.state == JobState::Cancelled
            && self.ended_at.is_some()
            && self.ended_at == self.record.left_queue_at
    }

    /// True for one that never ran: withdrawn, refused when its turn came, or cancelled before its start.
    pub fn never_ran(&self) -> bool {
        let before = |(end, start)| end < start;
        let cancelled = self.state == JobState::Cancelled;
        self.withdrawn()
            || self.record.refused.is_some()
            || (cancelled && self.ended_at.zip(self.start_at).is_some_and(before))
    }

    /// When it starts or started. A hub that does not say started it when it was ordered; a job that waits for a slot, or
    /// never had one, has no start but the one that was planned.
    pub fn starts_at(&self) -> Option<EpochMillis> {
        let waits = self.state == JobState::Waiting;
        self.start_at.or_else(|| self.created_at.filter(|_| !waits && !self.never_ran()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::job::{Action, JobId, JobRecord};

    fn job(state: JobState, start_at: Option<i64>, ended_at: Option<i64>) -> Job {
        Job {
            id: JobId::listed("a"),
            state,
            action: Action::Other { name: "export".to_owned() },
            condition: None,
            created_at: Some(EpochMillis(1)),
            start_at: start_at.map(EpochMillis),
            ended_at: ended_at.map(EpochMillis),
            max_execution_seconds: None,
            failure_reason: None,
            hub_counts: None,
            record: JobRecord::default(),
        }
    }

    #[test]
    fn a_job_that_was_withdrawn_while_it_waited_has_no_start() {
        let mut job = job(JobState::Cancelled, None, Some(9));
        job.record.left_queue_at = Some(EpochMillis(9));
        assert!(job.withdrawn() && job.never_ran());
        assert_eq!(job.starts_at(), None);
    }

    #[test]
    fn a_job_that_waits_starts_when_it_was_planned_to_and_otherwise_nobody_knows_when() {
        assert_eq!(job(JobState::Waiting, None, None).starts_at(), None);
        assert_eq!(job(JobState::Waiting, Some(5), None).starts_at(), Some(EpochMillis(5)));
    }

    #[test]
    fn a_job_whose_start_the_hub_does_not_tell_started_when_it_was_ordered() {
        assert_eq!(job(JobState::Running, None, None).starts_at(), Some(EpochMillis(1)));
        assert!(!job(JobState::Completed, None, Some(9)).never_ran());
    }

    #[test]
    fn a_job_that_was_cancelled_before_its_start_never_ran() {
        assert!(job(JobState::Cancelled, Some(9), Some(5)).never_ran());
        assert!(!job(JobState::Cancelled, Some(5), Some(9)).never_ran());
    }
}
