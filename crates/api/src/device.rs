//! The fleet as an operator sees it.
//!
//! Devices are read through twins and queries only; keys have no type here, so none can leak.

mod write;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

pub use self::write::{MethodAnswer, MethodRequest, TwinChange};

use crate::{
    job::{Action, JobId},
    row::Row,
    time::EpochMillis,
};

/// Most further properties of a list of devices.
pub const MOST_COLUMNS: usize = 12;

/// Query of `GET /api/devices`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct DeviceQuery {
    /// A condition in IoT Hub's query language, as after `WHERE`; absent for all devices.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub condition: Option<String>,
    /// True once the person has agreed to send a condition that our own parser refuses: the hub decides.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub unchecked: bool,
    /// Further properties of each device, as paths with commas between: `tags.floor,properties.reported.lockState`; at
    /// most [`MOST_COLUMNS`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub columns: Option<String>,
    /// The `next` of the page before; absent for the first page.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub page: Option<String>,
}

/// One page of devices, in the hub's order.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct DevicePage {
    /// The devices, at most a hundred.
    pub devices: Vec<DeviceSummary>,
    /// Token of the page after, absent on the last.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next: Option<String>,
    /// When the hub answered.
    pub as_of: EpochMillis,
}

/// Answer of `GET /api/device-count`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct DeviceCount {
    /// Devices that satisfy the condition.
    pub total: u64,
    /// Those of them that were connected when last heard.
    pub connected: u64,
    /// When the hub answered.
    pub as_of: EpochMillis,
}

/// Answer of `GET /api/device-history`: how many devices of the whole fleet were connected, in the last twenty-four hours.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct DeviceHistory {
    /// The oldest first. Where two are further apart than [`every`](Self::every_seconds), nobody has counted.
    pub samples: Vec<DeviceCount>,
    /// How often the proxy counts.
    pub every_seconds: u64,
    /// When this was answered.
    pub as_of: EpochMillis,
}

/// One row of a list of devices.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct DeviceSummary {
    /// Device id: case-sensitive.
    pub id: String,
    /// Whether the device is connected, as far as the hub knows.
    pub connected: bool,
    /// False for a device that may not connect.
    pub enabled: bool,
    /// When it last sent or received something; absent when never.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_activity_at: Option<EpochMillis>,
    /// Its tags.
    #[serde(default)]
    pub tags: Map<String, Value>,
    /// The properties that were asked for by [`DeviceQuery::columns`], in that order; `null` where the twin has none.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub columns: Vec<Value>,
}

/// Answer of `GET /api/devices/{id}/jobs`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct DeviceJobs {
    /// Newest first.
    pub jobs: Vec<DeviceJob>,
    /// True when there are more than are given.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub truncated: bool,
    /// When the hub answered.
    pub as_of: EpochMillis,
}

/// What one job did with a device.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct DeviceJob {
    /// The job's id.
    pub job: JobId,
    /// What it is called.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// What it does; absent where the hub's list of jobs does not reach.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub action: Option<Action>,
    /// What became of the device in it.
    pub row: Row,
}

/// One device with its twin.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Device {
    /// What a list shows of it.
    pub summary: DeviceSummary,
    /// The twin's etag, for a write that must not overwrite another's.
    pub etag: String,
    /// How it proves who it is.
    #[serde(default)]
    pub signs_in: SignIn,
    /// Desired properties.
    pub desired: TwinSection,
    /// Reported properties.
    pub reported: TwinSection,
    /// When the hub answered.
    pub as_of: EpochMillis,
}

/// How a device proves who it is, in the hub's words. The keys themselves are nobody's business here.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum SignIn {
    /// By a symmetric key.
    #[default]
    Sas,
    /// By a certificate that is known by its thumbprint.
    SelfSigned,
    /// By a certificate of a known authority.
    CertificateAuthority,
    /// Not at all.
    None,
}

/// Desired or reported properties.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct TwinSection {
    /// The properties alone, without metadata.
    pub properties: Map<String, Value>,
    /// Counts the writes to this section.
    pub version: u64,
    /// When the section was last written; absent when the hub does not say.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub updated_at: Option<EpochMillis>,
    /// When each property was last written that is no object, by its path: `battery.percent`. No name of a property has a
    /// dot.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub times: BTreeMap<String, EpochMillis>,
}
