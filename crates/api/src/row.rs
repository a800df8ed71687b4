//! What each device answered.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::time::EpochMillis;

mod order;

pub use order::{InvalidRowOrder, RowColumn, RowOrder};

/// What became of one device, as Lockstep counts it.
///
/// The hub says `completed` for a device that answered with status 409, and `failed` for one that was never
/// reached. An operator needs those apart, so they are apart here.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[repr(u8)]
pub enum Outcome {
    /// Not begun.
    Pending = 0,
    /// At work.
    Running = 1,
    /// Did it: a twin was written, or a method answered with a status below 400.
    Succeeded = 2,
    /// Answered 400 or above, or failed in a way that may have acted.
    Failed = 3,
    /// Nothing was sent: offline, unknown, or the window closed first. Safe to run again.
    NotReached = 4,
    /// Withdrawn.
    Cancelled = 5,
}

impl Outcome {
    /// Every outcome in the order of display: settled first, so that a bar grows rightwards.
    pub const ALL: [Self; 6] =
        [Self::Succeeded, Self::Failed, Self::NotReached, Self::Cancelled, Self::Running, Self::Pending];

    /// The byte that stands for it in [`crate::live::RowStates`].
    #[must_use]
    pub fn byte(self) -> u8 {
        self as u8
    }

    /// The outcome that a byte stands for.
    #[must_use]
    pub fn from_byte(byte: u8) -> Option<Self> {
        Self::ALL.into_iter().find(|outcome| outcome.byte() == byte)
    }

    /// True when nothing more will happen to this device in this job.
    #[must_use]
    pub fn settled(self) -> bool {
        !matches!(self, Self::Pending | Self::Running)
    }
}

/// How many devices have each outcome.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Tally {
    /// See [`Outcome::Pending`].
    pub pending: u64,
    /// See [`Outcome::Running`].
    pub running: u64,
    /// See [`Outcome::Succeeded`].
    pub succeeded: u64,
    /// See [`Outcome::Failed`].
    pub failed: u64,
    /// See [`Outcome::NotReached`].
    pub not_reached: u64,
    /// See [`Outcome::Cancelled`].
    pub cancelled: u64,
}

impl FromIterator<Outcome> for Tally {
    fn from_iter<I: IntoIterator<Item = Outcome>>(outcomes: I) -> Self {
        let mut tally = Self::default();
        for outcome in outcomes {
            *tally.of_mut(outcome) += 1;
        }
        tally
    }
}

impl Tally {
    /// The count of one outcome.
    #[must_use]
    pub fn of(&self, outcome: Outcome) -> u64 {
        match outcome {
            Outcome::Pending => self.pending,
            Outcome::Running => self.running,
            Outcome::Succeeded => self.succeeded,
            Outcome::Failed => self.failed,
            Outcome::NotReached => self.not_reached,
            Outcome::Cancelled => self.cancelled,
        }
    }

    /// The count of one outcome, to change it.
    pub fn of_mut(&mut self, outcome: Outcome) -> &mut u64 {
        match outcome {
            Outcome::Pending => &mut self.pending,
            Outcome::Running => &mut self.running,
            Outcome::Succeeded => &mut self.succeeded,
            Outcome::Failed => &mut self.failed,
            Outcome::NotReached => &mut self.not_reached,
            Outcome::Cancelled => &mut self.cancelled,
        }
    }

    /// All of them together.
    #[must_use]
    pub fn total(&self) -> u64 {
        Outcome::ALL.into_iter().map(|outcome| self.of(outcome)).sum()
    }

    /// Those that nothing more will happen to.
    #[must_use]
    pub fn settled(&self) -> u64 {
        Outcome::ALL.into_iter().filter(|o| o.settled()).map(|o| self.of(o)).sum()
    }
}

/// One device of one job.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Row {
    /// Place in the order in which rows were first seen; never changes while the proxy runs.
    pub index: u32,
    /// Device id.
    pub device: String,
    /// Module id, for a job over modules.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub module: Option<String>,
    /// What became of it.
    pub outcome: Outcome,
    /// Status that the device chose to answer a method with.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub status: Option<i64>,
    /// JSON that the device answered.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub payload: Option<Value>,
    /// The hub's error for this device.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub error: Option<RowError>,
    /// When the job began: the hub does not say when it turned to the device.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub started_at: Option<EpochMillis>,
    /// When the hub last changed the row: the finish, once settled.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub updated_at: Option<EpochMillis>,
}

impl Row {
    /// What tells it from the others of its job, also in an address: its device, or `device/module`. No device id has a
    /// slash.
    #[must_use]
    pub fn name(&self) -> String {
        match &self.module {
            None => self.device.clone(),
            Some(module) => format!("{}/{module}", self.device),
        }
    }
}

/// The hub's words for why a device has no success.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct RowError {
    /// The hub's name, such as `DeviceNotOnline`, or its number as text.
    pub code: String,
    /// The hub's sentence.
    pub description: String,
}

/// Query of `GET /api/jobs/{id}/rows`: which window of which rows.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct RowQuery {
    /// First row of the window, counted among the rows that pass the filter.
    #[serde(default)]
    pub from: u32,
    /// One past the last row of the window; at most 500 rows are given.
    pub to: u32,
    /// Outcomes to keep, separated by commas in their wire spelling; absent for all.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub outcome: Option<String>,
    /// Text that device id, answer or error must contain, case-insensitively; absent for all.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
    /// Failure group to keep: its `code`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
    /// Absent for the order in which rows were first seen.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub order: Option<RowOrder>,
    /// Name of a row to begin with, wherever it stands: the window is as long as was asked for. A row that does not pass
    /// changes nothing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub around: Option<String>,
}

/// Query of `GET /api/jobs/{id}/export`: every row that passes the filter, as a file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ExportQuery {
    /// Of which kind.
    pub format: ExportFormat,
    /// See [`RowQuery::outcome`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub outcome: Option<String>,
    /// See [`RowQuery::text`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
    /// See [`RowQuery::code`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
    /// See [`RowQuery::order`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub order: Option<RowOrder>,
}

/// What rows are exported as.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum ExportFormat {
    /// A table for people (RFC 4180). A cell that a spreadsheet would take for a formula begins with `'`.
    Csv,
    /// A JSON object on each line, for programs.
    Ndjson,
}

impl ExportFormat {
    /// Its word, which is also the ending of the file's name.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Csv => "csv",
            Self::Ndjson => "ndjson",
        }
    }
}

/// A window of rows.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct RowWindow {
    /// First row given, counted among the rows that pass the filter.
    pub from: u32,
    /// Rows that pass the filter.
    pub total: u32,
    /// The rows.
    pub rows: Vec<Row>,
}

/// Devices that failed for one reason.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct FailureGroup {
    /// `Failed` or `NotReached`.
    pub outcome: Outcome,
    /// The hub's error name, or the status that devices answered, as text.
    pub code: String,
    /// How many devices, of the rows known.
    pub count: u64,
    /// The words of one of them.
    pub sample: String,
}
