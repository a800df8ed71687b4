//! The order in which the devices that were read are shown.

use std::cmp::Ordering;

use lockstep_api::device::DeviceSummary;
use serde_json::Value;

/// An order of the rows.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Sort {
    /// Which column; `None` for the hub's order.
    pub by: Option<Column>,
    /// The largest first.
    pub descending: bool,
}

/// A column that can be sorted by.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Column {
    /// The id.
    Device,
    /// Connected first.
    Connection,
    /// The latest activity last.
    Activity,
    /// A path of the twin.
    Path(String),
}

impl Sort {
    /// As the address has it.
    pub fn of_word(word: &str) -> Self {
        let (descending, name) = match word.strip_prefix('-') {
            Some(name) => (true, name),
            None => (false, word),
        };
        let by = match name {
            "" => None,
            "device" => Some(Column::Device),
            "connection" => Some(Column::Connection),
            "activity" => Some(Column::Activity),
            path => Some(Column::Path(path.to_owned())),
        };
        Self { by, descending }
    }

    /// The same while its column is shown; nobody sees an order by one that is not.
    pub fn among(self, columns: &[String]) -> Self {
        match &self.by {
            Some(Column::Path(path)) if !columns.contains(path) => Self::default(),
            _ => self,
        }
    }

    /// Its word in the address.
    pub fn word(&self) -> String {
        let name = match &self.by {
            None => return String::new(),
            Some(Column::Device) => "device",
            Some(Column::Connection) => "connection",
            Some(Column::Activity) => "activity",
            Some(Column::Path(path)) => path,
        };
        format!("{}{name}", if self.descending { "-" } else { "" })
    }

    /// After one has sorted by a column: one that is sorted by already is turned round, and then left alone.
    pub fn after(&self, column: Column) -> Self {
        match (&self.by, self.descending) {
            (Some(by), false) if *by == column => Self { by: Some(column), descending: true },
            (Some(by), true) if *by == column => Self::default(),
            _ => Self { by: Some(column), descending: false },
        }
    }
}

/// The order of the rows that were read, by their place. What a device does not have comes last, whichever way round.
pub fn sorted(devices: &[DeviceSummary], columns: &[String], sort: &Sort) -> Vec<u32> {
    let mut order: Vec<u32> = (0..u32::try_from(devices.len()).unwrap_or(u32::MAX)).collect();
    let Some(by) = &sort.by else { return order };
    let at = |place: &u32| devices.get(*place as usize);
    let column = |path: &String| columns.iter().position(|column| column == path);
    order.sort_by(|one, other| {
        let (Some(one), Some(other)) = (at(one), at(other)) else { return Ordering::Equal };
        let turned = |ordering: Ordering| if sort.descending { ordering.reverse() } else { ordering };
        match by {
            Column::Device => turned(one.id.cmp(&other.id)),
            Column::Connection => turned(other.connected.cmp(&one.connected)),
            Column::Activity => match (one.last_activity_at, other.last_activity_at) {
                (Some(one), Some(other)) => turned(one.cmp(&other)),
                (one, other) => one.is_none().cmp(&other.is_none()),
            },
            Column::Path(path) => {
                let value = |device: &DeviceSummary| {
                    device.columns.get(column(path)?).filter(|v| !v.is_null()).cloned()
                };
                match (value(one), value(other)) {
                    (Some(one), Some(other)) => turned(compared(&one, &other)),
                    (one, other) => one.is_none().cmp(&other.is_none()),
                }
            }
        }
    });
    order
}

/// Numbers by size, everything else by its text; numbers first.
fn compared(one: &Value, other: &Value) -> Ordering {
    match (one.as_f64(), other.as_f64()) {
        (Some(one), Some(other)) => one.total_cmp(&other),
        (Some(_), None) => Ordering::Less,
        (None, Some(_)) => Ordering::Greater,
        (None, None) => crate::json::line(one).cmp(&crate::json::line(other)),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn device(id: &str, floor: Value) -> DeviceSummary {
        serde_json::from_value(json!({"id": id, "connected": id != "b", "enabled": true, "columns": [floor]}))
            .unwrap()
    }

    fn ids(sort: &str) -> String {
        let devices = [device("c", json!(2)), device("a", Value::Null), device("b", json!(10))];
        let order = sorted(&devices, &["tags.floor".to_owned()], &Sort::of_word(sort));
        order.iter().map(|place| devices[*place as usize].id.clone()).collect()
    }

    #[test]
    fn rows_are_sorted_and_what_has_nothing_comes_last() {
        assert_eq!(ids(""), "cab");
        assert_eq!(ids("device"), "abc");
        assert_eq!(ids("-device"), "cba");
        assert_eq!(ids("connection"), "cab");
        assert_eq!(ids("tags.floor"), "cba");
        assert_eq!(ids("-tags.floor"), "bca");
    }

    #[test]
    fn a_column_that_is_hidden_leaves_the_order_to_the_hub() {
        let columns = ["tags.floor".to_owned()];
        let sort = |word: &str| Sort::of_word(word).among(&columns).word();
        assert_eq!([sort("-tags.floor"), sort("tags.ward"), sort("device")], ["-tags.floor", "", "device"]);
    }

    #[test]
    fn a_column_is_sorted_by_then_turned_round_then_left_alone() {
        let mut sort = Sort::default();
        let words = [(); 3].map(|()| {
            sort = sort.after(Column::Path("tags.floor".to_owned()));
            sort.word()
        });
        assert_eq!(words, ["tags.floor", "-tags.floor", ""]);
        for word in words {
            assert_eq!(Sort::of_word(&word).word(), word);
        }
    }
}
