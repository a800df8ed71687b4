//! The page on paper: all rows that a report can have, and not only those on the screen.

use leptos::prelude::*;

use super::grid::{MOST_ON_PAPER, filter::RowFilter};
use crate::{
    clock::ticker,
    components::location::Here,
    intl,
    messages::m,
    reactive::{Memo, RwSignal, drawn, memo},
    session::session_store,
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

    /// Takes the browser's own key while there are rows: a browser does not wait for them once it prints.
    pub fn take_key(self) {
        let key = window_event_listener(leptos::ev::keydown, move |event| {
            let prints = (event.ctrl_key() || event.meta_key()) && !event.shift_key() && !event.alt_key();
            if prints && event.key() == "p" {
                event.prevent_default();
                self.print();
            }
        });
        on_cleanup(move || key.remove());
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

/// On paper, which hub this was, when it was printed, and which rows are shown.
#[component]
pub fn PaperHead() -> impl IntoView {
    let filter = RowFilter::of_address(Here::new());
    let ticker = ticker();
    let session = session_store().current();
    let hub = session.map(|session| {
        let environment = session.environment.map(|environment| environment.name);
        [Some(session.hub.host), environment].into_iter().flatten().collect::<Vec<_>>().join(", ")
    });
    let printed = memo(move || m().printed_at(&intl::date_time(ticker.minute()), &intl::zone()));
    view! {
        <p class="paper-only quiet">
            {hub} " · " {drawn(move || printed.get())}
            {drawn(move || filter.read().in_words().map(|words| format!(" · {}", m().only(&words))))}
        </p>
    }
}

/// On paper, that there are more rows.
#[component]
pub fn MoreElsewhere(
    /// Rows that pass the filter; `None` until known.
    passing: Memo<Option<u32>>,
) -> impl IntoView {
    let paper = Paper::here();
    drawn(move || {
        let words = match paper.wanted() {
            // From a menu of the browser, which prints what it sees.
            false => m().screen_on_paper().to_owned(),
            true => {
                let all = passing.get().filter(|all| *all > MOST_ON_PAPER)?;
                m().first_on_paper(MOST_ON_PAPER.into(), all.into())
            }
        };
        Some(view! { <p class="paper-only body">{words}</p> })
    })
}
