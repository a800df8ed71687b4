//! What became of the job over time, and the other jobs that belong to it.

mod runs;

use leptos::prelude::*;
use lockstep_api::{
    job::{Job, JobId, JobState},
    row::Tally,
    time::EpochMillis,
};

use self::runs::Runs;
use super::{head::latest_end, progress::left_seconds};
use crate::{
    clock::{self, ticker},
    components::{icon::Icon, status::JobStatus},
    intl,
    live::live,
    messages::m,
    reactive::{Memo, drawn, memo},
    words,
};

/// The panel.
#[component]
pub fn History(
    /// The job.
    id: Memo<JobId>,
) -> impl IntoView {
    let job = live().job;
    let ticker = ticker();
    let facts = memo(move || job.uncounted());
    let outcomes = memo(move || (job.tally(), job.rows_known().devices));
    let read = memo(move || job.rows_known().known >= job.tally().total());
    // When the last answer is expected, to the minute: a time that changes each second is no time.
    let expected = memo(move || {
        let (tally, devices) = outcomes.get();
        let started_at =
            job.job_part(|job| (job.state == JobState::Running).then(|| job.starts_at())).flatten()??;
        let total = devices.unwrap_or_else(|| tally.total());
        // While some are not called yet it is the queue that takes time; whoever is called has as long as the order says.
        let left = left_seconds(&tally, total, started_at, ticker.at()).filter(|_| tally.pending > 0)?;
        let left = left.saturating_add(
            job.job_part(|job| job.action.longest_answer_seconds()).flatten().unwrap_or_default(),
        );
        let minute = (ticker.at().0 + i64::try_from(left).ok()?.saturating_mul(1000) + 59_999) / 60_000;
        let latest = job.job_part(latest_end).flatten();
        Some(EpochMillis(minute * 60_000)).filter(|at| latest.is_none_or(|latest| *at < latest))
    });
    // Drawn anew when it says something else, and not with every answer.
    let told = memo(move || {
        facts
            .get()
            .map(|job| moments(&job, &outcomes.get().0, read.get(), expected.get()))
            .unwrap_or_default()
    });
    view! {
        <details class="panel history" open>
            <summary>
                <h2>{m().timeline()}</h2>
            </summary>
            <div class="body stack">
                <ol class="timeline">
                    {drawn(move || told.get().into_iter().map(moment).collect_view())}
                </ol>
                <Runs id />
            </div>
        </details>
    }
}

/// Something that happened, or will.
#[derive(Debug, Clone, PartialEq)]
struct Moment {
    at: EpochMillis,
    status: &'static str,
    words: String,
    ahead: bool,
}

fn moment(Moment { at, status, words, ahead }: Moment) -> impl IntoView {
    let time = words::moment(at, clock::now());
    view! {
        <li data-status=status data-next=ahead.then_some("")>
            <time datetime=intl::utc(at)>{time}</time>
            <Icon name=status />
            <span>{words}</span>
        </li>
    }
}

fn moments(job: &Job, tally: &Tally, read: bool, expected: Option<EpochMillis>) -> Vec<Moment> {
    let happened = |at, status, words: String| Moment { at, status, words, ahead: false };
    let mut moments = Vec::new();
    if let Some(at) = job.created_at {
        moments.push(happened(at, "queued", m().ordered_by(job.record.created_by.as_deref())));
    }
    let refused = job.record.refused.is_some();
    let withdrawn = job.withdrawn();
    if let Some(at) = job.record.left_queue_at.filter(|_| !refused && !withdrawn) {
        moments.push(happened(at, "queued", m().slot_was_free().to_owned()));
    }
    let waits = matches!(job.state, JobState::Waiting | JobState::Queued | JobState::Scheduled);
    if let Some(at) = job.start_at.filter(|_| !job.never_ran()) {
        let words = match (waits, tally.total()) {
            (true, _) => m().start_planned().to_owned(),
            (false, 0) => m().was_started().to_owned(),
            (false, devices) => m().was_started_for(devices),
        };
        moments.push(Moment { at, status: "scheduled", words, ahead: waits });
    }
    let end = match job.state {
        JobState::Completed => Some(("completed", m().ended())),
        JobState::Failed if refused => Some(("failed", m().was_refused())),
        JobState::Failed => Some(("failed", m().could_not())),
        JobState::Cancelled if withdrawn => Some(("cancelled", m().was_withdrawn())),
        JobState::Cancelled => Some(("cancelled", m().was_cancelled())),
        JobState::Waiting
        | JobState::Queued
        | JobState::Scheduled
        | JobState::Running
        | JobState::Unknown => None,
    };
    match (end, job.ended_at) {
        // The hub alone takes an answer that is an error for a success.
        (Some(("completed", words)), Some(at)) if tally.total() > 0 && read => {
            let not = tally.failed + tally.not_reached + tally.cancelled;
            let status = JobStatus::counted(job.state, tally).slug();
            moments.push(happened(at, status, m().ended_with(words, not, tally.total())));
        }
        (Some((status, words)), Some(at)) => moments.push(happened(at, status, words.to_owned())),
        (Some(_), None) => {}
        (None, _) => {
            moments.extend(expected.map(|at| Moment {
                at,
                status: "clock",
                words: m().last_answer_expected().to_owned(),
                ahead: true,
            }));
            let close = latest_end(job).filter(|_| job.state != JobState::Waiting);
            moments.extend(close.map(|at| Moment {
                at,
                status: "stop",
                words: m().window_closes().to_owned(),
                ahead: true,
            }));
        }
    }
    moments
}

