//! The title of a page: in the tab, in the head, and where the focus goes.

use leptos::prelude::*;

use crate::messages::m;

/// Writes the title of the tab and keeps it.
pub fn name_tab(title: impl Fn() -> String + 'static) {
    Effect::new(move || document().set_title(&m().page_title(&title())));
}

/// The first heading. It takes the focus when the page is opened, so that a screen reader starts there.
#[component]
pub fn Heading(
    /// Its words.
    #[prop(into)]
    title: Signal<String>,
) -> impl IntoView {
    let heading = NodeRef::<leptos::html::H1>::new();
    name_tab(move || title.get());
    view! { <h1 tabindex="-1" node_ref=heading data-page-heading>{title}</h1> }
}
