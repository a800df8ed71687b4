//! The number of devices, to be typed by who is about to reach many.

use leptos::prelude::*;

use crate::{messages::m, reactive::bound};

/// The field, with its label and why it is asked for.
#[component]
pub fn TypedCount(
    /// Id of the input; that of its hint ends with `-why`.
    id: &'static str,
    /// The number to type.
    count: u64,
    /// Above how many devices it is asked for.
    threshold: u64,
    /// What is typed, tracked.
    typed: Callback<(), String>,
    /// Takes what is typed.
    take: Callback<String>,
) -> impl IntoView {
    let why = format!("{id}-why");
    view! {
        <label for=id>{m().type_count(count)}</label>
        <input
            class="input"
            id=id
            inputmode="numeric"
            autocomplete="off"
            aria-describedby=why.clone()
            prop:value=bound(move || typed.run(()))
            on:input=move |event| take.run(event_target_value(&event))
        />
        <span class="hint" id=why>
            {m().asked_above(threshold)}
        </span>
    }
}
