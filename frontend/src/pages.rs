//! The pages, one folder each, and the parts of the program that they are.

pub mod actions;
pub mod device;
pub mod devices;
pub mod job;
pub mod jobs;
pub mod new_job;
pub mod not_found;
pub mod sign_in;

use leptos::prelude::*;

use crate::{
    part,
    parts::{Page, Part, Piece},
    reactive::Memo,
    routes::Kind,
};

part!(DEVICES, devices_page in devices: Page = || view! { <devices::DevicesPage /> }.into_any());
part!(DEVICE, device_page in device: Page = || view! { <device::DevicePage /> }.into_any());
part!(
    /// A device in short, for a drawer beside a list: of the device with this id.
    DEVICE_BRIEF, device_brief in device: Piece<Memo<String>> = |id| view! { <device::DeviceBrief id /> }.into_any()
);
part!(JOBS, jobs_page in jobs: Page = || view! { <jobs::JobsPage /> }.into_any());
part!(JOB, job_page in job: Page = || view! { <job::JobPage /> }.into_any());
part!(NEW_JOB, new_job_page in order: Page = || view! { <new_job::NewJobPage /> }.into_any());

// In the part of one device, which has most of what it needs: a part of its own would cut all others smaller.
part!(ACTIONS, actions_page in device: Page = || view! { <actions::ActionsPage /> }.into_any());

/// The part of the program that draws a page; `None` for what is always there.
pub fn part_of(kind: Kind) -> Option<&'static Part<Page>> {
    match kind {
        Kind::Devices => Some(&DEVICES),
        Kind::Device => Some(&DEVICE),
        Kind::Jobs => Some(&JOBS),
        Kind::NewJob => Some(&NEW_JOB),
        Kind::Job => Some(&JOB),
        Kind::Actions => Some(&ACTIONS),
        Kind::Unknown => None,
    }
}

/// Loads the parts of all pages, one after the other. What does not come is loaded when it is needed.
pub async fn load_all() {
    for part in [&JOBS, &JOB, &NEW_JOB, &ACTIONS, &DEVICES, &DEVICE] {
        _ = part.load().await;
    }
}
