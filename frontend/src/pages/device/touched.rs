//! The jobs that touched the device.

use leptos::prelude::*;
use lockstep_api::device::{DeviceJob, DeviceJobs};

use crate::{
    api, clock,
    components::{
        face::{Empty, Failed, FailureLine, Loading},
        remote::Remote,
        status::OutcomeView,
    },
    messages::m,
    reactive::{Memo, bound, drawn, effect, memo},
    routes::Route,
    words::{moment, title_of},
};

/// The panel.
#[component]
pub fn Touched(
    /// The device.
    device: Memo<String>,
) -> impl IntoView {
    let jobs = Remote::<DeviceJobs>::new();
    let read = Callback::new(move |()| jobs.load(api::device_jobs(device.get_untracked())));
    jobs.retry(read);
    effect(move || {
        device.with(|_| ());
        jobs.clear();
        read.run(());
    });
    let empty = memo(move || jobs.part(|jobs| jobs.jobs.is_empty()));
    view! {
        <section class="panel touched" aria-labelledby="touched" data-stale=bound(move || jobs.stale())>
            <header>
                <h2 id="touched">{m().jobs_of_device()}</h2>
                <span class="count">
                    {drawn(move || {
                        jobs.part(|jobs| m().jobs_of_device_count(jobs.jobs.len() as u64, jobs.truncated))
                    })}
                </span>
            </header>
            {drawn(move || match (empty.get(), jobs.failure()) {
                (Some(true), _) => {
                    view! { <Empty title=m().no_jobs_of_device() why=m().no_jobs_of_device_why() /> }.into_any()
                }
                (Some(false), failure) => {
                    view! {
                        <Rows jobs />
                        {failure
                            .map(|failure| view! { <footer><FailureLine failure retry=read /></footer> })}
                    }
                        .into_any()
                }
                (None, Some(failure)) => view! { <Failed failure retry=read /> }.into_any(),
                (None, None) => view! { <Loading /> }.into_any(),
            })}
        </section>
    }
}

#[component]
fn Rows(jobs: Remote<DeviceJobs>) -> impl IntoView {
    view! {
        <table class="table" data-narrow>
            <thead>
                <tr>
                    <th scope="col">{m().outcome_head()}</th>
                    <th scope="col">{m().job_head()}</th>
                    <th scope="col">{m().action_head()}</th>
                    <th scope="col">{m().when_head()}</th>
                </tr>
            </thead>
            <tbody>
                {drawn(move || jobs.part(|jobs| jobs.jobs.iter().cloned().map(row).collect_view()))}
            </tbody>
        </table>
    }
}

fn row(DeviceJob { job, name, action, row }: DeviceJob) -> impl IntoView {
    let at = row.updated_at.max(row.started_at);
    let name = name.unwrap_or_else(|| job.as_str().to_owned());
    view! {
        <tr data-row>
            <td data-cell="end">
                <OutcomeView outcome=row.outcome />
            </td>
            <th scope="row">
                <a class="name" data-row-target href=Route::Job { id: job }.href()>
                    {name}
                </a>
            </th>
            <td data-cell="second">
                {action.as_ref().map_or_else(|| m().unknown_action().to_owned(), title_of)}
            </td>
            <td class="quiet" data-cell="rest">
                {at.map(|at| moment(at, clock::now()))}
            </td>
        </tr>
    }
}
