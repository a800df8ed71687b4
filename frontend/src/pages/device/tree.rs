//! A twin as a tree of native `details`.

use leptos::prelude::*;
use lockstep_api::{
    device::{Device, TwinSection},
    time::EpochMillis,
};
use serde_json::{Map, Value};

use crate::{
    clock,
    components::{icon::Icon, json::JsonLine},
    messages::m,
};

/// Tags, desired and reported properties.
#[component]
pub fn TwinTree(
    /// The device.
    device: Device,
) -> impl IntoView {
    let now = clock::now();
    let tags = format!("{}, {}", m().keys(device.summary.tags.len() as u64), m().set_by_operators());
    let desired = section_words(&device.desired, now);
    let reported = section_words(&device.reported, now);
    view! {
        <div class="tree">
            {section("tags", tags, &device.summary.tags, None)}
            {section("desired", desired, &device.desired.properties, None)}
            {section("reported", reported, &device.reported.properties, Some(&device.desired.properties))}
        </div>
    }
}

fn section_words(section: &TwinSection, now: EpochMillis) -> String {
    let version = m().version(section.version);
    match section.updated_at {
        Some(at) => format!("{version} · {}", m().updated(&m().ago(at, now))),
        None => version,
    }
}

fn section(
    name: &'static str,
    words: String,
    members: &Map<String, Value>,
    beside: Option<&Map<String, Value>>,
) -> AnyView {
    branch(name.to_owned(), words, members, beside)
}

/// An object: its key, how much is in it, and what.
fn branch(
    key: String,
    words: String,
    members: &Map<String, Value>,
    beside: Option<&Map<String, Value>>,
) -> AnyView {
    let leaves: Vec<_> = members
        .iter()
        .map(|(key, value)| {
            let desired = beside.and_then(|beside| beside.get(key));
            match value {
                Value::Object(members) => {
                    let words = m().keys(members.len() as u64);
                    let inner = branch(key.clone(), words, members, desired.and_then(Value::as_object));
                    view! { <li>{inner}</li> }.into_any()
                }
                value => leaf(key, value, desired),
            }
        })
        .collect();
    let empty = leaves.is_empty().then(|| view! { <li class="meta">{m().none_set()}</li> });
    view! {
        <details open>
            <summary>
                <Icon name="right" />
                <b>{key}</b>
                " "
                <span class="meta">{words}</span>
            </summary>
            <ul>{leaves} {empty}</ul>
        </details>
    }
    .into_any()
}

fn leaf(key: &str, value: &Value, desired: Option<&Value>) -> AnyView {
    let differs = desired.is_some_and(|desired| desired != value);
    view! {
        <li class="leaf">
            <span class="tk-key">{key.to_owned()}</span>
            <span>
                <JsonLine value=value.clone() />
            </span>
            <span class="meta">{differs.then(|| m().differs_from_desired())}</span>
        </li>
    }
    .into_any()
}
