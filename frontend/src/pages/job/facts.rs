//! The key facts: what was ordered, on what, when, and how the hub counts.

use leptos::prelude::*;
use lockstep_api::{
    job::{Action, HubCounts, Job, JobId, JobState},
    row::Tally,
    time::EpochMillis,
};
use serde_json::Value;

use super::{head::latest_end, request::RequestButton};
use crate::{
    clock,
    components::{
        copy::CopyLink,
        held::{pointer_below, unmoved},
        json::JsonBlock,
        query_text::QueryText,
        sentence::Sentence,
    },
    intl,
    live::live,
    messages::m,
    reactive::{Memo, RwSignal, bound, drawn, memo},
};

/// Below this width, in pixels, the facts start folded: the list of devices is what one came for.
const FOLDED_BELOW: f64 = 896.0;

/// Id of what grows when the hub has counted.
const FACTS: &str = "facts";

/// Characters of a condition above which it starts folded.
const LONG_CONDITION: usize = 400;

/// The panel.
#[component]
pub fn Facts(
    /// The job.
    id: Memo<JobId>,
) -> impl IntoView {
    let job = live().job;
    let facts = memo(move || job.uncounted());
    let fleet = memo(move || job.rows_known().devices.filter(|_| job.counted()));
    let held = pointer_below(FACTS);
    let counts = unmoved(held, move || {
        let counts = job.job_part(|job| job.hub_counts).flatten().filter(|_| job.counted())?;
        Some((counts, beside_counts(counts, &job.tally())))
    });
    let whole = RwSignal::new(false);
    let wide =
        window().inner_width().ok().and_then(|width| width.as_f64()).is_none_or(|width| width > FOLDED_BELOW);
    view! {
        <details class="panel key-facts" open=wide>
            <summary>
                <h2>{m().job_facts()}</h2>
            </summary>
            <div class="body stack">
                <dl class="facts" id=FACTS>
                    {drawn(move || facts.get().map(|job| view! { <Ordered job fleet whole /> }))}
                    {drawn(move || {
                        let (counts, aside) = counts.get()?;
                        Some(
                            view! {
                                <dt>{m().hub_counts()}</dt>
                                <dd>
                                    {m().hub_counts_are(&counts)}
                                    <span class="aside">{aside}</span>
                                </dd>
                            },
                        )
                    })}
                </dl>
                <div class="actions">
                    <RequestButton id />
                    <CopyLink />
                </div>
            </div>
        </details>
    }
}

#[component]
fn Ordered(job: Job, fleet: Memo<Option<u64>>, whole: RwSignal<bool>) -> impl IntoView {
    let now = clock::now();
    let start = job.starts_at();
    let window = window_words(&job, now);
    let answers = match job.action {
        Action::Method { response_timeout_seconds, connect_timeout_seconds, .. } => {
            Some(m().seconds_to_answer(
                &m().long_seconds(u64::from(response_timeout_seconds)),
                &m().long_seconds(u64::from(connect_timeout_seconds)),
            ))
        }
        Action::Twin { .. } | Action::Other { .. } => None,
    };
    let condition = job.condition.clone();
    let by = job.record.created_by.clone();
    let cancelled = job.state == JobState::Cancelled;
    view! {
        <dt>{m().action()}</dt>
        <dd>{action(job.action)}</dd>
        <dt>{m().fleet()}</dt>
        <dd>
            {match condition.as_deref() {
                None | Some("*") => m().fleet_all().into_any(),
                Some(condition) => view! { <Fleet condition=condition.to_owned() whole /> }.into_any(),
            }}
            <span class="aside">
                {drawn(move || match fleet.get() {
                    Some(count) => m().fleet_at_start(count),
                    None if cancelled => String::new(),
                    None => m().fleet_later().to_owned(),
                })}
            </span>
        </dd>
        <dt>{m().window()}</dt>
        <dd>
            {window}
            <span class="aside">{start.map(intl::utc)}</span>
            {answers.map(|answers| view! { <span class="aside">{answers}</span> })}
        </dd>
        {job
            .created_at
            .map(|at| {
                view! {
                    <dt>{m().ordered()}</dt>
                    <dd>
                        {m().day_time(at, now)}
                        {by.map(|by| view! { <span class="aside">{m().ordered_by(Some(&by))}</span> })}
                    </dd>
                }
            })}
        <dt>{m().job_id()}</dt>
        <dd class="mono">{job.id.to_string()}</dd>
    }
}

