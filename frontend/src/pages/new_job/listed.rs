//! Devices that are named one by one, and more of them than one job can name.

use leptos::prelude::*;

use super::draft::Series;
use crate::{components::icon::Icon, messages::m};

/// The panel in the place of a condition that is too long to be looked at.
#[component]
pub fn Listed(
    /// What the list comes to.
    series: Series,
    /// The condition, as it is ordered.
    condition: String,
    /// Lets the list go.
    forget: Callback<()>,
) -> impl IntoView {
    view! {
        <section class="panel" aria-labelledby="listed">
            <header>
                <h2 id="listed">{m().devices_one_by_one(series.devices)}</h2>
                <span class="spacer"></span>
                <button type="button" class="button" data-size="small" on:click=move |_| forget.run(())>
                    {m().choose_by_query()}
                </button>
            </header>
            <div class="body stack">
                <SplitLine jobs=series.jobs more=m().list_kept_in_tab().to_owned() />
                <div class="field">
                    <label for="which-devices">{m().which_devices()}</label>
                    <textarea class="input code-input" id="which-devices" rows="6" readonly spellcheck="false">
                        {condition}
                    </textarea>
                </div>
            </div>
        </section>
    }
}

/// Into how many jobs an order is split, and what that means where it is said.
#[component]
pub fn SplitLine(
    /// How many jobs.
    jobs: u64,
    /// What else is to be known.
    more: String,
) -> impl IntoView {
    (jobs > 1).then(|| {
        view! {
            <p class="message" data-tone="warn">
                <Icon name="info" />
                <span>{m().split_into_jobs(jobs)} " " {more}</span>
            </p>
        }
    })
}
