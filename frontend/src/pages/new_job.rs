//! Ordering a job, step by step, under the sentence that says what will be ordered.

mod action;
mod before_after;
mod by_ids;
mod confirm;
mod desk;
pub mod draft;
mod field;
mod fleet;
mod hub_will;
mod library;
mod limits;
mod listed;
mod reach;
mod review;
mod sentence;
mod share;
pub mod step;
mod steps;
pub mod submission;
mod value_fields;
pub mod values;
mod when;

pub use self::{
    action::ActionFields,
    desk::{Desk, fresh_id},
    library::template_of,
};

use std::time::Duration;

use leptos::{ev::KeyboardEvent, prelude::*};
use lockstep_api::job::Job;

use self::{
    action::ActionStep,
    desk::{DRAFT, STEP, keep, kept},
    draft::{Draft, Stage},
    fleet::FLEET,
    limits::LIMITS,
    review::REVIEW,
    sentence::OrderSentence,
    share::shared,
    step::Step,
    steps::Steps,
    when::WHEN,
};
use crate::{
    clock,
    components::{
        face::Empty,
        heading::{Heading, focus_heading},
        icon::Icon,
        lazy::Lazy,
        location::{Here, Remember},
    },
    messages::m,
    reactive::{RwSignal, StoredValue, bound, drawn, effect, effect_of_last, memo},
    routes::Route,
    session::view_only,
};

/// Name of the search parameter with the condition to start with.
const WHERE: &str = "where";

/// Name of the search parameter that is there while all steps are on one page.
const WHOLE: &str = "whole";

/// Opens a fresh draft that does what a job did.
pub fn clone_job(job: &Job, here: Here) {
    let id = fresh_id();
    keep(&id, &Draft::of_job(job));
    here.open(&format!("{}?{DRAFT}={id}&{STEP}={}", Route::new_job().href(), Step::Review.name()));
}

/// Opens a fresh draft for devices that an address is too short to name.
pub fn begin_for(condition: String, here: Here) {
    let id = fresh_id();
    keep(&id, &Draft { condition, ..Draft::default() });
    here.open(&format!("{}?{DRAFT}={id}", Route::new_job().href()));
}

/// The page; for who may only look, why there is none.
#[component]
pub fn NewJobPage() -> impl IntoView {
    match view_only() {
        None => view! { <DraftInAddress /> }.into_any(),
        Some(why) => view! {
            <main id="main" class="page">
                <header class="page-head">
                    <Heading title=m().new_job() />
                </header>
                <section class="panel">
                    <Empty title=m().view_only() why>
                        <a class="button" data-size="small" href=Route::Jobs.href()>
                            {m().back_to_jobs()}
                        </a>
                    </Empty>
                </section>
            </main>
        }
        .into_any(),
    }
}

/// The draft in the address, or a fresh one, which is then put there.
#[component]
fn DraftInAddress() -> impl IntoView {
    let here = Here::new();
    let id = here.parameter(DRAFT);
    let condition = here.parameter(WHERE);
    let begun = StoredValue::new(String::new());
    effect(move || {
        // A draft of another tab may be ordered there: here it would be another order of the same id.
        let own = begun.with_value(|begun| *begun == *id.read()) || kept(&id.read());
        if id.read().is_empty() || !own {
            let id = fresh_id();
            let condition = condition.get_untracked();
            keep(&id, &shared().unwrap_or_else(|| Draft { condition, ..Draft::default() }));
            begun.set_value(id.clone());
            here.set(&[(DRAFT, &id), (WHERE, "")], Remember::Replace);
        }
    });
    drawn(move || {
        let id = id.get();
        (!id.is_empty()).then(|| view! { <Order id /> })
    })
}

