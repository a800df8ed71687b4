//! The rows of the list of devices.

use leptos::prelude::*;
use lockstep_api::device::DeviceSummary;
use serde_json::{Map, Value};

use super::{
    list::{Column, List},
    selection::PickAll,
};
use crate::{
    clock::ticker,
    components::{
        icon::Icon,
        long_list::{Spacer, Viewport},
        sort_head::SortHead,
        status::ConnectionView,
    },
    json,
    messages::m,
    reactive::{Memo, bound, drawn, each, effect, memo},
    routes::Route,
};

/// The table and its foot, where further pages are asked for.
#[component]
pub fn DeviceTable(
    /// The list.
    list: List,
) -> impl IntoView {
    let length = memo(move || list.len());
    let has_more = memo(move || list.page.part(|page| page.next.is_some()).unwrap_or_default());
    let shown = move || {
        let total = list.count.part(|count| count.total);
        m().shown_of(u64::from(length.get()), total)
    };
    let viewport = Viewport::new(length, memo(|| None), memo(|| None));
    effect(move || {
        if let Some(position) = list.shown_at() {
            request_animation_frame(move || viewport.show(position));
        }
    });
    let columns = move || list.columns.read().len() + 5 + usize::from(list.columns.read().is_empty());
    view! {
        <div class="table-scroll" tabindex="0" role="group" aria-label=m().table_scrolls()>
            {drawn(move || {
                let columns = columns();
                view! {
                    <table
                        class="table"
                        role="table"
                        data-narrow
                        aria-rowcount=bound(move || length.get().saturating_add(1).to_string())
                    >
                        <Head list />
                        <tbody role="rowgroup" node_ref=viewport.body()>
                            <Spacer columns height=move || viewport.above() />
                            {each(
                                move || viewport.visible().get().positions().collect(),
                                u32::to_string,
                                move |position| view! { <DeviceRow list position /> },
                            )}
                            <Spacer columns height=move || viewport.below() />
                        </tbody>
                    </table>
                }
            })}
        </div>
        <footer>
            <span class="quiet" role="status">
                {drawn(shown)}
            </span>
            {drawn(move || {
                list.sort()
                    .by
                    .is_some()
                    .then(|| view! { <span class="quiet">{m().sorted_within(u64::from(length.get()))}</span> })
            })}
            <span class="spacer"></span>
            {drawn(move || {
                let (icon, words) =
                    if has_more.get() { ("down", m().more_devices()) } else { ("rerun", m().look_again()) };
                view! {
                    <button
                        type="button"
                        class="button"
                        data-size="small"
                        aria-busy=bound(move || list.page.busy().to_string())
                        on:click=move |_| if !list.more() { list.read() }
                    >
                        <Icon name=icon />
                        {words}
                    </button>
                }
            })}
        </footer>
    }
}

#[component]
fn Head(list: List) -> impl IntoView {
    let path = |path: String| {
        let short = path.strip_prefix("properties.").unwrap_or(&path).to_owned();
        let name = view! { <code>{short}</code> }.into_any();
        let own = path.clone();
        let numeric = memo(move || list.at(0).is_some_and(|first| is_number(&list.value(&first, &own))));
        sort_head(list, Column::Path(path), name, numeric)
    };
    let plain =
        move |column: Column, name: &'static str| sort_head(list, column, name.into_any(), memo(|| false));
    let paths = list.columns.get_untracked();
    let tags = paths.is_empty().then(|| view! { <th scope="col" role="columnheader">{m().tags()}</th> });
    view! {
        <thead role="rowgroup">
            <tr role="row" aria-rowindex="1">
                <th scope="col" role="columnheader">
                    <PickAll list />
                </th>
                <th scope="col" role="columnheader">
                    <span class="visually-hidden">{m().look_into_head()}</span>
                </th>
                {plain(Column::Device, m().device())}
                {plain(Column::Connection, m().connection_head())}
                {paths.into_iter().map(path).collect_view()}
                {tags}
                {plain(Column::Activity, m().last_activity())}
            </tr>
        </thead>
    }
}

fn sort_head(list: List, column: Column, name: AnyView, numeric: Memo<bool>) -> AnyView {
    let own = column.clone();
    let descending = memo(move || {
        let sort = list.sort();
        (sort.by.as_ref() == Some(&own)).then_some(sort.descending)
    });
    let press = Callback::new(move |()| list.sort_by(column.clone()));
    view! { <SortHead name descending press numeric /> }.into_any()
}

