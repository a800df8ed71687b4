//! The columns of a list: those in its address, else those that this browser keeps; and the menu to choose them.

use leptos::prelude::*;

use super::{
    icon::Icon,
    lazy_menu::LazyMenu,
    location::{Here, Remember},
};
use crate::{
    messages::m,
    parts::{Part, Piece},
    reactive::{Memo, RwSignal, memo},
    storage::{self, Keep},
};

/// Name of the search parameter with the columns.
const COLUMNS: &str = "columns";

/// Columns by their names.
#[derive(Clone, Copy)]
pub struct KeptColumns {
    here: Here,
    key: &'static str,
    /// Counts choices: one that leaves the address as it is changes what is kept.
    choices: RwSignal<u32>,
    /// Their names, in order.
    pub chosen: Memo<Vec<String>>,
}

impl KeptColumns {
    /// Those of the address, else those under a key of this browser, else those for who never chose.
    pub fn of_address(here: Here, key: &'static str, unasked: &'static [&'static str]) -> Self {
        let named = here.parameter(COLUMNS);
        let choices = RwSignal::new(0);
        let chosen = memo(move || -> Vec<String> {
            choices.with(|_| ());
            match named.read().as_str() {
                "" => storage::read(Keep::Browser, key)
                    .unwrap_or_else(|| unasked.iter().copied().map(str::to_owned).collect()),
                names => names.split(',').map(str::to_owned).collect(),
            }
        });
        Self { here, key, choices, chosen }
    }

    /// Shows others from now on, in this browser and in this address.
    pub fn choose(self, columns: &[String]) {
        storage::write(Keep::Browser, self.key, &columns);
        self.here.set(&[(COLUMNS, &columns.join(","))], Remember::Replace);
        self.choices.update(|count| *count += 1);
    }
}

/// The button and its menu, a native popover. A page has one.
#[component]
pub fn ColumnsMenu<P: Copy + Send + Sync + 'static>(
    /// What is in the menu.
    content: &'static Part<Piece<P>>,
    /// What it is drawn with.
    with: P,
) -> impl IntoView {
    view! {
        <button
            type="button"
            class="button"
            data-size="small"
            popovertarget="columns-menu"
        >
            <Icon name="columns" />
            {m().columns()}
        </button>
        <LazyMenu id="columns-menu" label=m().columns() part=content with=with />
    }
}
