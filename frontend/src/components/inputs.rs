//! Inputs that are checked while they are typed: label, input, and the sentence that says what is wrong.

use leptos::prelude::*;

use super::{icon::Icon, told::Wrong};
use crate::{
    messages::m,
    reactive::{Memo, bound, drawn},
    typed::{Fault, formatted},
};

/// An input of one line.
#[component]
pub fn TextInput(
    /// Its id.
    id: &'static str,
    /// Its label.
    label: &'static str,
    /// What is expected.
    hint: &'static str,
    /// What is in it.
    text: Memo<String>,
    /// Takes what is typed.
    write: Callback<String>,
    /// What is wrong with it.
    fault: Memo<Option<Fault>>,
    /// Digits only.
    #[prop(optional)]
    numeric: bool,
    /// Id of a `datalist` with words to choose from.
    #[prop(optional)]
    list: Option<&'static str>,
) -> impl IntoView {
    let hint_id = format!("{id}-hint");
    view! {
        <div class="field">
            <label for=id>{label}</label>
            <input
                class="input"
                id=id
                list=list
                autocomplete="off"
                spellcheck="false"
                autocapitalize="off"
                inputmode=numeric.then_some("numeric")
                aria-describedby=hint_id.clone()
                aria-invalid=bound(move || fault.read().is_some().then_some("true"))
                prop:value=bound(move || text.get())
                on:input=move |event| write.run(event_target_value(&event))
            />
            <span class="hint" id=hint_id>
                {hint}
            </span>
            <FaultLine fault />
        </div>
    }
}

/// An input for JSON.
#[component]
pub fn JsonInput(
    /// Its id.
    id: &'static str,
    /// Its label.
    label: &'static str,
    /// What is expected.
    hint: &'static str,
    /// What is in it.
    text: Memo<String>,
    /// Takes what is typed.
    write: Callback<String>,
    /// What is wrong with it.
    fault: Memo<Option<Fault>>,
    /// What is said when it is valid.
    #[prop(into)]
    valid: Memo<String>,
) -> impl IntoView {
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
                    on:click=move |_| write.run(formatted(&text.get_untracked()))
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
                on:input=move |event| write.run(event_target_value(&event))
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
        <Wrong words=m().fault(&fault) />
    }
}
