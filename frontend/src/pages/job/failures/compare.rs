//! The twins of devices side by side, which tell whether a device that gave no answer has acted.

use iothub_query::{Chunk, chunks};
use leptos::prelude::*;
use lockstep_api::{
    job::JobId,
    row::{Outcome, RowQuery, RowWindow},
};

use super::super::grid::filter::wire_name;
use crate::{
    api,
    components::{face::FailureLine, location::Here, remote::Remote},
    messages::m,
    part,
    parts::Piece,
    reactive::{Memo, StoredValue, bound, drawn},
    routes::Route,
};

/// Devices whose twins are compared at once.
const MOST: u32 = 500;

part!(
    /// A button that opens the list of the devices of a group.
    COMPARE, compare in forms: Piece<Compared> = |of| view! { <Compare of /> }.into_any()
);

/// Which devices are compared.
#[derive(Clone, Copy)]
pub struct Compared {
    /// The job.
    pub id: Memo<JobId>,
    /// Of the group.
    pub outcome: Outcome,
    /// Of the group.
    pub code: StoredValue<String>,
}

#[component]
fn Compare(of: Compared) -> impl IntoView {
    let Compared { id, outcome, code } = of;
    let here = Here::new();
    let rows = Remote::<RowWindow>::new();
    let open = move |_| {
        let code = Some(code.get_value());
        let query = RowQuery { outcome: Some(wire_name(outcome)), code, to: MOST, ..RowQuery::default() };
        rows.load_then(api::rows(id.get_untracked(), query), move |answer| {
            let devices =
                answer.into_iter().flat_map(|window| window.rows.iter().map(|row| row.device.as_str()));
            if let Some(Chunk { condition, .. }) = chunks("", devices).into_iter().next() {
                here.open(&Route::Devices { condition }.href());
            }
        });
    };
    view! {
        <button
            type="button"
            class="button"
            data-size="small"
            aria-busy=bound(move || rows.busy().to_string())
            on:click=open
        >
            {m().compare_twins()}
        </button>
        {drawn(move || rows.failure().map(|failure| view! { <FailureLine failure /> }))}
    }
}
