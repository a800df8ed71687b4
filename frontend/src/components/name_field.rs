//! The name of something that is kept, in a form.

use leptos::prelude::*;
use lockstep_api::library::LONGEST_NAME;

use super::{dialog::first_field, told::AtMost};
use crate::reactive::{RwSignal, bound, memo};

/// The field, the first of a dialog.
#[component]
pub fn NameField(
    /// Id of the field.
    id: &'static str,
    /// What is typed.
    name: RwSignal<String>,
    /// Its label.
    label: &'static str,
    /// What it is for.
    hint: &'static str,
) -> impl IntoView {
    let hint_id = format!("{id}-hint");
    view! {
        <div class="field">
            <label for=id>{label}</label>
            <input
                class="input"
                id=id
                node_ref=first_field()
                autocomplete="off"
                maxlength=LONGEST_NAME
                aria-describedby=hint_id.clone()
                prop:value=bound(move || name.get())
                on:input=move |event| name.set(event_target_value(&event))
            />
            <span class="hint" id=hint_id>{hint}</span>
            <AtMost length=memo(move || name.read().chars().count()) most=LONGEST_NAME />
        </div>
    }
}
