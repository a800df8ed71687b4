//! The twins of devices side by side, which tell whether a device that gave no answer has acted.

use iothub_query::is_column;
use leptos::prelude::*;
use lockstep_api::{
    job::JobId,
    row::{Outcome, RowQuery},
};

use super::super::grid::filter::wire_name;
use crate::{
    address::search,
    api::{self, Failure},
    components::{face::FailureLine, lazy::Lazy, location::Here, remote::Remote},
    messages::m,
    part,
    parts::Piece,
    reactive::{Memo, RwSignal, StoredValue, bound, drawn, effect, memo},
    routes::devices_in,
};

/// Devices whose twins are compared at once.
const MOST: u32 = 500;
/// Reported properties that are compared.
const MOST_REPORTED: usize = 4;
/// Characters of ids that a query has room for, beside what it selects.
const ROOM: usize = 6_000;

part!(
    /// Looks for the devices of a group, and opens their list.
    COMPARE, compare in forms: Piece<Compared> = |of| view! { <Compare of /> }.into_any()
);

/// Which devices are compared.
#[derive(Clone, Copy)]
pub struct Compared {
    /// The job.
    id: Memo<JobId>,
    /// Of the group.
    outcome: Outcome,
    /// Of the group.
    code: StoredValue<String>,
    /// Counts presses.
    pressed: RwSignal<u32>,
    busy: RwSignal<bool>,
}

impl Compared {
    /// Nobody has asked yet.
    pub fn new(id: Memo<JobId>, outcome: Outcome, code: StoredValue<String>) -> Self {
        Self { id, outcome, code, pressed: RwSignal::new(0), busy: RwSignal::new(false) }
    }
}

/// The button that opens the list.
#[component]
pub fn CompareButton(
    /// Of which devices.
    of: Compared,
) -> impl IntoView {
    let Compared { pressed, busy, .. } = of;
    let asked = memo(move || pressed.get() > 0);
    view! {
        <button
            type="button"
            class="button"
            data-size="small"
            aria-busy=bound(move || busy.get().to_string())
            on:click=move |_| pressed.update(|pressed| *pressed += 1)
        >
            {m().compare_twins()}
        </button>
        {drawn(move || asked.get().then(|| view! { <Lazy part=&COMPARE with=of /> }))}
    }
}

#[component]
fn Compare(of: Compared) -> impl IntoView {
    let Compared { id, outcome, code, pressed, busy } = of;
    let here = Here::new();
    let found = Remote::<Found>::new();
    effect(move || busy.set(found.busy()));
    effect(move || {
        pressed.with(|_| ());
        let code = Some(code.get_value());
        let query = RowQuery { outcome: Some(wire_name(outcome)), code, to: MOST, ..RowQuery::default() };
        found.load_then(look(id.get_untracked(), query), move |answer| {
            // Fewer than there are is said before anybody takes them for all.
            if let Ok(found) = answer
                && found.shown == found.all
            {
                here.open(&found.href);
            }
        });
    });
    view! {
        {drawn(move || {
            let Found { href, shown, all } = found.value().filter(|found| found.shown < found.all)?;
            Some(view! { <a href=href>{m().compare_first(shown, all)}</a> })
        })}
        {drawn(move || found.failure().map(|failure| view! { <FailureLine failure /> }))}
    }
}

/// The list of the devices of a group.
#[derive(Debug, Clone)]
struct Found {
    href: String,
    /// How many of them it shows.
    shown: u64,
    all: u64,
}

/// Finds the devices, and what they report: that is what tells whether they have acted.
async fn look(id: JobId, query: RowQuery) -> Result<Found, Failure> {
    let window = api::rows(id, query).await?;
    let mut room = ROOM;
    let fits = |device: &&String| {
        room = room.saturating_sub(device.len() + 4);
        room > 0
    };
    let devices: Vec<String> = window.rows.into_iter().map(|row| row.device).collect();
    let devices: Vec<&String> = devices.iter().take_while(fits).collect();
    let columns = match devices.first() {
        // It may be registered no more; the others are there to compare all the same.
        Some(device) => match api::device((*device).clone()).await {
            Ok(device) => reported(device.reported.times.keys()),
            Err(_) => String::new(),
        },
        None => String::new(),
    };
    let condition = devices_in(devices.iter().copied());
    let href = format!("/devices{}", search([("q", condition.as_str()), ("columns", columns.as_str())]));
    Ok(Found { href, shown: devices.len() as u64, all: window.total.into() })
}

/// The first of these reported properties, as columns of the list.
fn reported<'p>(paths: impl Iterator<Item = &'p String>) -> String {
    let paths = paths.map(|path| format!("properties.reported.{path}")).filter(|path| is_column(path));
    paths.take(MOST_REPORTED).collect::<Vec<_>>().join(",")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_devices_report_stands_beside_them() {
        let paths: Vec<String> = ["a", "b.c", "d", "e", "f"].map(str::to_owned).to_vec();
        assert_eq!(
            reported(paths.iter()),
            "properties.reported.a,properties.reported.b.c,properties.reported.d,properties.reported.e"
        );
    }
}
