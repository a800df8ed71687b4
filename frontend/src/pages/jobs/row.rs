//! One job of the list. It reads its own cell: a change of another job does not wake it.

use leptos::prelude::*;
use lockstep_api::{
    job::{Action, Job, JobState, RepeatedDevices, Waits},
    time::EpochMillis,
};

use crate::{
    clock::{Ticker, ticker},
    components::{
        live_chip::freshness,
        outcome_bar::OutcomeBar,
        query_text::QueryText,
        status::{JobStatus, JobStatusView, Listed, listed},
    },
    intl,
    live::live,
    messages::m,
    reactive::{ArcRwSignal, drawn, memo},
    routes::Route,
};

/// A row.
#[component]
pub fn JobRow(
    /// The job's own cell.
    job: ArcRwSignal<Job>,
) -> impl IntoView {
    let ticker = ticker();
    let job = job.handle();
    let id = job.with_untracked(|job| job.id.clone());
    let href = Route::Job { id: id.clone() }.href();
    let name = memo(move || job.with(|job| job.record.name.clone()));
    let again = job.with_untracked(|job| {
        job.record.repeats.as_ref().is_some_and(|repeats| repeats.devices != RepeatedDevices::Own)
    });
    let status = memo(move || job.with(JobStatus::of));
    let action = memo(move || job.with(|job| (job.action.clone(), job.condition.clone())));
    let counts = memo(move || job.with(|job| (job.state, listed(job))));
    let tally = memo(move || counts.get().1.unwrap_or_default().tally);
    let answered_only = memo(move || counts.get().1.unwrap_or_default().answered_only);
    let waits = memo(move || job.with(|job| job.record.waits.clone()));
    let starts = memo(move || job.with(|job| Some((job.starts_at()?, job.never_ran()))));
    let freshness = freshness();
    // Nobody knows how long a job runs that was not heard of since.
    let now = move || live().jobs.as_of().filter(|_| freshness.read().old()).unwrap_or_else(|| ticker.at());
    let took = memo(move || job.with(|job| took(job, now)));
    view! {
        <tr data-row>
            <td>{drawn(move || view! { <JobStatusView status=status.get() /> })}</td>
            <th scope="row" data-cell="break">
                <a data-row-target href=href>
                    {drawn(move || match name.get() {
                        Some(name) => view! { <span class="name">{name}</span> }.into_any(),
                        None => view! { <span class="id">{id.to_string()}</span> }.into_any(),
                    })}
                </a>
                {again.then(|| view! { <small class="quiet">{m().run_again_mark()}</small> })}
            </th>
            <td class="wide query" data-cell="break">
                {drawn(move || {
                    let (action, condition) = action.get();
                    view! {
                        <b>{action_word(&action)}</b>
                        " "
                        <span class="faint">{m().on_devices()}</span>
                        " "
                        {match condition.as_deref() {
                            None | Some("*") => m().fleet_all().into_any(),
                            Some(condition) => view! { <QueryText text=condition /> }.into_any(),
                        }}
                    }
                })}
            </td>
            <td class="num" data-cell="hide">
                {drawn(move || match counts.get() {
                    // Nobody is counted before the start, and nobody may have been there.
                    (JobState::Completed, None) => intl::number(0),
                    (_, None) => "–".to_owned(),
                    (_, Some(listed)) => intl::number(listed.tally.total()),
                })}
            </td>
            <td data-cell="break">
                {drawn(move || {
                    let (state, counts) = counts.get();
                    match counts {
                        Some(counts) => {
                            view! {
                                <div class="mini-outcome">
                                    <OutcomeBar tally small=true answered_only />
                                    <span>{outcome_words(state, &counts)}</span>
                                </div>
                            }
                                .into_any()
                        }
                        None if state == JobState::Failed => m().could_not_run().into_any(),
                        None if state == JobState::Waiting => {
                            drawn(move || waits.get().map(|waits| waiting_words(&waits, ticker))).into_any()
                        }
                        None => view! { <span class="faint">{m().not_started()}</span> }.into_any(),
                    }
                })}
            </td>
            <td data-cell="end">{drawn(move || starts.get().map_or_else(|| "–".to_owned(), |(at, never)| starts_words(at, never, ticker)))}</td>
            <td class="num" data-cell="hide">
                {drawn(move || took.get())}
            </td>
        </tr>
    }
}

/// The action in one word or two.
pub fn action_word(action: &Action) -> String {
    match action {
        Action::Method { name, .. } | Action::Other { name } => name.clone(),
        Action::Twin { desired: Some(_), tags: Some(_) } => m().desired_and_tags().to_owned(),
        Action::Twin { tags: Some(_), .. } => m().tags_section().to_owned(),
        Action::Twin { .. } => m().desired().to_owned(),
    }
}

fn outcome_words(state: JobState, listed: &Listed) -> String {
    let tally = &listed.tally;
    let failed = tally.failed + tally.not_reached + tally.cancelled;
    match (state.ended(), failed) {
        (true, 0) if listed.answered_only => m().all_answered().to_owned(),
        (true, 0) => m().all_done().to_owned(),
        (true, failed) => m().not_done(failed),
        (false, failed) => m().so_far(&intl::percent(tally.settled(), tally.total(), true), failed),
    }
}

/// Its turn, and when that comes as far as anybody can say.
fn waiting_words(waits: &Waits, ticker: Ticker) -> String {
    let words = |at: EpochMillis| m().day_time_inside(at, ticker.at());
    m().waiting_place(waits.position.into(), waits.expected_at.map(words), waits.latest_at.map(words))
}

fn starts_words(at: EpochMillis, never: bool, ticker: Ticker) -> String {
    let now = ticker.at();
    let day_time = m().day_time(at, now);
    if at > now && !never { format!("{day_time}, {}", m().ahead(at, now)) } else { day_time }
}

fn took(job: &Job, now: impl Fn() -> EpochMillis) -> String {
    let Some(start) = job.starts_at().filter(|_| !job.never_ran()) else { return String::new() };
    match (job.state, job.ended_at) {
        (JobState::Running, _) => m().duration(now().since(start)),
        (JobState::Completed | JobState::Failed, Some(end)) => m().duration(end.since(start)),
        _ => String::new(),
    }
}
