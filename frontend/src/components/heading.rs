//! The title of a page: in the tab, in the head, and where the focus goes.

use leptos::prelude::*;
use wasm_bindgen::JsCast as _;

use crate::messages::m;
use crate::reactive::{Memo, StoredValue, drawn, effect};

/// Writes the title of the tab and keeps it.
pub fn name_tab(title: impl Fn() -> String + 'static) {
    effect(move || document().set_title(&m().page_title(&title())));
}

/// Whether the person has opened another page since the app started: then its heading takes the focus. The first page
/// leaves the focus to the browser. It belongs to the app, not to what is behind the sign-in: a context outlives its
/// owner's values, and the sign-in page has a heading too.
#[derive(Debug, Clone, Copy)]
pub struct Navigated(StoredValue<bool>);

impl Navigated {
    /// Nothing was opened yet.
    pub fn not_yet() -> Self {
        Self(StoredValue::new(false))
    }

    /// Another page was opened.
    pub fn now(self) {
        self.0.set_value(true);
    }

    /// Whether another page was opened.
    pub fn yet(self) -> bool {
        self.0.try_get_value().unwrap_or_default()
    }
}

/// Gives the focus to the heading of the page, when what it is about has changed.
pub fn focus_heading() {
    let heading = document().query_selector("[data-page-heading]").ok().flatten();
    if let Some(heading) = heading.and_then(|heading| heading.dyn_into::<web_sys::HtmlElement>().ok()) {
        _ = heading.focus();
    }
}

/// The first heading. It takes the focus when the page is opened, so that a screen reader starts there.
#[component]
pub fn Heading(
    /// Its words.
    #[prop(into)]
    title: Memo<String>,
) -> impl IntoView {
    let heading = NodeRef::<leptos::html::H1>::new();
    name_tab(move || title.get());
    let navigated = use_context::<Navigated>();
    effect(move || {
        let Some(heading) = heading.get() else { return };
        // A page may draw its heading anew once it knows more; the focus is taken only while nothing has it.
        let free = document().active_element().is_none_or(|active| active.tag_name() == "BODY");
        if free && navigated.is_some_and(Navigated::yet) {
            _ = heading.focus();
        }
    });
    view! { <h1 tabindex="-1" node_ref=heading data-page-heading>{drawn(move || title.get())}</h1> }
}
