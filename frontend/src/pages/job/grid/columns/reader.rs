//! Reading the columns for what is on the screen. It comes when the first column is chosen.

use std::{collections::HashMap, time::Duration};

use iothub_query::is_column;
use leptos::{prelude::*, task::spawn_local};
use lockstep_api::device::{DeviceQuery, MOST_COLUMNS};
use serde_json::Value;

use super::{super::rows::Rows, RowColumns};
use crate::{
    api,
    clock::Later,
    components::long_list::Window,
    part,
    parts::Piece,
    reactive::{Memo, StoredValue, effect, effect_of_last},
    routes::devices_in,
};

part!(
    /// Reads for as long as it is drawn; there is nothing to see of it.
    READER, row_columns in forms: Piece<Reading> = |reading| {
        Reader::new(reading).follow();
        ().into_any()
    }
);

/// What is read, and for which rows.
#[derive(Clone, Copy)]
pub struct Reading {
    /// The columns.
    pub columns: RowColumns,
    /// The rows.
    pub rows: Rows,
    /// Those of them that are on the screen.
    pub visible: Memo<Window>,
}

/// Devices that one query asks for: as many as come on a page.
const AT_ONCE: usize = 100;
/// Characters of ids that a query has room for, beside what it selects.
const ROOM: usize = 6_000;
/// Pause before rows that came onto the screen are asked for.
const SETTLE: Duration = Duration::from_millis(300);
/// Pause after a hub that had no answer.
const REFUSED: Duration = Duration::from_secs(10);

#[derive(Clone, Copy)]
struct Reader {
    reading: Reading,
    /// The devices that were asked for, and whether each had answered the job by then.
    asked: StoredValue<HashMap<String, bool>>,
    later: Later,
}

impl Reader {
    fn new(reading: Reading) -> Self {
        let reader = Self { reading, asked: StoredValue::new(HashMap::new()), later: Later::new() };
        effect_of_last(move |_: Option<()>| {
            reading.columns.chosen.with(|_| ());
            reader.asked.set_value(HashMap::new());
        });
        reader
    }

    /// Reads what the rows on the screen lack.
    fn follow(self) {
        effect(move || {
            self.reading.columns.chosen.with(|_| ());
            if !self.lacking().is_empty() && !self.later.planned() {
                self.soon(SETTLE);
            }
        });
    }

    /// Asks after a pause for what is lacking then.
    fn soon(self, pause: Duration) {
        self.later.plan(pause, move || self.ask(untrack(|| self.lacking())));
    }

    /// Devices on the screen that were not asked for, or not since they answered, tracked; as many as one query takes.
    fn lacking(self) -> Vec<(String, bool)> {
        let Reading { rows, visible, .. } = self.reading;
        let mut room = ROOM;
        let mut devices: Vec<(String, bool)> = Vec::new();
        for row in visible.get().positions().filter_map(|position| rows.at(position)) {
            let settled = row.outcome.settled();
            let asked = self.asked.with_value(|asked| asked.get(&row.device) == Some(&settled));
            if asked || devices.iter().any(|(device, _)| *device == row.device) {
                continue;
            }
            room = room.saturating_sub(row.device.len() + 4);
            if room == 0 || devices.len() == AT_ONCE {
                break;
            }
            devices.push((row.device.clone(), settled));
        }
        devices
    }

    fn ask(self, devices: Vec<(String, bool)>) {
        if devices.is_empty() {
            return;
        }
        self.asked.update_value(|asked| asked.extend(devices.iter().cloned()));
        let chosen = self.reading.columns.chosen.get_untracked();
        // An address may say anything.
        let columns: Vec<_> =
            chosen.iter().filter(|path| is_column(path)).take(MOST_COLUMNS).cloned().collect();
        let query = DeviceQuery {
            condition: Some(devices_in(devices.iter().map(|(device, _)| device))),
            columns: Some(columns.join(",")).filter(|columns| !columns.is_empty()),
            ..DeviceQuery::default()
        };
        spawn_local(async move {
            let answer = api::devices(query).await;
            let RowColumns { values, refused, chosen: now, .. } = self.reading.columns;
            if values.gone() || now.get_untracked() != chosen {
                return;
            }
            refused.set(answer.is_err());
            match answer {
                Ok(page) => {
                    let place = |path: &String| columns.iter().position(|column| column == path);
                    let places: Vec<_> = chosen.iter().map(place).collect();
                    let in_place = |read: &[Value]| -> Vec<Value> {
                        let value = |place: &Option<usize>| read.get((*place)?).cloned();
                        places.iter().map(|place| value(place).unwrap_or_default()).collect()
                    };
                    values.update(|values| {
                        // A device that is not among them is there no more.
                        values.extend(devices.into_iter().map(|(device, _)| (device, in_place(&[]))));
                        let read = page.devices.into_iter();
                        values.extend(read.map(|device| (device.id, in_place(&device.columns))));
                    });
                    self.soon(SETTLE);
                }
                Err(_) => {
                    self.asked.update_value(|asked| {
                        devices.iter().for_each(|(device, _)| _ = asked.remove(device));
                    });
                    self.soon(REFUSED);
                }
            }
        });
    }
}
