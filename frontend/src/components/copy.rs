//! A button that copies text.

use std::time::Duration;

use leptos::prelude::*;

use super::icon::Icon;
use crate::reactive::{RwSignal, bound, drawn};
use crate::{clock, messages::m};

/// How long the button says that it copied.
const SAID: Duration = Duration::from_secs(2);

/// Puts a text on the clipboard, where the browser allows it: on safe origins only.
pub fn copy_text(text: &str) -> bool {
    if !window().is_secure_context() {
        return false;
    }
    // Whether the browser allowed it is known a moment later; a refusal leaves the clipboard as it was.
    _ = window().navigator().clipboard().write_text(text);
    true
}

/// Copies the address of the page when pressed, and says so.
#[component]
pub fn CopyLink() -> impl IntoView {
    let copied = RwSignal::new(false);
    let copy = move |_| {
        if copy_text(&window().location().href().unwrap_or_default()) {
            copied.set(true);
            clock::after(SAID, move || copied.set(false));
        }
    };
    view! {
        <button type="button" class="button" data-kind="plain" data-size="small" on:click=copy>
            <Icon name="link" />
            {drawn(move || if copied.get() { m().copied() } else { m().copy_link() })}
        </button>
    }
}

/// Copies the text when pressed, and says so. Browsers allow it on safe origins only; elsewhere the text can be marked.
#[component]
pub fn CopyButton(
    /// What to copy, asked when pressed.
    #[prop(into)]
    text: Callback<(), String>,
    /// What is copied, for a screen reader: `Copy device id`.
    #[prop(into)]
    label: String,
) -> impl IntoView {
    let copied = RwSignal::new(false);
    let copy = move |_| {
        if copy_text(&text.run(())) {
            copied.set(true);
            clock::after(SAID, move || copied.set(false));
        }
    };
    view! {
        <button
            type="button"
            class="button"
            data-kind="plain"
            data-icon=""
            data-size="small"
            aria-label=bound(move || if copied.get() { m().copied().to_owned() } else { label.clone() })
            on:click=copy
        >
            {drawn(move || if copied.get() { view! { <Icon name="check" /> } } else { view! { <Icon name="copy" /> } })}
        </button>
    }
}
