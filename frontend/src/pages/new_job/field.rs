//! Fields of the draft: label, input, and the sentence that says what is wrong.

use leptos::prelude::*;

use super::{
    desk::Desk,
    draft::{Fault, Field, formatted},
};
use crate::reactive::{Memo, bound, drawn, memo, memo_of_last};
use crate::{components::icon::Icon, messages::m};

/// A field of one line.
#[component]
pub fn TextField(
    /// The order.
    desk: Desk,
    /// Which field.
    field: Field,
    /// Id of the input.
    id: &'static str,
    /// Its label.
    label: &'static str,
    /// What is expected.
    hint: &'static str,
    /// Digits only.
    #[prop(optional)]
    numeric: bool,
) -> impl IntoView {
    let fault = shown_fault(desk, field);
    let hint_id = format!("{id}-hint");
    view! {
        <div class="field">
            <label for=id>{label}</label>
            <input
                class="input"
                id=id
                autocomplete="off"
                spellcheck="false"
                autocapitalize="off"
                inputmode=numeric.then_some("numeric")
                aria-describedby=hint_id.clone()
                aria-invalid=bound(move || fault.read().is_some().then_some("true"))
                prop:value=bound(move || desk.draft.read().text(field).to_owned())
                on:input=move |event| write(desk, field, event_target_value(&event))
            />
            <span class="hint" id=hint_id>
                {hint}
            </span>
            <FaultLine fault />
        </div>
    }
}

/// A field for JSON, checked while it is typed.
#[component]
pub fn JsonField(
    /// The order.
    desk: Desk,
    /// Which field.
    field: Field,
    /// Id of the text area.
    id: &'static str,
    /// Its label.
    label: &'static str,
    /// What is expected.
    hint: &'static str,
    /// What is said when it is valid.
    #[prop(into)]
    valid: Memo<String>,
) -> impl IntoView {
    let fault = shown_fault(desk, field);
    let text = memo(move || desk.draft.read().text(field).to_owned());
    let rows = move || text.read().lines().count().clamp(3, 16).to_string();
    let message_id = format!("{id}-message");
    view! {
        <div class="field">
            <div class="field-head">
                <label for=id>{label}</label>
                <button
                    type="button"
                    class="button"
                    data-size="small"
                    data-kind="plain"
                    aria-label=m().format_what(label)
                    on:click=move |_| desk.draft.update(|draft| {
                        let text = formatted(draft.text(field));
                        *draft.text_mut(field) = text;
                    })
                >
                    <Icon name="code" />
                    {m().format_json()}
                </button>
            </div>
            <textarea
                class="input code-input"
                id=id
                rows=bound(rows)
                spellcheck="false"
                autocomplete="off"
                autocapitalize="off"
                aria-describedby=message_id.clone()
                aria-invalid=bound(move || fault.read().is_some().then_some("true"))
                prop:value=bound(move || text.get())
                on:input=move |event| write(desk, field, event_target_value(&event))
            ></textarea>
            <div id=message_id aria-live="polite">
                {drawn(move || match (fault.get(), text.read().trim().is_empty()) {
                    (Some(fault), _) => view! { <FaultMessage fault /> }.into_any(),
                    (None, true) => view! { <span class="hint small quiet">{hint}</span> }.into_any(),
                    (None, false) => {
                        view! {
                            <p class="message" data-tone="ok">
                                <Icon name="check" />
                                <span>{drawn(move || valid.get())}</span>
                            </p>
                        }
                            .into_any()
                    }
                })}
            </div>
        </div>
    }
}

/// What is wrong, when something is.
#[component]
pub fn FaultLine(
    /// The fault.
    fault: Memo<Option<Fault>>,
) -> impl IntoView {
    view! {
        <div aria-live="polite">{drawn(move || fault.get().map(|fault| view! { <FaultMessage fault /> }))}</div>
    }
}

#[component]
fn FaultMessage(fault: Fault) -> impl IntoView {
    view! {
        <p class="message" data-tone="bad">
            <Icon name="failed" />
            <span>{m().fault(&fault)}</span>
        </p>
    }
}

/// What is wrong with a field, once something was typed or the order was tried: an empty form is no list of mistakes.
pub fn shown_fault(desk: Desk, field: Field) -> Memo<Option<Fault>> {
    let start = desk.draft.with_untracked(|draft| draft.text(field).to_owned());
    let touched = memo_of_last(move |before: Option<&bool>| {
        before.copied().unwrap_or_default() || desk.draft.read().text(field) != start
    });
    memo(move || {
        let empty = desk.draft.read().text(field).trim().is_empty();
        desk.fault(field).filter(|_| touched.get() || !empty || desk.submission.tried())
    })
}

fn write(desk: Desk, field: Field, text: String) {
    desk.draft.update(|draft| *draft.text_mut(field) = text);
}
