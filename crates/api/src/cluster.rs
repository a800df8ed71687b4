//! What devices that did not succeed have in common.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::row::Outcome;

/// Answer of `GET /api/jobs/{id}/clusters`, of a job that has ended: where its larger failure groups cluster. A group that
/// does not is absent.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Clusters {
    /// At most one for each group.
    pub clusters: Vec<Cluster>,
}

/// Tags that most devices of a failure group have, and that are at least twice as rare among those that succeeded. Both
/// are told of devices that were looked at, which are a sample of a large group.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Cluster {
    /// Of the group.
    pub outcome: Outcome,
    /// Of the group.
    pub code: String,
    /// The tags.
    pub tags: Vec<ClusterTag>,
    /// The condition that selects whoever has these tags.
    pub condition: String,
    /// In the group.
    pub failed: Share,
    /// Among those that succeeded.
    pub succeeded: Share,
}

/// A tag with its value.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ClusterTag {
    /// Its path below `tags`: `place.floor`.
    pub path: String,
    /// A text, a number or a boolean.
    pub value: Value,
}

/// So many of so many.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Share {
    /// Devices with the tags.
    pub count: u64,
    /// Devices that were looked at.
    pub of: u64,
}
