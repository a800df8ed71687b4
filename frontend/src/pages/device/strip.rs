//! The key facts of a device.

use leptos::prelude::*;
use lockstep_api::device::Device;

use crate::{
    clock::ticker,
    components::remote::Remote,
    messages::m,
    reactive::{drawn, memo},
};

/// The key facts in one row.
#[component]
pub fn Strip(
    /// The device.
    device: Remote<Device>,
) -> impl IntoView {
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
