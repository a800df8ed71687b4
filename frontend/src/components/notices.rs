//! One row under the app bar while something is wrong with the stream or the hub. Never a toast, never over content.

use leptos::{html::Div, prelude::*};
use lockstep_api::hub::HubHealth;

use super::{
    hub_budget::HubBudget,
    icon::Icon,
    live_chip::{Freshness, freshness, seconds_until},
    sentence::Sentence,
};
use crate::reactive::{StoredValue, drawn, effect, memo};
use crate::{clock::ticker, feed::Feed, intl, live::live, messages::m, session::session_store};

/// The row, when there is something to say.
#[component]
pub fn Notices() -> impl IntoView {
    let freshness = freshness();
    let row = NodeRef::<Div>::new();
    let was_live = StoredValue::new(false);
    effect(move || {
        if freshness.get() == Freshness::Live {
            was_live.set_value(true);
        }
    });
    effect(move || {
        // A page that is scrolled stays where it is by itself; what is on one that is not must not move either.
        if let Some(row) = row.get().filter(|_| was_live.get_value())
            && window().scroll_y().is_ok_and(|y| y == 0.0)
        {
            window().scroll_by_with_x_and_y(0.0, f64::from(row.offset_height()));
        }
    });
    let kind = memo(move || match freshness.get() {
        Freshness::Reconnecting(_) => Some("reconnecting"),
        Freshness::Throttled(_) => Some("throttled"),
        Freshness::Stale(_) => Some("stale"),
        Freshness::Live | Freshness::Connecting | Freshness::Paused => None,
    });
    drawn(move || {
        kind.get().map(|status| match status {
            "reconnecting" => view! { <LostConnection row /> }.into_any(),
            _ => view! { <HubNotice row status=status /> }.into_any(),
        })
    })
}

#[component]
fn LostConnection(row: NodeRef<Div>) -> impl IntoView {
    let feed = use_context::<Feed>();
    let (live, ticker, freshness) = (live(), ticker(), freshness());
    let sentence = move || {
        let seconds = match freshness.get() {
            Freshness::Reconnecting(until) => until.map(|until| seconds_until(until, ticker.at())),
            _ => None,
        };
        m().lost_connection(seconds, live.heard_at().map(intl::time).as_deref())
    };
    view! {
        <div class="notice" node_ref=row data-status="reconnecting" role="region" aria-label=m().reconnecting()>
            <Icon name="rerun" />
            <p>{drawn(move || view! { <Sentence spans=sentence() /> })}</p>
            <button
                type="button"
                class="button"
                data-size="small"
                on:click=move |_| {
                    if let Some(feed) = feed {
                        feed.retry();
                    }
                }
            >
                {m().reconnect_now()}
            </button>
        </div>
    }
}

#[component]
fn HubNotice(row: NodeRef<Div>, status: &'static str) -> impl IntoView {
    let (live, ticker, session) = (live(), ticker(), session_store());
    let sentence = move || match live.health() {
        Some(HubHealth::Throttled { next_try_at, code }) => {
            let hub = session.current().map(|session| session.hub);
            let tier = hub.as_ref().map(|hub| hub.tier.to_ascii_uppercase()).unwrap_or_default();
            let per_minute = hub.map(|hub| intl::decimal(hub.queries_per_minute)).unwrap_or_default();
            let read_at = live.job.as_of().or_else(|| live.jobs.as_of()).map(intl::time);
            let seconds = seconds_until(next_try_at, ticker.at());
            m().hub_throttles(&code, seconds, read_at.as_deref(), &tier, &per_minute)
        }
        Some(HubHealth::Failing { since, next_try_at, cause, detail }) => {
            m().hub_fails(cause, &detail, &intl::time(since), seconds_until(next_try_at, ticker.at()))
        }
        Some(HubHealth::Live) | None => Vec::new(),
    };
    let (icon, label) =
        if status == "throttled" { ("gauge", m().throttled()) } else { ("clock", m().stale()) };
    view! {
        <div class="notice" node_ref=row data-status=status role="region" aria-label=label>
            <Icon name=icon />
            <p>{drawn(move || view! { <Sentence spans=sentence() /> })}</p>
            {(status == "throttled").then(|| view! { <HubBudget /> })}
        </div>
    }
}
