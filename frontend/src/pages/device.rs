//! One device: its connection and its twin.

mod brief;
mod call_form;
mod calls;
mod conflict;
mod console;
mod edit;
mod editor;
mod strip;
mod touched;
mod tree;
mod twin;

use leptos::prelude::*;
use lockstep_api::problem::ProblemCode;

pub use self::brief::DeviceBrief;
use self::{
    call_form::focus_call,
    console::MethodConsole,
    editor::{Editor, Review},
    strip::Strip,
    touched::Touched,
    twin::TwinPanel,
};
use crate::{
    components::{
        copy::{CopyButton, CopyLink},
        face::{Failed, Loading},
        heading::Heading,
        icon::Icon,
        location::Here,
        status::ConnectionView,
    },
    messages::m,
    reactive::{bound, drawn, memo, memo_of_last},
    routes::{Route, one_device},
};

/// The device in the address.
#[component]
pub fn DevicePage() -> impl IntoView {
    let here = Here::new();
    let id = memo_of_last(move |before: Option<&String>| match here.route() {
        Route::Device { id } => id,
        // The page is being left.
        _ => before.cloned().unwrap_or_default(),
    });
    let editor = Editor::of(id);
    let Editor { device, read, .. } = editor;
    let connected = memo(move || device.part(|device| device.summary.connected));
    let missing = memo(move || {
        let failure = device.failure();
        failure.is_some_and(|failure| matches!(failure.code(), Some(ProblemCode::DeviceNotFound { .. })))
    });
    let known = memo(move || device.part(|_| ()).is_some());
    let failure = memo(move || device.failure().filter(|_| !known.get()));
    let editing = memo(move || editor.open());
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
                        <CopyLink />
                        {drawn(move || {
                            (!missing.get())
                                .then(|| {
                                    view! {
                                        <button type="button" class="button" data-writes="" on:click=move |_| focus_call()>
                                            <Icon name="play" />
                                            {m().call_method()}
                                        </button>
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
            {drawn(move || match (known.get(), failure.get()) {
                (true, _) => {
                    view! {
                        <Strip device />
                        <div class="device">
                            <div>
                                <TwinPanel editor />
                                <Touched device=id />
                            </div>
                            <div>
                                {drawn(move || editing.get().then(|| view! { <Review editor /> }))}
                                <MethodConsole device=id answered=editor.look_again() />
                            </div>
                        </div>
                    }
                        .into_any()
                }
                (false, Some(failure)) => {
                    view! {
                        <section class="panel">
                            <Failed failure retry=read />
                            <p class="body">
                                <a href=Route::devices().href()>{m().all_devices_link()}</a>
                            </p>
                        </section>
                    }
                        .into_any()
                }
                (false, None) => {
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
