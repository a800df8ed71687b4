//! A button that copies text.

use std::time::Duration;

use leptos::{html::Input, prelude::*};

use super::icon::Icon;
use crate::{
    clock,
    messages::m,
    reactive::{RwSignal, bound, drawn, effect},
};

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
    let by_hand = RwSignal::new(None);
    let copy = move |_| {
        let address = window().location().href().unwrap_or_default();
        if copy_text(&address) {
            copied.set(true);
            clock::after(SAID, move || copied.set(false));
        } else {
            by_hand.set(Some(address));
        }
    };
    view! {
        <button type="button" class="button" data-kind="plain" data-size="small" on:click=copy>
            <Icon name="link" />
            {drawn(move || if copied.get() { m().copied() } else { m().copy_link() })}
        </button>
        {drawn(move || by_hand.get().map(|text| view! { <ByHand text label=m().copy_by_hand().to_owned() /> }))}
    }
}

/// A text to be copied with the keyboard, marked already: where the browser does not let a page copy.
#[component]
fn ByHand(text: String, label: String) -> impl IntoView {
    let field = NodeRef::<Input>::new();
    effect(move || {
        if let Some(field) = field.get() {
            _ = field.focus();
            field.select();
        }
    });
    view! { <input class="input by-hand" readonly node_ref=field aria-label=label prop:value=text /> }
}

/// Copies the text when pressed, and says so; where the browser does not allow it, the text is there to be copied.
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
    let by_hand = RwSignal::new(None);
    let copy = move |_| {
        let text = text.run(());
        if copy_text(&text) {
            copied.set(true);
            clock::after(SAID, move || copied.set(false));
        } else {
            by_hand.set(Some(text));
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
        {drawn(move || by_hand.get().map(|text| view! { <ByHand text label=m().copy_by_hand().to_owned() /> }))}
    }
}
