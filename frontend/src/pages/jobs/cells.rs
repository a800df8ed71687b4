//! The cells of one job by their column.

use leptos::prelude::*;
use lockstep_api::{
    job::{Action, Job, JobState, Waits},
    time::EpochMillis,
};

use super::columns::Column;
use crate::{
    clock::Ticker,
    components::{
        live_chip::freshness,
        outcome_bar::OutcomeBar,
        query_text::QueryText,
        status::{Listed, listed},
    },
    intl,
    live::live,
    messages::m,
    reactive::{RwSignal, drawn, memo},
};

/// The cell of a job in a column.
pub fn cell(column: Column, job: RwSignal<Job>, ticker: Ticker) -> AnyView {
    match column {
        Column::Fleet => fleet(job),
        Column::Devices => devices(job),
        Column::Outcome => outcome(job, ticker),
        Column::Starts => {
            let starts = memo(move || job.with(|job| Some((job.starts_at()?, job.never_ran()))));
            let words = move || {
                starts.get().map_or_else(|| "–".to_owned(), |(at, never)| starts_words(at, never, ticker))
            };
            view! { <td data-cell="end">{drawn(words)}</td> }.into_any()
        }
        Column::Took => {
            let freshness = freshness();
            // Nobody knows how long a job runs that was not heard of since.
            let now =
                move || live().jobs.as_of().filter(|_| freshness.read().old()).unwrap_or_else(|| ticker.at());
            let took = memo(move || job.with(|job| took(job, now)));
            view! {
                <td class="num" data-cell="hide">
                    {drawn(move || took.get())}
                </td>
            }
            .into_any()
        }
        Column::Ended => {
            let ended = memo(move || job.with(|job| job.ended_at));
            plain(column, move || {
                ended.get().map_or_else(|| "–".to_owned(), |at| m().day_time(at, ticker.minute()))
            })
        }
        Column::By => {
            let by = memo(move || job.with(|job| job.record.created_by.clone()));
            plain(column, move || by.get().unwrap_or_else(|| m().made_elsewhere().to_owned()))
        }
        Column::Note => {
            let note = memo(move || job.with(|job| job.record.note.clone()));
            view! {
                <td class="words" data-cell="break">
                    {drawn(move || note.get())}
                </td>
            }
            .into_any()
        }
        Column::Id => {
            let id = job.with_untracked(|job| job.id.to_string());
            view! {
                <td data-cell="second" data-label=column.heading()>
                    <span class="id">{id}</span>
                </td>
            }
            .into_any()
        }
    }
}

/// A cell of words, under its heading where a row is a card.
fn plain(column: Column, words: impl Fn() -> String + Send + Sync + 'static) -> AnyView {
    view! { <td data-cell="second" data-label=column.heading()>{drawn(words)}</td> }.into_any()
}

fn fleet(job: RwSignal<Job>) -> AnyView {
    let action = memo(move || job.with(|job| (job.action.clone(), job.condition.clone())));
    let words = move || {
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
    };
    view! {
        <td class="wide query" data-cell="break">
            {drawn(words)}
        </td>
    }
    .into_any()
}

fn devices(job: RwSignal<Job>) -> AnyView {
    let counts = memo(move || job.with(|job| (job.state, listed(job))));
    let words = move || match counts.get() {
        // Nobody is counted before the start, and nobody may have been there.
        (JobState::Completed, None) => intl::number(0),
        (_, None) => "–".to_owned(),
        (_, Some(listed)) => intl::number(listed.tally.total()),
    };
    view! {
        <td class="num" data-cell="hide">
            {drawn(words)}
        </td>
    }
    .into_any()
}

fn outcome(job: RwSignal<Job>, ticker: Ticker) -> AnyView {
    let counts = memo(move || job.with(|job| (job.state, listed(job))));
    let tally = memo(move || counts.get().1.unwrap_or_default().tally);
    let answered_only = memo(move || counts.get().1.unwrap_or_default().answered_only);
    let waits = memo(move || job.with(|job| job.record.waits.clone()));
    let words = move || match counts.get() {
        (state, Some(counts)) => view! {
            <div class="mini-outcome">
                <OutcomeBar tally small=true answered_only />
                <span>{outcome_words(state, &counts)}</span>
            </div>
        }
        .into_any(),
        (JobState::Failed, None) => m().could_not_run().into_any(),
        (JobState::Waiting, None) => {
            drawn(move || waits.get().map(|waits| waiting_words(&waits, ticker))).into_any()
        }
        (_, None) => view! { <span class="faint">{m().not_started()}</span> }.into_any(),
    };
    view! { <td data-cell="break">{drawn(words)}</td> }.into_any()
}

/// The action in one word or two.
fn action_word(action: &Action) -> String {
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
    let day_time = m().day_time(at, ticker.minute());
    // What was is not counted down each second.
    let ahead = (!never && at > ticker.minute()).then(|| ticker.at()).filter(|now| at > *now);
    ahead.map_or_else(|| day_time.clone(), |now| format!("{day_time}, {}", m().ahead(at, now)))
}

fn took(job: &Job, now: impl Fn() -> EpochMillis) -> String {
    let Some(start) = job.starts_at().filter(|_| !job.never_ran()) else { return String::new() };
    match (job.state, job.ended_at) {
        (JobState::Running, _) => m().duration(now().since(start)),
        (JobState::Completed | JobState::Failed, Some(end)) => m().duration(end.since(start)),
        _ => String::new(),
    }
}