#[component]
fn Order(id: String) -> impl IntoView {
    let here = Here::new();
    let desk = Desk::open(id, here);
    provide_context(desk);
    let asked = here.parameter(WHOLE);
    let whole = memo(move || !asked.read().is_empty());
    let title = memo(move || {
        // One page has no step, and neither has an order that was given.
        if whole.get() || desk.draft.read().stage == Stage::Ordered {
            m().new_job().to_owned()
        } else {
            m().step_title(desk.step()).to_owned()
        }
    });
    let stage = memo(move || desk.draft.read().stage);
    // The rest is the longest piece of drawing: the sentence is there before it.
    let rest = RwSignal::new(false);
    clock::after(Duration::ZERO, move || {
        if !rest.gone() {
            rest.set(true);
        }
    });
    let face = move || match (stage.get(), whole.get()) {
        (Stage::Ordered, _) => view! { <Ordered desk /> }.into_any(),
        (Stage::Writing, false) => view! { <Writing desk /> }.into_any(),
        (Stage::Writing, true) => view! { <Whole desk /> }.into_any(),
    };
    view! {
        <main id="main" class="page">
            <header class="page-head">
                <nav class="crumb" aria-label=m().breadcrumb()>
                    <a href=Route::Jobs.href()>{m().jobs()}</a>
                    " / "
                    {m().new_job()}
                </nav>
                <div class="row">
                    <Heading title />
                    <div class="actions">
                        <button
                            type="button"
                            class="button"
                            data-size="small"
                            aria-pressed=bound(move || whole.get().to_string())
                            on:click=move |_| {
                                let other = if whole.get_untracked() { "" } else { "1" };
                                here.set(&[(WHOLE, other)], Remember::Replace);
                            }
                        >
                            {m().on_one_page()}
                        </button>
                    </div>
                </div>
            </header>
            <OrderSentence desk />
            {drawn(move || rest.get().then(face))}
        </main>
    }
}

#[component]
fn Writing(desk: Desk) -> impl IntoView {
    let step = memo(move || desk.step());
    effect_of_last(move |last: Option<Step>| {
        let step = step.get();
        if last.is_some_and(|last| last != step) {
            focus_heading();
        }
        step
    });
    let keys = move |event: KeyboardEvent| {
        if event.key() == "Enter" && (event.ctrl_key() || event.meta_key()) {
            event.prevent_default();
            if let Some(next) = step.get_untracked().next() {
                desk.go(next);
            }
        }
    };
    view! {
        <div class="flow" on:keydown=keys>
            <Steps desk />
            {drawn(move || match step.get() {
                Step::Action => view! { <ActionStep desk /> }.into_any(),
                Step::Fleet => view! { <Lazy part=&FLEET with=desk /> }.into_any(),
                Step::When => view! { <Lazy part=&WHEN with=desk /> }.into_any(),
                Step::Limits => view! { <Lazy part=&LIMITS with=desk /> }.into_any(),
                Step::Review => view! { <Lazy part=&REVIEW with=desk /> }.into_any(),
            })}
            <div class="flow-foot">
                {drawn(move || {
                    step.get()
                        .next()
                        .map(|next| {
                            view! {
                                <a class="button" data-kind="primary" href=bound(move || desk.href(next))>
                                    {m().next_step(next)}
                                </a>
                            }
                        })
                })}
                {drawn(move || {
                    step.get()
                        .back()
                        .map(|back| {
                            view! {
                                <a class="button" href=bound(move || desk.href(back))>
                                    {m().back()}
                                </a>
                            }
                        })
                })}
                <span class="spacer"></span>
                {drawn(move || {
                    step.get()
                        .next()
                        .map(|_| {
                            view! {
                                <span class="small quiet">
                                    <kbd>"Ctrl"</kbd>
                                    " "
                                    <kbd>"Enter"</kbd>
                                    " "
                                    {m().next_step_keys()}
                                </span>
                            }
                        })
                })}
            </div>
        </div>
    }
}

/// All steps below each other; the links at the side lead to theirs.
#[component]
fn Whole(desk: Desk) -> impl IntoView {
    let step = memo(move || desk.step());
    effect_of_last(move |last: Option<Step>| {
        let step = step.get();
        if last.is_some_and(|last| last != step)
            && let Some(place) = document().get_element_by_id(step.name())
        {
            place.scroll_into_view();
        }
        step
    });
    view! {
        <div class="flow whole">
            <Steps desk />
            <ActionStep desk />
            <Lazy part=&FLEET with=desk />
            <Lazy part=&WHEN with=desk />
            <Lazy part=&LIMITS with=desk />
            <Lazy part=&REVIEW with=desk />
        </div>
    }
}

/// The order was given already: a reload, or Back.
#[component]
fn Ordered(desk: Desk) -> impl IntoView {
    view! {
        <section class="panel">
            <div class="face" data-status="completed" role="status">
                <Icon name="completed" />
                <b>{m().already_ordered()}</b>
                <p>{m().already_ordered_why()}</p>
                <div class="actions">
                    <a class="button" data-kind="primary" href=bound(move || desk.job_route().href())>
                        {m().open_job()}
                    </a>
                    <a class="button" href=Route::new_job().href()>
                        {m().new_order()}
                    </a>
                </div>
            </div>
        </section>
    }
}
