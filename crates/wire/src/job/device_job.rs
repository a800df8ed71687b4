//! A row of `devices.jobs`: one job on one device.

use serde::{Deserialize, Serialize};

use super::{DeviceJobStatus, JobType};
use crate::{
    identity::null_as_default,
    ids::{DeviceId, JobId, ModuleId},
    method::MethodResult,
    time::UtcTime,
};

/// One job on one device.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct DeviceJob {
    /// The device.
    pub device_id: DeviceId,
    /// The module, when the job targets modules (that the hub writes it is our choice).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub module_id: Option<ModuleId>,
    /// The job.
    pub job_id: JobId,
    /// What the job does.
    pub job_type: JobType,
    /// How far it is on this device.
    pub status: DeviceJobStatus,
    /// When the job started.
    #[serde(rename = "startTimeUtc")]
    pub start_at: UtcTime,
    /// The *deadline*: start and maximum execution time. Not when the device was done; that is `updated_at`.
    #[serde(rename = "endTimeUtc")]
    pub deadline_at: UtcTime,
    /// When the row was made.
    #[serde(rename = "createdDateTimeUtc")]
    pub created_at: UtcTime,
    /// When the row last changed; once the status is terminal, when the device was done.
    #[serde(rename = "lastUpdatedDateTimeUtc")]
    pub updated_at: UtcTime,
    /// What came back.
    #[serde(default, deserialize_with = "null_as_default")]
    pub outcome: Outcome,
    /// Why it failed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub error: Option<DeviceJobError>,
}

/// What came back from a device: `{}` unless a method was answered.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Outcome {
    /// The device's answer to the method.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub device_method_response: Option<MethodResult>,
}

/// Why a job failed on a device.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct DeviceJobError {
    /// The name of the error, such as `DeviceNotOnline`.
    #[serde(deserialize_with = "null_as_default")]
    pub code: String,
    /// The hub's text.
    #[serde(deserialize_with = "null_as_default")]
    pub description: String,
}
