//! A device in short, beside a list.

use leptos::prelude::*;
use lockstep_api::device::Device;

use super::{
    console::MethodConsole,
    editor::{Editor, Review},
    strip::Strip,
    touched::Touched,
    twin::TwinPanel,
};
use crate::{
    api,
    components::{
        face::{Failed, Loading},
        remote::Remote,
    },
    known::Known,
    reactive::{Memo, drawn, effect, memo},
};

/// Everything of its page in one column: key facts, twin and its editor, method calls, and the jobs that touched it.
#[component]
pub fn DeviceBrief(
    /// Its id.
    id: Memo<String>,
) -> impl IntoView {
    let device = Remote::<Device>::new();
    let known = Known::here();
    let read = Callback::new(move |()| {
        device.load_then(api::device(id.get_untracked()), move |answer| {
            if let Ok(device) = answer {
                known.learn(device);
            }
        });
    });
    let editor = Editor::new(device, read);
    device.retry(read);
    effect(move || {
        if id.with(|id| !id.is_empty()) {
            editor.discard();
            device.clear();
            read.run(());
        }
    });
    let editing = memo(move || editor.open());
    let there = memo(move || device.part(|_| ()).is_some());
    drawn(move || match (there.get(), device.failure()) {
        (true, _) => view! {
            <Strip device />
            <TwinPanel editor read />
            {drawn(move || editing.get().then(|| view! { <Review editor /> }))}
            <MethodConsole device=id />
            <Touched device=id />
        }
        .into_any(),
        (false, Some(failure)) => view! { <Failed failure retry=read /> }.into_any(),
        (false, None) => view! { <Loading /> }.into_any(),
    })
}
