//! The list of devices: what is asked for, what was read, and in which order it is shown.

mod sort;

use iothub_query::{Condition, is_column};
use leptos::{prelude::*, task::spawn_local};
use lockstep_api::device::{DeviceCount, DevicePage, DeviceQuery, DeviceSummary};
use serde_json::Value;

use self::sort::sorted;
pub use self::sort::{Column, Sort};
use super::selection::Selection;
use crate::{
    api,
    components::{
        beside::Beside,
        columns::KeptColumns,
        location::{Here, Remember},
        remote::Remote,
        twin_columns::TwinColumns,
    },
    known::Known,
    reactive::{Memo, RwSignal, StoredValue, effect, effect_of_last, memo},
};

/// Name of the search parameter with the condition.
pub const CONDITION: &str = "q";
/// Name of the search parameter that is there once somebody has agreed to send what our parser refuses.
pub const ANYWAY: &str = "anyway";
/// Name of the search parameter with the order: a column, with a dash in front to turn it round.
const SORT: &str = "sort";
/// Name of the search parameter with the device in the drawer.
const DEVICE: &str = "device";
/// Where the columns are kept.
const KEPT_COLUMNS: &str = "lockstep.columns";

/// The list.
#[derive(Clone, Copy)]
pub struct List {
    /// The address.
    pub here: Here,
    /// The condition.
    pub condition: Memo<String>,
    /// Paths of twins, each a column.
    pub columns: Memo<Vec<String>>,
    kept: KeptColumns,
    /// What was read, all pages so far.
    pub page: Remote<DevicePage>,
    /// How many there are.
    pub count: Remote<DeviceCount>,
    /// The device in the drawer.
    pub beside: Beside,
    /// The place of the device that was looked at last.
    looked_at: RwSignal<Option<u32>>,
    /// Which of them are picked.
    pub picked: Selection,
    anyway: Memo<String>,
    /// The columns that the rows were read with.
    read_with: RwSignal<Vec<String>>,
    sort: Memo<Sort>,
    order: Memo<Vec<u32>>,
    known: Known,
    learnt: StoredValue<bool>,
}

impl List {
    /// The list at the address of the page; it is read as soon as the address says something new.
    pub fn new() -> Self {
        let here = Here::new();
        let by = here.parameter(SORT);
        let page = Remote::<DevicePage>::new();
        let kept = KeptColumns::of_address(here, KEPT_COLUMNS, &[]);
        // An address may say anything.
        let columns = memo(move || -> Vec<String> {
            kept.chosen.get().into_iter().filter(|path| is_column(path)).collect()
        });
        let read_with = RwSignal::new(Vec::new());
        let sort = memo(move || Sort::of_word(&by.read()).among(&columns.read()));
        let order = memo(move || {
            let (sort, columns) = (sort.get(), read_with.get());
            page.part(|page| sorted(&page.devices, &columns, &sort)).unwrap_or_default()
        });
        let list = Self {
            here,
            condition: here.parameter(CONDITION),
            columns,
            kept,
            page,
            count: Remote::new(),
            beside: Beside::new(here, DEVICE),
            looked_at: RwSignal::new(None),
            picked: Selection::none(),
            anyway: here.parameter(ANYWAY),
            read_with,
            sort,
            order,
            known: Known::here(),
            learnt: StoredValue::new(false),
        };
        page.retry(Callback::new(move |()| list.read()));
        list.count.retry(Callback::new(move |()| list.recount()));
        effect(move || {
            list.condition.with(|_| ());
            list.anyway.with(|_| ());
            list.page.clear();
            list.count.clear();
            list.read();
        });
        effect_of_last(move |before: Option<()>| {
            list.columns.with(|_| ());
            if before.is_some() {
                list.ask(None);
            }
        });
        list
    }

    /// Reads the first page, and counts.
    pub fn read(self) {
        self.ask(None);
        self.recount();
    }

    /// Reads the twin of the first device, once: a list has tags alone, and one twin tells what the others are likely to
    /// report.
    pub fn learn(self) {
        let Some(device) = self.at(0).filter(|_| !self.learnt.get_value()) else { return };
        self.learnt.set_value(true);
        spawn_local(async move {
            if let Ok(device) = api::device(device.id).await {
                self.known.learn(&device);
            }
        });
    }

