//! One row under the app bar while something is wrong with the stream or the hub. Never a toast, never over content.

use leptos::prelude::*;
use lockstep_api::hub::HubHealth;

use super::{
    icon::Icon,
    live_chip::{Freshness, freshness, seconds_until},
    sentence::Sentence,
};
use crate::reactive::{drawn, memo};
use crate::{clock::ticker, feed::Feed, intl, live::live, messages::m, session::session_store};

/// The row, when there is something to say.
#[component]
pub fn Notices() -> impl IntoView {
    let freshness = freshness();
    let kind = memo(move || match freshness.get() {
        Freshness::Reconnecting(_) => Some("reconnecting"),
        Freshness::Throttled(_) => Some("throttled"),
        Freshness::Stale(_) => Some("stale"),
        Freshness::Live | Freshness::Connecting | Freshness::Paused => None,
    });
    drawn(move || {
        kind.get().map(|status| match status {
            "reconnecting" => view! { <LostConnection /> }.into_any(),
            _ => view! { <HubNotice status=status /> }.into_any(),
        })
    })
}

#[component]
fn LostConnection() -> impl IntoView {
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
        <div class="notice" data-status="reconnecting" role="region" aria-label=m().reconnecting()>
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
fn HubNotice(status: &'static str) -> impl IntoView {
    let (live, ticker, session) = (live(), ticker(), session_store());
    let sentence = move || match live.health() {
        Some(HubHealth::Throttled { next_try_at, code }) => {
            let hub = session.current().map(|session| session.hub);
            let tier = hub.as_ref().map(|hub| hub.tier.to_ascii_uppercase()).unwrap_or_default();
            let per_minute = hub.map(|hub| intl::decimal(hub.queries_per_minute)).unwrap_or_default();
            m().hub_throttles(&code, seconds_until(next_try_at, ticker.at()), &tier, &per_minute)
        }
        Some(HubHealth::Failing { since, next_try_at, cause, detail }) => {
            m().hub_fails(cause, &detail, &intl::time(since), seconds_until(next_try_at, ticker.at()))
        }
        Some(HubHealth::Live) | None => Vec::new(),
    };
    let (icon, label) =
        if status == "throttled" { ("gauge", m().throttled()) } else { ("clock", m().stale()) };
    view! {
        <div class="notice" data-status=status role="region" aria-label=label>
            <Icon name=icon />
            <p>{drawn(move || view! { <Sentence spans=sentence() /> })}</p>
        </div>
    }
}
