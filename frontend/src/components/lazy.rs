//! A piece of a page whose part of the program is loaded when it is first needed.

use leptos::{prelude::*, task::spawn_local};

use super::face::Loading;
use crate::{
    messages::m,
    parts::{NotLoaded, Part, Piece},
    reactive::{RwSignal, drawn},
};

/// The piece of a part, once it is there.
#[component]
pub fn Lazy<P: Copy + Send + Sync + 'static>(
    /// Which part.
    part: &'static Part<Piece<P>>,
    /// What it is drawn with.
    with: P,
) -> impl IntoView {
    let loaded = RwSignal::new(part.here().map(Ok));
    let load = move || {
        loaded.set(None);
        spawn_local(async move {
            let piece = part.load().await;
            if !loaded.gone() {
                loaded.set(Some(piece));
            }
        });
    };
    if loaded.with_untracked(Option::is_none) {
        load();
    }
    drawn(move || match loaded.get() {
        None => view! { <Loading /> }.into_any(),
        Some(Ok(piece)) => piece(with),
        Some(Err(NotLoaded)) => view! {
            <p class="message" data-tone="bad" role="alert">
                <span>
                    {m().part_missing()} " "
                    <button type="button" class="link" on:click=move |_| load()>
                        {m().try_now()}
                    </button>
                </span>
            </p>
        }
        .into_any(),
    })
}
