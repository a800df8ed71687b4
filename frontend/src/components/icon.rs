//! The icons of `index.html`: 16 px, drawn in the colour of the text.

use leptos::prelude::*;

/// An icon beside words; it says nothing by itself.
#[component]
pub fn Icon(
    /// Its name in the sprite, without `i-`.
    name: &'static str,
) -> impl IntoView {
    view! {
        <svg class="icon" aria-hidden="true">
            <use href=format!("#i-{name}") />
        </svg>
    }
}
