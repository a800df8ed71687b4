//! Cancelling: possible until the job starts, and disabled with its reason afterwards.

use leptos::{prelude::*, task::spawn_local};
use lockstep_api::job::{JobId, JobState};

use super::head::CANCEL_REASON;
use crate::{
    api::{self, Failure},
    components::{
        dialog::{LazyDialog, Opening, first_heading},
        face::FailureLine,
        icon::Icon,
    },
    keyboard::focus_soon,
    live::live,
    messages::m,
    part,
    parts::Piece,
    reactive::{Memo, RwSignal, bound, drawn, memo},
    session::session_store,
};

/// Id of what was answered.
const ANSWER: &str = "cancel-answer";

/// What was answered, after the question is closed; nothing until then.
#[component]
pub fn CancelAnswer(
    /// The state that the job was answered to be in.
    answer: RwSignal<Option<JobState>>,
) -> impl IntoView {
    view! {
        <div role="status">
            {drawn(move || {
                answer
                    .get()
                    .map(|state| {
                        view! {
                            <p class="message" data-tone="ok" id=ANSWER tabindex="-1">
                                <Icon name="check" />
                                <span>{m().cancel_answer(state)}</span>
                            </p>
                        }
                    })
            })}
        </div>
    }
}

part!(QUESTION, cancel_question in forms: Piece<Question> = |question| view! { <Ask question /> }.into_any());

/// What is asked.
#[derive(Clone, Copy)]
pub struct Question {
    id: Memo<JobId>,
    opening: Opening,
    answer: RwSignal<Option<JobState>>,
}

/// The button and what it asks.
#[component]
pub fn CancelButton(
    /// The job.
    id: Memo<JobId>,
    /// Takes the state that the job was answered to be in.
    answer: RwSignal<Option<JobState>>,
) -> impl IntoView {
    let job = live().job;
    let opening = Opening::new();
    let state = memo(move || job.job_part(|job| job.state));
    let possible =
        memo(move || matches!(state.get(), Some(JobState::Waiting | JobState::Queued | JobState::Scheduled)));
    let waits = memo(move || state.get() == Some(JobState::Waiting));
    let ended = memo(move || state.get().is_some_and(JobState::ended));
    let ask = move |_| {
        if possible.get_untracked() {
            opening.show();
        }
    };
    view! {
        {drawn(move || {
            (!ended.get())
                .then(|| {
                    view! {
                        <button
                            type="button"
                            class="button"
                            data-writes=""
                            aria-disabled=bound(move || (!possible.get()).to_string())
                            aria-describedby=CANCEL_REASON
                            on:click=ask
                        >
                            <Icon name="stop" />
                            {drawn(move || if waits.get() { m().withdraw() } else { m().cancel_job() })}
                        </button>
                    }
                })
        })}
        <LazyDialog opening part=&QUESTION with=Question { id, opening, answer } labelled_by="cancel-title" />
    }
}

#[component]
fn Ask(question: Question) -> impl IntoView {
    let Question { id, opening, answer: answered } = question;
    let job = live().job;
    let session = session_store();
    let failure = RwSignal::new(None::<Failure>);
    let busy = RwSignal::new(false);
    let waits = memo(move || job.job_part(|job| job.state == JobState::Waiting).unwrap_or_default());
    let cancel = move |_| {
        if busy.get_untracked() {
            return;
        }
        busy.set(true);
        let id = id.get_untracked();
        spawn_local(async move {
            let answer = api::cancel(id).await;
            busy.set(false);
            if busy.gone() {
                return;
            }
            match answer {
                Ok(job) => {
                    // What the hub never had was withdrawn here.
                    answered.set(Some(if job.withdrawn() { JobState::Waiting } else { job.state }));
                    opening.close();
                    // The button that asked is about to go.
                    focus_soon(ANSWER);
                }
                Err(refused) if refused.signed_out() => session.ended(),
                Err(refused) => failure.set(Some(refused)),
            }
        });
    };
    view! {
            <header>
                <h2 id="cancel-title" tabindex="-1" node_ref=first_heading()>
                    {drawn(move || if waits.get() { m().withdraw_title() } else { m().cancel_title() })}
                </h2>
            </header>
            <div class="body stack">
                <p>
                    {drawn(move || if waits.get() { m().withdraw_explained() } else { m().cancel_explained() })}
                </p>
                {drawn(move || failure.get().map(|failure| view! { <FailureLine failure /> }))}
            </div>
            <footer>
                <button
                    type="button"
                    class="button"
                    data-kind="danger"
                    aria-busy=bound(move || busy.get().to_string())
                    on:click=cancel
                >
                    <Icon name="stop" />
                    {drawn(move || if waits.get() { m().withdraw() } else { m().cancel_confirm() })}
                </button>
                <button type="button" class="button" on:click=move |_| opening.close()>
                    {m().keep_job()}
                </button>
            </footer>
    }
}
