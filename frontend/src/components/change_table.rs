//! What would change in a twin, before and after.

use leptos::prelude::*;
use serde_json::Value;

use super::json::JsonLine;
use crate::{changes::Change, messages::m};

/// A row for each property.
#[component]
pub fn ChangeTable(
    /// What would change.
    changes: Vec<Change>,
    /// Head of the last column, such as `After saving`.
    after: &'static str,
) -> impl IntoView {
    let row = |Change { path, before, after }: Change| {
        let removed = after.is_none().then_some("removed");
        view! {
            <tr data-change=removed>
                <th scope="row">{path}</th>
                <td>{value(before, false)}</td>
                <td>{value(after, true)}</td>
            </tr>
        }
    };
    view! {
        <table class="diff">
            <thead>
                <tr>
                    <th scope="col">{m().property()}</th>
                    <th scope="col">{m().value_now()}</th>
                    <th scope="col">{after}</th>
                </tr>
            </thead>
            <tbody>{changes.into_iter().map(row).collect_view()}</tbody>
        </table>
    }
}

fn value(value: Option<Value>, after: bool) -> AnyView {
    match (value, after) {
        (Some(value), true) => view! { <ins><JsonLine value /></ins> }.into_any(),
        (Some(value), false) => view! { <del><JsonLine value /></del> }.into_any(),
        (None, true) => view! { <span class="faint">{m().deleted()}</span> }.into_any(),
        (None, false) => view! { <span class="faint">{m().not_there()}</span> }.into_any(),
    }
}
