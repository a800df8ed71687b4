//! An address that leads nowhere.

use leptos::prelude::*;

use crate::{components::heading::Heading, messages::m};

/// Says so.
#[component]
pub fn NotFound() -> impl IntoView {
    view! {
        <main id="main" class="page">
            <header class="page-head">
                <Heading title=m().not_found_title() />
                <p class="quiet">{m().not_found()}</p>
            </header>
        </main>
    }
}
