//! Devices and twins.

use iothub_wire::{
    identity::{ConnectionState, DeviceStatus},
    time::UtcTime,
    twin::{Section, Twin},
};
use lockstep_api::{
    device::{Device, DeviceSummary, TwinSection},
    time::EpochMillis,
};
use serde::Deserialize;
use serde_json::{Map, Value};

use super::{millis, millis_unless_never};

/// What a list of devices asks for.
pub(crate) const COLUMNS: &str = "deviceId, status, connectionState, lastActivityTime, tags";

/// One row of such a list. A hub leaves out what a twin does not have.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct DeviceRow {
    #[serde(alias = "DeviceId")]
    device_id: String,
    #[serde(default)]
    status: DeviceStatus,
    #[serde(default)]
    connection_state: ConnectionState,
    #[serde(default, rename = "lastActivityTime")]
    last_activity_at: Option<UtcTime>,
    #[serde(default)]
    tags: Option<Map<String, Value>>,
}

impl From<DeviceRow> for DeviceSummary {
    fn from(row: DeviceRow) -> Self {
        Self {
            id: row.device_id,
            connected: row.connection_state == ConnectionState::Connected,
            enabled: row.status == DeviceStatus::Enabled,
            last_activity_at: row.last_activity_at.and_then(millis_unless_never),
            tags: row.tags.unwrap_or_default(),
        }
    }
}

/// A device with its twin.
pub(crate) fn device(twin: Twin, as_of: EpochMillis) -> Device {
    Device {
        summary: DeviceSummary {
            id: twin.device_id.to_string(),
            connected: twin.connection_state == ConnectionState::Connected,
            enabled: twin.status == DeviceStatus::Enabled,
            last_activity_at: millis_unless_never(twin.last_activity_at),
            tags: twin.tags,
        },
        etag: twin.etag,
        desired: section(twin.properties.desired),
        reported: section(twin.properties.reported),
        as_of,
    }
}

fn section(section: Section) -> TwinSection {
    TwinSection {
        updated_at: section.metadata.as_ref().map(|metadata| millis(metadata.updated_at)),
        properties: section.properties,
        version: section.version,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_device_that_never_was_active_has_no_such_time() {
        let row: DeviceRow = serde_json::from_value(json!({
            "deviceId": "d1", "status": "disabled", "lastActivityTime": "0001-01-01T00:00:00Z"
        }))
        .unwrap();
        let summary = DeviceSummary::from(row);
        assert_eq!((summary.last_activity_at, summary.enabled, summary.connected), (None, false, false));
    }

    #[test]
    fn a_twin_is_shown_without_its_metadata() {
        let twin: Twin = serde_json::from_value(json!({
            "deviceId": "d1", "etag": "AAAAAAAAAAE=", "connectionState": "Connected", "tags": {"site": 4},
            "properties": {
                "desired": {"floor": 3, "$metadata": {"$lastUpdated": "2026-01-01T00:00:00Z"}, "$version": 2},
                "reported": {"$version": 1}
            }
        }))
        .unwrap();
        let device = device(twin, EpochMillis(5));
        assert!(device.summary.connected);
        assert_eq!(Value::from(device.desired.properties), json!({"floor": 3}));
        assert_eq!(
            (device.desired.version, device.desired.updated_at),
            (2, Some(EpochMillis(1_767_225_600_000)))
        );
        assert_eq!(device.reported.updated_at, None);
    }
}
