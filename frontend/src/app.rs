//! Mounting, contexts, which page.

use leptos::prelude::*;
use lockstep_api::session::Session;
use wasm_bindgen::JsCast as _;

use crate::{
    clock::Ticker,
    components::{
        app_bar::AppBar,
        dialog::{LazyDialog, Opening},
        heading::{Navigated, focus_heading},
        location::Here,
        notices::Notices,
        page_part::PagePart,
        palette::PALETTE,
        shortcuts::SHORTCUTS,
    },
    feed::Feed,
    keyboard,
    known::Known,
    live::Live,
    messages::m,
    navigation::Navigation,
    pages::{not_found::NotFound, part_of, sign_in::SignInPage},
    reactive::{drawn, effect, effect_of_last, memo},
    session::{SessionState, SessionStore, session_store},
};

/// Draws the app into its element of `index.html`, in the place of what stood there until it came.
pub fn mount() {
    let root = document()
        .get_element_by_id("app")
        .and_then(|element| element.dyn_into::<web_sys::HtmlElement>().ok());
    match root {
        Some(root) => {
            root.set_inner_html("");
            leptos::mount::mount_to(root, App).forget();
        }
        None => leptos::mount::mount_to_body(App),
    }
}

#[component]
fn App() -> impl IntoView {
    let session = SessionStore::start();
    provide_context(session);
    provide_context(Navigation::start());
    provide_context(Ticker::start());
    provide_context(Navigated::not_yet());
    drawn(move || match session.state() {
        SessionState::SignedIn(session) => view! { <Console session=*session /> }.into_any(),
        state => view! { <SignInPage state /> }.into_any(),
    })
}

/// Everything behind the sign-in.
#[component]
fn Console(session: Session) -> impl IntoView {
    let live = Live::new();
    provide_context(live);
    let feed = Feed::start(live, session_store());
    provide_context(feed);

    Known::provide();

    let here = Here::new();
    let kind = here.kind();
    let watched = memo(move || here.route().watched());
    effect(move || {
        let watched = watched.get();
        if watched.jobs {
            live.jobs.follow();
        }
        feed.watch(watched);
    });
    let page = memo(move || here.route());
    let navigated = use_context::<Navigated>();
    effect_of_last(move |before: Option<()>| {
        // Read, not only tracked: a memo that nobody reads hears nothing.
        page.with(|_| ());
        if before.is_some() {
            if let Some(navigated) = navigated {
                navigated.now();
            }
            request_animation_frame(focus_heading);
        }
    });
    let (sheet, palette) = (Opening::new(), Opening::new());
    keyboard::listen(here, sheet, palette);
    view! {
        <AppBar session search=Callback::new(move |()| palette.show()) />
        <Notices />
        {drawn(move || match part_of(kind.get()) {
            Some(part) => view! { <PagePart part /> }.into_any(),
            None => view! { <NotFound /> }.into_any(),
        })}
        <LazyDialog opening=sheet part=&SHORTCUTS with=sheet labelled_by="shortcuts-title" />
        <LazyDialog opening=palette part=&PALETTE with=palette class="dialog palette" label=m().palette() />
    }
}
