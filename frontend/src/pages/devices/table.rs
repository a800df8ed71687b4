//! The rows of the list of devices.

use leptos::prelude::*;
use lockstep_api::device::{DeviceCount, DevicePage, DeviceSummary};
use serde_json::{Map, Value};

use crate::{
    clock::ticker,
    components::{icon::Icon, remote::Remote, status::ConnectionView},
    json,
    messages::m,
    reactive::{bound, drawn, each, memo},
    routes::Route,
};

/// The table and its foot, where further pages are asked for.
#[component]
pub fn DeviceTable(
    /// What was read, all pages so far.
    page: Remote<DevicePage>,
    /// How many there are.
    count: Remote<DeviceCount>,
    /// Asks for the page after.
    more: Callback<()>,
    /// Asks for everything again.
    retry: Callback<()>,
) -> impl IntoView {
    let devices = memo(move || page.part(|page| page.devices.clone()).unwrap_or_default());
    let has_more = memo(move || page.part(|page| page.next.is_some()).unwrap_or_default());
    let shown = move || {
        let total = count.part(|count| count.total);
        m().shown_of(devices.read().len() as u64, total)
    };
    view! {
        <div class="table-scroll" tabindex="0" role="group" aria-label=m().table_scrolls()>
            <table class="table" data-narrow>
                <thead>
                    <tr>
                        <th scope="col">{m().device()}</th>
                        <th scope="col">{m().connection_head()}</th>
                        <th scope="col">{m().tags()}</th>
                        <th scope="col">{m().last_activity()}</th>
                    </tr>
                </thead>
                <tbody>
                    {each(
                        move || devices.get(),
                        |device| {
                            let active = device.last_activity_at.map_or(0, |at| at.0);
                            format!("{} {} {active}", device.id, device.connected)
                        },
                        |device| view! { <DeviceRow device /> },
                    )}
                </tbody>
            </table>
        </div>
        <footer>
            <span class="quiet" role="status">
                {drawn(shown)}
            </span>
            <span class="spacer"></span>
            {drawn(move || {
                if has_more.get() {
                    view! {
                        <button
                            type="button"
                            class="button"
                            data-size="small"
                            aria-busy=bound(move || page.busy().to_string())
                            on:click=move |_| more.run(())
                        >
                            <Icon name="down" />
                            {m().more_devices()}
                        </button>
                    }
                        .into_any()
                } else {
                    view! {
                        <button
                            type="button"
                            class="button"
                            data-size="small"
                            aria-busy=bound(move || page.busy().to_string())
                            on:click=move |_| retry.run(())
                        >
                            <Icon name="rerun" />
                            {m().look_again()}
                        </button>
                    }
                        .into_any()
                }
            })}
        </footer>
    }
}

#[component]
fn DeviceRow(device: DeviceSummary) -> impl IntoView {
    let ticker = ticker();
    let active = move || match device.last_activity_at {
        Some(at) => m().ago(at, ticker.at()),
        None => m().never().to_owned(),
    };
    let active = memo(active);
    let href = Route::Device { id: device.id.clone() }.href();
    view! {
        <tr data-row>
            <th scope="row">
                <a class="id" data-row-target href=href>
                    {device.id}
                </a>
            </th>
            <td data-cell="end">
                <ConnectionView connected=device.connected />
                {(!device.enabled).then(|| view! { " " <span class="faint">{m().disabled()}</span> })}
            </td>
            <td class="wide mono quiet" data-cell="rest">
                {leaves(&device.tags)}
            </td>
            <td class="quiet" data-cell="second">
                {drawn(move || active.get())}
            </td>
        </tr>
    }
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
