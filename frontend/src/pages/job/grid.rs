//! The rows of the job: only those on the screen exist, and only their text is read.

pub mod filter;
mod row;
mod rows;

pub use self::rows::MOST_IN_ANSWER as MOST_ON_PAPER;

use std::time::Duration;

use leptos::prelude::*;
use lockstep_api::{
    job::{JobId, JobState},
    row::RowColumn,
};

use self::{
    filter::{RowFilter, sorted_by},
    row::{OpenRow, RowView},
    rows::Rows,
};
use super::{
    CODE, OPEN, OUTCOME, SORT, TEXT,
    paper::{MoreElsewhere, Paper},
};
use crate::{
    components::{
        beside::Beside,
        face::{Empty, Failed, FailureLine},
        icon::Icon,
        location::{Here, Remember},
        long_list::{Spacer, Viewport},
        search_field::SearchField,
        sort_head::SortHead,
    },
    intl,
    live::live,
    messages::m,
    reactive::{Memo, RwSignal, bound, drawn, each, effect, memo},
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
        memo(move || rows.total().unwrap_or_default()),
        memo(move || rows.position_of(&opened.read())),
        memo(move || paper.wanted().then_some(MOST_ON_PAPER)),
    );
    rows.follow(viewport.visible());
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
        paper.wanted() && (rows.failure().is_some() || rows.all_known(viewport.visible().get()))
    });
    effect(move || {
        if printable.get() {
            request_animation_frame(|| _ = leptos::prelude::window().print());
        }
    });

    let total = memo(move || rows.total());
    let all = memo(move || job.tally().total());
    let filtered = memo(move || !filter.read().keeps_all());
    let withdrawn = memo(move || job.job_part(|job| job.state == JobState::Cancelled).unwrap_or_default());
    let title = move || match filtered.get() {
        _ if !job.counted() => m().rows_title().to_owned(),
        true => m().rows_of(total.get().map_or(0, u64::from), all.get()),
        false => m().rows_of(all.get(), all.get()),
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
                    <ReadAgain rows />
                </header>
            </div>
            <Known />
            <MoreElsewhere passing=total />
            {drawn(move || rows.failure().map(|failure| {
                let retry = Callback::new(move |()| rows.read_again());
                if rows.total().is_some() {
                    view! { <div class="body"><FailureLine failure retry /></div> }.into_any()
                } else {
                    view! { <Failed failure retry /> }.into_any()
                }
            }))}
            {drawn(move || match (total.get(), filtered.get()) {
                (Some(0), true) => {
                    view! {
                        <Empty title=m().rows_none() why=m().rows_none_why()>
                            <button type="button" class="button" data-size="small" on:click=move |_| clear(here)>
                                {m().clear_row_filter()}
                            </button>
                        </Empty>
                    }
                        .into_any()
                }
                (Some(0), false) if withdrawn.get() => {
                    view! { <Empty title=m().rows_never() why=m().rows_never_why() /> }.into_any()
                }
                (Some(0), false) => view! { <Empty title=m().rows_pending() why=m().rows_pending_why() /> }.into_any(),
                _ => view! { <RowTable rows filter viewport beside /> }.into_any(),
            })}
        </section>
    }
}

fn clear(here: Here) {
    here.set(&[(OUTCOME, ""), (CODE, ""), (TEXT, "")], Remember::Push);
}

#[component]
fn RowTable(rows: Rows, filter: Memo<RowFilter>, viewport: Viewport, beside: Beside) -> impl IntoView {
    let here = Here::new();
    let head = move |by: RowColumn, name: &'static str| {
        let order = memo(move || filter.read().order);
        let descending =
            memo(move || order.get().filter(|order| order.by == by).map(|order| order.descending));
        let press = Callback::new(move |()| {
            here.set(&[(SORT, &sorted_by(order.get_untracked(), by))], Remember::Push);
        });
        view! { <SortHead name=name.into_any() descending press numeric=by != RowColumn::Device /> }
    };
    let (visible, opened) = (viewport.visible(), beside.open());
    let open = Callback::new(move |device: String| beside.toggle(&device));
    view! {
        <div class="table-scroll" tabindex="0" role="group" aria-label=m().table_scrolls()>
            <table
                class="table"
                role="table"
                data-narrow
                aria-rowcount=bound(move || rows.total().map(|total| total.saturating_add(1).to_string()))
            >
                <thead role="rowgroup">
                    <tr role="row" aria-rowindex="1">
                        <th scope="col" role="columnheader">
                            <span class="visually-hidden">{m().answer_head()}</span>
                        </th>
                        {head(RowColumn::Device, m().device_head())}
                        <th scope="col" role="columnheader">{m().outcome_head()}</th>
                        <th scope="col" role="columnheader" class="num">{m().code_head()}</th>
                        <th scope="col" role="columnheader">{m().answer_head()}</th>
                        {head(RowColumn::Took, m().took_head())}
                        {head(RowColumn::Updated, m().updated_head())}
                    </tr>
                </thead>
                <tbody role="rowgroup" node_ref=viewport.body()>
                    <Spacer columns=7 height=move || viewport.above() />
                    {each(
                        move || visible.get().positions().collect(),
                        u32::to_string,
                        move |position| {
                            view! {
                                <RowView position rows opened open />
                                <OpenRow position rows opened viewport />
                            }
                        },
                    )}
                    <Spacer columns=7 height=move || viewport.below() />
                </tbody>
            </table>
        </div>
    }
}

/// Of how many devices rows are known, as of when, and how long the rest takes. The line stays when all are known: what
/// is below it would move.
#[component]
fn Known() -> impl IntoView {
    let job = live().job;
    let words = memo(move || {
        let (rows, all) = (job.rows_known(), job.tally().total());
        if all == 0 {
            return None;
        }
        let rest = rows.complete_in_seconds.map(|seconds| m().seconds(seconds));
        Some(m().rows_known(rows.known, all, &intl::time(job.as_of()?), rest.as_deref()))
    });
    drawn(move || {
        words.get().map(|words| {
            view! {
                <p class="message known">
                    <Icon name="info" />
                    <span>{words}</span>
                </p>
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
    view! {
        <div role="status">
            {drawn(move || {
                let behind = behind.get()?;
                Some(
                    view! {
                        <button type="button" class="button" data-size="small" on:click=move |_| rows.read_again()>
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
