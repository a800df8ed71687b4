//! When a slot is expected to be free: pure, so that it can be tested without a hub.

use lockstep_api::{
    hub::Slots,
    job::{Job, JobState},
    time::EpochMillis,
};

/// Seconds that are taken for granted between a job's start and its end, whatever its size.
const OVERHEAD_SECONDS: f64 = 1.0;

/// An order that waits for its turn.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Turn {
    /// When it is to start, if not at once.
    pub(super) planned_at: Option<EpochMillis>,
    /// Seconds after its start at which the hub gives up.
    pub(super) window_seconds: Option<u32>,
}

/// When a slot is free for an order; `None` where nobody can say.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Expected {
    pub(super) expected_at: Option<EpochMillis>,
    pub(super) latest_at: Option<EpochMillis>,
}

/// When each of the orders that wait gets a slot, in their order.
///
/// A running job is expected to work off what is left at the hub's rate, a scheduled one to do so from its start on, and
/// none to last beyond its window. How long an order lasts that waits itself is not estimated: its fleet is not counted
/// before it starts. That it is over when its window closes is certain, so there is a latest time for those behind it.
pub(super) fn starts(
    jobs: &[Job],
    slots: &Slots,
    rate: f64,
    now: EpochMillis,
    waiting: &[Turn],
) -> Vec<Expected> {
    let holders = || jobs.iter().filter(|job| job.state.holds_slot());
    let mut ends: Vec<EpochMillis> = holders().map(|job| end(job, rate, now)).collect();
    ends.sort();
    let mut latest: Vec<Option<EpochMillis>> = holders().map(|job| window_end(job, now)).collect();
    // With two jobs in one slot, which others may have seen to, the second end is the first free slot.
    let total = (slots.total as usize).max(1);
    latest.resize(latest.len().max(total), Some(now));
    let surplus = latest.len() - total;
    let free_from = (ends.len() + 1).saturating_sub(total);
    let mut expected = Vec::new();
    for (turn, order) in waiting.iter().enumerate() {
        let expected_at = match turn + free_from {
            0 => Some(now),
            end => ends.get(end - 1).copied(),
        };
        // Ends that nobody can say come last.
        latest.sort_by_key(|end| (end.is_none(), *end));
        let latest_at = latest.get(surplus).copied().flatten();
        if let Some(slot) = latest.get_mut(surplus) {
            *slot = latest_at.and_then(|at| {
                let start = order.planned_at.map_or(at, |planned| planned.max(at));
                Some(after(start, f64::from(order.window_seconds?)))
            });
        }
        expected.push(Expected { expected_at, latest_at });
    }
    expected
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
    window_end(job, now).map_or(works_until, |window| works_until.min(window))
}

/// When a job's window closes, if that is known.
fn window_end(job: &Job, now: EpochMillis) -> Option<EpochMillis> {
    let start = job.start_at.or(job.created_at).unwrap_or(now);
    Some(after(start, f64::from(job.max_execution_seconds?)).max(now))
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
        of(jobs, total, waiting).into_iter().map(|(expected, _)| expected).collect()
    }

    fn of(jobs: &[Job], total: u32, waiting: usize) -> Vec<(Option<i64>, Option<i64>)> {
        let slots = Slots { total, held_by: Vec::new() };
        let turn = Turn { planned_at: None, window_seconds: Some(100) };
        let from_now = |at: Option<EpochMillis>| at.map(|at| at.0 - NOW.0);
        starts(jobs, &slots, 10.0, NOW, &vec![turn; waiting])
            .into_iter()
            .map(|Expected { expected_at, latest_at }| (from_now(expected_at), from_now(latest_at)))
            .collect()
    }

    #[test]
    fn an_order_behind_others_that_wait_has_a_latest_time() {
        let jobs = [job(JobState::Running, 0, 100)];
        assert_eq!(
            of(&jobs, 1, 3),
            [(Some(11_000), Some(300_000)), (None, Some(400_000)), (None, Some(500_000))]
        );
        assert_eq!(
            of(&jobs, 2, 3),
            [(Some(0), Some(0)), (Some(11_000), Some(100_000)), (None, Some(200_000))]
        );
    }

    #[test]
    fn one_that_is_planned_for_later_holds_its_slot_until_then() {
        let planned = Turn { planned_at: Some(EpochMillis(NOW.0 + 50_000)), window_seconds: Some(10) };
        let slots = Slots { total: 1, held_by: Vec::new() };
        let latest: Vec<_> = starts(&[], &slots, 10.0, NOW, &[planned, planned, Turn::default()])
            .into_iter()
            .map(|expected| expected.latest_at.map(|at| at.0 - NOW.0))
            .collect();
        assert_eq!(latest, [Some(0), Some(60_000), Some(70_000)]);
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
