//! Outcomes as one bar: colour, pattern and a fixed order.

use leptos::prelude::*;
use lockstep_api::row::{Outcome, Tally};

use super::status::outcome_slug;
use crate::messages::m;
use crate::reactive::{Memo, bound, drawn, memo};

/// The bar. Its parts appear and grow in place; nothing is animated.
#[component]
pub fn OutcomeBar(
    /// The counts.
    #[prop(into)]
    tally: Memo<Tally>,
    /// 8 px high, for lists.
    #[prop(optional)]
    small: bool,
) -> impl IntoView {
    let part = move |outcome: Outcome| {
        let count = memo(move || tally.with(|tally| tally.of(outcome)));
        let there = memo(move || count.get() > 0);
        drawn(move || {
            there.get().then(|| {
                view! {
                    <span data-outcome=outcome_slug(outcome) style:--n=bound(move || count.get().to_string())></span>
                }
            })
        })
    };
    view! {
        <div
            class="obar"
            data-size=small.then_some("small")
            role="img"
            aria-label=bound(move || tally.with(|tally| m().tally(tally)))
        >
            {Outcome::ALL.map(part).into_iter().collect_view()}
        </div>
    }
}
