//! The page on paper: all rows that a report can have, and not only those on the screen.

use leptos::prelude::*;

use super::grid::MOST_ON_PAPER;
use crate::{
    live::live,
    messages::m,
    reactive::{RwSignal, drawn, memo},
};

/// Whether the page is being printed, for everything on it.
#[derive(Debug, Clone, Copy)]
pub struct Paper(RwSignal<bool>);

impl Paper {
    /// Not yet; for everything below. When the browser has printed, the page is for the screen again.
    pub fn provide() -> Self {
        let paper = Self(RwSignal::new(false));
        provide_context(paper);
        let after =
            window_event_listener(leptos::ev::Custom::<web_sys::Event>::new("afterprint"), move |_| {
                paper.0.set(false);
            });
        on_cleanup(move || after.remove());
        paper
    }

    /// What the page that this is called in is for.
    pub fn here() -> Self {
        use_context().unwrap_or_else(|| Self(RwSignal::new(false)))
    }

    /// Prints as soon as the rows are there.
    pub fn print(self) {
        self.0.set(true);
    }

    /// Whether the page is being printed, tracked.
    pub fn wanted(self) -> bool {
        self.0.get()
    }
}

/// On paper, that there are more rows.
#[component]
pub fn MoreElsewhere() -> impl IntoView {
    let job = live().job;
    let all = memo(move || job.rows_known().known);
    drawn(move || {
        (all.get() > u64::from(MOST_ON_PAPER)).then(|| {
            view! { <p class="paper-only body">{m().first_on_paper(MOST_ON_PAPER.into(), all.get())}</p> }
        })
    })
}
