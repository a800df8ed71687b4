//! The head of a column that a table can be sorted by.

use leptos::prelude::*;

use super::icon::Icon;
use crate::reactive::{Memo, bound, drawn};

/// Says which way round the table is sorted by this column, and sorts it when pressed.
#[component]
pub fn SortHead(
    /// What the column is called.
    name: AnyView,
    /// Whether the largest comes first; `None` while the table is not sorted by it.
    descending: Memo<Option<bool>>,
    /// Sorts by it.
    press: Callback<()>,
    /// True for a column of numbers.
    numeric: Memo<bool>,
) -> impl IntoView {
    let state = move || match descending.get() {
        None => "none",
        Some(false) => "ascending",
        Some(true) => "descending",
    };
    view! {
        <th scope="col" role="columnheader" class=bound(move || if numeric.get() { "num" } else { "" }) aria-sort=bound(state)>
            <button type="button" on:click=move |_| press.run(())>
                {name}
                {drawn(move || {
                    let icon = if descending.get()? { "down-arrow" } else { "up-arrow" };
                    Some(view! { <Icon name=icon /> })
                })}
            </button>
        </th>
    }
}
