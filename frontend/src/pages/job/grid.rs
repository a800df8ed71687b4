//! The rows of the job: only those on the screen exist, and only their text is read.

mod answer;
mod columns;
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
    columns::{READER, Reading, RowColumns},
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
        columns::ColumnsMenu,
        face::{Empty, Failed, FailureLine},
        icon::Icon,
        lazy::Lazy,
        location::{Here, Remember},
        long_list::{Spacer, Viewport},
        search_field::SearchField,
        sort_head::SortHead,
        twin_columns::TWIN_COLUMNS,
    },
    intl,
    keyboard::focus_soon,
    live::live,
    messages::m,
    reactive::{Memo, RwSignal, bound, drawn, each, effect, memo},
};

/// Pause after typing before the rows are asked for.
const SETTLE: Duration = Duration::from_millis(250);

/// Id of the table.
const TABLE: &str = "rows-table";

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
    let withdrawn = memo(move || job.job_part(|job| job.state == JobState::Cancelled).unwrap_or_default());
    // So says the hub: it may take a moment to count those of a job that has ended.
    let nobody = memo(move || {
        let known = job.rows_known();
        let none = known.devices == Some(0) && known.complete_in_seconds.is_none();
        none && job.tally().total() == 0 && job.job_part(|job| job.state.ended()).unwrap_or_default()
    });
    let read = memo(move || job.rows_known().known >= job.tally().total());
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
            {drawn(move || match (total.get(), filtered.get()) {
                (Some(0), true) => {
                    view! {
                        <Empty title=m().rows_none() why=if read.get() { m().rows_none_of_all() } else { m().rows_none_why() }>
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
                (Some(0), false) if nobody.get() => {
                    view! { <Empty title=m().rows_nobody() why=m().rows_nobody_why() /> }.into_any()
                }
                (Some(0), false) => view! { <Empty title=m().rows_pending() why=m().rows_pending_why() /> }.into_any(),
                _ => view! { <RowTable rows filter viewport beside columns /> }.into_any(),
            })}
        </section>
    }
}

fn clear(here: Here) {
    here.set(&[(OUTCOME, ""), (CODE, ""), (TEXT, "")], Remember::Push);
}

#[component]
fn RowTable(
    rows: Rows,
    filter: Memo<RowFilter>,
    viewport: Viewport,
    beside: Beside,
    columns: RowColumns,
) -> impl IntoView {
    let here = Here::new();
    let head = move |by: RowColumn, name: &'static str| {
        let order = memo(move || filter.read().order);
        let descending =
            memo(move || order.get().filter(|order| order.by == by).map(|order| order.descending));
        let press = Callback::new(move |()| {
            here.set(&[(SORT, &sorted_by(order.get_untracked(), by))], Remember::Push);
        });
        view! { <SortHead name=name.into_any() descending press numeric=memo(move || by != RowColumn::Device) /> }
    };
    let (visible, opened) = (viewport.visible(), beside.open());
    let open = Callback::new(move |device: String| beside.toggle(&device));
    view! {
        <div class="table-scroll" id=TABLE tabindex="0" role="group" aria-label=m().table_scrolls()>
            // Drawn anew when other columns are chosen.
            {drawn(move || {
                let chosen = columns.chosen.get();
                view! {
            <table
                class="table answers"
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
                        {chosen.iter().cloned().map(column_head).collect_view()}
                        <th scope="col" role="columnheader" class="outcome">{m().outcome_head()}</th>
                        <th scope="col" role="columnheader" class="num code-head">{m().code_head()}</th>
                        <th scope="col" role="columnheader">{m().answer_head()}</th>
                        {head(RowColumn::Took, m().after_start_head())}
                        {head(RowColumn::Updated, m().updated_head())}
                    </tr>
                </thead>
                <tbody role="rowgroup" node_ref=viewport.body()>
                    <Spacer columns=7 + chosen.len() height=move || viewport.above() />
                    {each(
                        move || visible.get().positions().collect(),
                        u32::to_string,
                        move |position| {
                            view! {
                                <RowView position rows opened open columns />
                                <OpenRow position rows opened viewport columns />
                            }
                        },
                    )}
                    <Spacer columns=7 + chosen.len() height=move || viewport.below() />
                </tbody>
            </table>
                }
            })}
        </div>
    }
}

/// The head of a chosen column.
fn column_head(path: String) -> impl IntoView {
    view! {
        <th scope="col" role="columnheader" class="mono">
            {path}
        </th>
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
