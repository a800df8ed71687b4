//! Step 5: the exact request, what the hub will do with it, and the button.

use leptos::prelude::*;
use lockstep_api::{
    job::{LONGEST_NAME, LONGEST_NOTE},
    time::EpochMillis,
};

use super::{
    before_after::BEFORE_AFTER, confirm::Confirm, desk::Desk, draft::Kind, exact::EXACT, reach::Connected,
    step::Step,
};
use crate::{
    components::{
        face::{Failed, Loading},
        icon::Icon,
        lazy::Lazy,
    },
    intl,
    live::live,
    messages::m,
    reactive::{bound, drawn, memo},
    routes::Route,
};

/// The last look.
#[component]
pub fn ReviewStep(
    /// The order.
    desk: Desk,
) -> impl IntoView {
    let kind = memo(move || desk.draft.read().kind);
    view! {
        <form
            class="review"
            aria-label=m().step(Step::Review)
            on:submit=move |event| {
                event.prevent_default();
                desk.submission.submit(desk);
            }
        >
            <NameAndNote desk />
            <Lazy part=&EXACT with=desk />
            <Confirm desk />
        </form>
        <aside class="stack blast">
            <HubWill desk />
            <WhoItReaches desk />
            {drawn(move || (kind.get() == Kind::Twin).then(|| view! { <Lazy part=&BEFORE_AFTER with=desk /> }))}
        </aside>
    }
}

/// What the job is called, for the people who look at it later.
#[component]
fn NameAndNote(desk: Desk) -> impl IntoView {
    let draft = desk.draft;
    view! {
        <section class="panel" aria-labelledby="name-and-note">
            <header>
                <h2 id="name-and-note">{m().name_and_note()}</h2>
                <span class="count">{m().kept_by_lockstep()}</span>
            </header>
            <div class="body fields">
                <div class="field">
                    <label for="job-name">{m().job_name()}</label>
                    <input
                        class="input"
                        id="job-name"
                        autocomplete="off"
                        maxlength=LONGEST_NAME
                        prop:value=bound(move || draft.read().name.clone())
                        on:input=move |event| draft.update(|draft| draft.name = event_target_value(&event))
                    />
                </div>
                <div class="field">
                    <label for="job-note">{m().job_note()}</label>
                    <input
                        class="input"
                        id="job-note"
                        autocomplete="off"
                        maxlength=LONGEST_NOTE
                        prop:value=bound(move || draft.read().note.clone())
                        on:input=move |event| draft.update(|draft| draft.note = event_target_value(&event))
                    />
                </div>
            </div>
        </section>
    }
}

/// How long, from when to when, and whether a slot is free.
#[component]
fn HubWill(desk: Desk) -> impl IntoView {
    let live = live();
    let hub = desk.session().map(|session| session.hub);
    let rate = hub.as_ref().map_or(0.0, |hub| hub.device_operations_per_second);
    let tier = hub.map(|hub| hub.tier.to_ascii_uppercase()).unwrap_or_default();
    let estimate = move || {
        let count = desk.preview.part(|preview| preview.count)?;
        let seconds = seconds_for(count, rate)?;
        Some(view! {
            <p>
                <span class="hero">{m().about(&m().seconds(seconds))}</span>
                <br />
                <span class="quiet">{m().at_rate(count, &intl::decimal(rate), &tier)}</span>
            </p>
        })
    };
    let start = memo(move || desk.draft.read().planned_start(intl::from_local));
    let closes = memo(move || {
        let seconds = desk.draft.read().max_execution_seconds().ok()?;
        let start = start.get().unwrap_or_else(|| desk.now());
        Some(EpochMillis(start.0.saturating_add(i64::from(seconds) * 1000)))
    });
    view! {
        <section class="panel" aria-labelledby="hub-will">
            <header>
                <h2 id="hub-will">{m().what_hub_does()}</h2>
            </header>
            <div class="body">
                {drawn(estimate)}
                <dl class="facts">
                    <dt>{m().starts_fact()}</dt>
                    <dd>
                        {drawn(move || match start.get() {
                            None => m().start_now().to_owned(),
                            Some(start) => format!("{} {}", m().day_time(start, desk.now()), intl::zone()),
                        })}
                        <span class="aside">
                            {drawn(move || {
                                start.get().map(|start| {
                                    format!("{}, {}", intl::utc(start), m().ahead(start, desk.now()))
                                })
                            })}
                        </span>
                    </dd>
                    <dt>{m().closes_fact()}</dt>
                    <dd>
                        {drawn(move || closes.get().map(|closes| m().day_time(closes, desk.now())))}
                        <span class="aside">{m().closes_whatever()}</span>
                    </dd>
                    <dt>{m().job_slot()}</dt>
                    <dd>
                        {drawn(move || {
                            let slots = live.jobs.slots()?;
                            let (slug, icon, words) = match slots.full() {
                                true => ("not-reached", "clock", m().slot_taken()),
                                false => ("completed", "check", m().slot_free()),
                            };
                            let holders = slots
                                .held_by
                                .iter()
                                .map(|id| {
                                    view! {
                                        <a class="id" href=Route::Job { id: id.clone() }.href()>
                                            {id.to_string()}
                                        </a>
                                        " "
                                    }
                                })
                                .collect_view();
                            Some(
                                view! {
                                    <span class="status wrap" data-status=slug>
                                        <Icon name=icon />
                                        {words}
                                    </span>
                                    <span class="aside">{m().slots_in_use(&slots)} " " {holders}</span>
                                },
                            )
                        })}
                        <span class="aside">{m().slot_held_meanwhile()}</span>
                    </dd>
                </dl>
            </div>
        </section>
    }
}

#[component]
fn WhoItReaches(desk: Desk) -> impl IntoView {
    let preview = desk.preview;
    let kind = memo(move || desk.draft.read().kind);
    view! {
        <section class="panel" aria-labelledby="reaches">
            <header>
                <h2 id="reaches">{m().who_it_reaches()}</h2>
                <span class="spacer"></span>
                <span class="small faint">{drawn(move || preview.part(|preview| intl::time(preview.as_of)))}</span>
            </header>
            {drawn(move || match (preview.value(), preview.failure()) {
                (Some(preview), _) => {
                    let empty = preview.count == 0;
                    view! {
                        <div class="body">
                            <Connected preview kind=kind.get() />
                            <p class="message" data-tone="warn">
                                <Icon name="warning" />
                                <span>{if empty { m().nobody() } else { m().evaluated_again() }}</span>
                            </p>
                        </div>
                    }
                        .into_any()
                }
                (None, Some(failure)) => {
                    view! { <Failed failure retry=Callback::new(move |()| desk.count()) /> }.into_any()
                }
                // Also while the count is planned: it waits until nobody types.
                (None, None) if desk.countable() => view! { <Loading /> }.into_any(),
                (None, None) => view! { <p class="body quiet">{m().reach_waits()}</p> }.into_any(),
            })}
        </section>
    }
}

/// Seconds for so many devices at the hub's rate, at least one.
fn seconds_for(count: u64, rate: f64) -> Option<u64> {
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_precision_loss,
        clippy::cast_sign_loss,
        reason = "an estimate in words"
    )]
    let seconds = (rate > 0.0 && count > 0).then(|| (count as f64 / rate).ceil() as u64);
    seconds.map(|seconds| seconds.max(1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_estimate_follows_the_hubs_rate() {
        assert_eq!(seconds_for(4_812, 10.0), Some(482));
        assert_eq!(seconds_for(1, 10.0), Some(1));
        assert_eq!(seconds_for(0, 10.0), None);
        assert_eq!(seconds_for(5, 0.0), None);
    }
}
