//! Mounting, contexts, the router.

use leptos::{html::Dialog, prelude::*};
use leptos_router::{
    components::{Route as Page, Router, Routes},
    path,
};
use lockstep_api::session::Session;
use wasm_bindgen::JsCast as _;

use crate::{
    clock::Ticker,
    components::{
        app_bar::AppBar, heading::Navigated, location::Here, notices::Notices, shortcuts::Shortcuts,
    },
    feed::Feed,
    keyboard,
    live::Live,
    pages::{
        device::DevicePage, devices::DevicesPage, job::JobPage, jobs::JobsPage, new_job::NewJobPage,
        not_found::NotFound, sign_in::SignInPage,
    },
    reactive::{drawn, effect, memo},
    session::{SessionState, SessionStore, session_store},
};

/// Draws the app into its element of `index.html`.
pub fn mount() {
    let root = document().get_element_by_id("app").and_then(|element| element.dyn_into().ok());
    match root {
        Some(root) => leptos::mount::mount_to(root, App).forget(),
        None => leptos::mount::mount_to_body(App),
    }
}

#[component]
fn App() -> impl IntoView {
    let session = SessionStore::start();
    provide_context(session);
    provide_context(Ticker::start());
    view! {
        <Router>
            {drawn(move || match session.state() {
                SessionState::SignedIn(session) => view! { <Console session=*session /> }.into_any(),
                state => view! { <SignInPage state /> }.into_any(),
            })}
        </Router>
    }
}

/// Everything behind the sign-in.
#[component]
fn Console(session: Session) -> impl IntoView {
    let live = Live::new();
    provide_context(live);
    let feed = Feed::start(live, session_store());
    provide_context(feed);

    let here = Here::new();
    let watched = memo(move || here.route().watched());
    effect(move || feed.watch(watched.get()));
    let page = memo(move || here.route());
    let navigated = Navigated::not_yet();
    provide_context(navigated);
    Effect::new(move |before: Option<()>| {
        page.track();
        if before.is_some() {
            navigated.now();
            request_animation_frame(keyboard::focus_heading);
        }
    });
    let sheet = NodeRef::<Dialog>::new();
    keyboard::listen(here, sheet);
    view! {
        <AppBar session />
        <Notices />
        <Routes fallback=NotFound>
            <Page path=path!("/") view=JobsPage />
            <Page path=path!("/jobs") view=JobsPage />
            <Page path=path!("/jobs/new") view=NewJobPage />
            <Page path=path!("/jobs/:id") view=JobPage />
            <Page path=path!("/devices") view=DevicesPage />
            <Page path=path!("/devices/:id") view=DevicePage />
        </Routes>
        <Shortcuts sheet />
    }
}
