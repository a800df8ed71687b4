//! Title, state, times and what can be done.

use leptos::prelude::*;
use lockstep_api::{
    job::{Job, JobId, JobState},
    time::EpochMillis,
};

use super::{
    cancel::{CancelAnswer, CancelButton},
    export::ExportMenu,
    label::LabelButton,
    rerun::RerunButton,
};
use crate::{
    clock::{self, ticker},
    components::{
        copy::CopyButton,
        heading::Heading,
        icon::Icon,
        location::Here,
        sentence::Sentence,
        status::{JobStatus, JobStatusView},
    },
    intl,
    live::live,
    messages::{Span, m},
    pages::new_job::clone_job,
    reactive::{Memo, RwSignal, drawn, memo},
    routes::Route,
    words::{moment, name_of, title_of},
};

/// Id of the sentence that says why a job cannot be cancelled.
pub const CANCEL_REASON: &str = "cancel-reason";

/// The head of the page.
#[component]
pub fn Head(
    /// The job.
    id: Memo<JobId>,
    /// Set while what is shown is old.
    stale: Memo<Option<String>>,
) -> impl IntoView {
    let job = live().job;
    let here = Here::new();
    let cancelled = RwSignal::new(None);
    let title = memo(move || job.job_part(name_of).unwrap_or_default());
    let note = memo(move || job.job_part(|job| job.record.note.clone()).flatten());
    // What a job with a name of its own does.
    let action =
        memo(move || job.job_part(|job| job.record.name.is_some().then(|| title_of(&job.action))).flatten());
    let status = memo(move || {
        let tally = job.tally();
        job.job_part(|job| JobStatus::counted(job.state, &tally))
    });
    let clone = move |_| {
        if let Some(job) = job.job() {
            clone_job(&job, here);
        }
    };
    let late = memo(move || {
        let planned = job.job_part(|job| job.record.planned_start_at).flatten()?;
        Some(m().started_late(&m().day_time_inside(planned, clock::now())))
    });
    let failed = memo(move || {
        job.job_part(|job| match &job.record.refused {
            Some(problem) => Some(m().refused_in_turn(&m().problem(problem))),
            None => job.failure_reason.as_deref().map(|reason| m().job_failed(reason)),
        })
        .flatten()
    });
    view! {
        <header class="page-head">
            <nav class="crumb" aria-label=m().breadcrumb()>
                <a href=Route::Jobs.href()>{m().jobs()}</a>
                " / "
                <span class="mono">{drawn(move || id.read().to_string())}</span>
                <CopyButton text=Callback::new(move |()| id.read_untracked().to_string()) label=m().copy_job_id() />
            </nav>
            <div class="row">
                <Heading title />
                <LabelButton id />
                <span role="status">
                    {drawn(move || {
                        let status = status.get()?;
                        Some(match stale.get() {
                            None => view! { <JobStatusView status fill=true /> }.into_any(),
                            Some(_) => {
                                view! {
                                    <span class="status" data-status=status.slug() data-fill="" data-stale="">
                                        {m().when_last_heard(status.word())}
                                    </span>
                                }
                                    .into_any()
                            }
                        })
                    })}
                </span>
                <div class="actions">
                    <RerunButton />
                    <CancelButton id answer=cancelled />
                    <button type="button" class="button" data-writes="" on:click=clone>
                        <Icon name="copy" />
                        {m().clone_job()}
                    </button>
                    <ExportMenu id />
                </div>
            </div>
            {drawn(move || action.get().map(|action| view! { <p class="quiet">{action}</p> }))}
            <Times stale />
            <CancelAnswer answer=cancelled />
            {drawn(move || note.get().map(|note| view! { <p class="note">{note}</p> }))}
            {drawn(move || {
                late.get()
                    .map(|words| {
                        view! {
                            <p class="message" data-tone="warn" role="status">
                                <Icon name="warning" />
                                <span>{words}</span>
                            </p>
                        }
                    })
            })}
            {drawn(move || {
                failed
                    .get()
                    .map(|spans| {
                        view! {
                            <div class="callout" data-status="failed" role="alert">
                                <Icon name="failed" />
                                <p>
                                    <Sentence spans />
                                </p>
                            </div>
                        }
                    })
            })}
        </header>
    }
}

/// When it starts or started, how long it takes, and whether it can be cancelled.
#[component]
fn Times(stale: Memo<Option<String>>) -> impl IntoView {
    let job = live().job;
    let ticker = ticker();
    // Nobody knows how long a job runs that was not heard of since.
    let now = move || job.as_of().filter(|_| stale.read().is_some()).unwrap_or_else(|| ticker.at());
    let sentences = memo(move || job.job().map(|job| times(&job, now())).unwrap_or_default());
    let cancel = memo(move || job.job().map(|job| cancel_reason(&job, ticker.at())).unwrap_or_default());
    view! {
        <p class="meta">
            {drawn(move || {
                sentences
                    .get()
                    .into_iter()
                    .map(|spans| {
                        view! {
                            <span>
                                <Sentence spans />
                            </span>
                        }
                    })
                    .collect_view()
            })}
            <span id=CANCEL_REASON>{drawn(move || view! { <Sentence spans=cancel.get() /> })}</span>
        </p>
    }
}

/// The latest end: devices that have not finished then are given up.
pub fn latest_end(job: &Job) -> Option<EpochMillis> {
    let start = job.starts_at()?;
    let span = i64::from(job.max_execution_seconds?).saturating_mul(1000);
    Some(EpochMillis(start.0.saturating_add(span)))
}

