//! What asks the hub for a job like this one, to be read, copied, or sent from a terminal.

use leptos::prelude::*;
use lockstep_api::job::{Action, Job, JobId, JobOrder, JobState};

use crate::{
    components::{
        dialog::{LazyDialog, Opening},
        exact_request::{EXACT, Exact},
        icon::Icon,
        lazy::Lazy,
    },
    live::live,
    messages::m,
    pages::new_job::fresh_id,
    part,
    parts::Piece,
    reactive::{Memo, drawn, memo},
};

part!(REQUEST, asked_request in forms: Piece<Asked> = |asked| view! { <Request asked /> }.into_any());

/// What is shown, and the dialog that shows it.
#[derive(Clone, Copy)]
pub struct Asked {
    exact: Exact,
    opening: Opening,
}

/// The button and its dialog; nothing for a job of a kind that Lockstep does not order.
#[component]
pub fn RequestButton(
    /// The job.
    id: Memo<JobId>,
) -> impl IntoView {
    let opening = Opening::new();
    let order = memo(move || live().job.job_part(asked).flatten());
    // An id makes one job only; each job that is looked at has its own to be made again with.
    let again = memo(move || {
        id.with(|_| ());
        JobId::listed(fresh_id())
    });
    let known = memo(move || order.read().is_some());
    view! {
        {drawn(move || {
            known
                .get()
                .then(|| {
                    view! {
                        <button type="button" class="button" data-size="small" on:click=move |_| opening.show()>
                            <Icon name="code" />
                            {m().exact_request()}
                        </button>
                    }
                })
        })}
        <LazyDialog
            opening
            part=&REQUEST
            with=Asked {
                exact: Exact { id: again, order },
                opening,
            }
            class="dialog wide"
            labelled_by="request"
        />
    }
}

#[component]
fn Request(asked: Asked) -> impl IntoView {
    view! {
        <Lazy part=&EXACT with=asked.exact />
        <p class="body small quiet">{m().request_again()}</p>
        <footer>
            <button type="button" class="button" on:click=move |_| asked.opening.close()>
                {m().close()}
            </button>
        </footer>
    }
}

/// The order that makes a job like this one at the hub.
fn asked(job: &Job) -> Option<JobOrder> {
    if matches!(job.action, Action::Other { .. }) {
        return None;
    }
    let condition = job.condition.as_deref().unwrap_or("*");
    let mut order = JobOrder::new(job.action.clone(), condition, job.max_execution_seconds?);
    // A start that has passed is none any more: who asks again asks for now.
    order.start_at = job.start_at.filter(|_| matches!(job.state, JobState::Waiting | JobState::Scheduled));
    Some(order)
}
