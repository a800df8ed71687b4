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

/// How copying goes: done, or to be done by hand.
#[derive(Clone, Copy)]
struct Copying {
    copied: RwSignal<bool>,
    by_hand: RwSignal<Option<String>>,
}

impl Copying {
    /// Nothing was copied yet.
    fn new() -> Self {
        Self { copied: RwSignal::new(false), by_hand: RwSignal::new(None) }
    }

    /// Copies, and says so for a moment; where the browser does not allow it, the text is there to be copied.
    fn copy(self, text: String) {
        if copy_text(&text) {
            self.copied.set(true);
            clock::after(SAID, move || self.copied.set(false));
        } else {
            self.by_hand.set(Some(text));
        }
    }

    /// True for a moment after it was copied, tracked.
    fn copied(self) -> bool {
        self.copied.get()
    }
}

/// Copies the address of the page when pressed, and says so.
#[component]
pub fn CopyLink(
    /// Another address, asked when pressed.
    #[prop(optional, into)]
    link: Option<Callback<(), String>>,
) -> impl IntoView {
    let copying = Copying::new();
    let copy = move |_| {
        copying
            .copy(link.map_or_else(|| window().location().href().unwrap_or_default(), |link| link.run(())));
    };
    view! {
        <button type="button" class="button" data-kind="plain" data-size="small" on:click=copy>
            <Icon name="link" />
            {drawn(move || if copying.copied() { m().copied() } else { m().copy_link() })}
        </button>
        <ByHand copying />
    }
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
    let copying = Copying::new();
    view! {
        <button
            type="button"
            class="button"
            data-kind="plain"
            data-icon=""
            data-size="small"
            aria-label=bound(move || if copying.copied() { m().copied().to_owned() } else { label.clone() })
            on:click=move |_| copying.copy(text.run(()))
        >
            {drawn(move || if copying.copied() { view! { <Icon name="check" /> } } else { view! { <Icon name="copy" /> } })}
        </button>
        <ByHand copying />
    }
}

/// A text to be copied with the keyboard, marked already: where the browser does not let a page copy.
#[component]
fn ByHand(copying: Copying) -> impl IntoView {
    let field = NodeRef::<Input>::new();
    effect(move || {
        if let Some(field) = field.get() {
            _ = field.focus();
            field.select();
        }
    });
    drawn(move || {
        copying.by_hand.get().map(|text| {
            view! { <input class="input" readonly node_ref=field aria-label=m().copy_by_hand() prop:value=text /> }
        })
    })
}
