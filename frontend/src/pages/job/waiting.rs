//! A job that waits for a slot of the hub: its turn, who holds the slots, and when one is expected to be free.

use leptos::prelude::*;
use lockstep_api::job::{JobId, Waits};

use crate::{
    clock::ticker,
    components::{
        held::{pointer_below, unmoved, unmoved_once},
        icon::Icon,
        lazy::Lazy,
        told::Careful,
    },
    live::live,
    messages::m,
    part,
    parts::Piece,
    reactive::{RwSignal, bound, drawn, memo, memo_of_last},
    routes::Route,
};

part!(TURN, waiting_turn in forms: Piece<RwSignal<bool>> = |held| view! { <Turn held /> }.into_any());

/// Id of the notice.
const NOTICE: &str = "turn";

/// The notice; nothing while the job does not wait. While the pointer is below it, it stays as it is, so that nothing moves
/// there, and goes afterwards.
#[component]
pub fn Waiting() -> impl IntoView {
    let job = live().job;
    let waits = memo(move || job.job_part(|job| job.record.waits.is_some()).unwrap_or_default());
    let held = pointer_below(NOTICE);
    let shown = memo_of_last(move |last| waits.get() || last == Some(&true) && held.get());
    drawn(move || shown.get().then(|| view! { <Lazy part=&TURN with=held /> }))
}

#[component]
fn Turn(
    /// Whether the pointer is below.
    held: RwSignal<bool>,
) -> impl IntoView {
    let job = live().job;
    let ticker = ticker();
    let waiting = memo(move || job.job_part(|job| job.record.waits.is_some()).unwrap_or_default());
    let last = memo_of_last(move |last: Option<&Option<Waits>>| {
        job.job_part(|job| job.record.waits.clone()).flatten().or_else(|| last.cloned().flatten())
    });
    // Who holds the slots is told once the list of jobs is read; until then there is nothing to hold.
    let told = |waits: &Option<Waits>| waits.as_ref().is_some_and(|waits| !waits.held_by.is_empty());
    let waits = unmoved_once(held, told, move || last.get());
    let planned = memo(move || job.job_part(|job| job.start_at).flatten());
    let late = unmoved(held, move || {
        let (planned, now) = (planned.get()?, ticker.at());
        let words = m().day_time_inside(planned, now);
        Some(if planned <= now { m().waiting_late(&words) } else { m().waiting_planned(&words) })
    });
    let expected = unmoved_once(held, Option::is_some, move || {
        let (waits, now) = (waits.get()?, ticker.at());
        let words = |at| m().day_time_inside(at, now);
        let expected = waits.expected_at.map(|at| m().waiting_expected(&words(at)));
        expected.or_else(|| Some(m().waiting_latest(&words(waits.latest_at?))))
    });
    drawn(move || {
        waits.get().map(|Waits { position, held_by, .. }| {
            view! {
                <section class="panel waiting" id=NOTICE aria-labelledby="waiting">
                    <header>
                        <span class="status" data-status="waiting" data-fill="">
                            <Icon name="clock" />
                            <h2 id="waiting">
                                {drawn(move || {
                                    if waiting.get() {
                                        m().waiting_turn(position.into())
                                    } else {
                                        m().slot_was_free().to_owned()
                                    }
                                })}
                            </h2>
                        </span>
                    </header>
                    // Its room stays; its words are over.
                    <div
                        class="body stack"
                        role="status"
                        style:visibility=bound(move || if waiting.get() { "visible" } else { "hidden" })
                    >
                        <p>{drawn(move || expected.get().unwrap_or_else(|| m().waiting_unknown().to_owned()))}</p>
                        <Holders held_by />
                        <p>{m().waiting_explained()}</p>
                        {drawn(move || {
                            late.get()
                                .map(|words| {
                                    view! {
                                        <Careful words=words />
                                    }
                                })
                        })}
                    </div>
                </section>
            }
        })
    })
}

#[component]
fn Holders(held_by: Vec<JobId>) -> impl IntoView {
    let words = m().waiting_for(held_by.len() as u64);
    let items = held_by.into_iter().map(|id| {
        view! {
            <li>
                <a class="id" href=Route::Job { id: id.clone() }.href()>
                    {id.to_string()}
                </a>
            </li>
        }
    });
    let items: Vec<_> = items.collect();
    (!items.is_empty()).then(|| {
        view! {
            <div>
                <p>{words}</p>
                <ul class="holders">{items}</ul>
            </div>
        }
    })
}
