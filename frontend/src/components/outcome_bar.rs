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
    /// True while what counts as succeeded has only answered.
    #[prop(optional)]
    answered_only: Option<Memo<bool>>,
) -> impl IntoView {
    let answered_only = memo(move || answered_only.is_some_and(|only| only.get()));
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
            data-answered=bound(move || answered_only.get().then_some(""))
            aria-label=bound(move || tally.with(|tally| if answered_only.get() { m().tally_of_hub(tally) } else { m().tally(tally) }))
        >
            {Outcome::ALL.map(part).into_iter().collect_view()}
        </div>
    }
}