/// The condition, folded while it is a long list of devices, unless all of it is asked for.
#[component]
fn Fleet(condition: String, whole: RwSignal<bool>) -> impl IntoView {
    let long = condition.chars().count() > LONG_CONDITION;
    view! {
        <code class="query" data-folded=bound(move || (long && !whole.get()).then_some(""))>
            <QueryText text=&condition />
        </code>
        {long.then(|| {
            view! {
                <button
                    type="button"
                    class="link small"
                    aria-expanded=bound(move || whole.get().to_string())
                    on:click=move |_| whole.set(!whole.get_untracked())
                >
                    {drawn(move || if whole.get() { m().show_less() } else { m().show_all() })}
                </button>
            }
        })}
    }
}

/// When devices may be called.
fn window_words(job: &Job, now: EpochMillis) -> Option<String> {
    if job.never_ran() {
        return Some(m().window_never().to_owned());
    }
    if job.state == JobState::Waiting {
        let most = i64::from(job.max_execution_seconds?).saturating_mul(1000);
        return Some(m().window_with_slot(&m().duration(most)));
    }
    let (start, end) = job.starts_at().zip(latest_end(job))?;
    let same_day = intl::days_from(start, end) == 0;
    let end = if same_day { intl::time(end) } else { m().day_time_inside(end, now) };
    Some(m().window_from_to(&m().day_time(start, now), &end, &intl::zone()))
}

fn action(action: Action) -> AnyView {
    match action {
        Action::Method { name, payload, .. } => view! {
            <Sentence spans=m().calls(&name) />
            {(!payload.is_null()).then(|| view! { <JsonBlock value=payload /> })}
        }
        .into_any(),
        Action::Twin { desired, tags } => view! {
            {desired
                .map(|desired| {
                    view! {
                        <span>{m().desired()}</span>
                        <JsonBlock value=Value::Object(desired) />
                    }
                })}
            {tags
                .map(|tags| {
                    view! {
                        <span>{m().tags_section()}</span>
                        <JsonBlock value=Value::Object(tags) />
                    }
                })}
        }
        .into_any(),
        Action::Other { name } => view! { <code>{name}</code> }.into_any(),
    }
}

/// Why the hub's counts are not ours, or that they are.
fn beside_counts(hub: HubCounts, ours: &Tally) -> String {
    let reasons = [
        (hub.succeeded > ours.succeeded).then(|| m().hub_counts_errors()),
        (hub.failed > 0 && ours.not_reached > 0).then(|| m().hub_counts_not_reached()),
    ];
    let reasons: Vec<_> = reasons.into_iter().flatten().collect();
    // Where neither is a reason, one of the two was read later.
    let same = hub.succeeded == ours.succeeded && hub.failed == ours.failed;
    if same { m().hub_counts_same().to_owned() } else { reasons.join(" ") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_that_only_add_up_to_the_same_are_not_called_the_same() {
        let hub = HubCounts { devices: 3, succeeded: 1, failed: 2, ..HubCounts::default() };
        let same = Tally { succeeded: 1, failed: 2, ..Tally::default() };
        assert_eq!(beside_counts(hub, &same), m().hub_counts_same());
        let apart = Tally { succeeded: 1, not_reached: 2, ..Tally::default() };
        assert_eq!(beside_counts(hub, &apart), m().hub_counts_not_reached());
        let errors = Tally { failed: 1, not_reached: 2, ..Tally::default() };
        let both = [m().hub_counts_errors(), m().hub_counts_not_reached()].join(" ");
        assert_eq!(beside_counts(hub, &errors), both);
        let later = Tally { succeeded: 3, ..Tally::default() };
        assert_eq!(beside_counts(HubCounts { succeeded: 2, ..HubCounts::default() }, &later), "");
    }
}
