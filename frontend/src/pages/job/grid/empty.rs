//! What is said instead of rows, when there are none.

use leptos::prelude::*;
use lockstep_api::job::JobState;

use super::super::{CODE, OUTCOME, TEXT};
use crate::{
    components::{
        face::Empty,
        location::{Here, Remember},
    },
    live::job::WatchedJob,
    messages::m,
};

/// Why there are no rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Nothing {
    /// None of all passes the filter.
    Passes,
    /// None of those known passes the filter.
    PassesYet,
    /// The job was cancelled before it began.
    Withdrawn,
    /// The condition fits no device.
    Nobody,
    /// The hub has made none yet.
    Yet,
}

impl Nothing {
    /// Why a job that has no rows to show has none, tracked.
    pub fn of(job: WatchedJob, filtered: bool) -> Self {
        let known = job.rows_known();
        if filtered {
            return if known.known >= job.tally().total() { Self::Passes } else { Self::PassesYet };
        }
        let state = job.job_part(|job| job.state);
        // So says the hub: it may take a moment to count those of a job that has ended.
        let none =
            known.devices == Some(0) && known.complete_in_seconds.is_none() && job.tally().total() == 0;
        match state {
            Some(JobState::Cancelled) => Self::Withdrawn,
            Some(state) if none && state.ended() => Self::Nobody,
            _ => Self::Yet,
        }
    }
}

/// Says so, and offers to end the filter.
#[component]
pub fn NoRows(
    /// Why.
    nothing: Nothing,
    /// The address.
    here: Here,
) -> impl IntoView {
    let (title, why) = match nothing {
        Nothing::Passes => (m().rows_none(), m().rows_none_of_all()),
        Nothing::PassesYet => (m().rows_none(), m().rows_none_why()),
        Nothing::Withdrawn => (m().rows_never(), m().rows_never_why()),
        Nothing::Nobody => (m().rows_nobody(), m().rows_nobody_why()),
        Nothing::Yet => (m().rows_pending(), m().rows_pending_why()),
    };
    let clear = move |_| here.set(&[(OUTCOME, ""), (CODE, ""), (TEXT, "")], Remember::Push);
    let filtered = matches!(nothing, Nothing::Passes | Nothing::PassesYet);
    view! {
        <Empty title=title why=why>
            {filtered
                .then(|| {
                    view! {
                        <button type="button" class="button" data-size="small" on:click=clear>
                            {m().clear_row_filter()}
                        </button>
                    }
                })}
        </Empty>
    }
}
