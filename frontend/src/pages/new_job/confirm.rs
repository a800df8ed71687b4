//! The last panel: what cannot be taken back, the count to type, the button.

use leptos::prelude::*;
use lockstep_api::problem::ProblemCode;

use super::{desk::Desk, draft::Starts, step::Step};
use crate::{
    components::{face::FailureLine, icon::Icon, sentence::Sentence, told::Careful, typed_count::TypedCount},
    intl,
    live::live,
    messages::m,
    reactive::{bound, drawn, memo},
};

/// Why the order cannot be given yet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Obstacle {
    /// A field is wrong.
    Fields,
    /// The devices have not been counted.
    Count,
    /// The count has not been typed.
    Typed,
}

/// The panel.
#[component]
pub fn Confirm(
    /// The order.
    desk: Desk,
) -> impl IntoView {
    let live = live();
    let to_type = memo(move || desk.count_to_type());
    let threshold = desk.session().map(|session| session.preview_threshold).unwrap_or_default();
    let typed = Callback::new(move |()| desk.draft.read().typed_count.clone());
    let take = Callback::new(move |text| desk.draft.update(|draft| draft.typed_count = text));
    let start = memo(move || {
        let draft = desk.draft.read();
        draft.planned_start(intl::from_local).filter(|_| draft.starts == Starts::Later)
    });
    let obstacle = memo(move || {
        let counted = desk.preview.part(|_| ()).is_some();
        let typed = desk.draft.read().typed_count.trim().parse::<u64>().ok();
        match to_type.get() {
            _ if !desk.faults().is_empty() => Some(Obstacle::Fields),
            _ if !counted => Some(Obstacle::Count),
            Some(count) if typed != Some(count) => Some(Obstacle::Typed),
            _ => None,
        }
    });
    let title = move || {
        let reaches = desk.preview.part(|preview| m().this_reaches(preview.count));
        reaches.unwrap_or_else(|| m().not_counted_yet().to_owned())
    };
    let nobody = memo(move || desk.preview.part(|preview| preview.count) == Some(0));
    let take_back = move || match start.get() {
        Some(start) => m().can_take_back_until(&m().day_time_inside(start, desk.now())),
        None => m().cannot_take_back(),
    };
    let later = memo(move || desk.draft.read().starts == Starts::Later);
    let words = move || match (desk.submission.sending(), desk.submission.failure().is_some(), start.get()) {
        (true, _, _) => m().submitting().to_owned(),
        (false, true, _) => m().submit_again().to_owned(),
        (false, false, None) if later.get() => m().submit_later().to_owned(),
        (false, false, None) if live.jobs.would_wait() => m().submit_to_wait().to_owned(),
        (false, false, None) => m().submit_now().to_owned(),
        (false, false, Some(start)) => m().submit_at(&m().day_time_inside(start, desk.now())),
    };
    view! {
        <section class="panel confirm-panel" aria-labelledby="confirm">
            <div class="body confirm">
                <div class="stack tight">
                    <h2 id="confirm">{drawn(title)}</h2>
                    <p>{drawn(move || view! { <Sentence spans=take_back() /> })}</p>
                    <p class="message" id="once">
                        <Icon name="info" />
                        <span>{m().once_only()}</span>
                    </p>
                    {drawn(move || nobody.get().then(|| view! { <Careful words=m().nobody() /> }))}
                    {drawn(move || {
                        let failure = desk.submission.failure()?;
                        Some(match failure.code() {
                            Some(ProblemCode::JobIdTaken) => view! { <Taken desk /> }.into_any(),
                            _ => view! { <FailureLine failure /> }.into_any(),
                        })
                    })}
                </div>
                <div class="field">
                    {drawn(move || to_type.get().map(|count| view! { <TypedCount id="typed" count threshold typed take /> }))}
                    <div class="try">
                        <button
                            type="submit"
                            class="button"
                            data-kind="primary"
                            aria-disabled=bound(move || (obstacle.get().is_some() || desk.submission.sending()).to_string())
                            aria-busy=bound(move || desk.submission.sending().to_string())
                            aria-describedby="obstacle once"
                            on:click=move |event| {
                                if matches!(obstacle.get_untracked(), Some(Obstacle::Count | Obstacle::Typed)) {
                                    event.prevent_default();
                                }
                            }
                        >
                            <Icon name="lock" />
                            {drawn(words)}
                        </button>
                    </div>
                    <span class="hint" id="obstacle" role="status">
                        {drawn(move || {
                            obstacle
                                .get()
                                .map(|obstacle| match obstacle {
                                    Obstacle::Fields => {
                                        let wrong = Step::ALL.into_iter().filter(|step| !desk.fine(*step));
                                        let steps: Vec<_> = wrong.map(|step| m().step(step)).collect();
                                        m().missing_in(&steps.join(", "))
                                    }
                                    Obstacle::Count => m().submit_disabled_count().to_owned(),
                                    Obstacle::Typed if desk.draft.read().typed_count.trim().is_empty() => {
                                        m().submit_disabled_typed().to_owned()
                                    }
                                    Obstacle::Typed => m().typed_wrong().to_owned(),
                                })
                        })}
                    </span>
                </div>
            </div>
        </section>
    }
}

/// The id of an order is its own, so whatever has it is an earlier answer to this order that was lost on its way.
#[component]
fn Taken(desk: Desk) -> impl IntoView {
    view! {
        <div class="callout" data-status="throttled" role="alert">
            <Icon name="warning" />
            <p>{m().given_before()}</p>
            <div class="actions">
                <a class="button" data-size="small" href=desk.job_route().href()>
                    {m().open_job()}
                </a>
                <button type="button" class="button" data-size="small" on:click=move |_| desk.copy()>
                    {m().order_as_another()}
                </button>
            </div>
        </div>
    }
}
