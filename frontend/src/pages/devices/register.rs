//! Registering a device, where the credential of the proxy may.

use iothub_wire::ids::DeviceId;
use leptos::{ev::SubmitEvent, prelude::*};
use lockstep_api::device::Device;

use crate::{
    api,
    components::{
        face::FailureLine,
        icon::Icon,
        inputs::TextInput,
        location::{Here, Remember},
        remote::Remote,
    },
    messages::m,
    reactive::{RwSignal, bound, drawn, memo},
    routes::Route,
    typed::Fault,
};

/// The panel with its form. A device that is registered is shown.
#[component]
pub fn Register() -> impl IntoView {
    let here = Here::new();
    let id = RwSignal::new(String::new());
    let made = Remote::<Device>::new();
    let blank = memo(move || id.read().trim().is_empty());
    let fault = memo(move || {
        let id = id.read();
        (!blank.get() && DeviceId::try_from(id.trim()).is_err()).then_some(Fault::DeviceId)
    });
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        if blank.get_untracked() || fault.get_untracked().is_some() {
            return;
        }
        made.load_then(api::register(id.get_untracked().trim().to_owned()), move |answer| {
            if let Ok(device) = answer {
                here.go(&Route::Device { id: device.summary.id.clone() }, Remember::Push);
            }
        });
    };
    view! {
        <section class="panel" aria-labelledby="register" data-writes="">
            <header>
                <Icon name="plus" />
                <h2 id="register">{m().register_device()}</h2>
            </header>
            <form class="body stack" on:submit=submit>
                <p>{m().register_how()}</p>
                <TextInput
                    id="device-id"
                    label=m().device_id()
                    hint=m().device_id_hint()
                    text=memo(move || id.get())
                    write=Callback::new(move |text| {
                        made.clear();
                        id.set(text);
                    })
                    fault
                />
                {drawn(move || made.failure().map(|failure| view! { <FailureLine failure /> }))}
                <div class="actions">
                    <button
                        class="button"
                        aria-disabled=bound(move || (blank.get() || fault.read().is_some()).to_string())
                        aria-busy=bound(move || made.busy().to_string())
                    >
                        {m().register_device()}
                    </button>
                </div>
            </form>
        </section>
    }
}
