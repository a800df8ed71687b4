//! The other jobs that belong to this one: attempts at the same, copies, and the parts of a series.

use leptos::prelude::*;
use lockstep_api::job::{Job, JobId, Part, RepeatedDevices, Repeats};

use crate::{
    api,
    components::{
        face::FailureLine,
        icon::Icon,
        remote::Remote,
        status::{JobStatus, JobStatusView},
    },
    live::live,
    messages::m,
    reactive::{Memo, drawn, effect, memo},
    routes::Route,
    words::name_of,
};

/// The list; nothing while the job stands alone.
#[component]
pub fn Runs(
    /// The job.
    id: Memo<JobId>,
) -> impl IntoView {
    let job = live().job;
    let kin = memo(move || {
        job.job_part(|job| (job.record.repeats.clone(), job.record.part.clone())).unwrap_or_default()
    });
    let relatives = Remote::<Vec<Job>>::new();
    let read = Callback::new(move |()| relatives.load(api::relatives(id.get_untracked())));
    relatives.retry(read);
    // A job that ends may have been run again meanwhile, by somebody else.
    let ended = memo(move || job.job_part(|job| job.state.ended()).unwrap_or_default());
    effect(move || {
        id.with(|_| ());
        ended.get();
        read.run(());
    });
    let family = memo(move || relatives.value().unwrap_or_default());
    drawn(move || {
        let (repeats, part) = kin.get();
        let (id, family) = (id.get(), family.get());
        if let Some(failure) = relatives.failure().filter(|_| family.is_empty()) {
            return Some(view! { <FailureLine failure retry=read /> }.into_any());
        }
        let alone = family.iter().all(|job| job.id == id);
        (repeats.is_some() || part.is_some() || !alone).then(|| {
            let own = kinship(&id, repeats.as_ref(), part.as_ref(), &family);
            // The hub may have forgotten it, and Lockstep not have kept it.
            let forgotten = repeats.filter(|repeats| family.iter().all(|job| job.id != repeats.job));
            let this = id.clone();
            let others = family.iter().filter(|job| job.id != this);
            let line = |job: &Job| {
                let kinship = kinship(&job.id, job.record.repeats.as_ref(), job.record.part.as_ref(), &family);
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
            .into_any()
        })
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
fn kinship(id: &JobId, repeats: Option<&Repeats>, part: Option<&Part>, family: &[Job]) -> Vec<String> {
    let attempt = attempt(family, id).map(|(number, of)| m().attempt_of(number, of));
    let repeated = repeats.map(|repeats| match repeats.devices {
        RepeatedDevices::Failed => m().repeats_failed(),
        RepeatedDevices::NotReached => m().repeats_not_reached(),
        RepeatedDevices::Chosen => m().repeats_chosen(),
        RepeatedDevices::Own => m().repeats_own(),
    });
    let part = part.map(|part| m().part_of(part.number.into(), part.of.into()));
    attempt.into_iter().chain(repeated.map(str::to_owned)).chain(part).collect()
}

/// Which of how many attempts at the same a job is, from 1; `None` when there was only one. The parts of a series are one
/// attempt, and a copy is a beginning of its own.
fn attempt(family: &[Job], id: &JobId) -> Option<(u64, u64)> {
    let find = |id: &JobId| family.iter().find(|job| job.id == *id);
    let run = |job: &Job| job.record.part.as_ref().map_or_else(|| job.id.clone(), |part| part.series.clone());
    let first = |job: &Job| {
        let mut job = job.clone();
        // An attempt is younger than what it repeats, so this ends; a list that lies has no end of its own.
        for _ in 0..family.len() {
            let repeats =
                job.record.repeats.as_ref().filter(|repeats| repeats.devices != RepeatedDevices::Own);
            let Some(before) = repeats.and_then(|repeats| find(&repeats.job)) else { break };
            job = before.clone();
        }
        run(&job)
    };
    let own = find(id)?;
    let beginning = first(own);
    let mut runs: Vec<JobId> = Vec::new();
    for job in family.iter().filter(|job| first(job) == beginning) {
        if !runs.contains(&run(job)) {
            runs.push(run(job));
        }
    }
    let number = runs.iter().position(|one| *one == run(own))? as u64 + 1;
    (runs.len() > 1).then_some((number, runs.len() as u64))
}

#[cfg(test)]
mod tests {
    use lockstep_api::job::{JobRecord, JobState};

    use super::*;

    fn job(id: &str, repeats: Option<(&str, RepeatedDevices)>, series: Option<&str>) -> Job {
        let repeats = repeats.map(|(job, devices)| Repeats { job: JobId::listed(job), devices });
        let part = series.map(|series| Part { series: JobId::listed(series), number: 1, of: 2 });
        let record = JobRecord { repeats, part, ..JobRecord::default() };
        Job { id: JobId::listed(id), record, ..super::super::super::head::tests::job(JobState::Completed) }
    }

    #[test]
    fn attempts_are_counted_from_the_first_whichever_of_them_was_repeated() {
        use RepeatedDevices::{Failed, NotReached, Own};
        let family = [
            job("a", None, None),
            job("b", Some(("a", Failed)), None),
            job("copy", Some(("a", Own)), None),
            job("c", Some(("b", NotReached)), Some("c")),
            job("c-2", Some(("b", NotReached)), Some("c")),
        ];
        let of = |id: &str| attempt(&family, &JobId::listed(id));
        assert_eq!([of("a"), of("b"), of("c"), of("c-2")], [(1, 3), (2, 3), (3, 3), (3, 3)].map(Some));
        assert_eq!(of("copy"), None);
    }
}
