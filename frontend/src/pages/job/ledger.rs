//! Legend, figures and filter in one.

use leptos::prelude::*;
use lockstep_api::row::Outcome;

use super::{CODE, OUTCOME, grid::filter};
use crate::{
    components::{
        icon::Icon,
        location::{Here, Remember},
        status::outcome_slug,
    },
    intl,
    live::live,
    messages::m,
    reactive::{bound, drawn, memo},
};

/// A button for all devices and one for each outcome; several may be pressed.
#[component]
pub fn Ledger() -> impl IntoView {
    let here = Here::new();
    let job = live().job;
    let pressed = here.parameter(OUTCOME);
    let outcomes = memo(move || filter::outcomes(&pressed.read()));
    let total = memo(move || {
        let tally = job.tally();
        job.rows_known().devices.unwrap_or_else(|| tally.total())
    });
    let figure = move |count: u64| if job.counted() { intl::number(count) } else { "–".to_owned() };
    let cell = move |outcome: Outcome| {
        let count = memo(move || job.tally().of(outcome));
        // Cancelled is rare; a zero of it says nothing.
        let hidden = move || outcome == Outcome::Cancelled && count.get() == 0;
        let toggle = move |_| {
            let outcomes = filter::toggled(&outcomes.get_untracked(), outcome);
            here.set(&[(OUTCOME, &outcomes), (CODE, "")], Remember::Push);
        };
        view! {
            <li data-outcome=outcome_slug(outcome) hidden=bound(hidden)>
                <button
                    type="button"
                    aria-pressed=bound(move || outcomes.read().contains(&outcome).to_string())
                    on:click=toggle
                >
                    <Icon name=outcome_slug(outcome) />
                    <span>{m().outcome(outcome)}</span>
                    <i class="swatch" data-outcome=outcome_slug(outcome)></i>
                    <span class="figure">{drawn(move || figure(count.get()))}</span>
                    <span class="share">
                        {drawn(move || (count.get() > 0).then(|| intl::percent(count.get(), total.get(), false)))}
                    </span>
                </button>
            </li>
        }
    };
    view! {
        <ul class="ledger" aria-label=m().filter_by_outcome()>
            <li data-outcome="all">
                <button
                    type="button"
                    aria-pressed=bound(move || outcomes.read().is_empty().to_string())
                    on:click=move |_| here.set(&[(OUTCOME, ""), (CODE, "")], Remember::Push)
                >
                    <Icon name="devices" />
                    <span>{m().all_devices()}</span>
                    <span></span>
                    <span class="figure">{drawn(move || figure(total.get()))}</span>
                    <span class="share"></span>
                </button>
            </li>
            {Outcome::ALL.map(cell).into_iter().collect_view()}
        </ul>
    }
}
