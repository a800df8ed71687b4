//! Which devices: those that failed, or those that were not reached.

use leptos::prelude::*;
use lockstep_api::job::{RepeatedDevices, RerunPlans};

use super::Ask;
use crate::{
    messages::m,
    reactive::{RwSignal, bound},
};

/// Radio buttons, each with what it means.
#[component]
pub fn Choices(
    /// What each would take.
    plans: RerunPlans,
    /// What is asked.
    asked: RwSignal<Option<Ask>>,
) -> impl IntoView {
    let RerunPlans { failed, not_reached } = plans;
    let choices = [
        (RepeatedDevices::Failed, failed, m().rerun_failed(failed.devices), m().rerun_failed_hint()),
        (
            RepeatedDevices::NotReached,
            not_reached,
            m().rerun_not_reached(not_reached.devices),
            m().rerun_not_reached_hint(),
        ),
    ];
    let nobody = failed.devices + not_reached.devices == 0;
    let radios =
        choices.into_iter().filter(|(_, plan, ..)| plan.devices > 0).map(|(devices, _, words, hint)| {
            view! {
                <label class="option">
                    <input
                        type="radio"
                        name="rerun"
                        prop:checked=bound(move || *asked.read() == Some(Ask::Several(devices)))
                        on:change=move |_| asked.set(Some(Ask::Several(devices)))
                    />
                    <span>
                        <b>{words}</b>
                        <small>{hint}</small>
                    </span>
                </label>
            }
        });
    view! {
        <fieldset class="options">
            <legend>{m().rerun_who()}</legend>
            {radios.collect_view()}
        </fieldset>
        <p class="quiet">{if nobody { m().rerun_nobody() } else { m().rerun_named() }}</p>
    }
}
