//! What the list is filtered by, and a button for what has changed meanwhile.

use leptos::prelude::*;

use super::{STATE, filter::STATES};
use crate::{
    components::{
        location::{Here, Remember},
        select_options::select_options,
    },
    keyboard::focus_soon,
    messages::m,
    reactive::{Memo, bound},
};

/// A change of the list that waits for the person: the list would move under the pointer.
#[component]
pub fn Waits(
    /// What has changed.
    words: String,
    /// Lets it in.
    update: Callback<()>,
    /// Id of what takes the focus afterwards.
    then: &'static str,
) -> impl IntoView {
    let press = move |_| {
        update.run(());
        // The button goes, and the keyboard would begin again at the top of the page.
        focus_soon(then);
    };
    view! {
        <button type="button" class="button" data-size="small" on:click=press>
            {words}
        </button>
    }
}

/// One of several, in the address.
#[component]
pub fn Select(
    /// Its label.
    label: &'static str,
    /// Name of the search parameter.
    parameter: &'static str,
    /// Its value.
    chosen: Memo<String>,
    /// Values, each with its words.
    options: Vec<(String, String)>,
) -> impl IntoView {
    let here = Here::new();
    view! {
        <select
            class="input"
            data-size="small"
            aria-label=label
            on:change=move |event| here.set(&[(parameter, &event_target_value(&event))], Remember::Push)
        >
            {select_options(options, chosen)}
        </select>
    }
}

/// One state at a time, as links: each is an address.
#[component]
pub fn States(
    /// The one in the address.
    state: Memo<String>,
    /// The address.
    here: Here,
) -> impl IntoView {
    let link = move |value: &'static str, words: &'static str| {
        view! {
            <a
                class="button"
                data-size="small"
                href=bound(move || here.with(&[(STATE, value)]))
                aria-current=bound(move || (state.get() == value).then_some("true"))
            >
                {words}
            </a>
        }
    };
    view! {
        <nav class="toolbar" aria-label=m().filter_by_state()>
            {link("", m().all_states())}
            {STATES.map(|state| link(state.slug(), state.word())).into_iter().collect_view()}
        </nav>
    }
}
