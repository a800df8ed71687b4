//! What the hub will do with an order: how long, from when to when, and whether a slot is free.

use leptos::prelude::*;
use lockstep_api::time::EpochMillis;

use super::{desk::Desk, draft::Starts};
use crate::{
    components::icon::Icon,
    intl,
    live::live,
    messages::m,
    part,
    parts::Piece,
    reactive::{drawn, memo},
    routes::Route,
    typed::Fault,
};

part!(
    /// The panel, for an order.
    HUB_WILL, hub_will in forms: Piece<Desk> = |desk| view! { <HubWill desk /> }.into_any()
);

#[component]
fn HubWill(desk: Desk) -> impl IntoView {
    let live = live();
    let hub = desk.session().map(|session| session.hub);
    let rate = hub.as_ref().map_or(0.0, |hub| hub.device_operations_per_second);
    let tier = hub.map(|hub| hub.tier.to_ascii_uppercase()).unwrap_or_default();
    let estimate = move || {
        let count = desk.preview.part(|preview| preview.count)?;
        let seconds = seconds_for(count, rate)?;
        let waits = desk.draft.read().action().ok().and_then(|action| action.longest_answer_seconds());
        Some(view! {
            <p>
                <span class="hero">{m().about(&m().seconds(seconds))}</span>
                {waits.map(|most| view! { " " {m().and_waits(&m().seconds(most))} })}
                <br />
                <span class="quiet">{m().at_rate(count, &intl::decimal(rate), &tier)}</span>
            </p>
        })
    };
    let start = memo(move || desk.draft.read().planned_start(intl::from_local));
    let undecided = memo(move || start.read().is_none() && desk.draft.read().starts == Starts::Later);
    let waits = memo(move || live.jobs.would_wait());
    let closes = memo(move || {
        let seconds = desk.draft.read().max_execution_seconds().ok().filter(|_| !undecided.get())?;
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
                            None if undecided.get() => m().fault(&Fault::NoTime),
                            None if waits.get() => m().with_slot().to_owned(),
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
                        {drawn(move || {
                            // Nobody knows when the slot comes.
                            let most = desk.draft.read().max_execution_seconds().ok().filter(|_| waits.get());
                            most.map(|most| m().closes_after(&m().seconds(most.into())))
                                .or_else(|| closes.get().map(|closes| m().day_time(closes, desk.now())))
                        })}
                        <span class="aside">{m().closes_whatever()}</span>
                    </dd>
                    <dt>{m().job_slot()}</dt>
                    <dd>
                        {drawn(move || {
                            let slots = live.jobs.slots()?;
                            let (slug, icon, words) = match (live.jobs.waiting(), slots.full()) {
                                (0, false) => ("completed", "check", m().slot_free().to_owned()),
                                (0, true) => ("not-reached", "clock", m().slot_taken().to_owned()),
                                (before, _) => ("not-reached", "clock", m().slot_queue(before)),
                            };
                            let holders = slots
                                .held_by
                                .iter()
                                .map(|id| {
                                    view! {
                                        <li>
                                            <a class="id" href=Route::Job { id: id.clone() }.href()>
                                                {id.to_string()}
                                            </a>
                                        </li>
                                    }
                                })
                                .collect_view();
                            Some(
                                view! {
                                    <span class="status wrap" data-status=slug>
                                        <Icon name=icon />
                                        {words}
                                    </span>
                                    <details class="aside">
                                        <summary>{m().slots_in_use(&slots)}</summary>
                                        <ul class="holders">{holders}</ul>
                                    </details>
                                },
                            )
                        })}
                        <span class="aside">
                            {drawn(move || {
                                let later = desk.draft.read().starts == Starts::Later;
                                later.then(|| m().slot_held_meanwhile())
                            })}
                        </span>
                    </dd>
                </dl>
            </div>
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
