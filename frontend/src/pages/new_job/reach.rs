//! Who an order would reach: count, connected, a few of them.

use leptos::prelude::*;
use lockstep_api::preview::{Changes, Preview, Sampled};

use super::{desk::Desk, draft::Kind};
use crate::{
    components::{
        face::{Failed, FailureLine, Loading},
        icon::Icon,
        outcome_bar::OutcomeBar,
        told::Careful,
    },
    intl,
    messages::m,
    reactive::{bound, drawn, memo},
    routes::Route,
};
use lockstep_api::row::Tally;

/// The panel beside the condition.
#[component]
pub fn Reach(
    /// The order.
    desk: Desk,
) -> impl IntoView {
    let preview = desk.preview;
    let waits = memo(move || !desk.countable());
    let retry = Callback::new(move |()| desk.count());
    view! {
        <aside class="panel blast" aria-labelledby="who" data-stale=bound(move || preview.stale())>
            <header>
                <h2 id="who">{m().who()}</h2>
                <span class="spacer"></span>
                <span class="small faint">{drawn(move || preview.part(|preview| intl::time(preview.as_of)))}</span>
                <button
                    type="button"
                    class="button"
                    data-kind="plain"
                    data-icon=""
                    data-size="small"
                    aria-label=m().count_again()
                    aria-busy=bound(move || preview.busy().to_string())
                    on:click=move |_| desk.count()
                >
                    <Icon name="rerun" />
                </button>
            </header>
            <div role="status">
                {drawn(move || match (waits.get(), preview.value(), preview.failure()) {
                    (true, _, _) => view! { <p class="body quiet">{m().reach_waits()}</p> }.into_any(),
                    (false, Some(preview), failure) => {
                        let kind = desk.draft.read_untracked().kind;
                        view! {
                            {failure.map(|failure| view! { <div class="body"><FailureLine failure retry /></div> })}
                            <Counted preview kind named=desk.draft.read_untracked().named() />
                        }
                            .into_any()
                    }
                    (false, None, Some(failure)) => view! { <Failed failure retry /> }.into_any(),
                    (false, None, None) => view! { <Loading /> }.into_any(),
                })}
            </div>
        </aside>
    }
}

/// The figures.
#[component]
pub fn Counted(
    /// What was counted.
    preview: Preview,
    /// Whether it matters that a device is offline.
    kind: Kind,
    /// How many devices are named one by one.
    named: Option<u64>,
) -> impl IntoView {
    let sample = preview.sample.clone();
    view! {
        <div class="body">
            <p>
                <span class="hero">{intl::number(preview.count)}</span>
                " "
                {m().devices_noun(preview.count)}
            </p>
            <Connected preview=preview.clone() kind />
            <Missing named count=preview.count />
            <WouldChange changes=preview.changes count=preview.count />
            {(!sample.is_empty())
                .then(|| {
                    view! {
                        <div>
                            <h3>{m().sample_of(sample.len() as u64)}</h3>
                            <ul class="sample">
                                {sample
                                    .into_iter()
                                    .map(|Sampled { device, .. }| {
                                        let href = Route::Device { id: device.id.clone() }.href();
                                        let slug = if device.connected { "connected" } else { "offline" };
                                        view! {
                                            <li>
                                                <span data-status=slug>
                                                    <Icon name=slug />
                                                </span>
                                                <a class="id" href=href>
                                                    {device.id}
                                                </a>
                                                <span>{m().connection(device.connected)}</span>
                                            </li>
                                        }
                                    })
                                    .collect_view()}
                            </ul>
                        </div>
                    }
                })}
            <Careful words={if preview.count == 0 { m().nobody() } else { m().evaluated_again() }} />
        </div>
    }
}

/// How many twins would change.
#[component]
pub fn WouldChange(
    /// What was found; `None` when the order writes no twin.
    changes: Option<Changes>,
    /// How many devices the order reaches.
    count: u64,
) -> impl IntoView {
    let changes = changes.filter(|changes| changes.read > 0);
    changes.map(|changes| view! { <p>{m().would_change(changes, changes.read == count)}</p> })
}

/// How many of the devices that are named one by one are not there.
#[component]
pub fn Missing(
    /// How many are named.
    named: Option<u64>,
    /// How many are there.
    count: u64,
) -> impl IntoView {
    let missing = named.map(|named| (named.saturating_sub(count), named)).filter(|(missing, _)| *missing > 0);
    missing.map(|(missing, named)| view! { <Careful words=m().not_in_hub(missing, named) /> })
}

/// How many of them are connected.
#[component]
pub fn Connected(
    /// What was counted.
    preview: Preview,
    /// Whether it matters that a device is offline.
    kind: Kind,
) -> impl IntoView {
    let connected = preview.connected.min(preview.count);
    let offline = preview.count - connected;
    let tally = Tally { succeeded: connected, not_reached: offline, ..Tally::default() };
    let offline_words = match kind {
        Kind::Method => m().offline_when_called(),
        Kind::Twin => m().offline_for_twin(),
    };
    view! {
        <div class="connected">
            <div role="group" aria-label=m().reach_bar(connected, offline)>
                <div aria-hidden="true">
                    <OutcomeBar tally=memo(move || tally) small=true />
                </div>
            </div>
            <div class="split">
                <span data-status="connected">
                    <Icon name="connected" />
                </span>
                <span>{m().connected()}</span>
                <span class="n">{intl::number(connected)}</span>
                <span class="pc">{intl::percent(connected, preview.count, false)}</span>
                <span data-status="offline">
                    <Icon name="offline" />
                </span>
                <span>{offline_words}</span>
                <span class="n">{intl::number(offline)}</span>
                <span class="pc">{intl::percent(offline, preview.count, false)}</span>
            </div>
        </div>
    }
}
