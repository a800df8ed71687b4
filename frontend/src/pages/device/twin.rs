//! The twin: as a tree, as JSON, or being written.

use leptos::prelude::*;
use lockstep_api::device::Device;
use serde_json::{Value, json};

use super::{
    editor::{EDIT, Editor, TwinEditor},
    tree::TwinTree,
};
use crate::{
    components::{
        copy::CopyButton,
        face::FailureLine,
        icon::Icon,
        json::JsonBlock,
        location::{Here, Remember},
    },
    intl, json,
    keyboard::focus_soon,
    messages::m,
    reactive::{bound, drawn, memo},
};

/// Name of the search parameter that says how the twin is shown.
const SHOWN_AS: &str = "twin";

/// The panel: as a tree, as JSON, or being written.
#[component]
pub fn TwinPanel(
    /// Who writes it.
    editor: Editor,
) -> impl IntoView {
    let Editor { device, read, .. } = editor;
    let here = Here::new();
    let shown_as = here.parameter(SHOWN_AS);
    let as_json = memo(move || *shown_as.read() == "json");
    let pressed = move |json: bool| (as_json.get() == json).to_string();
    let open = memo(move || editor.open());
    let stale = move || device.stale();
    view! {
        <section class="panel" aria-labelledby="twin" data-stale=bound(stale)>
            <header>
                <h2 id="twin">{m().twin()}</h2>
                <span class="count">
                    {drawn(move || if editor.open() {
                        Some(m().unsaved_changes(editor.listed().len() as u64))
                    } else {
                        device.part(|device| m().twin_read_at(&intl::time(device.as_of)))
                    })}
                </span>
                <span class="as-of">{drawn(stale)}</span>
                <span class="small quiet" role="status">
                    {drawn(move || editor.saved_at().map(|at| m().twin_saved(&intl::time(at))))}
                </span>
                <span class="spacer"></span>
                <div class="segmented" data-size="small" hidden=bound(move || editor.open())>
                    <button
                        type="button"
                        aria-pressed=bound(move || pressed(false))
                        on:click=move |_| here.set(&[(SHOWN_AS, "")], Remember::Replace)
                    >
                        {m().twin_tree()}
                    </button>
                    <button
                        type="button"
                        aria-pressed=bound(move || pressed(true))
                        on:click=move |_| here.set(&[(SHOWN_AS, "json")], Remember::Replace)
                    >
                        {m().twin_json()}
                    </button>
                </div>
                <button
                    type="button"
                    class="button"
                    data-size="small"
                    id=EDIT
                    data-writes=""
                    hidden=bound(move || editor.open())
                    on:click=move |_| {
                        editor.begin();
                        focus_soon("edit-tags");
                    }
                >
                    <Icon name="pencil" />
                    {m().edit_twin()}
                </button>
                <button
                    type="button"
                    class="button"
                    data-kind="plain"
                    data-icon=""
                    data-size="small"
                    aria-label=m().refresh()
                    aria-busy=bound(move || device.busy().to_string())
                    on:click=move |_| read.run(())
                >
                    <Icon name="rerun" />
                </button>
            </header>
            <div class="body stack">
                {drawn(move || device.failure().map(|failure| view! { <FailureLine failure retry=read /> }))}
                {drawn(move || {
                    if open.get() {
                        return Some(view! { <TwinEditor editor /> }.into_any());
                    }
                    let device = device.value()?;
                    Some(
                        if as_json.get() {
                            let twin = twin_json(&device);
                            let text = json::indented(&twin);
                            view! {
                                <div class="code-block">
                                    <JsonBlock value=twin />
                                    <CopyButton text=Callback::new(move |()| text.clone()) label=m().copy_twin() />
                                </div>
                            }
                                .into_any()
                        } else {
                            view! { <TwinTree device /> }.into_any()
                        },
                    )
                })}
            </div>
        </section>
    }
}

fn twin_json(device: &Device) -> Value {
    json!({
        "deviceId": device.summary.id,
        "tags": device.summary.tags,
        "properties": {
            "desired": device.desired.properties,
            "reported": device.reported.properties,
        },
    })
}
