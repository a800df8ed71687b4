//! Step 2: which devices.

use leptos::prelude::*;

use super::{by_ids::BY_IDS, desk::Desk, draft::Field, listed::Listed, reach::Reach, step::Step};
use crate::{
    components::{icon::Icon, lazy::Lazy, query_editor::QueryEditor},
    lint::Blank,
    messages::m,
    pages::devices::{BUILDER, SavedQueries},
    part,
    parts::Piece,
    reactive::{RwSignal, bound, drawn, effect},
    routes::one_device,
};

part!(
    /// A condition, checked while it is typed, beside what it would reach.
    FLEET, fleet_step in forms: Piece<Desk> = |desk| view! { <FleetStep desk /> }.into_any()
);

#[component]
fn FleetStep(desk: Desk) -> impl IntoView {
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

/// A way to a condition without typing it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Way {
    Builder,
    Ids,
}

/// A condition to be typed, built, pasted or taken from those that are kept; or one device.
#[component]
fn ByQuery(desk: Desk, text: RwSignal<String>, device: RwSignal<String>) -> impl IntoView {
    let anyway = Callback::new(move |()| {
        desk.draft.update(|draft| draft.agreed = draft.condition.trim().to_owned());
    });
    let use_query = Callback::new(move |query| text.set(query));
    let way = RwSignal::new(None::<Way>);
    let other = move |which: Way, icon: &'static str, words: &'static str| {
        let pressed = move || *way.read() == Some(which);
        view! {
            <button
                type="button"
                class="button"
                data-kind="plain"
                data-size="small"
                aria-pressed=bound(move || pressed().to_string())
                on:click=move |_| way.update(|way| *way = Some(which).filter(|_| *way != Some(which)))
            >
                <Icon name=icon />
                {words}
            </button>
        }
    };
    view! {
        <section class="panel" aria-labelledby="by-query">
            <header>
                <h2 id="by-query">{m().devices_by_query()}</h2>
                <span class="spacer"></span>
                {other(Way::Builder, "filter", m().builder())}
                {other(Way::Ids, "devices", m().list_of_ids())}
                <SavedQueries typed=text use_query />
                <button type="button" class="button" data-size="small" on:click=move |_| text.set("*".to_owned())>
                    {m().all_devices_button()}
                </button>
            </header>
            <div class="body stack">
                <QueryEditor text blank=Blank::Missing id="fleet-condition" run=Callback::new(move |()| desk.count()) anyway />
                {drawn(move || match way.get()? {
                    Way::Builder => Some(view! { <Lazy part=&BUILDER with=text /> }),
                    Way::Ids => Some(view! { <Lazy part=&BY_IDS with=text /> }),
                })}
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
