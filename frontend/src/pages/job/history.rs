//! What became of the job over time, and the other jobs that belong to it.

use leptos::prelude::*;
use lockstep_api::{
    job::{Job, JobId, JobState, Part, RepeatedDevices, Repeats},
    time::EpochMillis,
};

use super::head::latest_end;
use crate::{
    api, clock,
    components::{
        face::FailureLine,
        icon::Icon,
        remote::Remote,
        status::{JobStatus, JobStatusView},
    },
    intl,
    live::live,
    messages::m,
    reactive::{Memo, drawn, effect, memo},
    routes::Route,
    words::{self, name_of},
};

/// The panel.
#[component]
pub fn History(
    /// The job.
    id: Memo<JobId>,
) -> impl IntoView {
    let job = live().job;
    let facts = memo(move || job.uncounted());
    view! {
        <details class="panel history" open>
            <summary>
                <h2>{m().timeline()}</h2>
            </summary>
            <div class="body stack">
                <ol class="timeline">
                    {drawn(move || facts.get().map(|job| moments(&job).into_iter().map(moment).collect_view()))}
                </ol>
                <Runs id />
            </div>
        </details>
    }
}

/// Something that happened, or will.
#[derive(Debug, PartialEq)]
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

fn moments(job: &Job) -> Vec<Moment> {
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
        let words = if waits { m().start_planned() } else { m().was_started() };
        moments.push(Moment { at, status: "scheduled", words: words.to_owned(), ahead: waits });
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
        (Some((status, words)), Some(at)) => moments.push(happened(at, status, words.to_owned())),
        (Some(_), None) => {}
        (None, _) => {
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

/// The job that this one repeats, those that repeat it, and the parts of a series.
#[component]
fn Runs(id: Memo<JobId>) -> impl IntoView {
    let job = live().job;
    let family = memo(move || {
        job.job_part(|job| (job.record.repeats.clone(), job.record.part.clone())).unwrap_or_default()
    });
    let relatives = Remote::<Vec<Job>>::new();
    let read = Callback::new(move |()| relatives.load(api::relatives(id.get_untracked())));
    relatives.retry(read);
    // A job that ends may have been run again meanwhile, by somebody else.
    let ended = memo(move || job.job_part(|job| job.state.ended()).unwrap_or_default());
    effect(move || {
        id.with(|_| ());
        ended.get();
        read.run(());
    });
    let others = memo(move || {
        let id = id.get();
        let mut others = relatives.value().unwrap_or_default();
        others.retain(|job| job.id != id);
        others
    });
    drawn(move || {
        let (repeats, part) = family.get();
        let others = others.get();
        if let Some(failure) = relatives.failure().filter(|_| others.is_empty()) {
            return Some(view! { <FailureLine failure retry=read /> }.into_any());
        }
        (repeats.is_some() || part.is_some() || !others.is_empty()).then(|| {
            let kinship = kinship(repeats.as_ref(), part.as_ref());
            view! {
                <section class="runs" aria-labelledby="runs">
                    <h3 id="runs">{m().runs()}</h3>
                    <ul>
                        {repeats.map(|repeats| view! {
                            <li>
                                <Icon name="rerun" />
                                <span>
                                    <a class="id" href=Route::Job { id: repeats.job.clone() }.href()>{repeats.job.to_string()}</a>
                                </span>
                            </li>
                        })}
                        <li aria-current="true">
                            <Icon name="right" />
                            <span>
                                {kinship.into_iter().fold(m().this_job().to_owned(), |words, more| format!("{words}, {more}"))}
                            </span>
                        </li>
                        {others.into_iter().map(|job| view! { <Other job /> }).collect_view()}
                    </ul>
                </section>
            }
            .into_any()
        })
    })
}

#[component]
fn Other(job: Job) -> impl IntoView {
    let words = kinship(job.record.repeats.as_ref(), job.record.part.as_ref());
    view! {
        <li>
            <JobStatusView status=JobStatus::of(&job) />
            <span>
                <a href=Route::Job { id: job.id.clone() }.href()>{name_of(&job)}</a>
                " "
                <small class="quiet">{words.join(", ")}</small>
            </span>
        </li>
    }
}

/// For which devices a job repeats another, and which part of a series it is.
fn kinship(repeats: Option<&Repeats>, part: Option<&Part>) -> Vec<String> {
    let repeated = repeats.map(|repeats| match repeats.devices {
        RepeatedDevices::Failed => m().repeats_failed(),
        RepeatedDevices::NotReached => m().repeats_not_reached(),
        RepeatedDevices::Chosen => m().repeats_chosen(),
        RepeatedDevices::Own => m().repeats_own(),
    });
    let part = part.map(|part| m().part_of(part.number.into(), part.of.into()));
    repeated.map(str::to_owned).into_iter().chain(part).collect()
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
        moments(job).into_iter().map(|moment| (moment.at.0, moment.words, moment.ahead)).collect()
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
