//! The other jobs that belong to this one: attempts at the same, copies, and the parts of a series.

mod attempts;
mod list;

use leptos::prelude::*;
use lockstep_api::job::{Job, JobId, Part, Repeats};

use self::list::RUNS;
use crate::{
    api,
    components::{face::FailureLine, lazy::Lazy, remote::Remote},
    live::live,
    reactive::{Memo, drawn, effect, memo},
};

/// A job among those that belong to it.
#[derive(Clone, Copy)]
struct Kin {
    /// The job.
    id: Memo<JobId>,
    /// What it repeats, and its place in a series.
    own: Memo<(Option<Repeats>, Option<Part>)>,
    /// All of them, oldest first.
    family: Memo<Vec<Job>>,
}

/// The list; nothing while the job stands alone.
#[component]
pub fn Runs(
    /// The job.
    id: Memo<JobId>,
) -> impl IntoView {
    let job = live().job;
    let own = memo(move || {
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
    let alone = memo(move || {
        let (repeats, part) = own.get();
        let others = family.with(|family| family.iter().any(|job| job.id != *id.read()));
        repeats.is_none() && part.is_none() && !others
    });
    drawn(move || match relatives.failure().filter(|_| family.read().is_empty()) {
        Some(failure) => Some(view! { <FailureLine failure retry=read /> }.into_any()),
        // Most jobs stand alone, and load no list.
        None if alone.get() => None,
        None => Some(view! { <Lazy part=&RUNS with=Kin { id, own, family } /> }.into_any()),
    })
}
