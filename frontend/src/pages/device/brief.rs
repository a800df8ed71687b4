//! A device in short, beside a list.

use leptos::prelude::*;

use super::{
    console::MethodConsole,
    editor::{Editor, Review},
    strip::Strip,
    touched::Touched,
    twin::TwinPanel,
};
use crate::{
    components::face::{Failed, Loading},
    reactive::{Memo, drawn, memo},
};

/// Everything of its page in one column: key facts, twin and its editor, method calls, and the jobs that touched it.
#[component]
pub fn DeviceBrief(
    /// Its id.
    id: Memo<String>,
) -> impl IntoView {
    let editor = Editor::of(id);
    let Editor { device, read, .. } = editor;
    let editing = memo(move || editor.open());
    let there = memo(move || device.part(|_| ()).is_some());
    drawn(move || match (there.get(), device.failure()) {
        (true, _) => view! {
            <Strip device />
            <TwinPanel editor />
            {drawn(move || editing.get().then(|| view! { <Review editor /> }))}
            <MethodConsole device=id answered=editor.look_again() />
            <Touched device=id />
        }
        .into_any(),
        (false, Some(failure)) => view! { <Failed failure retry=read /> }.into_any(),
        (false, None) => view! { <Loading /> }.into_any(),
    })
}
