//! Server-sent events of `GET /api/live`.
//!
//! The stream's first event for a watched thing is its snapshot; changes follow. The SSE `id` is
//! `<instance>.<sequence>`: a browser that comes back with another instance's id, or one too old, gets a fresh
//! snapshot. Every event's `data` is one [`LiveEvent`] as JSON: an object
//! whose one member names the event.

use std::cmp::Ordering;

use base64::{Engine as _, prelude::BASE64_STANDARD};
use serde::{Deserialize, Serialize};

use crate::{
    hub::HubHealth,
    job::{Job, JobId, JobList},
    row::{FailureGroup, Outcome, Tally},
    time::EpochMillis,
};

/// Silence after which a [`LiveEvent::Heartbeat`] comes, in milliseconds.
pub const HEARTBEAT_MILLIS: u64 = 15_000;

/// Query of `GET /api/live`: what one browser tab watches. A tab has one stream.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct LiveQuery {
    /// The job whose page is open; absent for none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub job: Option<JobId>,
    /// True to follow the list of jobs and the slots.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub jobs: bool,
}

/// One event.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum LiveEvent {
    /// How the hub is doing. First on every stream, then whenever it changes.
    Hub(HubHealth),
    /// The whole list of jobs.
    Jobs(JobList),
    /// Everything about the watched job. Replaces what was known.
    Snapshot(JobSnapshot),
    /// The watched job moved; its rows follow in [`LiveEvent::Rows`].
    Progress(Progress),
    /// Rows of the watched job that are new or changed.
    Rows(RowChanges),
    /// The watched job is not known to the hub.
    Gone {
        /// Its id.
        job: JobId,
    },
    /// Nothing happened for [`HEARTBEAT_MILLIS`]. A stream that says not even this is broken, although nobody has
    /// noticed.
    Heartbeat {},
    /// This browser was too slow and missed events; a fresh snapshot follows.
    Lagged {
        /// How many events.
        missed: u64,
    },
    /// The stream ends on purpose.
    Ended {
        /// Why.
        reason: EndReason,
    },
}

/// Why the proxy ends a stream.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum EndReason {
    /// The proxy shuts down; come back in a moment.
    ShuttingDown,
    /// The session ended; sign in again.
    SignedOut,
}

/// Everything about a watched job.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct JobSnapshot {
    /// Job, counts and how much is known.
    pub progress: Progress,
    /// The outcome of every row known, in row order.
    pub states: RowStates,
}

/// Where a watched job stands.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Progress {
    /// The job.
    pub job: Job,
    /// Outcomes, counted by Lockstep over the rows known, the rest filled up from the hub's counts.
    pub tally: Tally,
    /// Devices the job targets, once the hub says.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub devices: Option<u64>,
    /// Rows known to the proxy.
    pub rows_known: u64,
    /// Seconds until all rows have been read at this hub's query limit; absent when they have been.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rows_complete_in_seconds: Option<u64>,
    /// Why devices did not succeed, counted over the rows known, largest first.
    pub groups: Vec<FailureGroup>,
    /// When the hub answered last.
    pub as_of: EpochMillis,
}

/// Rows that are new or changed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct RowChanges {
    /// The job.
    pub job: JobId,
    /// `(row index, outcome)`; an index one past the last known row is a new row.
    pub changes: Vec<(u32, Outcome)>,
}

/// The outcome of every row, one byte each, in row order; base64 on the wire.
///
/// A million rows are 1.3 MB of text here; as JSON objects they were 46 MB and a second of parsing.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct RowStates(Vec<u8>);

impl RowStates {
    /// How many rows.
    #[must_use]
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// True for no rows.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The outcome of a row; `None` past the end.
    #[must_use]
    pub fn get(&self, index: usize) -> Option<Outcome> {
        self.0.get(index).copied().and_then(Outcome::from_byte)
    }

    /// Sets a row, or appends it when `index` is one past the end. Any other index is ignored and `false`.
    pub fn set(&mut self, index: usize, outcome: Outcome) -> bool {
        match index.cmp(&self.0.len()) {
            Ordering::Less => self.0[index] = outcome.byte(),
            Ordering::Equal => self.0.push(outcome.byte()),
            Ordering::Greater => return false,
        }
        true
    }

    /// The outcomes in row order.
    pub fn iter(&self) -> impl Iterator<Item = Outcome> + '_ {
        self.0.iter().filter_map(|byte| Outcome::from_byte(*byte))
    }
}

impl FromIterator<Outcome> for RowStates {
    fn from_iter<I: IntoIterator<Item = Outcome>>(outcomes: I) -> Self {
        Self(outcomes.into_iter().map(Outcome::byte).collect())
    }
}

impl std::fmt::Debug for RowStates {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "RowStates({} rows)", self.0.len())
    }
}

impl Serialize for RowStates {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&BASE64_STANDARD.encode(&self.0))
    }
}

impl<'de> Deserialize<'de> for RowStates {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = std::borrow::Cow::<'de, str>::deserialize(deserializer)?;
        let bytes = BASE64_STANDARD.decode(text.as_bytes()).map_err(serde::de::Error::custom)?;
        match bytes.iter().find(|byte| Outcome::from_byte(**byte).is_none()) {
            Some(byte) => Err(serde::de::Error::custom(format_args!("{byte} stands for no outcome"))),
            None => Ok(Self(bytes)),
        }
    }
}
