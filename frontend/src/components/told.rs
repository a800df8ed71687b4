//! What is said beside a field or a list: one line, with the icon of its tone.

use leptos::prelude::*;

use super::icon::Icon;
use crate::{
    messages::m,
    reactive::{Memo, drawn, memo},
};

/// Something that is wrong and stands in the way.
#[component]
pub fn Wrong(
    /// The sentence.
    #[prop(into)]
    words: String,
) -> impl IntoView {
    told("bad", "failed", words)
}

/// Something to know before one goes on.
#[component]
pub fn Careful(
    /// The sentence.
    #[prop(into)]
    words: String,
) -> impl IntoView {
    told("warn", "warning", words)
}

/// That a field takes no more, once it is full: what is pasted into it is cut.
#[component]
pub fn AtMost(
    /// Characters that are typed.
    length: Memo<usize>,
    /// Characters that it takes.
    most: usize,
) -> impl IntoView {
    let full = memo(move || length.get() >= most);
    view! {
        <div role="status">
            {drawn(move || full.get().then(|| view! { <span class="hint">{m().at_most_characters(most as u64)}</span> }))}
        </div>
    }
}

fn told(tone: &'static str, icon: &'static str, words: String) -> AnyView {
    view! {
        <p class="message" data-tone=tone>
            <Icon name=icon />
            <span>{words}</span>
        </p>
    }
    .into_any()
}
