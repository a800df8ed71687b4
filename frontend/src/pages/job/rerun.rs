//! Running the job again: for those that failed, for those that were not reached, or for one device.

mod attempt;
mod choices;

use leptos::{ev::SubmitEvent, html::Dialog, prelude::*};
use lockstep_api::{
    job::{JobId, RepeatedDevices, Rerun, RerunPlan, RerunPlans, Reruns, Target},
    row::{FailureGroup, Outcome},
};

use self::{
    attempt::{Attempt, made},
    choices::Choices,
};
use crate::{
    api,
    components::{
        dialog::first_heading,
        face::{FailureLine, Loading},
        icon::Icon,
        lazy::Lazy,
        location::{Here, Remember},
        remote::Remote,
        sentence::Sentence,
        told::{Careful, Wrong},
        typed_count::TypedCount,
    },
    live::live,
    messages::m,
    part,
    parts::Piece,
    reactive::{Memo, RwSignal, bound, drawn, effect, memo},
    routes::Route,
    session::session_store,
    words::title_of,
};

/// For which devices the job is run again, once somebody has asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Ask {
    /// Those that failed or were not reached.
    Several(RepeatedDevices),
    /// Those of a failure group.
    Group(FailureGroup),
    /// One of them.
    One(Target),
}

/// What is asked on this page, for whoever has a button for it.
#[derive(Debug, Clone, Copy)]
pub struct Asked(RwSignal<Option<Ask>>);

impl Asked {
    /// Nothing yet; for everything below.
    pub fn provide() {
        provide_context(Self(RwSignal::new(None)));
    }

    /// What is asked on the page that this is called in.
    pub fn here() -> Self {
        use_context().unwrap_or_else(|| Self(RwSignal::new(None)))
    }

    /// Opens the dialog.
    pub fn ask(self, ask: Ask) {
        self.0.set(Some(ask));
    }
}

/// The button in the head of a job that has run.
#[component]
pub fn RerunButton() -> impl IntoView {
    let job = live().job;
    let asked = Asked::here();
    let possible = memo(move || {
        let tally = job.tally();
        job.job_part(|job| job.state.ended()).unwrap_or_default() && tally.failed + tally.not_reached > 0
    });
    let ask = move |_| {
        // Those that were not called can be called without a second thought.
        let not_reached = job.tally().not_reached > 0;
        let devices = if not_reached { RepeatedDevices::NotReached } else { RepeatedDevices::Failed };
        asked.ask(Ask::Several(devices));
    };
    drawn(move || {
        possible.get().then(|| {
            view! {
                <button type="button" class="button" data-writes="" data-kind="primary" on:click=ask>
                    <Icon name="rerun" />
                    {m().run_again()}
                </button>
            }
        })
    })
}

/// The dialog, open while something is asked.
#[component]
pub fn RerunDialog(
    /// The job.
    id: Memo<JobId>,
) -> impl IntoView {
    let Asked(asked) = Asked::here();
    let dialog = NodeRef::<Dialog>::new();
    effect(move || {
        let Some(dialog) = dialog.get() else { return };
        match asked.with(Option::is_some) {
            true if !dialog.open() => _ = dialog.show_modal(),
            false if dialog.open() => dialog.close(),
            _ => {}
        }
    });
    view! {
        <dialog
            class="dialog"
            node_ref=dialog
            aria-labelledby="rerun-title"
            on:close=move |_| asked.set(None)
        >
            {drawn(move || asked.with(Option::is_some).then(|| view! { <Lazy part=&FORM with=Form { id, asked } /> }))}
        </dialog>
    }
}

part!(FORM, rerun_form in forms: Piece<Form> = |form| view! { <RerunForm form /> }.into_any());

/// What the form is about.
#[derive(Clone, Copy)]
pub struct Form {
    id: Memo<JobId>,
    asked: RwSignal<Option<Ask>>,
}

