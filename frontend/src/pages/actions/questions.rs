//! What an action asks for when it is used: each of its values, with what may be given for it.

use leptos::prelude::*;
use lockstep_api::library::{LONGEST_NAME, Parameter, ParameterKind};
use serde_json::Value;

use crate::{
    components::{select_options::select_options, told::Wrong},
    messages::m,
    pages::new_job::{
        Desk,
        draft::Asked,
        values::{Rule, path_name, shown},
    },
    reactive::{Memo, RwSignal, bound, drawn, each, memo},
};

/// The values, for the form of an action.
#[component]
pub fn Questions(
    /// The action, as it is written.
    desk: Desk,
) -> impl IntoView {
    let asked = memo(move || desk.draft.read().would_ask());
    let some = memo(move || !asked.read().is_empty());
    view! {
        <fieldset class="stack" hidden=bound(move || !some.get())>
            <legend>{m().asked_for()}</legend>
            {each(
                move || asked.get(),
                place,
                move |first| {
                    let own = place(&first);
                    let now = memo(move || {
                        let found = asked.read().iter().find(|asked| place(asked) == own).cloned();
                        found.unwrap_or_else(|| first.clone())
                    });
                    view! { <Question desk now /> }
                },
            )}
        </fieldset>
    }
}

/// Where a value is, in one word.
fn place(asked: &Asked) -> String {
    format!("asked-{:?}{}", asked.field, asked.parameter.pointer.replace('/', "-"))
}

#[component]
fn Question(desk: Desk, now: Memo<Asked>) -> impl IntoView {
    let id = place(&now.read_untracked());
    let path = path_name(&now.read_untracked().parameter.pointer);
    let write = move |change: &dyn Fn(&mut Parameter)| {
        let mut asked = now.get_untracked();
        change(&mut asked.parameter);
        desk.draft.update(|draft| draft.ask(asked));
    };
    let called = RwSignal::new(now.read_untracked().parameter.name.clone());
    let rename = {
        let path = path.clone();
        move |event| {
            called.set(event_target_value(&event));
            let called = called.read_untracked();
            let name = if called.trim().is_empty() { path.as_str() } else { called.trim() };
            write(&|parameter| name.clone_into(&mut parameter.name));
        }
    };
    let kind = memo(move || word(&now.read().parameter.kind).to_owned());
    let choices = RwSignal::new(match &now.read_untracked().parameter.kind {
        ParameterKind::Choice { values } => values.iter().map(shown).collect::<Vec<_>>().join(", "),
        _ => String::new(),
    });
    let bounds = RwSignal::new(match now.read_untracked().parameter.kind {
        ParameterKind::Integer { least, most } => {
            [least, most].map(|bound| bound.map_or_else(String::new, |bound| bound.to_string()))
        }
        _ => Default::default(),
    });
    let whole = move || {
        let [least, most] = bounds.get_untracked().map(|text| text.trim().parse().ok());
        ParameterKind::Integer { least, most }
    };
    let one_of = move || ParameterKind::Choice { values: listed(&choices.read_untracked()) };
    let choose = move |event| {
        let chosen = event_target_value(&event);
        write(&|parameter| {
            parameter.kind = match kind_of(&chosen) {
                ParameterKind::Integer { .. } => whole(),
                ParameterKind::Choice { .. } => one_of(),
                plain @ (ParameterKind::Text | ParameterKind::Number | ParameterKind::Boolean) => plain,
            }
        });
    };
    let name = path.clone();
    let bounds_id = format!("{id}-bounds");
    let message_id = bounds_id.clone();
    let wrong = memo(move || if *kind.read() == "integer" { wrong_bounds(&bounds.read()) } else { None });
    let bound_field = move |which: usize, label: &'static str| {
        let take = move |event| {
            bounds.update(|bounds| bounds[which] = event_target_value(&event));
            write(&|parameter| parameter.kind = whole());
        };
        view! {
            <input
                class="input"
                inputmode="numeric"
                autocomplete="off"
                aria-label=format!("{name}: {label}")
                placeholder=label
                aria-describedby=bounds_id.clone()
                aria-invalid=bound(move || no_number(&bounds.read()[which]).then_some("true"))
                prop:value=bound(move || bounds.read()[which].clone())
                on:input=take
            />
        }
    };
    let options = [
        ("text", m().kind_text()),
        ("integer", m().kind_integer()),
        ("number", m().kind_number()),
        ("boolean", m().kind_boolean()),
        ("choice", m().kind_choice()),
    ]
    .map(|(value, words)| (value.to_owned(), words.to_owned()));
    view! {
        <div class="toolbar question">
            <label for=id.clone() class="mono">{path.clone()}</label>
            <input
                class="input"
                autocomplete="off"
                maxlength=LONGEST_NAME
                aria-label=m().called(&path)
                placeholder=path.clone()
                prop:value=bound(move || called.get())
                on:input=rename
            />
            <select class="input" id=id on:change=choose>
                {select_options(options, kind)}
            </select>
            {drawn(move || match kind.read().as_str() {
                "integer" => view! {
                    {bound_field.clone()(0, m().least())}
                    {bound_field.clone()(1, m().most())}
                }.into_any(),
                "choice" => view! {
                    <input
                        class="input"
                        autocomplete="off"
                        aria-label=m().choices_of(&path)
                        placeholder="10m, 30m, 1h"
                        prop:value=bound(move || choices.get())
                        on:input=move |event| {
                            choices.set(event_target_value(&event));
                            write(&|parameter| parameter.kind = one_of());
                        }
                    />
                }.into_any(),
                _ => ().into_any(),
            })}
            <label class="check">
                <input
                    type="checkbox"
                    prop:checked=bound(move || now.read().parameter.optional)
                    on:change=move |event| {
                        let optional = event_target_checked(&event);
                        write(&|parameter| parameter.optional = optional);
                    }
                />
                {m().may_be_left_out()}
            </label>
        </div>
        <div id=message_id aria-live="polite">
            {drawn(move || {
                wrong
                    .get()
                    .map(|words| {
                        view! {
                            <Wrong words />
                        }
                    })
            })}
        </div>
    }
}

