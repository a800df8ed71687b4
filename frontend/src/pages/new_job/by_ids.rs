//! Devices by their ids, pasted as they come out of a spreadsheet or a list.

use iothub_query::quoted;
use leptos::prelude::*;

use crate::{
    messages::m,
    part,
    parts::Piece,
    reactive::{RwSignal, bound, drawn, memo},
    routes::one_device,
};

part!(
    /// A field for ids, which become the condition.
    BY_IDS, by_ids in forms: Piece<RwSignal<String>> = |text| view! { <ByIds text /> }.into_any()
);

#[component]
fn ByIds(text: RwSignal<String>) -> impl IntoView {
    let typed = RwSignal::new(String::new());
    let found = memo(move || ids(&typed.read()));
    let count = memo(move || found.read().len() as u64);
    let take = move |_| {
        if let Some(condition) = condition(&found.read_untracked()) {
            text.set(condition);
        }
    };
    view! {
        <div class="field">
            <label for="device-ids">{m().device_ids()}</label>
            <textarea
                class="input code-input"
                id="device-ids"
                rows="5"
                spellcheck="false"
                autocomplete="off"
                autocapitalize="off"
                aria-describedby="device-ids-hint"
                prop:value=bound(move || typed.get())
                on:input=move |event| typed.set(event_target_value(&event))
            ></textarea>
            <span class="hint" id="device-ids-hint">
                {m().device_ids_hint()}
            </span>
            <div class="actions">
                <button
                    type="button"
                    class="button"
                    aria-disabled=bound(move || (count.get() == 0).to_string())
                    on:click=take
                >
                    {drawn(move || m().use_device_ids(count.get()))}
                </button>
            </div>
        </div>
    }
}

/// The ids in a text, each once, in their order: between lines, commas, semicolons and blanks, with quotes or without. An
/// id that has a comma, which a hub allows, is for the condition.
fn ids(text: &str) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    for word in text.split(|c: char| c.is_whitespace() || matches!(c, ',' | ';')) {
        let id = word.trim_matches(|c| matches!(c, '"' | '\'' | '[' | ']'));
        if !id.is_empty() && !found.iter().any(|other| other == id) {
            found.push(id.to_owned());
        }
    }
    found
}

/// The condition that selects these devices and nobody else.
fn condition(ids: &[String]) -> Option<String> {
    match ids {
        [] => None,
        [one] => Some(one_device(one)),
        several => {
            let names: Vec<_> = several.iter().map(|id| quoted(id)).collect();
            Some(format!("deviceId IN [{}]", names.join(", ")))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_found_however_they_were_copied() {
        assert_eq!(ids("door-1\r\ndoor-2\n\n door-1 "), ["door-1", "door-2"]);
        assert_eq!(ids("['door-1', 'door-2']"), ["door-1", "door-2"]);
        assert_eq!(ids("\"door-1\"; door-2"), ["door-1", "door-2"]);
        assert_eq!(ids("door-1,door-2, door-3"), ["door-1", "door-2", "door-3"]);
    }

    #[test]
    fn ids_become_a_condition() {
        let of = |text: &str| condition(&ids(text));
        assert_eq!(of(" "), None);
        assert_eq!(of("door-1").as_deref(), Some("deviceId = 'door-1'"));
        assert_eq!(of("a b").as_deref(), Some("deviceId IN ['a', 'b']"));
    }
}
