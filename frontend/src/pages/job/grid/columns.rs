//! Properties of the devices beside their answers: read for the rows on the screen, once somebody has asked for them. The
//! rows of a job have none, and each reading is a query of a hub that has few.

mod reader;

use std::collections::HashMap;

use leptos::prelude::*;
use serde_json::Value;

pub use self::reader::{READER, Reading};

use super::rows::Rows;
use crate::{
    components::{
        columns_menu::Columns,
        location::{Here, Remember},
    },
    json,
    reactive::{Memo, RwSignal, drawn, effect_of_last, memo},
    storage::{self, Keep},
};

/// Name of the search parameter with the columns.
const COLUMNS: &str = "columns";
/// Where the columns are kept.
const KEPT: &str = "lockstep.row-columns";

/// The columns, and what is known of the devices.
#[derive(Clone, Copy)]
pub struct RowColumns {
    here: Here,
    /// Paths of twins, each a column.
    pub chosen: Memo<Vec<String>>,
    values: RwSignal<HashMap<String, Vec<Value>>>,
}

impl RowColumns {
    /// Those of the address, else those that this browser keeps.
    pub fn of_address(here: Here) -> Self {
        let named = here.parameter(COLUMNS);
        let chosen = memo(move || -> Vec<String> {
            let kept = || storage::read::<Vec<String>>(Keep::Browser, KEPT).unwrap_or_default();
            let named = named.read();
            if named.is_empty() { kept() } else { named.split(',').map(str::to_owned).collect() }
        });
        let columns = Self { here, chosen, values: RwSignal::new(HashMap::new()) };
        effect_of_last(move |before: Option<()>| {
            chosen.with(|_| ());
            if before.is_some() {
                columns.values.set(HashMap::new());
            }
        });
        columns
    }

    /// The columns, to choose from; they are shown from then on, in this browser.
    pub fn menu(self, rows: Rows) -> Columns {
        let choose = move |columns: Vec<String>| {
            storage::write(Keep::Browser, KEPT, &columns);
            self.here.set(&[(COLUMNS, &columns.join(","))], Remember::Replace);
        };
        let like = memo(move || Some(rows.at(0)?.device));
        Columns { chosen: self.chosen, choose: Callback::new(choose), like }
    }

    /// The cell of a device at a column.
    pub fn cell(self, device: Memo<String>, place: usize, path: String) -> AnyView {
        let value = memo(move || {
            let device = device.read();
            self.values.with(|values| values.get(device.as_str())?.get(place).cloned())
        });
        view! {
            <td role="cell" class="mono" data-cell="second" data-label=path>
                {drawn(move || match value.get() {
                    None => "".into_any(),
                    Some(Value::Null) => view! { <span class="faint">"–"</span> }.into_any(),
                    Some(Value::String(text)) => text.into_any(),
                    Some(value) => json::line(&value).into_any(),
                })}
            </td>
        }
        .into_any()
    }
}