#[cfg(test)]
mod tests {
    use lockstep_api::job::JobRecord;

    use super::*;

    fn job(state: JobState) -> Job {
        let record = JobRecord { created_by: Some("Ada".to_owned()), ..JobRecord::default() };
        Job { record, ..super::super::head::tests::job(state) }
    }

    fn told(job: &Job) -> Vec<(i64, String, bool)> {
        moments(job, &Tally::default(), true, None)
            .into_iter()
            .map(|moment| (moment.at.0, moment.words, moment.ahead))
            .collect()
    }

    #[test]
    fn what_is_still_to_come_is_told_apart_from_what_has_been() {
        let expected = [
            (0, "Ordered by Ada".to_owned(), false),
            (10_000, "Starts".to_owned(), true),
            (3_610_000, "Window closes".to_owned(), true),
        ];
        assert_eq!(told(&job(JobState::Scheduled)), expected);
    }

    #[test]
    fn a_job_that_has_ended_has_no_future() {
        let ended = Job { ended_at: Some(EpochMillis(20_000)), ..job(JobState::Completed) };
        let words: Vec<_> = told(&ended).into_iter().map(|(_, words, _)| words).collect();
        assert_eq!(words, ["Ordered by Ada", "Started", "Ended"]);
    }

    #[test]
    fn the_end_says_how_many_did_not_succeed_and_the_future_when_the_last_answer_is_expected() {
        let tally = Tally { succeeded: 3, not_reached: 1, ..Tally::default() };
        let ended = Job { ended_at: Some(EpochMillis(20_000)), ..job(JobState::Completed) };
        let last = moments(&ended, &tally, true, None).pop().unwrap();
        assert_eq!(
            (last.status, last.words.as_str()),
            ("completed-with-failures", "Ended, 1 of 4 did not succeed")
        );
        let unread = moments(&ended, &Tally { succeeded: 4, ..Tally::default() }, false, None).pop().unwrap();
        assert_eq!(
            (unread.status, unread.words.as_str()),
            ("completed", "Ended"),
            "nobody has read the answers"
        );
        let running = moments(&job(JobState::Running), &tally, true, Some(EpochMillis(60_000)));
        let words: Vec<_> = running.iter().map(|moment| moment.words.as_str()).collect();
        assert_eq!(
            words,
            ["Ordered by Ada", "Started, 4 devices", "Last answer, at the latest", "Window closes"]
        );
    }

    #[test]
    fn a_job_that_had_to_wait_tells_when_its_slot_was_free() {
        let mut waited = job(JobState::Running);
        waited.record.left_queue_at = Some(EpochMillis(4_000));
        let words: Vec<_> = told(&waited).into_iter().map(|(_, words, _)| words).collect();
        assert_eq!(words, ["Ordered by Ada", "A slot was free", "Started", "Window closes"]);
    }

    #[test]
    fn a_job_that_was_withdrawn_while_it_waited_never_had_a_slot() {
        let mut withdrawn = Job { ended_at: Some(EpochMillis(20_000)), ..job(JobState::Cancelled) };
        withdrawn.record.left_queue_at = withdrawn.ended_at;
        let words: Vec<_> = told(&withdrawn).into_iter().map(|(_, words, _)| words).collect();
        assert_eq!(words, ["Ordered by Ada", "Withdrawn"]);
    }

    #[test]
    fn a_job_that_was_cancelled_in_time_was_never_started() {
        let cancelled = Job { ended_at: Some(EpochMillis(5_000)), ..job(JobState::Cancelled) };
        let words: Vec<_> = told(&cancelled).into_iter().map(|(_, words, _)| words).collect();
        assert_eq!(words, ["Ordered by Ada", "Cancelled"]);
    }
}
