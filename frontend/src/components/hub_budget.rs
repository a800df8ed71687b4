//! What the hub allows this proxy, behind a button: why there is a limit is the first question of whoever meets it.

use leptos::prelude::*;

use super::lazy_menu::LazyMenu;
use crate::{intl, messages::m, part, parts::Piece, session::session_store};

part!(CONTENT, hub_budget in forms: Piece<()> = |()| view! { <Figures /> }.into_any());

/// The button and what it opens, a native popover.
#[component]
pub fn HubBudget() -> impl IntoView {
    view! {
        <button
            type="button"
            class="button"
            data-size="small"
            popovertarget="hub-budget"
        >
            {m().see_budget()}
        </button>
        <LazyMenu id="hub-budget" label=m().see_budget() part=&CONTENT with=() />
    }
}

#[component]
fn Figures() -> impl IntoView {
    session_store().current().map(|session| {
        let hub = session.hub;
        view! {
            <dl class="facts">
                <dt>{m().hub_tier()}</dt>
                <dd>{m().tier_and_units(&hub.tier.to_ascii_uppercase(), hub.units.into())}</dd>
                <dt>{m().queries_a_minute()}</dt>
                <dd>{intl::decimal(hub.queries_per_minute)}</dd>
                <dt>{m().devices_a_second()}</dt>
                <dd>{intl::decimal(hub.device_operations_per_second)}</dd>
                <dt>{m().jobs_at_once()}</dt>
                <dd>{intl::number(hub.job_slots.into())}</dd>
            </dl>
            <p class="small quiet">{m().budget_is_shared()}</p>
        }
    })
}
