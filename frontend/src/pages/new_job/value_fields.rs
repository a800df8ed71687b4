//! The values of a payload or a patch by name, beside their JSON: both are the same text.

use leptos::{ev::SubmitEvent, prelude::*};
use lockstep_api::library::ParameterKind;
use serde_json::Value;

use super::{
    desk::Desk,
    draft::Field,
    values::{Leaf, leaves, shown, typed, with, with_new, without},
};
use crate::{
    components::icon_button::IconButton,
    messages::m,
    part,
    parts::Piece,
    reactive::{RwSignal, bound, drawn, each, memo},
};

part!(
    /// The values of a field of an order.
    VALUES, value_fields in forms: Piece<(Desk, Field)> = |(desk, field)| view! { <Values desk field /> }.into_any()
);

#[component]
fn Values(desk: Desk, field: Field) -> impl IntoView {
    let found = memo(move || {
        let draft = desk.draft.read();
        let parameters = if field == Field::Payload { draft.parameters.as_slice() } else { &[] };
        leaves(draft.text(field), parameters)
    });
    let change = move |change: &dyn Fn(&str) -> String| {
        desk.draft.update(|draft| {
            let text = change(draft.text(field));
            *draft.text_mut(field) = text;
        });
    };
    let write = Callback::new(move |(pointer, value): (String, Value)| {
        change(&|text| with(text, &pointer, value.clone()));
    });
    let remove = Callback::new(move |pointer: String| change(&|text| without(text, &pointer)));
    let object = memo(move || found.read().is_some());
    let empty = memo(move || found.with(|found| found.as_ref().is_some_and(Vec::is_empty)));
    view! {
        <div class="stack values-by-name">
            {each(
                move || found.get().unwrap_or_default(),
                |leaf| format!("{} {:?}", leaf.pointer, std::mem::discriminant(&leaf.kind)),
                move |leaf| {
                    let pointer = leaf.pointer.clone();
                    let value = memo(move || {
                        found
                            .with(|found| {
                                let leaf = found.as_ref()?.iter().find(|leaf| leaf.pointer == pointer)?;
                                Some(shown(&leaf.value))
                            })
                            .unwrap_or_default()
                    });
                    view! { <ValueField field leaf value write remove /> }
                },
            )}
            {drawn(move || match (object.get(), empty.get()) {
                (false, _) => Some(view! { <p class="quiet">{m().values_need_object()}</p> }),
                (true, true) => Some(view! { <p class="quiet">{m().no_values()}</p> }),
                (true, false) => None,
            })}
            <NewValue add=Callback::new(move |(name, value): (String, Value)| {
                change(&|text| with_new(text, &name, value.clone()));
            }) />
        </div>
    }
}

#[component]
fn ValueField(
    field: Field,
    leaf: Leaf,
    value: crate::reactive::Memo<String>,
    write: Callback<(String, Value)>,
    remove: Callback<String>,
) -> impl IntoView {
    let Leaf { pointer, name, kind, .. } = leaf;
    let id = format!("value-{field:?}-{}", pointer.replace('/', "-"));
    let hint = match &kind {
        ParameterKind::Integer { least, most } => Some(m().value_range(*least, *most)),
        _ => None,
    };
    let refused = RwSignal::new(false);
    let own = pointer.clone();
    let rules = kind.clone();
    let take = move |text: String| match typed(&rules, &text) {
        Some(value) => {
            refused.set(false);
            write.run((own.clone(), value));
        }
        None => refused.set(true),
    };
    let options = match &kind {
        ParameterKind::Boolean => {
            Some(vec![("true".to_owned(), m().yes().to_owned()), ("false".to_owned(), m().no().to_owned())])
        }
        ParameterKind::Choice { values } => {
            Some(values.iter().map(|value| (shown(value), shown(value))).collect())
        }
        ParameterKind::Text | ParameterKind::Integer { .. } | ParameterKind::Number => None,
    };
    let numeric = matches!(kind, ParameterKind::Integer { .. } | ParameterKind::Number);
    let input = match options {
        Some(options) => view! {
            <select
                class="input"
                id=id.clone()
                prop:value=bound(move || value.get())
                on:change=move |event| take(event_target_value(&event))
            >
                {options
                    .into_iter()
                    .map(|(text, words)| {
                        let own = text.clone();
                        view! {
                            <option value=text prop:selected=bound(move || *value.read() == own)>
                                {words}
                            </option>
                        }
                    })
                    .collect_view()}
            </select>
        }
        .into_any(),
        None => view! {
            <input
                class="input"
                id=id.clone()
                autocomplete="off"
                spellcheck="false"
                autocapitalize="off"
                inputmode=numeric.then_some("decimal")
                aria-invalid=bound(move || refused.get().then_some("true"))
                prop:value=bound(move || value.get())
                on:input=move |event| take(event_target_value(&event))
            />
        }
        .into_any(),
    };
    let remove_label = m().remove_value(&name);
    view! {
        <div class="field">
            <label for=id>{name}</label>
            <div class="toolbar">
                {input}
                <IconButton icon="x" label=remove_label deed=move || remove.run(pointer.clone()) />
            </div>
            {hint.map(|hint| view! { <span class="hint">{hint}</span> })}
        </div>
    }
}

#[component]
fn NewValue(add: Callback<(String, Value)>) -> impl IntoView {
    let name = RwSignal::new(String::new());
    let kind = RwSignal::new("text".to_owned());
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        let named = name.get_untracked().trim().to_owned();
        if named.is_empty() {
            return;
        }
        let value = match kind.read_untracked().as_str() {
            "number" => Value::from(0),
            "boolean" => Value::from(true),
            _ => Value::from(""),
        };
        add.run((named, value));
        name.set(String::new());
    };
    view! {
        <form class="toolbar" on:submit=submit>
            <input
                class="input mono"
                aria-label=m().new_value_name()
                placeholder="lockTime"
                autocomplete="off"
                spellcheck="false"
                autocapitalize="off"
                prop:value=bound(move || name.get())
                on:input=move |event| name.set(event_target_value(&event))
            />
            <select
                class="input"
                aria-label=m().new_value_kind()
                on:change=move |event| kind.set(event_target_value(&event))
            >
                <option value="text">{m().kind_text()}</option>
                <option value="number">{m().kind_number()}</option>
                <option value="boolean">{m().kind_boolean()}</option>
            </select>
            <button class="button">{m().add_value()}</button>
        </form>
    }
}
