//! A sentence with elements inside.

use leptos::prelude::*;

use crate::messages::Span;

/// Draws the pieces of a sentence; slots are drawn by the order sentence alone.
#[component]
pub fn Sentence(
    /// The pieces, as a message gives them.
    spans: Vec<Span>,
) -> impl IntoView {
    spans
        .into_iter()
        .map(|span| match span {
            Span::Text(words) => words.into_any(),
            Span::Strong(words) => view! { <b>{words}</b> }.into_any(),
            Span::Code(name) => view! { <code>{name}</code> }.into_any(),
            Span::Slot(_) => ().into_any(),
        })
        .collect_view()
}
