//! Waiting for a slot of the hub: visibly, while the page is open, until it is withdrawn.

use leptos::prelude::*;
use lockstep_api::hub::Slots;

use super::desk::Desk;
use crate::{
    components::{face::FailureLine, icon::Icon},
    intl,
    live::live,
    messages::m,
    reactive::{drawn, effect, memo},
    routes::Route,
};

/// Who holds the slots, and the order that waits for one.
#[component]
pub fn Waiting(
    /// The order.
    desk: Desk,
) -> impl IntoView {
    let live = live();
    // What the stream says is newer than the refusal.
    let slots = memo(move || live.jobs.slots().or_else(|| desk.submission.slots()));
    effect(move || {
        let free = live.jobs.slots().is_some_and(|slots| !slots.full());
        // Tracked: while a slot is free the order is tried again with the ticker.
        let now = desk.now();
        let passed = desk
            .submission
            .failure()
            .is_none_or(|failure| failure.passing() && failure.retry_at().is_none_or(|at| at <= now));
        if passed && desk.submission.due(free, now) {
            desk.submission.submit(desk);
        }
    });
    let late = memo(move || {
        let start = desk.draft.read().planned_start(intl::from_local)?;
        let planned = m().day_time_inside(start, desk.now());
        Some(if start <= desk.now() { m().waiting_late(&planned) } else { m().waiting_planned(&planned) })
    });
    view! {
        <section class="panel waiting" aria-labelledby="waiting">
            <header>
                <span class="status" data-status="not-reached" data-fill="">
                    <Icon name="clock" />
                    <h2 id="waiting">{m().waiting_title()}</h2>
                </span>
            </header>
            <div class="body stack" role="status">
                {drawn(move || slots.get().map(|slots| view! { <Holders slots /> }))}
                <p>{m().waiting_explained()}</p>
                {drawn(move || {
                    late.get()
                        .map(|words| {
                            view! {
                                <p class="message" data-tone="warn">
                                    <Icon name="warning" />
                                    <span>{words}</span>
                                </p>
                            }
                        })
                })}
                {drawn(move || {
                    let failure = desk.submission.failure()?;
                    let retry = Callback::new(move |()| desk.submission.submit(desk));
                    Some(view! { <FailureLine failure retry /> })
                })}
            </div>
            <footer>
                <button type="button" class="button" on:click=move |_| desk.submission.withdraw(desk)>
                    <Icon name="x" />
                    {m().withdraw()}
                </button>
            </footer>
        </section>
    }
}

#[component]
fn Holders(slots: Slots) -> impl IntoView {
    let words = m().waiting_for(&slots);
    view! {
        <div>
            <p>{words}</p>
            <ul class="holders">
                {slots
                    .held_by
                    .into_iter()
                    .map(|id| {
                        view! {
                            <li>
                                <a class="id" href=Route::Job { id: id.clone() }.href()>
                                    {id.to_string()}
                                </a>
                            </li>
                        }
                    })
                    .collect_view()}
            </ul>
        </div>
    }
}