/// The row at a place of the list; it shows another device when the list is sorted anew.
#[component]
fn DeviceRow(list: List, position: u32) -> impl IntoView {
    let ticker = ticker();
    let device = memo(move || list.at(position));
    let part = move |part: fn(&DeviceSummary) -> String| {
        memo(move || device.with(|device| device.as_ref().map(part)).unwrap_or_default())
    };
    let id = part(|device| device.id.clone());
    let state =
        memo(move || device.with(|device| device.as_ref().map(|device| (device.connected, device.enabled))));
    let tags = part(|device| leaves(&device.tags));
    let active =
        memo(move || match device.with(|device| device.as_ref().map(|device| device.last_activity_at)) {
            Some(Some(at)) => m().ago(at, ticker.at()),
            Some(None) => m().never().to_owned(),
            None => String::new(),
        });
    let bare = list.columns.read_untracked().is_empty();
    let columns: Vec<_> =
        list.columns.get_untracked().into_iter().map(|path| cell(list, device, path)).collect();
    view! {
        <tr data-row role="row" aria-rowindex=position.saturating_add(2)>
            <td role="cell">
                <input
                    type="checkbox"
                    aria-label=bound(move || m().pick(&id.read()))
                    prop:checked=bound(move || list.picked.has(&id.read()))
                    on:change=move |event| list.picked.pick(id.get_untracked(), event_target_checked(&event))
                />
            </td>
            <td role="cell">
                <button
                    type="button"
                    class="toggle"
                    data-row-target
                    aria-haspopup="dialog"
                    data-looks-into=bound(move || id.get())
                    aria-label=bound(move || m().look_into(&id.read()))
                    on:click=move |_| list.beside.show(&id.get_untracked())
                >
                    <Icon name="right" />
                </button>
            </td>
            <th scope="row" role="rowheader">
                <a class="id" href=bound(move || Route::Device { id: id.get() }.href())>
                    {drawn(move || id.get())}
                </a>
            </th>
            <td data-cell="end" role="cell">
                {drawn(move || {
                    let (connected, enabled) = state.get()?;
                    Some(
                        view! {
                            <ConnectionView connected />
                            {(!enabled).then(|| view! { " " <span class="faint">{m().disabled()}</span> })}
                        },
                    )
                })}
            </td>
            {columns}
            {bare
                .then(|| {
                    view! {
                        <td class="wide mono quiet" data-cell="rest" role="cell">
                            {drawn(move || tags.get())}
                        </td>
                    }
                })}
            <td class="quiet" data-cell="second" role="cell">
                {drawn(move || active.get())}
            </td>
        </tr>
    }
}

fn is_number(value: &Option<Value>) -> bool {
    value.as_ref().is_some_and(Value::is_number)
}

/// The cell of a chosen column.
fn cell(list: List, device: Memo<Option<DeviceSummary>>, path: String) -> AnyView {
    let label = path.clone();
    let value = memo(move || device.with(|device| list.value(device.as_ref()?, &path)));
    view! {
        <td
            role="cell"
            class=bound(move || if value.with(is_number) { "num" } else { "" })
            data-cell="second"
            data-label=label
        >
            {drawn(move || match value.get() {
                Some(Value::String(text)) => text.into_any(),
                Some(value) => json::line(&value).into_any(),
                None => view! { <span class="faint">"–"</span> }.into_any(),
            })}
        </td>
    }
    .into_any()
}

/// Tags in one line: `building 43 · floor 2`; inner objects by their path.
fn leaves(tags: &Map<String, Value>) -> String {
    let mut found = Vec::new();
    collect("", tags, &mut found);
    found.join(" · ")
}

fn collect(path: &str, members: &Map<String, Value>, found: &mut Vec<String>) {
    for (key, value) in members {
        let path = if path.is_empty() { key.clone() } else { format!("{path}.{key}") };
        match value {
            Value::Object(members) => collect(&path, members, found),
            Value::String(text) => found.push(format!("{path} {text}")),
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::Array(_) => {
                found.push(format!("{path} {}", json::line(value)));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn tags_fit_one_line() {
        let tags = json!({"building": 43, "place": {"floor": 2, "wing": "north"}});
        assert_eq!(leaves(tags.as_object().unwrap()), "building 43 · place.floor 2 · place.wing north");
    }
}
