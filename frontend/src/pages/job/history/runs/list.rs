//! The jobs of a family in a list, once there is more than one.

use leptos::prelude::*;
use lockstep_api::job::{Job, Part, RepeatedDevices, Repeats};

use super::{Kin, attempts::attempts};
use crate::{
    components::{
        icon::Icon,
        status::{JobStatus, JobStatusView},
    },
    messages::m,
    part,
    parts::Piece,
    reactive::drawn,
    routes::Route,
    words::name_of,
};

part!(
    /// The list.
    RUNS, runs in forms: Piece<Kin> = |kin| view! { <List kin /> }.into_any()
);

#[component]
fn List(kin: Kin) -> impl IntoView {
    drawn(move || {
        let (repeats, part) = kin.own.get();
        let (id, family) = (kin.id.get(), kin.family.get());
        let attempts = attempts(&family);
        let own = kinship(attempts.get(&id), repeats.as_ref(), part.as_ref());
        // The hub may have forgotten it, and Lockstep not have kept it.
        let forgotten = repeats.filter(|repeats| family.iter().all(|job| job.id != repeats.job));
        let this = id.clone();
        let others = family.iter().filter(|job| job.id != this);
        let line = |job: &Job| {
            let (repeats, part) = (job.record.repeats.as_ref(), job.record.part.as_ref());
            let kinship = kinship(attempts.get(&job.id), repeats, part);
            view! { <Other job=job.clone() kinship /> }
        };
        view! {
            <section class="runs" aria-labelledby="runs">
                <h3 id="runs">{m().runs()}</h3>
                <ul>
                    {forgotten.map(|repeats| view! {
                        <li>
                            <Icon name="rerun" />
                            <span>
                                <a class="id" href=Route::Job { id: repeats.job.clone() }.href()>{repeats.job.to_string()}</a>
                            </span>
                        </li>
                    })}
                    <li aria-current="true">
                        <Icon name="right" />
                        <span>
                            {own.into_iter().fold(m().this_job().to_owned(), |words, more| format!("{words}, {more}"))}
                        </span>
                    </li>
                    {others.map(line).collect_view()}
                </ul>
            </section>
        }
    })
}

#[component]
fn Other(job: Job, kinship: Vec<String>) -> impl IntoView {
    view! {
        <li>
            <JobStatusView status=JobStatus::of(&job) />
            <span>
                <a href=Route::Job { id: job.id.clone() }.href()>{name_of(&job)}</a>
                " "
                <small class="quiet">{kinship.join(", ")}</small>
            </span>
        </li>
    }
}

/// Which attempt of how many a job is, for which devices it repeats another, and which part of a series it is.
fn kinship(attempt: Option<&(u64, u64)>, repeats: Option<&Repeats>, part: Option<&Part>) -> Vec<String> {
    let attempt = attempt.map(|(number, of)| m().attempt_of(*number, *of));
    let repeated = repeats.map(|repeats| match repeats.devices {
        RepeatedDevices::Failed => m().repeats_failed(),
        RepeatedDevices::NotReached => m().repeats_not_reached(),
        RepeatedDevices::Chosen => m().repeats_chosen(),
        RepeatedDevices::Own => m().repeats_own(),
    });
    let part = part.map(|part| m().part_of(part.number.into(), part.of.into()));
    attempt.into_iter().chain(repeated.map(str::to_owned)).chain(part).collect()
}
