//! Step 1: what happens to each device.

use iothub_wire::twin::{SectionKind, size};
use leptos::prelude::*;
use serde_json::Value;

use super::{
    desk::Desk,
    draft::{Field, Kind},
    field::{JsonField, TextField},
    library::Library,
    value_fields::VALUES,
};
use crate::{
    components::{choice::Choice, lazy::Lazy},
    messages::m,
    reactive::{RwSignal, bound, drawn, memo},
};

/// The library, and what is taken from it or written.
#[component]
pub fn ActionStep(
    /// The order.
    desk: Desk,
) -> impl IntoView {
    view! {
        <div class="stack step" id="action" role="form" aria-label=m().step(super::step::Step::Action)>
            <Library desk />
            <section class="panel">
                <div class="body stack">
                    <ActionFields desk />
                </div>
            </section>
        </div>
    }
}

/// Method or twin, and the fields of that.
#[component]
pub fn ActionFields(
    /// The order.
    desk: Desk,
) -> impl IntoView {
    let kind = memo(move || desk.draft.read().kind);
    view! {
        <Choice
            legend=m().kind()
            name="kind"
            options=vec![(m().kind_method(), Kind::Method), (m().kind_twin(), Kind::Twin)]
            chosen=kind
            choose=Callback::new(move |kind| desk.draft.update(|draft| draft.kind = kind))
        />
        {drawn(move || match kind.get() {
            Kind::Method => view! { <MethodFields desk /> }.into_any(),
            Kind::Twin => view! { <TwinFields desk /> }.into_any(),
        })}
    }
}

/// The values of a field by name, for who does not write JSON.
#[component]
fn ByName(desk: Desk, field: Field) -> impl IntoView {
    let opened = RwSignal::new(false);
    // A template that asks for values shows them, and so does a draft that waits for one.
    let asked = memo(move || {
        let draft = desk.draft.read();
        draft.unfit_in(field) || draft.asked.iter().any(|asked| asked.field == field)
    });
    view! {
        <details
            open=bound(move || opened.get() || asked.get())
            on:toggle=move |_| opened.set(true)
        >
            <summary>{m().values()}</summary>
            {drawn(move || {
                (opened.get() || asked.get()).then(|| view! { <Lazy part=&VALUES with=(desk, field) /> })
            })}
        </details>
    }
}

#[component]
fn MethodFields(desk: Desk) -> impl IntoView {
    view! {
        <TextField desk field=Field::Method id="method" label=m().method_name() hint=m().method_hint() />
        <JsonField
            desk
            field=Field::Payload
            id="payload"
            label=m().payload()
            hint=m().payload_hint()
            valid=m().json_valid()
        />
        <ByName desk field=Field::Payload />
        <div class="fields">
            <TextField
                desk
                field=Field::ResponseTimeout
                id="response-timeout"
                label=m().response_timeout()
                hint=m().response_hint()
                numeric=true
            />
            <TextField
                desk
                field=Field::ConnectTimeout
                id="connect-timeout"
                label=m().connect_timeout()
                hint=m().connect_hint()
                numeric=true
            />
        </div>
    }
}

#[component]
fn TwinFields(desk: Desk) -> impl IntoView {
    let within = move |field: Field, kind: SectionKind| {
        memo(move || {
            let Ok(Value::Object(members)) = serde_json::from_str(desk.draft.read().text(field)) else {
                return String::new();
            };
            m().twin_within_limits(size(&members) as u64, kind.limit() as u64)
        })
    };
    view! {
        <JsonField
            desk
            field=Field::Desired
            id="desired"
            label=m().desired_patch()
            hint=m().patch_hint()
            valid=within(Field::Desired, SectionKind::Desired)
        />
        <ByName desk field=Field::Desired />
        <JsonField
            desk
            field=Field::Tags
            id="tags"
            label=m().tags_patch()
            hint=m().patch_hint()
            valid=within(Field::Tags, SectionKind::Tags)
        />
        <ByName desk field=Field::Tags />
    }
}
