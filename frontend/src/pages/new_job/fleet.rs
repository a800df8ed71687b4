//! Step 2: which devices.

use leptos::prelude::*;

use super::{desk::Desk, draft::Field, listed::Listed, reach::Reach, step::Step};
use crate::reactive::{RwSignal, bound, drawn, effect};
use crate::{components::query_editor::QueryEditor, lint::Blank, messages::m, routes::one_device};

/// A condition, checked while it is typed, beside what it would reach.
#[component]
pub fn FleetStep(
    /// The order.
    desk: Desk,
) -> impl IntoView {
    let text = RwSignal::new(desk.draft.with_untracked(|draft| draft.condition.clone()));
    effect(move || {
        let text = text.get();
        if desk.draft.with_untracked(|draft| draft.condition != text) {
            desk.draft.update(|draft| draft.write(Field::Condition, text));
        }
    });
    let forget = Callback::new(move |()| text.set(String::new()));
    let device = RwSignal::new(String::new());
    let use_device = move || {
        let device = device.get_untracked().trim().to_owned();
        if !device.is_empty() {
            text.set(one_device(&device));
        }
    };
    view! {
        <form
            class="stack"
            id="fleet"
            aria-label=m().step(Step::Fleet)
            on:submit=move |event| {
                event.prevent_default();
                use_device();
            }
        >
            {drawn(move || match desk.series() {
                Some(series) => {
                    let condition = desk.draft.with_untracked(|draft| draft.condition.clone());
                    view! { <Listed series condition forget /> }.into_any()
                }
                None => view! { <ByQuery desk text device /> }.into_any(),
            })}
        </form>
        <Reach desk />
    }
}

/// A condition to be typed, or one device.
#[component]
fn ByQuery(desk: Desk, text: RwSignal<String>, device: RwSignal<String>) -> impl IntoView {
    let anyway = Callback::new(move |()| {
        desk.draft.update(|draft| draft.agreed = draft.condition.trim().to_owned());
    });
    view! {
        <section class="panel" aria-labelledby="by-query">
            <header>
                <h2 id="by-query">{m().devices_by_query()}</h2>
                <span class="spacer"></span>
                <button type="button" class="button" data-size="small" on:click=move |_| text.set("*".to_owned())>
                    {m().all_devices_button()}
                </button>
            </header>
            <div class="body stack">
                <QueryEditor text blank=Blank::Missing id="fleet-condition" run=Callback::new(move |()| desk.count()) anyway />
                <div class="field">
                    <label for="one-device">{m().one_device()}</label>
                    <div class="toolbar">
                        <input
                            class="input mono one-device"
                            id="one-device"
                            autocomplete="off"
                            spellcheck="false"
                            placeholder=m().one_device_hint()
                            prop:value=bound(move || device.get())
                            on:input=move |event| device.set(event_target_value(&event))
                        />
                        <button type="submit" class="button">
                            {m().use_one_device()}
                        </button>
                    </div>
                </div>
            </div>
        </section>
    }
}