    /// Reads the page after what was read; false when there is none.
    pub fn more(self) -> bool {
        let next = self.page.value_untracked().and_then(|page| page.next);
        let there = next.is_some();
        if there {
            self.ask(next);
        }
        there
    }

    /// Devices that were read, tracked.
    pub fn len(self) -> u32 {
        self.order.with(|order| u32::try_from(order.len()).unwrap_or(u32::MAX))
    }

    /// The device at a place of the list as it is shown, tracked.
    pub fn at(self, position: u32) -> Option<DeviceSummary> {
        let index = self.order.with(|order| order.get(position as usize).copied())?;
        self.page.part(|page| page.devices.get(index as usize).cloned())?
    }

    /// What a device has at a path, if the list was read with it, tracked.
    pub fn value(self, device: &DeviceSummary, path: &str) -> Option<Value> {
        let place = self.read_with.with(|columns| columns.iter().position(|column| column == path))?;
        device.columns.get(place).filter(|value| !value.is_null()).cloned()
    }

    /// The id of the device so many places after another, if both are in the list; not tracked.
    pub fn next_to(self, id: &str, step: i32) -> Option<String> {
        let ids = self.ids();
        let place = ids.iter().position(|other| other == id)?;
        ids.into_iter().nth(place.checked_add_signed(step as isize)?)
    }

    /// Brings the row of a device onto the screen, if it is in the list.
    pub fn show(self, id: &str) {
        if self.looked_at.gone() {
            return;
        }
        let place = self.ids().iter().position(|other| other == id);
        self.looked_at.set(place.and_then(|place| u32::try_from(place).ok()));
    }

    /// The place of the row that is to be on the screen, tracked.
    pub fn shown_at(self) -> Option<u32> {
        self.looked_at.get()
    }

    /// The ids as they are shown, not tracked.
    fn ids(self) -> Vec<String> {
        let Some(page) = self.page.value_untracked() else { return Vec::new() };
        let id = |place: u32| page.devices.get(place as usize).map(|device| device.id.clone());
        self.order.get_untracked().into_iter().filter_map(id).collect()
    }

    /// The order, tracked.
    pub fn sort(self) -> Sort {
        self.sort.get()
    }

    /// Sorts by a column; the one that is sorted by already is turned round, and then left alone.
    pub fn sort_by(self, column: Column) {
        let word = self.sort.get_untracked().after(column).word();
        self.here.set(&[(SORT, &word)], Remember::Replace);
    }

    /// The columns, to choose from; they are shown from then on, in this browser.
    pub fn menu(self) -> TwinColumns {
        let like = memo(move || Some(self.at(0)?.id));
        TwinColumns { kept: self.kept, chosen: self.columns, like }
    }

    fn query(self) -> DeviceQuery {
        let condition = self.condition.get_untracked();
        let condition = Some(condition.trim().to_owned()).filter(|condition| !condition.is_empty());
        let unchecked = !self.anyway.read_untracked().is_empty()
            && condition.as_deref().is_some_and(|text| Condition::parse(text).is_err());
        DeviceQuery { condition, unchecked, ..DeviceQuery::default() }
    }

    fn ask(self, next: Option<String>) {
        let columns = self.columns.get_untracked();
        let joined = Some(columns.join(",")).filter(|columns| !columns.is_empty());
        let before = next.as_ref().and_then(|_| self.page.value_untracked()).map(|page| page.devices);
        let query = DeviceQuery { columns: joined, page: next, ..self.query() };
        let Self { known, read_with, .. } = self;
        let call = async move {
            let mut page = api::devices(query).await?;
            page.devices.splice(0..0, before.unwrap_or_default());
            Ok(page)
        };
        self.page.load_then(call, move |answer| {
            if let Ok(page) = answer {
                known.learn_rows(&page.devices, &columns);
                read_with.set(columns);
            }
        });
    }

    fn recount(self) {
        self.count.load(api::device_count(self.query()));
    }
}