#[component]
fn RerunForm(form: Form) -> impl IntoView {
    let Form { id, asked } = form;
    let here = Here::new();
    let job = live().job;
    // A double click, and a lost answer, are the same order.
    let attempt = memo(move || asked.read().as_ref().map(|ask| Attempt::at(&id.read(), ask)));
    let plans = Remote::<RerunPlans>::new();
    let ordered = Remote::<Reruns>::new();
    let typed = RwSignal::new(String::new());
    // Said when somebody tries, not while they type.
    let wrong = RwSignal::new(false);
    let read = Callback::new(move |()| {
        let code = asked.with_untracked(|ask| match ask {
            Some(Ask::Group(group)) => Some(group.code.clone()),
            _ => None,
        });
        plans.load(api::rerun_plans(id.get_untracked(), code));
    });
    if !matches!(*asked.read_untracked(), Some(Ask::One(_))) {
        read.run(());
    }
    let planned = move |devices| {
        plans.part(|plans| if devices == RepeatedDevices::Failed { plans.failed } else { plans.not_reached })
    };
    let plan = memo(move || match &*asked.read() {
        Some(Ask::Several(devices)) => planned(*devices),
        Some(Ask::Group(group)) => planned(repeated(group)),
        Some(Ask::One(_)) => Some(RerunPlan { devices: 1, jobs: 1 }),
        None => None,
    });
    let threshold = session_store().current().map_or(u64::MAX, |session| session.preview_threshold);
    let get = Callback::new(move |()| typed.get());
    let take = Callback::new(move |text| {
        wrong.set(false);
        typed.set(text);
    });
    let to_type = memo(move || plan.get().map(|plan| plan.devices).filter(|devices| *devices > threshold));
    let ready = memo(move || {
        let typed = typed.read().trim().parse().ok();
        plan.get().is_some_and(|plan| plan.devices > 0)
            && to_type.get().is_none_or(|count| typed == Some(count))
    });
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        let (Some(ask), Some(attempt)) = (asked.get_untracked(), attempt.get_untracked()) else { return };
        wrong.set(!ready.get_untracked() && to_type.get_untracked().is_some());
        if !ready.get_untracked() || ordered.busy() {
            return;
        }
        let (devices, code, chosen) = match ask {
            Ask::Several(devices) => (devices, None, Vec::new()),
            Ask::Group(group) => (repeated(&group), Some(group.code), Vec::new()),
            Ask::One(target) => (RepeatedDevices::Chosen, None, vec![target]),
        };
        let rerun = Rerun {
            id: attempt.id.clone(),
            devices,
            code,
            chosen,
            typed_count: typed.get_untracked().trim().parse().ok(),
            name: job.job_part(|job| job.record.name.clone()).flatten(),
            note: None,
        };
        let first = Route::Job { id: attempt.id.clone() };
        ordered.load_then(attempt.make(id.get_untracked(), rerun), move |answer| {
            if made(answer) {
                asked.set(None);
                here.go(&first, Remember::Push);
            }
        });
    };
    let action = job.job_part(|job| title_of(&job.action)).unwrap_or_default();
    view! {
        <form on:submit=submit>
            <header>
                <h2 id="rerun-title" tabindex="-1" node_ref=first_heading()>{m().rerun_title()}</h2>
            </header>
            <div class="body stack">
                <p>
                    <Sentence spans=m().rerun_same(&action) />
                </p>
                {drawn(move || match (plans.value(), plans.failure(), &*asked.read()) {
                    (_, _, None) => ().into_any(),
                    (_, _, Some(Ask::One(target))) => view! { <One target=target.clone() /> }.into_any(),
                    (Some(_), _, Some(Ask::Group(group))) => view! { <OfGroup group=group.clone() /> }.into_any(),
                    (Some(plans), _, Some(Ask::Several(_))) => view! { <Choices plans asked /> }.into_any(),
                    (None, Some(failure), _) => view! { <FailureLine failure retry=read /> }.into_any(),
                    (None, None, _) => view! { <Loading /> }.into_any(),
                })}
                {drawn(move || {
                    plan.get()
                        .filter(|plan| plan.jobs > 1)
                        .map(|plan| {
                            view! {
                                <Careful words=m().split_into_jobs(plan.jobs.into()) />
                            }
                        })
                })}
                {drawn(move || {
                    to_type
                        .get()
                        .map(|count| {
                            view! {
                                <div class="field">
                                    <TypedCount id="rerun-typed" count threshold typed=get take />
                                    {drawn(move || wrong.get().then(|| view! { <Wrong words=if typed.read().trim().is_empty() { m().submit_disabled_typed() } else { m().typed_wrong() } /> }))}
                                </div>
                            }
                        })
                })}
                {drawn(move || ordered.failure().map(|failure| view! { <FailureLine failure /> }))}
            </div>
            <footer>
                <button
                    class="button"
                    data-kind="primary"
                    aria-disabled=bound(move || (!ready.get()).to_string())
                    aria-busy=bound(move || ordered.busy().to_string())
                >
                    <Icon name="rerun" />
                    {drawn(move || match plan.get() {
                        Some(plan) if plan.devices > 0 => m().rerun_confirm(plan.devices),
                        _ => m().run_again().to_owned(),
                    })}
                </button>
                <button type="button" class="button" on:click=move |_| asked.set(None)>
                    {m().close()}
                </button>
            </footer>
        </form>
    }
}

/// Whether devices of a group failed or were not reached.
fn repeated(group: &FailureGroup) -> RepeatedDevices {
    match group.outcome {
        Outcome::NotReached => RepeatedDevices::NotReached,
        _ => RepeatedDevices::Failed,
    }
}

#[component]
fn OfGroup(group: FailureGroup) -> impl IntoView {
    let hint = match repeated(&group) {
        RepeatedDevices::NotReached => m().rerun_not_reached_hint(),
        _ => m().rerun_failed_hint(),
    };
    view! {
        <p>
            <b>{m().rerun_group(&m().failure_group(&group))}</b>
            ". "
            <span class="quiet">{hint}</span>
        </p>
        {(!group.sample.trim().is_empty()).then(|| view! { <p><code>{group.sample.clone()}</code></p> })}
        <p class="quiet">{m().rerun_named()}</p>
    }
}

#[component]
fn One(target: Target) -> impl IntoView {
    let name = match target.module {
        Some(module) => format!("{} / {module}", target.device),
        None => target.device,
    };
    view! {
        <p>
            <b>{m().rerun_one(&name)}</b>
            ". "
            <span class="quiet">{m().rerun_one_hint()}</span>
        </p>
    }
}
