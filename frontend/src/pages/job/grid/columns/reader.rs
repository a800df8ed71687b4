//! Reading the columns for what is on the screen. It comes when the first column is chosen.

use std::{collections::HashSet, time::Duration};

use leptos::{prelude::*, task::spawn_local};
use lockstep_api::device::DeviceQuery;

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
    asked: StoredValue<HashSet<String>>,
    later: Later,
}

impl Reader {
    fn new(reading: Reading) -> Self {
        let reader = Self { reading, asked: StoredValue::new(HashSet::new()), later: Later::new() };
        effect_of_last(move |_: Option<()>| {
            reading.columns.chosen.with(|_| ());
            reader.asked.set_value(HashSet::new());
        });
        reader
    }

    /// Reads what the rows on the screen lack.
    fn follow(self) {
        effect(move || {
            self.reading.columns.chosen.with(|_| ());
            if !self.lacking().is_empty() && !self.later.planned() {
                self.later.plan(SETTLE, move || self.ask(untrack(|| self.lacking())));
            }
        });
    }

    /// Devices on the screen that were not asked for, tracked; as many as one query takes.
    fn lacking(self) -> Vec<String> {
        let Reading { rows, visible, .. } = self.reading;
        let mut room = ROOM;
        let mut devices: Vec<String> = Vec::new();
        for row in visible.get().positions().filter_map(|position| rows.at(position)) {
            let new =
                self.asked.with_value(|asked| !asked.contains(&row.device)) && !devices.contains(&row.device);
            if !new {
                continue;
            }
            room = room.saturating_sub(row.device.len() + 4);
            if room == 0 || devices.len() == AT_ONCE {
                break;
            }
            devices.push(row.device);
        }
        devices
    }

    fn ask(self, devices: Vec<String>) {
        if devices.is_empty() {
            return;
        }
        self.asked.update_value(|asked| asked.extend(devices.iter().cloned()));
        let chosen = self.reading.columns.chosen.get_untracked();
        let query = DeviceQuery {
            condition: Some(devices_in(&devices)),
            columns: Some(chosen.join(",")),
            ..DeviceQuery::default()
        };
        spawn_local(async move {
            let answer = api::devices(query).await;
            if self.reading.columns.values.gone() || self.reading.columns.chosen.get_untracked() != chosen {
                return;
            }
            match answer {
                Ok(page) => {
                    self.reading.columns.values.update(|values| {
                        values.extend(page.devices.into_iter().map(|device| (device.id, device.columns)));
                    });
                }
                Err(_) => {
                    // They are asked for again with the next change on the screen, but not at once.
                    self.later.plan(REFUSED, || ());
                    self.asked.update_value(|asked| asked.retain(|device| !devices.contains(device)));
                }
            }
        });
    }
}
