//! The table of the rows.

use leptos::prelude::*;
use lockstep_api::row::RowColumn;

use super::{
    super::SORT,
    columns::RowColumns,
    filter::{RowFilter, sorted_by},
    row::RowView,
    rows::Rows,
};
use crate::{
    components::{
        beside::Beside,
        location::{Here, Remember},
        long_list::{Spacer, Viewport},
        sort_head::SortHead,
    },
    messages::m,
    reactive::{Memo, bound, drawn, each, memo},
};

/// Id of the table's room.
pub const TABLE: &str = "rows-table";

/// The rows on the screen, under their heads.
#[component]
pub fn RowTable(
    /// The rows.
    rows: Rows,
    /// What they are filtered and sorted by.
    filter: Memo<RowFilter>,
    /// Where the screen stands over them.
    viewport: Viewport,
    /// The row that is open.
    beside: Beside,
    /// Properties of the devices beside them.
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
                aria-busy=bound(move || rows.old().to_string())
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
                            view! { <RowView position rows opened open viewport columns /> }
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
