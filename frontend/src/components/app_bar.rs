//! The bar on top of every page.

use leptos::prelude::*;
use lockstep_api::session::Session;

use super::{display_menu::DisplayMenu, icon::Icon, live_chip::LiveChip, location::Here};
use crate::reactive::{bound, memo};
use crate::{intl, messages::m, routes::Route, session::view_only};

/// Brand, environment, hub, places, freshness, display, New job.
#[component]
pub fn AppBar(
    /// Who is signed in, and where.
    session: Session,
    /// Opens the palette.
    search: Callback<()>,
) -> impl IntoView {
    let here = Here::new();
    let place = memo(move || place_of(&here.route()));
    let colour = session.environment.as_ref().and_then(|environment| environment.colour.clone());
    if let (Some(colour), Some(body)) = (colour, document().body()) {
        // The proxy's configuration chooses the colour; the word beside it carries the meaning.
        _ = body.style().set_property("--env", &colour);
    }
    if let Some(body) = document().body() {
        // The style sheet takes away what is not for everybody; the proxy refuses it in any case.
        _ = body.toggle_attribute_with_force("data-view-only", !session.may_operate());
    }
    let link = move |route: Route, words: &'static str| {
        let own = place_of(&route);
        view! {
            <a href=route.href() aria-current=bound(move || (place.get() == own).then_some("page"))>
                {words}
            </a>
        }
    };
    view! {
        <a class="skip" href="#main" rel="external">
            {m().skip_to_content()}
        </a>
        <div class="env-line"></div>
        <header class="appbar">
            <a class="brand" href=Route::Jobs.href() aria-label="Lockstep">
                <Icon name="brand" />
                <span class="label">"Lockstep"</span>
            </a>
            <span class="hub">
                {session
                    .environment
                    .map(|environment| {
                        view! {
                            <span class="env">
                                <span class="visually-hidden">{m().environment("")}</span>
                                <span class="clip" title=environment.name.clone()>{environment.name.clone()}</span>
                            </span>
                        }
                    })}
                <span class="host mono">{session.hub.host}</span>
            </span>
            <nav class="nav" aria-label=m().main_navigation()>
                {link(Route::Jobs, m().jobs())}
                {link(Route::devices(), m().devices_title())}
                {link(Route::Actions, m().actions_title())}
            </nav>
            <span class="spacer"></span>
            <LiveChip />
            <span class="chip zone" title=m().times_in(&intl::zone())>
                <Icon name="clock" />
                {intl::zone()}
            </span>
            <button
                type="button"
                class="button search"
                data-kind="plain"
                aria-label=m().search()
                aria-keyshortcuts="Control+K"
                on:click=move |_| search.run(())
            >
                <Icon name="search" />
                <span class="label" data-keys="Ctrl K">
                    {m().search()}
                </span>
            </button>
            <DisplayMenu />
            {view_only()
                .map(|why| {
                    view! {
                        <span class="chip" title=why>
                            <Icon name="lock" />
                            <span class="label">{m().view_only()}</span>
                        </span>
                    }
                })}
            <a class="button" data-kind="primary" href=Route::new_job().href() aria-keyshortcuts="n">
                <Icon name="plus" />
                <span class="label">{m().new_job()}</span>
            </a>
        </header>
    }
}

/// Which of the three places a page belongs to.
fn place_of(route: &Route) -> Option<&'static str> {
    match route {
        Route::Jobs | Route::Job { .. } | Route::NewJob { .. } => Some("jobs"),
        Route::Devices { .. } | Route::Device { .. } => Some("devices"),
        Route::Actions => Some("actions"),
        Route::Unknown => None,
    }
}
