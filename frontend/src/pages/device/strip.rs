//! The key facts of a device.

use iothub_wire::twin::size;
use leptos::prelude::*;
use lockstep_api::device::Device;
use serde_json::{Map, Value};

use crate::{
    clock::ticker,
    components::remote::Remote,
    json,
    messages::m,
    reactive::{drawn, memo},
};

/// The key facts in one row.
#[component]
pub fn Strip(
    /// The device.
    device: Remote<Device>,
) -> impl IntoView {
    let ticker = ticker();
    let active = move || {
        device.part(|device| match device.summary.last_activity_at {
            Some(at) => m().ago(at, ticker.at()),
            None => m().never().to_owned(),
        })
    };
    let active = memo(active);
    let place = memo(move || device.part(|device| place(&device.summary.tags)).flatten());
    view! {
        <dl class="strip">
            <div>
                <dt>{m().connection_head()}</dt>
                <dd>
                    {drawn(move || {
                        device
                            .part(|device| {
                                let connection = m().connection(device.summary.connected);
                                if device.summary.enabled { connection } else { m().disabled_why() }
                            })
                    })}
                </dd>
            </div>
            <div>
                <dt>{m().last_activity()}</dt>
                <dd>{drawn(move || active.get())}</dd>
            </div>
            {drawn(move || {
                let place = place.get()?;
                Some(view! {
                    <div>
                        <dt>{m().place()}</dt>
                        <dd>{place}</dd>
                    </div>
                })
            })}
            <div>
                <dt>{m().signs_in()}</dt>
                <dd>{drawn(move || device.part(|device| m().signs_in_by(device.signs_in)))}</dd>
            </div>
            <div>
                <dt>{m().desired_version()}</dt>
                <dd>
                    {drawn(move || {
                        device
                            .part(|device| {
                                let size = size(&device.desired.properties) as u64;
                                view! {
                                    {m().version(device.desired.version)}
                                    <small class="quiet">" " {m().desired_size(size)}</small>
                                }
                            })
                    })}
                </dd>
            </div>
            <div>
                <dt>{m().reported_version()}</dt>
                <dd>{drawn(move || device.part(|device| m().version(device.reported.version)))}</dd>
            </div>
            <div>
                <dt>{m().etag()}</dt>
                <dd class="mono">{drawn(move || device.part(|device| device.etag.clone()))}</dd>
            </div>
        </dl>
    }
}

/// Tags that commonly say where a device is, the largest place first.
const PLACES: [&str; 8] = ["site", "campus", "building", "ward", "wing", "floor", "zone", "room"];

/// Where a device is, as far as its tags say.
fn place(tags: &Map<String, Value>) -> Option<String> {
    let said = |name: &&str| {
        let value = tags.get(*name).filter(|value| value.is_string() || value.is_number())?;
        let words = value.as_str().map_or_else(|| json::line(value), str::to_owned);
        Some(format!("{name} {words}"))
    };
    let places: Vec<_> = PLACES.iter().filter_map(said).collect();
    (!places.is_empty()).then(|| places.join(", "))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_place_is_told_from_the_largest_part_to_the_smallest() {
        let tags = json!({"floor": 2, "kind": "door", "building": 43, "zone": {"a": 1}});
        assert_eq!(place(tags.as_object().unwrap()).as_deref(), Some("building 43, floor 2"));
        assert_eq!(place(&Map::new()), None);
    }
}
