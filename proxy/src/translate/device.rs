//! Devices and twins.

use std::collections::BTreeMap;

use iothub_wire::{
    identity::{AuthenticationType, ConnectionState, DeviceStatus},
    time::UtcTime,
    twin::{Metadata, Section, Twin},
};
use lockstep_api::{
    device::{Device, DeviceSummary, SignIn, TwinSection},
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
    /// Further columns, by the names `c0`, `c1` and so on.
    #[serde(flatten)]
    more: Map<String, Value>,
}

impl DeviceRow {
    /// What a list shows of it, with so many further columns.
    pub(crate) fn summary(mut self, columns: usize) -> DeviceSummary {
        DeviceSummary {
            id: self.device_id,
            connected: self.connection_state == ConnectionState::Connected,
            enabled: self.status == DeviceStatus::Enabled,
            last_activity_at: self.last_activity_at.and_then(millis_unless_never),
            tags: self.tags.unwrap_or_default(),
            columns: (0..columns)
                .map(|number| self.more.remove(&format!("c{number}")).unwrap_or_default())
                .collect(),
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
            columns: Vec::new(),
        },
        etag: twin.etag,
        signs_in: match twin.authentication_type {
            AuthenticationType::Sas => SignIn::Sas,
            AuthenticationType::SelfSigned => SignIn::SelfSigned,
            AuthenticationType::CertificateAuthority => SignIn::CertificateAuthority,
            AuthenticationType::None => SignIn::None,
        },
        desired: section(twin.properties.desired),
        reported: section(twin.properties.reported),
        as_of,
    }
}

fn section(section: Section) -> TwinSection {
    let mut times = BTreeMap::new();
    if let Some(metadata) = &section.metadata {
        leaves("", metadata, &mut times);
    }
    TwinSection {
        times,
        updated_at: section.metadata.as_ref().map(|metadata| millis(metadata.updated_at)),
        properties: section.properties,
        version: section.version,
    }
}

/// When the leaves below a node were written, by their paths.
fn leaves(path: &str, node: &Metadata, times: &mut BTreeMap<String, EpochMillis>) {
    for (name, member) in &node.members {
        let path = if path.is_empty() { name.clone() } else { format!("{path}.{name}") };
        if member.members.is_empty() {
            times.insert(path, millis(member.updated_at));
        } else {
            leaves(&path, member, times);
        }
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
        let summary = row.summary(0);
        assert_eq!((summary.last_activity_at, summary.enabled, summary.connected), (None, false, false));
    }

    #[test]
    fn a_column_that_a_twin_does_not_have_is_null_in_its_place() {
        let row: DeviceRow =
            serde_json::from_value(json!({"deviceId": "d1", "c1": {"a": 1}, "$etag": "x"})).unwrap();
        assert_eq!(row.summary(3).columns, [Value::Null, json!({"a": 1}), Value::Null]);
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
