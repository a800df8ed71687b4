//! The record of who did what.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::{
    job::{JobId, JobState},
    row::Tally,
    session::Role,
    time::EpochMillis,
};

/// One entry of the record, as it is stored and authenticated.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct AuditRecord {
    /// 1, 2, 3 and so on, without gaps.
    pub number: u64,
    /// When.
    pub at: EpochMillis,
    /// Who; absent where that is not known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub actor: Option<Actor>,
    /// The address that the call came from; empty where Lockstep does it by itself.
    pub address: String,
    /// Id of the request, also in the log; empty without one.
    pub request_id: String,
    /// What happened.
    pub entry: AuditEntry,
}

/// Whoever did it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Actor {
    /// In words for a person.
    pub name: String,
    /// What stays the same when the name changes.
    pub subject: String,
    /// What they were allowed then.
    pub role: Role,
}

/// What happened.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum AuditEntry {
    /// Somebody signed in.
    SignedIn {
        /// With what.
        with: SignedInWith,
    },
    /// Somebody signed out.
    SignedOut,
    /// Somebody was not let in.
    NotLetIn {
        /// Why: the word of a problem, or of a failed login.
        reason: String,
    },
    /// Something is about to be done. Without an outcome it is not known whether it was.
    Intent {
        /// Method and path of the route, such as `PUT /api/jobs/{id}`.
        route: String,
        /// The id in the path.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        target: Option<String>,
        /// The request, as it was sent.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        body: Option<Value>,
    },
    /// A slot of the hub is free for an order that waited, and it is about to be given to the hub.
    Turn {
        /// The job.
        job: JobId,
        /// Who ordered it, in words for a person.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        ordered_by: Option<String>,
    },
    /// A job that was ordered here has ended, and is kept with its rows.
    Ended {
        /// The job.
        job: JobId,
        /// Its state.
        state: JobState,
        /// How many devices had which outcome.
        devices: Tally,
    },
    /// What came of an intent, or of a turn.
    Outcome {
        /// The number of its record.
        of: u64,
        /// HTTP status that was answered.
        status: u16,
        /// The word of the problem, when it was refused.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        problem: Option<String>,
        /// Jobs that were made.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        jobs: Vec<JobId>,
    },
}

/// What somebody signed in with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum SignedInWith {
    /// The operator token.
    Token,
    /// A login at the OpenID provider.
    Provider,
}

/// Query of `GET /api/audit`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct AuditQuery {
    /// Only entries with a smaller number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub before: Option<u64>,
    /// Only entries with this text in them; small and capital letters are the same from A to Z.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
}

/// Entries, the newest first.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct AuditPage {
    /// The entries.
    pub records: Vec<AuditRecord>,
    /// Whether there are older ones.
    pub more: bool,
}
