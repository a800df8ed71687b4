//! Fields of the draft.

use leptos::prelude::*;

use super::{desk::Desk, draft::Field};
use crate::{
    components::inputs::{JsonInput, TextInput},
    reactive::{Memo, memo, memo_of_last},
    typed::Fault,
};

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
    let (text, write, fault) = parts(desk, field);
    view! { <TextInput id label hint text write fault numeric /> }
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
    let (text, write, fault) = parts(desk, field);
    view! { <JsonInput id label hint text write fault valid /> }
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

/// What is in a field, how it is written, and what is wrong with it.
fn parts(desk: Desk, field: Field) -> (Memo<String>, Callback<String>, Memo<Option<Fault>>) {
    let text = memo(move || desk.draft.read().text(field).to_owned());
    let write = Callback::new(move |text| desk.draft.update(|draft| draft.write(field, text)));
    (text, write, shown_fault(desk, field))
}
