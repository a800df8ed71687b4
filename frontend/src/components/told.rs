//! What is said beside a field or a list: one line, with the icon of its tone.

use leptos::prelude::*;

use super::icon::Icon;

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

fn told(tone: &'static str, icon: &'static str, words: String) -> AnyView {
    view! {
        <p class="message" data-tone=tone>
            <Icon name=icon />
            <span>{words}</span>
        </p>
    }
    .into_any()
}
