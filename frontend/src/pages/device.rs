//! One device: its connection and its twin.

mod tree;

use leptos::prelude::*;
use lockstep_api::{device::Device, problem::ProblemCode};
use serde_json::{Value, json};

use self::tree::TwinTree;
use crate::{
    api,
    clock::ticker,
    components::{
        copy::CopyButton,
        face::{Failed, FailureLine, Loading},
        heading::Heading,
        icon::Icon,
        json::JsonBlock,
        location::{Here, Remember},
        remote::Remote,
        status::ConnectionView,
    },
    intl, json,
    messages::m,
    reactive::{bound, drawn, effect, memo, memo_of_last},
    routes::{Route, one_device},
};

/// Name of the search parameter that says how the twin is shown.
const SHOWN_AS: &str = "twin";

/// The device in the address.
#[component]
pub fn DevicePage() -> impl IntoView {
    let here = Here::new();
    let id = memo_of_last(move |before: Option<&String>| match here.route() {
        Route::Device { id } => id,
        // The page is being left.
        _ => before.cloned().unwrap_or_default(),
    });
    let device = Remote::<Device>::new();
    let read = Callback::new(move |()| device.load(api::device(id.get_untracked())));
    device.retry(read);
    effect(move || {
        id.with(|_| ());
        device.clear();
        read.run(());
    });
    let connected = memo(move || device.part(|device| device.summary.connected));
    let missing = memo(move || {
        let failure = device.failure();
        failure.is_some_and(|failure| matches!(failure.code(), Some(ProblemCode::DeviceNotFound { .. })))
    });
    let new_job = move || Route::NewJob { condition: one_device(&id.get()) }.href();
    view! {
        <main id="main" class="page">
            <header class="page-head">
                <nav class="crumb" aria-label=m().breadcrumb()>
                    <a href=Route::devices().href()>{m().devices_title()}</a>
                    " / "
                    <span class="mono">{drawn(move || id.get())}</span>
                </nav>
                <div class="row">
                    <Heading title=id />
                    <CopyButton text=Callback::new(move |()| id.get_untracked()) label=m().copy_device_id() />
                    {drawn(move || connected.get().map(|connected| view! { <ConnectionView connected fill=true /> }))}
                    <div class="actions">
                        {drawn(move || {
                            (!missing.get())
                                .then(|| {
                                    view! {
                                        <a class="button" href=bound(new_job)>
                                            <Icon name="plus" />
                                            {m().new_job_for_device()}
                                        </a>
                                    }
                                })
                        })}
                    </div>
                </div>
            </header>
            {drawn(move || match (device.part(|_| ()), device.failure()) {
                (Some(()), _) => view! { <Known device read /> }.into_any(),
                (None, Some(failure)) => {
                    view! {
                        <section class="panel">
                            <Failed failure retry=read />
                        </section>
                    }
                        .into_any()
                }
                (None, None) => {
                    view! {
                        <section class="panel">
                            <Loading />
                        </section>
                    }
                        .into_any()
                }
            })}
        </main>
    }
}

#[component]
fn Known(device: Remote<Device>, read: Callback<()>) -> impl IntoView {
    let here = Here::new();
    let shown_as = here.parameter(SHOWN_AS);
    let as_json = memo(move || *shown_as.read() == "json");
    let pressed = move |json: bool| (as_json.get() == json).to_string();
    let stale = move || {
        let read_at = device.fetched_at().filter(|_| device.failure().is_some())?;
        Some(m().as_of(&intl::time(read_at)))
    };
    view! {
        <Strip device />
        <section class="panel" aria-labelledby="twin" data-stale=bound(stale)>
            <header>
                <h2 id="twin">{m().twin()}</h2>
                <span class="count">
                    {drawn(move || device.part(|device| m().twin_read_at(&intl::time(device.as_of))))}
                </span>
                <span class="as-of">{drawn(stale)}</span>
                <span class="spacer"></span>
                <div class="segmented" data-size="small">
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

/// The key facts in one row.
#[component]
fn Strip(device: Remote<Device>) -> impl IntoView {
    let ticker = ticker();
    let active = move || {
        device.part(|device| match device.summary.last_activity_at {
            Some(at) => m().ago(at, ticker.at()),
            None => m().never().to_owned(),
        })
    };
    let active = memo(active);
    view! {
        <dl class="strip">
            <div>
                <dt>{m().connection_head()}</dt>
                <dd>
                    {drawn(move || {
                        device
                            .part(|device| {
                                let connection = m().connection(device.summary.connected);
                                if device.summary.enabled { connection } else { m().disabled_why() }
                            })
                    })}
                </dd>
            </div>
            <div>
                <dt>{m().last_activity()}</dt>
                <dd>{drawn(move || active.get())}</dd>
            </div>
            <div>
                <dt>{m().desired_version()}</dt>
                <dd>{drawn(move || device.part(|device| m().version(device.desired.version)))}</dd>
            </div>
            <div>
                <dt>{m().reported_version()}</dt>
                <dd>{drawn(move || device.part(|device| m().version(device.reported.version)))}</dd>
            </div>
            <div>
                <dt>{m().etag()}</dt>
                <dd class="mono">{drawn(move || device.part(|device| device.etag.clone()))}</dd>
            </div>
        </dl>
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
