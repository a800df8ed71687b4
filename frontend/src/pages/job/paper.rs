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
        // A browser does not wait for rows once it prints, so its own key is ours.
        let key = window_event_listener(leptos::ev::keydown, move |event| {
            let prints = (event.ctrl_key() || event.meta_key()) && !event.shift_key() && !event.alt_key();
            if prints && event.key() == "p" {
                event.prevent_default();
                paper.print();
            }
        });
        on_cleanup(move || {
            after.remove();
            key.remove();
        });
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
    let paper = Paper::here();
    let all = memo(move || job.rows_known().known);
    drawn(move || {
        let words = match paper.wanted() {
            // From a menu of the browser, which prints what it sees.
            false => m().screen_on_paper().to_owned(),
            true if all.get() > u64::from(MOST_ON_PAPER) => {
                m().first_on_paper(MOST_ON_PAPER.into(), all.get())
            }
            true => return None,
        };
        Some(view! { <p class="paper-only body">{words}</p> })
    })
}
