//! Devices that somebody has picked from the list one by one, for a job over them alone.

use std::collections::BTreeSet;

use iothub_query::{DeviceList, MAXIMUM_LENGTH};
use leptos::prelude::*;

use super::list::List;
use crate::{
    components::{icon::Icon, lazy::Lazy},
    keyboard::focus_soon,
    messages::m,
    pages::new_job::begin_for,
    part,
    parts::Piece,
    reactive::{RwSignal, bound, drawn, effect, memo},
    routes::{Route, devices_in},
};

/// Id of the box that picks all.
const PICK_ALL: &str = "pick-all";

/// Which devices are picked, by their ids; they stay picked when the list is sorted or read on.
#[derive(Debug, Clone, Copy)]
pub struct Selection(RwSignal<BTreeSet<String>>);

impl Selection {
    /// Nothing is picked.
    pub fn none() -> Self {
        Self(RwSignal::new(BTreeSet::new()))
    }

    /// Whether a device is picked, tracked.
    pub fn has(self, id: &str) -> bool {
        self.0.with(|picked| picked.contains(id))
    }

    /// Whether any is picked, tracked.
    pub fn any(self) -> bool {
        self.len() > 0
    }

    /// How many are picked, tracked.
    fn len(self) -> u64 {
        self.0.with(|picked| picked.len() as u64)
    }

    /// Picks a device, or lets it go.
    pub fn pick(self, id: String, picks: bool) {
        self.0.update(|picked| {
            _ = if picks { picked.insert(id) } else { picked.remove(&id) };
        });
    }

    /// Picks these, in the place of what was picked.
    fn replace(self, ids: impl IntoIterator<Item = String>) {
        self.0.set(ids.into_iter().collect());
    }
}

/// The head of the column: picks all that were read, or none.
#[component]
pub fn PickAll(
    /// The list.
    list: List,
) -> impl IntoView {
    let ids = move || {
        list.page.part(|page| page.devices.iter().map(|device| device.id.clone()).collect::<Vec<_>>())
    };
    let all = memo(move || {
        let read = list.page.part(|page| page.devices.len() as u64).unwrap_or_default();
        read > 0 && list.picked.len() == read
    });
    view! {
        <input
            type="checkbox"
            id=PICK_ALL
            aria-label=bound(move || m().pick_read(u64::from(list.len())))
            prop:checked=bound(move || all.get())
            on:change=move |event| {
                let wanted = event_target_checked(&event);
                list.picked.replace(untrack(ids).filter(|_| wanted).unwrap_or_default());
            }
        />
    }
}

/// What can be done with the devices that are picked; nothing while none is.
#[component]
pub fn Picked(
    /// The list.
    list: List,
) -> impl IntoView {
    let picked = list.picked;
    effect(move || {
        // Another query is about other devices.
        list.condition.with(|_| ());
        picked.replace([]);
    });
    let any = memo(move || picked.any());
    drawn(move || any.get().then(|| view! { <Lazy part=&WITH_PICKED with=list /> }))
}

part!(WITH_PICKED, with_picked in forms: Piece<List> = |list| view! { <WithPicked list /> }.into_any());

#[component]
fn WithPicked(list: List) -> impl IntoView {
    let picked = list.picked;
    let let_go = move |_| {
        picked.replace([]);
        // The button goes, and the keyboard would begin again at the top of the page.
        focus_soon(PICK_ALL);
    };
    drawn(move || {
        let count = picked.len();
        (count > 0).then(|| {
            let condition = picked.0.with(|ids| devices_in(ids));
            let job = if condition.chars().count() <= MAXIMUM_LENGTH {
                view! {
                    <a class="button" data-size="small" href=Route::NewJob { condition }.href()>
                        <Icon name="plus" />
                        {m().new_job_for_picked(count)}
                    </a>
                }
                .into_any()
            } else if DeviceList::parse(&condition).is_some() {
                view! {
                    <button
                        type="button"
                        class="button"
                        data-writes=""
                        data-size="small"
                        on:click=move |_| begin_for(condition.clone(), list.here)
                    >
                        <Icon name="plus" />
                        {m().new_job_for_picked(count)}
                    </button>
                }
                .into_any()
            } else {
                view! { <span class="quiet">{m().picked_too_many()}</span> }.into_any()
            };
            view! {
                <span class="quiet" role="status">
                    {m().picked(count)}
                </span>
                {job}
                <button type="button" class="button" data-size="small" on:click=let_go>
                    {m().pick_none()}
                </button>
            }
        })
    })
}
