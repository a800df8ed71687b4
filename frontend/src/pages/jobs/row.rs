//! One job of the list. It reads its own cell: a change of another job does not wake it.

use leptos::prelude::*;
use lockstep_api::job::{Job, RepeatedDevices};

use super::{cells::cell, columns::Column};
use crate::{
    clock::ticker,
    components::status::{JobStatus, JobStatusView},
    messages::m,
    reactive::{ArcRwSignal, Memo, drawn, memo},
    routes::Route,
};

/// A row.
#[component]
pub fn JobRow(
    /// The job's own cell.
    job: ArcRwSignal<Job>,
    /// Its columns beside state and name.
    columns: Memo<Vec<Column>>,
) -> impl IntoView {
    let ticker = ticker();
    let job = job.handle();
    let id = job.with_untracked(|job| job.id.clone());
    let href = Route::Job { id: id.clone() }.href();
    let name = memo(move || job.with(|job| job.record.name.clone()));
    let again = job.with_untracked(|job| {
        job.record.repeats.as_ref().is_some_and(|repeats| repeats.devices != RepeatedDevices::Own)
    });
    let status = memo(move || job.with(JobStatus::of));
    view! {
        <tr data-row>
            <td>{drawn(move || view! { <JobStatusView status=status.get() /> })}</td>
            <th scope="row" data-cell="break">
                <a data-row-target href=href>
                    {drawn(move || match name.get() {
                        Some(name) => view! { <span class="name">{name}</span> }.into_any(),
                        None => view! { <span class="id short">{id.to_string()}</span> }.into_any(),
                    })}
                </a>
                {again.then(|| view! { " " <small class="quiet">{m().run_again_mark()}</small> })}
            </th>
            {drawn(move || columns.read().iter().map(|column| cell(*column, job, ticker)).collect_view())}
        </tr>
    }
}
