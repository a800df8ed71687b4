//! One of a few, as radio buttons side by side.

use leptos::prelude::*;

use crate::reactive::{Memo, bound};

/// Radio buttons side by side.
#[component]
pub fn Choice<T: Copy + PartialEq + Send + Sync + 'static>(
    /// What is chosen.
    legend: &'static str,
    /// Name of the group of radio buttons.
    name: &'static str,
    /// Words and values.
    options: Vec<(&'static str, T)>,
    /// The value in force.
    chosen: Memo<T>,
    /// Takes the chosen value.
    choose: Callback<T>,
) -> impl IntoView {
    let radios = options.into_iter().map(|(words, value)| {
        view! {
            <label>
                <input
                    class="visually-hidden"
                    type="radio"
                    name=name
                    prop:checked=bound(move || chosen.get() == value)
                    on:change=move |_| choose.run(value)
                />
                {words}
            </label>
        }
    });
    view! {
        <fieldset>
            <legend>{legend}</legend>
            <div class="segmented" data-size="small">
                {radios.collect_view()}
            </div>
        </fieldset>
    }
}
