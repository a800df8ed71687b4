//! A field that filters the page: what is typed goes into the address after a moment.

use std::time::Duration;

use leptos::prelude::*;

use super::{
    icon::Icon,
    location::{Here, Remember},
};
use crate::{
    clock::Later,
    reactive::{StoredValue, effect},
};

/// Pause after typing in which most people type on.
const SETTLE: Duration = Duration::from_millis(150);

/// The field. `/` puts the focus there.
#[component]
pub fn SearchField(
    /// Name of the search parameter.
    parameter: &'static str,
    /// Pause after typing before the address changes.
    #[prop(default = SETTLE)]
    pause: Duration,
    /// Its label.
    label: &'static str,
    /// What can be found.
    hint: &'static str,
) -> impl IntoView {
    let here = Here::new();
    let text = here.parameter(parameter);
    let later = Later::new();
    // What this field has put into the address, or taken from it.
    let settled = StoredValue::new(String::new());
    let typed = move |event| {
        let typed: String = event_target_value(&event);
        later.plan(pause, move || {
            let typed = typed.trim();
            // Back takes the text away, and not what was chosen before it.
            let first = settled.with_value(String::is_empty);
            settled.set_value(typed.to_owned());
            here.set(&[(parameter, typed)], if first { Remember::Push } else { Remember::Replace });
        });
    };
    let field = NodeRef::<leptos::html::Input>::new();
    effect(move || {
        let text = text.get();
        let Some(field) = field.get() else { return };
        // What comes back from this field is there already, and perhaps more was typed meanwhile.
        if settled.get_value() != text {
            field.set_value(&text);
            settled.set_value(text);
        }
    });
    view! {
        <label class="with-icon grow">
            <Icon name="search" />
            <span class="visually-hidden">{label}</span>
            <input
                class="input"
                type="search"
                data-search
                placeholder=hint
                node_ref=field
                on:input=typed
            />
            <kbd aria-hidden="true">"/"</kbd>
        </label>
    }
}