fn times(job: &Job, now: EpochMillis) -> Vec<Vec<Span>> {
    if let Some(end) = job.ended_at.filter(|_| job.never_ran()) {
        return vec![never_ran(job, end, now)];
    }
    let Some(start) = job.starts_at() else { return Vec::new() };
    match job.state {
        JobState::Waiting => Vec::new(),
        JobState::Queued | JobState::Scheduled if start > now => {
            vec![m().starts_at(&m().day_time_inside(start, now), &m().ahead(start, now))]
        }
        JobState::Queued | JobState::Scheduled => vec![m().due_at(&m().day_time_inside(start, now))],
        // A state that Lockstep does not know may be an end.
        JobState::Unknown => vec![m().started_at(&moment(start, now))],
        JobState::Running => {
            vec![m().started_at(&moment(start, now)), m().elapsed(&m().duration(now.since(start)))]
        }
        JobState::Completed | JobState::Failed | JobState::Cancelled => match job.ended_at {
            Some(end) => {
                vec![
                    m().ran(&moment(start, now), &intl::time(end)),
                    m().took_for(&m().duration(end.since(start))),
                ]
            }
            None => vec![m().started_at(&m().day_time_inside(start, now))],
        },
    }
}

fn never_ran(job: &Job, end: EpochMillis, now: EpochMillis) -> Vec<Span> {
    let ended = m().day_time_inside(end, now);
    match job.start_at {
        Some(start) if end < start => m().cancelled_before(&ended, &m().day_time_inside(start, now)),
        _ if job.record.refused.is_some() => m().refused_at(&ended),
        _ => m().withdrawn_at(&ended),
    }
}

fn cancel_reason(job: &Job, now: EpochMillis) -> Vec<Span> {
    match job.state {
        JobState::Waiting => vec![Span::Text(m().can_withdraw().to_owned())],
        JobState::Queued | JobState::Scheduled => vec![Span::Text(m().can_cancel().to_owned())],
        JobState::Running | JobState::Unknown => match latest_end(job) {
            // A window may be longer than the day.
            Some(end) if intl::days_from(now, end) == 0 => m().ends_by(&intl::time_short(end)),
            Some(end) => m().ends_by(&m().day_time_inside(end, now)),
            None => vec![Span::Text(m().cannot_cancel_running().to_owned())],
        },
        JobState::Completed | JobState::Failed | JobState::Cancelled => Vec::new(),
    }
}

#[cfg(test)]
pub(super) mod tests {
    use lockstep_api::job::Action;

    use super::*;

    /// A job of an hour, ordered at 0 for ten seconds later.
    pub fn job(state: JobState) -> Job {
        Job {
            id: JobId::listed("a"),
            state,
            action: Action::Other { name: "export".to_owned() },
            condition: None,
            created_at: Some(EpochMillis(0)),
            start_at: Some(EpochMillis(10_000)),
            ended_at: None,
            max_execution_seconds: Some(3600),
            failure_reason: None,
            hub_counts: None,
            record: lockstep_api::job::JobRecord::default(),
        }
    }

    fn words(spans: Vec<Span>) -> String {
        let words = spans.into_iter().map(|span| match span {
            Span::Text(words) | Span::Strong(words) | Span::Code(words) => words,
            Span::Slot(_) => String::new(),
        });
        words.collect()
    }

    #[test]
    fn the_window_counts_from_the_start_not_from_the_order() {
        assert_eq!(latest_end(&job(JobState::Running)), Some(EpochMillis(3_610_000)));
    }

    #[test]
    fn a_running_job_says_when_it_ends_and_that_it_cannot_be_cancelled() {
        let reason = words(cancel_reason(&job(JobState::Running), EpochMillis(0)));
        assert_eq!(reason, "Ends by 01:00 at the latest; the hub refuses to cancel a running job");
    }

    #[test]
    fn a_window_that_ends_on_another_day_says_which() {
        let long = Job { max_execution_seconds: Some(172_800), ..job(JobState::Running) };
        let reason = words(cancel_reason(&long, EpochMillis(0)));
        assert!(!reason.starts_with("Ends by 00:00 at"), "{reason}");
    }

    #[test]
    fn a_job_that_was_cancelled_before_its_start_never_ran() {
        let job = Job { ended_at: Some(EpochMillis(4_000)), ..job(JobState::Cancelled) };
        let sentences = times(&job, EpochMillis(60_000));
        assert_eq!(
            sentences.into_iter().map(words).collect::<Vec<_>>(),
            ["Cancelled today 00:00, before its start today 00:00"]
        );
    }

    #[test]
    fn a_job_that_never_left_the_queue_did_not_run_and_took_no_time() {
        let mut job = Job { start_at: None, ended_at: Some(EpochMillis(4_000)), ..job(JobState::Cancelled) };
        job.record.left_queue_at = job.ended_at;
        let told = |job: &Job| times(job, EpochMillis(60_000)).into_iter().map(words).collect::<Vec<_>>();
        assert_eq!(told(&job), ["Withdrawn today 00:00, before it had a slot"]);
        job.state = JobState::Failed;
        job.record.refused = Some(Box::new(lockstep_api::problem::ProblemCode::JobIdTaken));
        assert_eq!(told(&job), ["Refused today 00:00, when its turn came"]);
    }

    #[test]
    fn a_scheduled_job_says_when_it_starts() {
        let sentences = times(&job(JobState::Scheduled), EpochMillis(4_000));
        assert_eq!(sentences.into_iter().map(words).collect::<Vec<_>>(), ["Starts today 00:00, in 6 s"]);
    }
}
