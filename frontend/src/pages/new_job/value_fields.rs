//! The values of a payload or a patch by name, beside their JSON: both are the same text.

use leptos::{ev::SubmitEvent, prelude::*};
use lockstep_api::library::ParameterKind;
use serde_json::Value;

use super::{
    desk::Desk,
    draft::Field,
    values::{Leaf, Need, Rule, leaves, shown, typed, with_new},
};
use crate::{
    components::{icon_button::IconButton, select_options::select_options, told::Wrong},
    json,
    messages::m,
    part,
    parts::Piece,
    reactive::{Memo, RwSignal, bound, drawn, each, memo},
};

/// Values that have a field; of more, the JSON is easier to read.
const MOST: usize = 50;

part!(
    /// The values of a field of an order.
    VALUES, value_fields in forms: Piece<(Desk, Field)> = |(desk, field)| view! { <Values desk field /> }.into_any()
);

#[component]
fn Values(desk: Desk, field: Field) -> impl IntoView {
    let found = memo(move || {
        let draft = desk.draft.read();
        leaves(draft.text(field), &draft.asked_in(field))
    });
    let object = memo(move || found.read().is_some());
    let empty = memo(move || found.with(|found| found.as_ref().is_some_and(Vec::is_empty)));
    let more = memo(move || found.with(|found| found.as_ref().map_or(0, Vec::len).saturating_sub(MOST)));
    let add = Callback::new(move |(name, value): (String, Value)| {
        let text = with_new(desk.draft.read_untracked().text(field), &name, value);
        let added = text.is_some();
        if let Some(text) = text {
            desk.draft.update(|draft| draft.write(field, text));
        }
        added
    });
    view! {
        <div class="stack values-by-name">
            {each(
                move || found.get().unwrap_or_default().into_iter().take(MOST).collect::<Vec<_>>(),
                row_key,
                move |leaf| {
                    let now = memo(move || {
                        let same = |now: &&Leaf| now.pointer == leaf.pointer;
                        found.with(|found| found.as_ref()?.iter().find(same).cloned()).unwrap_or_else(|| leaf.clone())
                    });
                    view! { <ValueField desk field now /> }
                },
            )}
            {drawn(move || match (object.get(), empty.get()) {
                (false, _) => Some(view! { <p class="quiet">{m().values_need_object()}</p> }),
                (true, true) => Some(view! { <p class="quiet">{m().no_values()}</p> }),
                (true, false) => None,
            })}
            {drawn(move || {
                let more = more.get() as u64;
                (more > 0).then(|| view! { <p class="quiet">{m().more_values(more)}</p> })
            })}
            {drawn(move || object.get().then(|| view! { <NewValue field add /> }))}
        </div>
    }
}

/// What a row is drawn anew for: where it is, what it is called, and what it takes.
fn row_key(leaf: &Leaf) -> String {
    let rule = match &leaf.rule {
        Rule::Kind(kind) => json::written(kind),
        Rule::Json => String::new(),
    };
    format!("{} {} {:?} {rule}", leaf.pointer, leaf.name, leaf.need)
}

#[component]
fn ValueField(desk: Desk, field: Field, now: Memo<Leaf>) -> impl IntoView {
    let Leaf { pointer, name, rule, need, .. } = now.get_untracked();
    let optional = need == Need::Optional;
    let value = memo(move || now.read().value.as_ref().map(shown));
    let id = format!("value-{field:?}-{}", pointer.replace('/', "-"));
    let own = pointer.clone();
    let unfit = memo(move || desk.draft.read().unfit_at(field, &own).map(str::to_owned));
    // What was typed stands as it was typed, as long as it means what is there: `1.50` is not made `1.5` under the cursor.
    let written = RwSignal::new(String::new());
    let rules = rule.clone();
    let text = memo(move || {
        let (written, value) = (written.get(), value.get());
        let same = value.is_some() && typed(&rules, &written).as_ref().map(shown) == value;
        unfit.get().unwrap_or(if same { written } else { value.unwrap_or_default() })
    });
    let wrong = memo(move || {
        let now = now.read();
        // A template may begin with an empty text: then nothing is said of it.
        let blank = now.blank() && desk.fault(field).is_some();
        unfit.read().is_some() || now.wrong() || blank
    });
    // In a patch, `null` is no value but a deletion.
    let deletes = memo(move || field != Field::Payload && now.read().value == Some(Value::Null));
    let (own, rules) = (pointer.clone(), rule.clone());
    let take = Callback::new(move |text: String| {
        written.set(text.clone());
        desk.draft.update(|draft| draft.put(field, &own, &rules, optional, &text));
    });
    let wanted = m().value_wanted(&rule, optional);
    let needed = m().value_needed(&match &rule {
        Rule::Kind(ParameterKind::Text) => m().kind_text().to_owned(),
        Rule::Kind(ParameterKind::Boolean) => m().kind_boolean().to_owned(),
        rule => m().value_wanted(rule, false),
    });
    let hint_id = format!("{id}-hint");
    let describedby = hint_id.clone();
    let input = match options(&rule, optional) {
        Some(options) => view! { <Options id=id.clone() options text wrong describedby take /> }.into_any(),
        None => {
            let numeric = matches!(rule, Rule::Kind(ParameterKind::Integer { .. } | ParameterKind::Number));
            // A list or a deletion may turn into a value of another kind, which has another field: when it is left.
            let when_left = rule == Rule::Json;
            view! {
                <input
                    class="input"
                    class=("mono", when_left)
                    id=id.clone()
                    autocomplete="off"
                    spellcheck="false"
                    autocapitalize="off"
                    inputmode=numeric.then_some("decimal")
                    aria-describedby=describedby
                    aria-invalid=bound(move || wrong.get().then_some("true"))
                    prop:value=bound(move || text.get())
                    on:input=move |event| {
                        if !when_left {
                            take.run(event_target_value(&event));
                        }
                    }
                    on:change=move |event| {
                        if when_left {
                            take.run(event_target_value(&event));
                        }
                    }
                />
            }
            .into_any()
        }
    };
    let remove_label = m().remove_value(&name);
    view! {
        <div class="field">
            <label for=id>{name}</label>
            <div class="toolbar">
                {input}
                <IconButton
                    icon="x"
                    label=remove_label
                    deed=move || desk.draft.update(|draft| draft.take_out(field, &pointer))
                />
            </div>
            <div id=hint_id aria-live="polite">
                {drawn(move || match (wrong.get(), deletes.get()) {
                    (true, _) => {
                        view! {
                            <Wrong words=needed.clone() />
                        }
                            .into_any()
                    }
                    (false, true) => view! { <span class="hint">{m().deletes_property()}</span> }.into_any(),
                    (false, false) => view! { <span class="hint">{wanted.clone()}</span> }.into_any(),
                })}
            </div>
        </div>
    }
}

