//! A few of the devices that an order would reach, and what it would change in their twins.

use std::collections::BTreeMap;

use iothub_wire::twin::merge;
use lockstep_api::{
    job::Action,
    preview::{Changes, Sampled},
};
use serde_json::{Map, Value};

use crate::translate::device::DeviceRow;

/// Devices that a preview shows.
const SAMPLE: usize = 8;

/// The further column that an order needs that writes twins.
pub(super) const DESIRED: &str = "properties.desired AS c0";

/// A row of the first page; with an action when the row was asked with [`DESIRED`].
pub(super) fn sampled(row: DeviceRow, action: Option<&Action>) -> Sampled {
    let Some(Action::Twin { desired, tags }) = action else {
        return Sampled { device: row.summary(0), changes: None };
    };
    let mut device = row.summary(1);
    let present = match device.columns.pop() {
        Some(Value::Object(present)) => present,
        _ => Map::new(),
    };
    let changes = changed(&device.tags, tags.as_ref()) || changed(&present, desired.as_ref());
    Sampled { device, changes: Some(changes) }
}

fn changed(present: &Map<String, Value>, patch: Option<&Map<String, Value>>) -> bool {
    patch.is_some_and(|patch| {
        let mut after = present.clone();
        merge(&mut after, patch);
        after != *present
    })
}

/// How many of those that were read would change; `None` when nobody can say.
pub(super) fn changes(read: &[Sampled]) -> Option<Changes> {
    let mut known = read.iter().filter_map(|one| one.changes).peekable();
    known.peek()?;
    Some(Changes { read: read.len() as u64, changing: known.filter(|changes| *changes).count() as u64 })
}

/// Some of each kind, in the hub's order: the few of a kind are seen among the many of another.
pub(super) fn of_each_kind(read: Vec<Sampled>) -> Vec<Sampled> {
    let mut seen = BTreeMap::<_, usize>::new();
    let mut ranked: Vec<_> = read
        .into_iter()
        .enumerate()
        .map(|(place, one)| {
            let before = seen.entry((one.device.connected, one.changes)).or_default();
            *before += 1;
            (*before, place, one)
        })
        .collect();
    ranked.sort_by_key(|(before, place, _)| (*before, *place));
    ranked.truncate(SAMPLE);
    ranked.sort_by_key(|(_, place, _)| *place);
    ranked.into_iter().map(|(_, _, one)| one).collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn row(id: usize, connected: bool, desired: &Value) -> DeviceRow {
        let state = if connected { "Connected" } else { "Disconnected" };
        let row = json!({
            "deviceId": format!("d{id}"), "connectionState": state, "tags": {"floor": 3}, "c0": desired
        });
        serde_json::from_value(row).unwrap()
    }

    fn action(twin: &Value) -> Action {
        serde_json::from_value(json!({ "twin": twin })).unwrap()
    }

    #[test]
    fn a_twin_that_has_the_wanted_values_does_not_change() {
        let present = json!({"mode": {"night": true}, "$version": 4, "$metadata": {}});
        for (wanted, changes) in [
            (json!({"desired": {"mode": {"night": true}}}), false),
            (json!({"desired": {"mode": {"night": false}}}), true),
            (json!({"desired": {"mode": {"day": null}}}), false),
            (json!({"desired": {"mode": null}}), true),
            (json!({"tags": {"floor": 3}}), false),
            (json!({"tags": {"floor": 4}, "desired": {"mode": {"night": true}}}), true),
        ] {
            let sampled = sampled(row(1, true, &present), Some(&action(&wanted)));
            assert_eq!(sampled.changes, Some(changes), "{wanted}");
            assert!(sampled.device.columns.is_empty());
        }
        let nothing = sampled(row(1, true, &Value::Null), Some(&action(&json!({"desired": {"a": 1}}))));
        assert_eq!(nothing.changes, Some(true));
    }

    #[test]
    fn the_only_device_that_is_offline_is_among_those_that_are_shown() {
        let read: Vec<_> = (0..40).map(|id| sampled(row(id, id != 30, &Value::Null), None)).collect();
        assert_eq!(changes(&read), None);
        let shown: Vec<_> = of_each_kind(read).into_iter().map(|one| one.device.id).collect();
        assert_eq!(shown, ["d0", "d1", "d2", "d3", "d4", "d5", "d6", "d30"]);
    }

    #[test]
    fn those_that_would_change_are_counted_among_those_that_were_read() {
        let wanted = action(&json!({"desired": {"a": 1}}));
        let read: Vec<_> =
            (0..10).map(|id| sampled(row(id, true, &json!({"a": id})), Some(&wanted))).collect();
        assert_eq!(changes(&read), Some(Changes { read: 10, changing: 9 }));
        assert!(of_each_kind(read).iter().any(|one| one.changes == Some(false)));
    }
}
