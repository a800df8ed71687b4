//! Step 3: the start.

use leptos::prelude::*;

use super::{
    desk::Desk,
    draft::{Field, Starts},
    field::shown_fault,
    step::Step,
};
use crate::{
    clock,
    components::{choice::Choice, icon::Icon, inputs::FaultLine},
    intl,
    messages::m,
    part,
    parts::Piece,
    reactive::{bound, drawn, memo},
};

part!(
    /// Now, or at a date and time in the local zone.
    WHEN, when_step in forms: Piece<Desk> = |desk| view! { <WhenStep desk /> }.into_any()
);

#[component]
fn WhenStep(desk: Desk) -> impl IntoView {
    let starts = memo(move || desk.draft.read().starts);
    view! {
        <form class="stack" id="when" aria-label=m().step(Step::When) on:submit=|event| event.prevent_default()>
            <section class="panel">
                <div class="body stack">
                    <Choice
                        legend=m().start()
                        name="starts"
                        options=vec![(m().start_now(), Starts::Now), (m().start_later(), Starts::Later)]
                        chosen=starts
                        choose=Callback::new(move |starts| desk.draft.update(|draft| draft.starts = starts))
                    />
                    {drawn(move || (starts.get() == Starts::Later).then(|| view! { <DateAndTime desk /> }))}
                    {drawn(move || {
                        (starts.get() == Starts::Later).then(|| view! {
                            <p class="message">
                                <Icon name="info" />
                                <span>{m().slot_held_meanwhile()}</span>
                            </p>
                        })
                    })}
                </div>
            </section>
        </form>
    }
}

#[component]
fn DateAndTime(desk: Desk) -> impl IntoView {
    let fault = shown_fault(desk, Field::Start);
    let start = memo(move || desk.draft.read().planned_start(intl::from_local));
    let words = memo(move || {
        start.get().filter(|start| *start > desk.now()).map(|start| m().start_words(start, desk.now()))
    });
    let earliest = intl::to_local(clock::now());
    view! {
        <div class="field">
            <label for="start">{m().date_and_time()}</label>
            <input
                class="input start"
                id="start"
                type="datetime-local"
                step="1"
                min=earliest
                aria-describedby="start-hint"
                aria-invalid=bound(move || fault.read().is_some().then_some("true"))
                prop:value=bound(move || desk.draft.read().start.clone())
                on:input=move |event| {
                    desk.draft.update(|draft| draft.type_start(event_target_value(&event), intl::from_local));
                }
            />
            <span class="hint" id="start-hint">
                {m().in_zone(&intl::zone())}
            </span>
            <FaultLine fault />
            {drawn(move || words.get().map(|words| view! { <p class="small quiet">{words}</p> }))}
        </div>
    }
}
