//! When a slot is expected to be free: pure, so that it can be tested without a hub.

use lockstep_api::{
    hub::Slots,
    job::{Job, JobState},
    time::EpochMillis,
};

/// Seconds that are taken for granted between a job's start and its end, whatever its size.
const OVERHEAD_SECONDS: f64 = 1.0;

/// When each of `waiting` orders is expected to get a slot, in their order; `None` where nobody can say.
///
/// A running job is expected to work off what is left at the hub's rate, a scheduled one to do so from its start on, and
/// none to last beyond its window. What waits is not estimated: its fleet is not counted before it starts.
pub(super) fn starts(
    jobs: &[Job],
    slots: &Slots,
    rate: f64,
    now: EpochMillis,
    waiting: usize,
) -> Vec<Option<EpochMillis>> {
    let holders = jobs.iter().filter(|job| job.state.holds_slot());
    let mut ends: Vec<EpochMillis> = holders.map(|job| end(job, rate, now)).collect();
    ends.sort();
    let total = slots.total as usize;
    // With two jobs in one slot, which others may have seen to, the second end is the first free slot.
    let free_from = (ends.len() + 1).saturating_sub(total.max(1));
    (0..waiting)
        .map(|turn| match turn.checked_add(free_from) {
            Some(0) => Some(now),
            Some(end) => ends.get(end - 1).copied(),
            None => None,
        })
        .collect()
}

/// When a job is expected to end.
fn end(job: &Job, rate: f64, now: EpochMillis) -> EpochMillis {
    let start = job.start_at.or(job.created_at).unwrap_or(now).max(now);
    let left = match (job.state, job.hub_counts) {
        (JobState::Running, Some(counts)) => counts.pending + counts.running,
        _ => 0,
    };
    let seconds = left as f64 / rate.max(0.001) + OVERHEAD_SECONDS;
    let works_until = after(start, seconds);
    let window = job
        .max_execution_seconds
        .map(|seconds| after(job.start_at.or(job.created_at).unwrap_or(now), f64::from(seconds)).max(now));
    window.map_or(works_until, |window| works_until.min(window))
}

#[expect(clippy::cast_possible_truncation, reason = "seconds of a job, far below the range of milliseconds")]
fn after(start: EpochMillis, seconds: f64) -> EpochMillis {
    EpochMillis(start.0.saturating_add((seconds * 1000.0) as i64))
}

#[cfg(test)]
mod tests {
    use lockstep_api::job::{Action, HubCounts, JobId, JobRecord};

    use super::*;

    const NOW: EpochMillis = EpochMillis(1_000_000);

    fn job(state: JobState, starts_in: i64, left: u64) -> Job {
        Job {
            id: JobId::listed("j"),
            state,
            action: Action::Other { name: "export".into() },
            condition: None,
            created_at: Some(NOW),
            start_at: Some(EpochMillis(NOW.0 + starts_in)),
            ended_at: None,
            max_execution_seconds: Some(300),
            failure_reason: None,
            hub_counts: Some(HubCounts { devices: 500, pending: left, ..HubCounts::default() }),
            record: JobRecord::default(),
        }
    }

    fn starts_in(jobs: &[Job], total: u32, waiting: usize) -> Vec<Option<i64>> {
        let slots = Slots { total, held_by: Vec::new() };
        starts(jobs, &slots, 10.0, NOW, waiting).into_iter().map(|at| at.map(|at| at.0 - NOW.0)).collect()
    }

    #[test]
    fn a_running_job_ends_when_what_is_left_is_worked_off() {
        assert_eq!(starts_in(&[job(JobState::Running, -60_000, 100)], 1, 2), [Some(11_000), None]);
    }

    #[test]
    fn no_job_lasts_beyond_its_window() {
        assert_eq!(starts_in(&[job(JobState::Running, -60_000, 100_000)], 1, 1), [Some(240_000)]);
        assert_eq!(
            starts_in(&[job(JobState::Running, -600_000, 100_000)], 1, 1),
            [Some(0)],
            "late, not past"
        );
    }

    #[test]
    fn a_scheduled_job_holds_its_slot_until_it_has_run() {
        assert_eq!(starts_in(&[job(JobState::Scheduled, 20_000, 0)], 1, 1), [Some(21_000)]);
    }

    #[test]
    fn each_end_frees_a_slot_for_one() {
        let jobs = [job(JobState::Running, 0, 100), job(JobState::Running, 0, 50)];
        assert_eq!(starts_in(&jobs, 2, 3), [Some(6_000), Some(11_000), None]);
        assert_eq!(starts_in(&jobs, 1, 1), [Some(11_000)], "one too many");
        assert_eq!(starts_in(&jobs, 3, 2), [Some(0), Some(6_000)], "a slot is free");
    }
}