/// What there is to choose from, as it is typed and in words; `None` for what is typed freely.
fn options(rule: &Rule, optional: bool) -> Option<Vec<(String, String)>> {
    let mut options = match rule {
        Rule::Kind(ParameterKind::Boolean) => {
            vec![("true".to_owned(), m().yes().to_owned()), ("false".to_owned(), m().no().to_owned())]
        }
        Rule::Kind(ParameterKind::Choice { values }) => {
            values.iter().map(|value| (shown(value), shown(value))).collect()
        }
        Rule::Kind(ParameterKind::Text | ParameterKind::Integer { .. } | ParameterKind::Number)
        | Rule::Json => return None,
    };
    if optional {
        options.push((String::new(), m().left_out().to_owned()));
    }
    Some(options)
}

#[component]
fn Options(
    id: String,
    options: Vec<(String, String)>,
    text: Memo<String>,
    wrong: Memo<bool>,
    /// Id of what says what is wrong.
    describedby: String,
    take: Callback<String>,
) -> impl IntoView {
    view! {
        <select
            class="input"
            id=id
            aria-describedby=describedby
            aria-invalid=bound(move || wrong.get().then_some("true"))
            prop:value=bound(move || text.get())
            on:change=move |event| take.run(event_target_value(&event))
        >
            {select_options(options, text)}
        </select>
    }
}

#[component]
fn NewValue(
    field: Field,
    /// Adds it; false when there is one of that name.
    add: Callback<(String, Value), bool>,
) -> impl IntoView {
    let name = RwSignal::new(String::new());
    let kind = RwSignal::new("text".to_owned());
    let taken = RwSignal::new(false);
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        let named = name.get_untracked().trim().to_owned();
        if named.is_empty() {
            return;
        }
        let value = match kind.read_untracked().as_str() {
            "number" => Value::from(0),
            "boolean" => Value::from(true),
            "list" => Value::Array(Vec::new()),
            "deletion" => Value::Null,
            _ => Value::from(""),
        };
        match add.run((named, value)) {
            true => name.set(String::new()),
            false => taken.set(true),
        }
    };
    // A `null` deletes what is there.
    let deletes = field != Field::Payload;
    let message_id = format!("new-value-{field:?}");
    let describedby = message_id.clone();
    view! {
        <form class="toolbar" on:submit=submit>
            <input
                class="input mono"
                aria-label=m().new_value_name()
                aria-describedby=describedby
                aria-invalid=bound(move || taken.get().then_some("true"))
                placeholder="lockTime"
                autocomplete="off"
                spellcheck="false"
                autocapitalize="off"
                prop:value=bound(move || name.get())
                on:input=move |event| {
                    taken.set(false);
                    name.set(event_target_value(&event));
                }
            />
            <select
                class="input"
                aria-label=m().new_value_kind()
                on:change=move |event| kind.set(event_target_value(&event))
            >
                <option value="text">{m().kind_text()}</option>
                <option value="number">{m().kind_number()}</option>
                <option value="boolean">{m().kind_boolean()}</option>
                <option value="list">{m().kind_list()}</option>
                {deletes.then(|| view! { <option value="deletion">{m().kind_deletion()}</option> })}
            </select>
            <button class="button">{m().add_value()}</button>
        </form>
        <div id=message_id aria-live="polite">
            {drawn(move || {
                taken
                    .get()
                    .then(|| {
                        view! {
                            <Wrong words=m().value_exists() />
                        }
                    })
            })}
        </div>
    }
}
