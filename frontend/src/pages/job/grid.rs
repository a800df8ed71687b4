//! The rows of the job: only those on the screen exist, and only their text is read.

mod answer;
mod columns;
mod empty;
pub mod filter;
mod row;
mod rows;
mod table;

pub use self::rows::MOST_IN_ANSWER as MOST_ON_PAPER;

use std::time::Duration;

use leptos::prelude::*;
use lockstep_api::job::JobId;

use self::{
    columns::{READER, Reading, RowColumns},
    empty::{NoRows, Nothing},
    filter::RowFilter,
    rows::Rows,
    table::{RowTable, TABLE},
};
use super::{
    CODE, OPEN, OUTCOME, TEXT,
    paper::{MoreElsewhere, Paper},
};
use crate::{
    components::{
        beside::Beside,
        columns::ColumnsMenu,
        face::{Failed, FailureLine},
        icon::Icon,
        lazy::Lazy,
        location::{Here, Remember},
        long_list::Viewport,
        search_field::SearchField,
        twin_columns::TWIN_COLUMNS,
    },
    intl,
    keyboard::focus_soon,
    live::live,
    messages::m,
    reactive::{Memo, RwSignal, drawn, effect, memo},
};

/// Pause after typing before the rows are asked for.
const SETTLE: Duration = Duration::from_millis(250);

/// The panel with the rows.
#[component]
pub fn Grid(
    /// The job.
    id: Memo<JobId>,
    /// Set while what is shown is old.
    stale: Memo<Option<String>>,
) -> impl IntoView {
    let here = Here::new();
    let job = live().job;
    let filter = RowFilter::of_address(here);
    let rows = Rows::new(id, filter);
    let beside = Beside::new(here, OPEN);
    let opened = beside.open();
    let paper = Paper::here();
    let viewport = Viewport::new(
        memo(move || rows.room().unwrap_or_default()),
        memo(move || rows.position_of(&opened.read())),
        memo(move || paper.wanted().then_some(MOST_ON_PAPER)),
    );
    rows.follow(viewport.visible());
    let columns = RowColumns::of_address(here);
    let any_columns = memo(move || !columns.chosen.read().is_empty());
    let reading = Reading { columns, rows, visible: viewport.visible() };
    let wanted = opened.get_untracked();
    let found = RwSignal::new(None);
    if !wanted.is_empty() {
        rows.find(wanted, move |position| found.set(Some(position)));
    }
    effect(move || {
        if let Some(position) = found.get()
            && rows.total() > Some(position)
            && viewport.body().get().is_some()
        {
            found.set(None);
            request_animation_frame(move || viewport.show(position));
        }
    });
    paper.take_key();
    // Rows that cannot be read are not waited for: the page says so, also on paper.
    let printable = memo(move || {
        let visible = viewport.visible().get();
        paper.wanted()
            && (rows.failure().is_some() || rows.all_known(visible))
            && columns.all_known(rows, visible)
    });
    effect(move || {
        if printable.get() {
            request_animation_frame(|| _ = leptos::prelude::window().print());
        }
    });

    let total = memo(move || rows.total());
    let all = memo(move || job.tally().total());
    let filtered = memo(move || !filter.read().keeps_all());
    let nothing = memo(move || (total.get() == Some(0)).then(|| Nothing::of(job, filtered.get())));
    let title = move || match (filtered.get(), total.get()) {
        _ if !job.counted() => m().rows_title().to_owned(),
        (true, Some(total)) => m().rows_of(u64::from(total), all.get()),
        (true, None) => m().rows_title().to_owned(),
        (false, _) => m().rows_of(all.get(), all.get()),
    };
    view! {
        <section class="panel grid" aria-labelledby="rows-title">
            <div class="sticky">
                <header class="toolbar">
                    <h2 id="rows-title">{drawn(title)}</h2>
                    <SearchField parameter=TEXT pause=SETTLE label=m().find_rows() hint=m().find_rows_hint() />
                    <FilterChip filter here />
                    <span class="as-of">{drawn(move || stale.get())}</span>
                    <span class="spacer"></span>
                    <ColumnsMenu content=&TWIN_COLUMNS with=columns.menu(rows) />
                </header>
            </div>
            <div hidden>{drawn(move || any_columns.get().then(|| view! { <Lazy part=&READER with=reading /> }))}</div>
            <Known rows />
            <MoreElsewhere passing=total />
            {drawn(move || rows.failure().map(|failure| {
                let retry = Callback::new(move |()| rows.read_again());
                if rows.total().is_some() {
                    view! { <div class="body"><FailureLine failure retry /></div> }.into_any()
                } else {
                    view! { <Failed failure retry /> }.into_any()
                }
            }))}
            {drawn(move || match nothing.get() {
                Some(nothing) => view! { <NoRows nothing here /> }.into_any(),
                None => view! { <RowTable rows filter viewport beside columns /> }.into_any(),
            })}
        </section>
    }
}

/// Of how many devices rows are known, as of when, and how long the rest takes. The line stays when all are known: what
/// is below it would move.
#[component]
fn Known(rows: Rows) -> impl IntoView {
    let job = live().job;
    let words = memo(move || {
        let (rows, all) = (job.rows_known(), job.tally().total());
        if all == 0 {
            return None;
        }
        let rest = rows.complete_in_seconds.map(|seconds| m().seconds(seconds));
        Some(m().rows_known(rows.known, all, &intl::time(job.as_of()?), rest.as_deref()))
    });
    // The line is drawn once and its words anew: a button in it is not taken away under the finger.
    let any = memo(move || words.with(Option::is_some));
    drawn(move || {
        any.get().then(|| {
            view! {
                <div class="message known">
                    <Icon name="info" />
                    <span>{drawn(move || words.get())}</span>
                    <span class="spacer"></span>
                    <ReadAgain rows />
                </div>
            }
        })
    })
}

/// What is filtered by, and a button to end it.
#[component]
fn FilterChip(filter: Memo<RowFilter>, here: Here) -> impl IntoView {
    drawn(move || {
        let words = filter.read().words()?;
        Some(view! {
            <span class="chip">
                <Icon name="filter" />
                {m().only(&words)}
                <button
                    type="button"
                    aria-label=m().clear_row_filter()
                    on:click=move |_| here.set(&[(OUTCOME, ""), (CODE, "")], Remember::Push)
                >
                    <Icon name="x" />
                </button>
            </span>
        })
    })
}

/// A filtered list is read again only when the person asks: rows would move under the pointer.
#[component]
fn ReadAgain(rows: Rows) -> impl IntoView {
    let behind = memo(move || rows.behind());
    let press = move |_| {
        rows.read_again();
        // The button goes, and the keyboard would begin again at the top of the page.
        focus_soon(TABLE);
    };
    view! {
        <div role="status">
            {drawn(move || {
                let behind = behind.get()?;
                Some(
                    view! {
                        <button type="button" class="button" data-size="small" on:click=press>
                            <Icon name="rerun" />
                            {match behind {
                                0 => m().read_rows_again().to_owned(),
                                newer => m().newer_rows(newer),
                            }}
                        </button>
                    },
                )
            })}
        </div>
    }
}