/// What is wrong with the bounds of a whole number.
fn wrong_bounds(bounds: &[String; 2]) -> Option<String> {
    if bounds.iter().any(|text| no_number(text)) {
        let whole = Rule::Kind(ParameterKind::Integer { least: None, most: None });
        return Some(m().value_needed(&m().value_wanted(&whole, false)));
    }
    let [least, most] = bounds.each_ref().map(|text| text.trim().parse::<i64>().ok());
    let (least, most) = least.zip(most).filter(|(least, most)| least > most)?;
    Some(m().nothing_between(least, most))
}

/// True for a bound that is there and is no whole number.
fn no_number(text: &str) -> bool {
    !text.trim().is_empty() && text.trim().parse::<i64>().is_err()
}

/// The name of a kind in the select.
fn word(kind: &ParameterKind) -> &'static str {
    match kind {
        ParameterKind::Text => "text",
        ParameterKind::Integer { .. } => "integer",
        ParameterKind::Number => "number",
        ParameterKind::Boolean => "boolean",
        ParameterKind::Choice { .. } => "choice",
    }
}

fn kind_of(word: &str) -> ParameterKind {
    match word {
        "integer" => ParameterKind::Integer { least: None, most: None },
        "number" => ParameterKind::Number,
        "boolean" => ParameterKind::Boolean,
        "choice" => ParameterKind::Choice { values: Vec::new() },
        _ => ParameterKind::Text,
    }
}

/// Values between commas; what is a number or a truth value in JSON is one.
fn listed(text: &str) -> Vec<Value> {
    let value = |text: &str| match serde_json::from_str::<Value>(text) {
        Ok(value) if value.is_number() || value.is_boolean() => value,
        _ => text.into(),
    };
    text.split(',').map(str::trim).filter(|text| !text.is_empty()).map(value).collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn bounds_that_no_number_can_satisfy_are_told() {
        let wrong = |least: &str, most: &str| wrong_bounds(&[least.to_owned(), most.to_owned()]);
        assert_eq!(wrong("abc", "").as_deref(), Some("Needed: A whole number."));
        assert_eq!(wrong("5", "3").as_deref(), Some("No number is at least 5 and at most 3."));
        assert_eq!((wrong("", ""), wrong("3", " 5 ")), (None, None));
    }

    #[test]
    fn choices_are_listed_between_commas() {
        assert_eq!(listed("10m, 2 ,true,, \"x\""), [json!("10m"), json!(2), json!(true), json!("\"x\"")]);
    }

    #[test]
    fn every_kind_is_chosen_by_its_word() {
        for word_ in ["text", "integer", "number", "boolean", "choice"] {
            assert_eq!(word(&kind_of(word_)), word_);
        }
    }
}
