//! Somebody else has written the twin: what they did beside what is typed here, and the ways on.

use leptos::prelude::*;
use lockstep_api::device::Device;
use serde_json::Value;

use super::editor::Editor;
use crate::{
    changes::{Change, changes_between},
    components::{icon::Icon, json::JsonLine},
    intl,
    messages::m,
    reactive::{bound, drawn},
};

/// The comparison and the two ways on; the third, giving up, is beside them.
#[component]
pub fn Conflict(
    /// The edit.
    editor: Editor,
    /// The twin as it is now.
    theirs: Device,
) -> impl IntoView {
    let Some(edit) = editor.edit() else { return ().into_any() };
    let mine = editor.listed();
    let rows = compared(&changes_between(&edit.base, &theirs), &mine);
    view! {
        <div class="callout" data-status="throttled" role="alert">
            <Icon name="warning" />
            <b>{m().twin_changed_title()}</b>
            <p>{m().twin_changed(&intl::time(edit.base.as_of), &intl::time(theirs.as_of))}</p>
        </div>
        <div class="table-scroll" tabindex="0" role="group" aria-label=m().table_scrolls()>
            <table class="diff">
                <thead>
                    <tr>
                        <th scope="col">{m().property()}</th>
                        <th scope="col">{m().value_then()}</th>
                        <th scope="col">{m().value_theirs()}</th>
                        <th scope="col">{m().value_mine()}</th>
                    </tr>
                </thead>
                <tbody>{rows.into_iter().map(row).collect_view()}</tbody>
            </table>
        </div>
        <p class="small quiet" id="overwrite-hint">
            {drawn(move || if editor.wrong() { m().overwrite_when_valid() } else { m().overwrite_hint() })}
        </p>
        <div class="actions">
            <button
                type="button"
                class="button"
                data-kind="primary"
                aria-disabled=bound(move || editor.wrong().to_string())
                aria-describedby="overwrite-hint"
                on:click=move |_| editor.keep_mine()
            >
                {m().keep_mine_on_top()}
            </button>
            <button
                type="button"
                class="button"
                data-kind="danger"
                aria-disabled=bound(move || editor.wrong().to_string())
                aria-describedby="overwrite-hint"
                on:click=move |_| editor.save(true)
            >
                {m().overwrite()}
            </button>
        </div>
    }
    .into_any()
}

/// A property that one of them changed: what it was, and what each made of it; `None` for who left it alone.
#[derive(Debug, PartialEq)]
struct Compared {
    path: String,
    then: Option<Value>,
    theirs: Option<Option<Value>>,
    mine: Option<Option<Value>>,
}

fn compared(theirs: &[Change], mine: &[Change]) -> Vec<Compared> {
    let after = |changes: &[Change], path: &str| {
        changes.iter().find(|change| change.path == path).map(|change| change.after.clone())
    };
    let mut rows: Vec<Compared> = Vec::new();
    for Change { path, before, .. } in mine.iter().chain(theirs) {
        if rows.iter().all(|row| row.path != *path) {
            rows.push(Compared {
                path: path.clone(),
                then: before.clone(),
                theirs: after(theirs, path),
                mine: after(mine, path),
            });
        }
    }
    rows
}

fn row(Compared { path, then, theirs, mine }: Compared) -> impl IntoView {
    let then = match then {
        Some(value) => view! { <JsonLine value /> }.into_any(),
        None => view! { <span class="faint">{m().not_there()}</span> }.into_any(),
    };
    let made = |made: Option<Option<Value>>| match made {
        Some(Some(value)) => view! { <ins><JsonLine value /></ins> }.into_any(),
        Some(None) => view! { <span class="faint">{m().deleted()}</span> }.into_any(),
        None => view! { <span class="faint">{m().unchanged()}</span> }.into_any(),
    };
    view! {
        <tr>
            <th scope="row">{path}</th>
            <td>{then}</td>
            <td>{made(theirs)}</td>
            <td>{made(mine)}</td>
        </tr>
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn change(path: &str, before: i64, after: Option<i64>) -> Change {
        Change { path: path.to_owned(), before: Some(json!(before)), after: after.map(|after| json!(after)) }
    }

    #[test]
    fn what_both_changed_is_one_row_and_mine_come_first() {
        let rows = compared(
            &[change("tags.a", 1, Some(2)), change("tags.b", 1, None)],
            &[change("tags.c", 1, Some(9)), change("tags.a", 1, Some(3))],
        );
        let told: Vec<_> =
            rows.iter().map(|row| (row.path.as_str(), row.theirs.is_some(), row.mine.is_some())).collect();
        assert_eq!(told, [("tags.c", false, true), ("tags.a", true, true), ("tags.b", true, false)]);
        assert_eq!(rows[2].theirs, Some(None));
    }
}
