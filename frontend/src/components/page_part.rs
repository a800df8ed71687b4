//! A page, once its part of the program is there.

use std::time::Duration;

use leptos::{prelude::*, task::spawn_local};

use super::{
    face::Loading,
    heading::{Heading, Navigated, focus_heading},
    icon::Icon,
};
use crate::{
    clock,
    feed::{Feed, Phase},
    messages::m,
    pages::load_all,
    parts::{NotLoaded, Page, Part},
    reactive::{RwSignal, drawn, effect},
};

/// How long what a page shows has the connection for itself.
const AFTER_THE_PAGE: Duration = Duration::from_secs(2);

/// The page of a part, loaded when it is first opened.
#[component]
pub fn PagePart(
    /// Which part.
    part: &'static Part<Page>,
) -> impl IntoView {
    let page = RwSignal::new(part.here().map(Ok));
    let navigated = use_context::<Navigated>();
    let load = Callback::new(move |()| {
        page.set(None);
        spawn_local(async move {
            let loaded = part.load().await;
            clock::next_task().await;
            if page.gone() {
                return;
            }
            page.set(Some(loaded));
            // The heading of a page that is there already takes the focus with the address; this one was not.
            if navigated.is_some_and(Navigated::yet) {
                request_animation_frame(focus_heading);
            }
            // Whoever goes on finds the other pages here, even without a connection. What this page asks for goes first.
            clock::after(AFTER_THE_PAGE, || spawn_local(load_all()));
        });
    });
    if page.with_untracked(Option::is_none) {
        load.run(());
    }
    if let Some(feed) = use_context::<Feed>() {
        effect(move || {
            if feed.phase() == Phase::Live && page.with_untracked(|page| *page == Some(Err(NotLoaded))) {
                load.run(());
            }
        });
    }
    drawn(move || match page.get() {
        None => view! {
            <main id="main" class="page">
                <Loading />
            </main>
        }
        .into_any(),
        Some(Ok(page)) => page(),
        Some(Err(NotLoaded)) => view! { <Missing again=load /> }.into_any(),
    })
}

/// What to do when a part did not come.
#[component]
fn Missing(
    /// Tries again.
    again: Callback<()>,
) -> impl IntoView {
    let reload = |_| _ = window().location().reload();
    view! {
        <main id="main" class="page">
            <header class="page-head">
                <Heading title=m().part_missing_title() />
            </header>
            <div class="face" data-status="failed" role="alert">
                <Icon name="failed" />
                <p>{m().part_missing()}</p>
                <div class="actions">
                    <button type="button" class="button" on:click=move |_| again.run(())>
                        {m().try_now()}
                    </button>
                    <button type="button" class="button" on:click=reload>
                        {m().reload()}
                    </button>
                </div>
            </div>
        </main>
    }
}
