//! A twin as a tree of native `details`.

use std::collections::BTreeMap;

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
    words::moment,
};

/// Tags, desired and reported properties.
#[component]
pub fn TwinTree(
    /// The device.
    device: Device,
) -> impl IntoView {
    let (now, none) = (clock::now(), BTreeMap::new());
    let tags = format!("{}, {}", m().keys(device.summary.tags.len() as u64), m().set_by_operators());
    let desired = section_words(&device.desired, now);
    let reported = section_words(&device.reported, now);
    view! {
        <div class="tree">
            {section("tags", tags, &device.summary.tags, Beside { times: &none, now, desired: None, path: "" })}
            {section(
                "desired",
                desired,
                &device.desired.properties,
                Beside { times: &device.desired.times, now, desired: None, path: "" },
            )}
            {section(
                "reported",
                reported,
                &device.reported.properties,
                Beside { times: &device.reported.times, now, desired: Some(&device.desired.properties), path: "" },
            )}
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

fn section(name: &'static str, words: String, members: &Map<String, Value>, beside: Beside<'_>) -> AnyView {
    branch(name.to_owned(), words, members, beside)
}

/// What is told beside the members of an object.
#[derive(Clone, Copy)]
struct Beside<'t> {
    /// When leaves were written, by their paths.
    times: &'t BTreeMap<String, EpochMillis>,
    now: EpochMillis,
    /// What is desired of what is reported.
    desired: Option<&'t Map<String, Value>>,
    /// Path of the object; empty for the section.
    path: &'t str,
}

/// An object: its key, how much is in it, and what.
fn branch(key: String, words: String, members: &Map<String, Value>, beside: Beside<'_>) -> AnyView {
    let leaves: Vec<_> = members
        .iter()
        .map(|(key, value)| {
            let desired = beside.desired.and_then(|desired| desired.get(key));
            let path = if beside.path.is_empty() { key.clone() } else { format!("{}.{key}", beside.path) };
            match value {
                Value::Object(members) => {
                    let words = m().keys(members.len() as u64);
                    let desired = desired.and_then(Value::as_object);
                    let inner =
                        branch(key.clone(), words, members, Beside { desired, path: &path, ..beside });
                    view! { <li>{inner}</li> }.into_any()
                }
                value => {
                    let written = beside.times.get(&path).map(|at| moment(*at, beside.now));
                    leaf(key, value, desired, written)
                }
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

fn leaf(key: &str, value: &Value, desired: Option<&Value>, written: Option<String>) -> AnyView {
    let differs = desired.is_some_and(|desired| desired != value);
    // What is not as it was wanted says more than when it was written.
    let aside = if differs { Some(m().differs_from_desired().to_owned()) } else { written };
    view! {
        <li class="leaf">
            <span class="tk-key">{key.to_owned()}</span>
            <span>
                <JsonLine value=value.clone() />
            </span>
            <span class="meta">{aside}</span>
        </li>
    }
    .into_any()
}
