//! A button that is an icon alone; its words are for who does not see it.

use leptos::prelude::*;

use super::icon::Icon;

/// The button.
#[component]
pub fn IconButton(
    /// Its icon.
    icon: &'static str,
    /// What it does, in words.
    #[prop(into)]
    label: String,
    /// What it does.
    #[prop(into)]
    deed: Callback<()>,
    /// As small as a row.
    #[prop(optional)]
    small: bool,
    /// Whether it changes something, which is not for everybody.
    #[prop(optional)]
    writes: bool,
) -> impl IntoView {
    view! {
        <button
            type="button"
            class="button"
            data-kind="plain"
            data-icon=""
            data-size=small.then_some("small")
            data-writes=writes.then_some("")
            aria-label=label
            on:click=move |_| deed.run(())
        >
            <Icon name=icon />
        </button>
    }
}
