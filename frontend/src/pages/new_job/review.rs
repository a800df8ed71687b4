//! Step 5: the exact request, what the hub will do with it, and the button.

use leptos::prelude::*;
use lockstep_api::job::{LONGEST_NAME, LONGEST_NOTE};

use super::{
    before_after::BEFORE_AFTER,
    confirm::Confirm,
    desk::Desk,
    draft::{Kind, Series},
    hub_will::HUB_WILL,
    listed::SplitLine,
    reach::{Connected, Missing},
    share::HandOn,
    step::Step,
};
use crate::{
    components::{
        exact_request::{EXACT, Exact},
        face::{Failed, Loading},
        lazy::Lazy,
        told::{AtMost, Careful},
    },
    intl,
    messages::m,
    part,
    parts::Piece,
    reactive::{bound, drawn, memo},
};

part!(
    /// The last look.
    REVIEW, review_step in forms: Piece<Desk> = |desk| view! { <ReviewStep desk /> }.into_any()
);

#[component]
fn ReviewStep(desk: Desk) -> impl IntoView {
    let kind = memo(move || desk.draft.read().kind);
    let exact = Exact {
        id: memo(move || desk.job_id()),
        order: memo(move || {
            let mut order = desk.draft.read().order(desk.now(), intl::from_local, None).ok()?;
            if let Some(series) = desk.series() {
                order.condition = series.first;
            }
            Some(order)
        }),
    };
    view! {
        <form
            class="review"
            id="review"
            aria-label=m().step(Step::Review)
            on:submit=move |event| {
                event.prevent_default();
                desk.submission.submit(desk);
            }
        >
            <NameAndNote desk />
            {drawn(move || {
                desk.series()
                    .map(|Series { jobs, .. }| view! { <SplitLine jobs more=m().first_request_of(jobs) /> })
            })}
            <Lazy part=&EXACT with=exact />
            <Confirm desk />
        </form>
        <aside class="stack blast">
            <Lazy part=&HUB_WILL with=desk />
            <WhoItReaches desk />
            {drawn(move || (kind.get() == Kind::Twin).then(|| view! { <Lazy part=&BEFORE_AFTER with=desk /> }))}
        </aside>
    }
}

/// What the job is called, for the people who look at it later.
#[component]
fn NameAndNote(desk: Desk) -> impl IntoView {
    let draft = desk.draft;
    view! {
        <section class="panel" aria-labelledby="name-and-note">
            <header>
                <h2 id="name-and-note">{m().name_and_note()}</h2>
                <span class="count">{m().kept_by_lockstep()}</span>
                <span class="spacer"></span>
                <HandOn desk />
            </header>
            <div class="body fields">
                <div class="field">
                    <label for="job-name">{m().job_name()}</label>
                    <input
                        class="input"
                        id="job-name"
                        autocomplete="off"
                        maxlength=LONGEST_NAME
                        prop:value=bound(move || draft.read().name.clone())
                        on:input=move |event| draft.update(|draft| draft.name = event_target_value(&event))
                    />
                    <AtMost length=memo(move || draft.read().name.chars().count()) most=LONGEST_NAME />
                </div>
                <div class="field">
                    <label for="job-note">{m().job_note()}</label>
                    <input
                        class="input"
                        id="job-note"
                        autocomplete="off"
                        maxlength=LONGEST_NOTE
                        prop:value=bound(move || draft.read().note.clone())
                        on:input=move |event| draft.update(|draft| draft.note = event_target_value(&event))
                    />
                    <AtMost length=memo(move || draft.read().note.chars().count()) most=LONGEST_NOTE />
                </div>
            </div>
        </section>
    }
}

#[component]
fn WhoItReaches(desk: Desk) -> impl IntoView {
    let preview = desk.preview;
    let kind = memo(move || desk.draft.read().kind);
    view! {
        <section class="panel" aria-labelledby="reaches">
            <header>
                <h2 id="reaches">{m().who_it_reaches()}</h2>
                <span class="spacer"></span>
                <span class="small faint">{drawn(move || preview.part(|preview| intl::time(preview.as_of)))}</span>
            </header>
            {drawn(move || match (preview.value(), preview.failure()) {
                (Some(preview), _) => {
                    let empty = preview.count == 0;
                    view! {
                        <div class="body">
                            <Missing named=desk.draft.read_untracked().named() count=preview.count />
                            <Connected preview kind=kind.get() />
                            <Careful words={if empty { m().nobody() } else { m().evaluated_again() }} />
                        </div>
                    }
                        .into_any()
                }
                (None, Some(failure)) => {
                    view! { <Failed failure retry=Callback::new(move |()| desk.count()) /> }.into_any()
                }
                // Also while the count is planned: it waits until nobody types.
                (None, None) if desk.countable() => view! { <Loading /> }.into_any(),
                (None, None) => {
                    view! { <p class="body quiet">{m().reach_waits()}</p> }.into_any()
                }
            })}
        </section>
    }
}
