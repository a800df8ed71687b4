//! What a twin job would do to one device of the fleet.

use leptos::prelude::*;
use lockstep_api::{
    device::{Device, TwinChange},
    job::Action,
};

use super::desk::Desk;
use crate::{
    api,
    changes::changes,
    components::{
        change_table::ChangeTable,
        face::{FailureLine, Loading},
        remote::Remote,
    },
    messages::m,
    part,
    parts::Piece,
    reactive::{drawn, effect, memo},
};

part!(
    /// The panel, for an order that writes twins.
    BEFORE_AFTER, before_after in forms: Piece<Desk> = |desk| view! { <BeforeAfter desk /> }.into_any()
);

#[component]
fn BeforeAfter(desk: Desk) -> impl IntoView {
    let device = Remote::<Device>::new();
    let id = memo(move || {
        desk.preview.part(|preview| preview.sample.first().map(|device| device.id.clone())).flatten()
    });
    effect(move || {
        if let Some(id) = id.get() {
            device.clear();
            device.load(api::device(id));
        }
    });
    let change = memo(move || match desk.draft.read().action() {
        Ok(Action::Twin { desired, tags }) => Some(TwinChange { desired, tags, etag: None }),
        _ => None,
    });
    drawn(move || {
        let (id, change) = (id.get()?, change.get()?);
        let body = match (device.value(), device.failure()) {
            (Some(device), _) => {
                let mut found = changes(&device, &change);
                found.retain(|change| change.before != change.after);
                if found.is_empty() {
                    view! { <p class="quiet">{m().job_changes_nothing()}</p> }.into_any()
                } else {
                    view! { <ChangeTable changes=found after=m().value_after_job() /> }.into_any()
                }
            }
            (None, Some(failure)) => view! { <FailureLine failure /> }.into_any(),
            (None, None) => view! { <Loading /> }.into_any(),
        };
        Some(view! {
            <section class="panel" aria-labelledby="before-after">
                <header>
                    <h2 id="before-after">{m().on_device(&id)}</h2>
                </header>
                <div class="body">{body}</div>
            </section>
        })
    })
}
