//! A menu whose part of the program is loaded when it is first opened.

use leptos::prelude::*;

use super::lazy::Lazy;
use crate::{
    parts::{Part, Piece},
    reactive::{RwSignal, drawn},
};

/// A native popover; a button with this id as its `popovertarget` opens it.
#[component]
pub fn LazyMenu<P: Copy + Send + Sync + 'static>(
    /// Its id.
    id: &'static str,
    /// What it is called.
    label: &'static str,
    /// What is in it.
    part: &'static Part<Piece<P>>,
    /// What that is drawn with.
    with: P,
    /// Of the menu.
    #[prop(default = "menu settings")]
    class: &'static str,
) -> impl IntoView {
    let opened = RwSignal::new(false);
    view! {
        <div class=class id=id popover="auto" role="group" aria-label=label on:toggle=move |_| opened.set(true)>
            {drawn(move || opened.get().then(|| view! { <Lazy part with /> }))}
        </div>
    }
}
