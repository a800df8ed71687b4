//! Properties of the devices beside their answers: read for the rows on the screen, once somebody has asked for them. The
//! rows of a job have none, and each reading is a query of a hub that has few.

mod reader;

use std::{collections::HashMap, sync::Arc};

use leptos::prelude::*;
use lockstep_api::row::Row;
use serde_json::Value;

pub use self::reader::{READER, Reading};

use super::rows::Rows;
use crate::{
    components::{columns::KeptColumns, location::Here, long_list::Window, twin_columns::TwinColumns},
    json,
    reactive::{Memo, RwSignal, drawn, effect_of_last, memo},
};

/// Where the columns are kept.
const KEPT: &str = "lockstep.row-columns";

/// The columns, and what is known of the devices.
#[derive(Clone, Copy)]
pub struct RowColumns {
    kept: KeptColumns,
    /// Paths of twins, each a column.
    pub chosen: Memo<Vec<String>>,
    values: RwSignal<HashMap<String, Vec<Value>>>,
    /// The hub, or a rule of ours, refused the last reading.
    refused: RwSignal<bool>,
}

impl RowColumns {
    /// Those of the address, else those that this browser keeps.
    pub fn of_address(here: Here) -> Self {
        let kept = KeptColumns::of_address(here, KEPT, &[]);
        let chosen = kept.chosen;
        let columns =
            Self { kept, chosen, values: RwSignal::new(HashMap::new()), refused: RwSignal::new(false) };
        effect_of_last(move |before: Option<()>| {
            chosen.with(|_| ());
            if before.is_some() {
                columns.values.set(HashMap::new());
            }
        });
        columns
    }

    /// The columns, to choose from; they are shown from then on, in this browser.
    pub fn menu(self, rows: Rows) -> TwinColumns {
        let like = memo(move || Some(rows.at(0)?.device.clone()));
        TwinColumns { kept: self.kept, chosen: self.chosen, like }
    }

    /// Whether nothing more is waited for in the rows of a window, tracked.
    pub fn all_known(self, rows: Rows, window: Window) -> bool {
        let known = |row: Arc<Row>| self.values.with(|values| values.contains_key(&row.device));
        self.chosen.read().is_empty()
            || self.refused.get()
            || window.positions().filter_map(|position| rows.at(position)).all(known)
    }

    /// The cells of a row's device.
    pub fn cells(self, row: Memo<Option<Arc<Row>>>) -> AnyView {
        let device =
            memo(move || row.with(|row| row.as_ref().map(|row| row.device.clone())).unwrap_or_default());
        let chosen = self.chosen.get_untracked().into_iter().enumerate();
        chosen.map(|(place, path)| self.cell(device, place, path)).collect_view().into_any()
    }

    fn cell(self, device: Memo<String>, place: usize, path: String) -> AnyView {
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
