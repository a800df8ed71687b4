//! A device in short, beside a list.

use leptos::prelude::*;
use lockstep_api::device::Device;

use super::{strip::Strip, touched::Touched, tree::TwinTree};
use crate::{
    api,
    components::{
        face::{Failed, Loading},
        remote::Remote,
    },
    known::Known,
    messages::m,
    reactive::{Memo, drawn, effect, memo},
};

/// Key facts, twin, and the jobs that touched it.
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
    device.retry(read);
    effect(move || {
        if id.with(|id| !id.is_empty()) {
            device.clear();
            read.run(());
        }
    });
    let there = memo(move || device.part(|_| ()).is_some());
    drawn(move || {
        match (there.get(), device.failure()) {
        (true, _) => view! {
            <Strip device />
            <section class="panel" aria-labelledby="brief-twin">
                <header>
                    <h2 id="brief-twin">{m().twin()}</h2>
                </header>
                <div class="body">{drawn(move || device.value().map(|device| view! { <TwinTree device /> }))}</div>
            </section>
            <Touched device=id />
        }
        .into_any(),
        (false, Some(failure)) => view! { <Failed failure retry=read /> }.into_any(),
        (false, None) => view! { <Loading /> }.into_any(),
    }
    })
}
