//! Every refusal, as RFC 9457 `application/problem+json`.
//!
//! `code` is stable and its parameters are typed, so that a reader in any language can be given a whole
//! sentence; `detail` is an English sentence for people who call the API by hand.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::{
    decode::{NotOfType, decode},
    hub::{HubFailure, Slots},
    job::{JobId, JobState},
    session::Role,
    time::EpochMillis,
};

/// A refusal.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "Text", into = "Text")]
pub struct Problem {
    /// `urn:lockstep:problem:` and the code.
    pub kind: String,
    /// HTTP status, repeated.
    pub status: u16,
    /// What happened and what to do, in English.
    pub detail: String,
    /// The same, for programs.
    pub code: ProblemCode,
    /// Id of the request, also in the log and in the `x-request-id` header.
    pub request_id: Option<String>,
}

/// A problem as it crosses the wire: the code as a word, its parameters beside it.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Text {
    #[serde(rename = "type")]
    kind: String,
    status: u16,
    detail: String,
    code: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    params: Option<Value>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    request_id: Option<String>,
}

impl From<Problem> for Text {
    fn from(problem: Problem) -> Self {
        let Problem { kind, status, detail, code, request_id } = problem;
        let (code, params) = code.parts();
        Self { kind, status, detail, code, params, request_id }
    }
}

impl TryFrom<Text> for Problem {
    type Error = NotOfType;

    fn try_from(text: Text) -> Result<Self, Self::Error> {
        let Text { kind, status, detail, code, params, request_id } = text;
        let code = match params {
            None => Value::String(code),
            Some(params) => {
                let mut tagged = Map::new();
                tagged.insert(code, params);
                Value::Object(tagged)
            }
        };
        Ok(Self { kind, status, detail, code: decode(code)?, request_id })
    }
}

impl ProblemCode {
    /// The code's word, such as `emptyFleet`.
    #[must_use]
    pub fn name(&self) -> String {
        self.parts().0
    }

    /// The word, and the parameters of a code that has some.
    fn parts(&self) -> (String, Option<Value>) {
        match serde_json::to_value(self) {
            Ok(Value::Object(tagged)) => {
                tagged.into_iter().next().map_or_else(Default::default, |(code, params)| (code, Some(params)))
            }
            Ok(Value::String(code)) => (code, None),
            // An enum of plain data is one or the other.
            Ok(_) | Err(_) => Default::default(),
        }
    }
}

/// What was refused, and why.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum ProblemCode {
    /// No session, or it ended.
    SignInRequired,
    /// The operator token is wrong.
    TokenRefused,
    /// Too many attempts to sign in have failed from there.
    TooManyAttempts {
        /// When the next one may be made.
        next_try_at: EpochMillis,
    },
    /// The caller's role does not allow it.
    RoleTooLow {
        /// The least role that does.
        needs: Role,
        /// The caller's.
        has: Role,
    },
    /// The proxy was started to show and not to order.
    ReadOnly,
    /// The request came from another site.
    CrossSite,
    /// The `Host` header names no host of this proxy.
    HostNotAllowed,
    /// No such route.
    RouteNotFound,
    /// The body or the query is not what the route takes.
    Malformed {
        /// The parser's words.
        reason: String,
    },
    /// One field breaks a rule.
    InvalidField {
        /// Which field, as a path such as `action.connectTimeoutSeconds`.
        field: String,
        /// Which rule.
        rule: FieldRule,
    },
    /// The condition cannot be used.
    InvalidCondition {
        /// Stable code of the query language's error.
        error: String,
        /// First character that is wrong, counted from 1; absent when it is the whole.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        column: Option<u32>,
        /// The parser's sentence.
        sentence: String,
    },
    /// The twin patch breaks one of the hub's limits.
    InvalidTwin {
        /// `tags` or `desired`.
        section: String,
        /// Stable code of the limit.
        error: String,
        /// The rule's sentence.
        sentence: String,
    },
    /// The start time has passed.
    StartInPast {
        /// The proxy's clock.
        now: EpochMillis,
    },
    /// The start time is further ahead than the hub allows.
    StartTooFar {
        /// The furthest start.
        latest: EpochMillis,
    },
    /// The job reaches so many devices that a preview must be seen first.
    PreviewRequired {
        /// Devices it would reach now.
        count: u64,
    },
    /// The preview token is not for this order, not from this proxy, or too old.
    PreviewRefused,
    /// The typed count is not the preview's.
    CountMismatch {
        /// The preview's count.
        previewed: u64,
    },
    /// The fleet has grown by more than a tenth since the preview.
    CountGrown {
        /// The preview's count.
        previewed: u64,
        /// The count now.
        now: u64,
    },
    /// No device satisfies the condition.
    EmptyFleet,
    /// The condition names one device and the hub has no such device.
    DeviceNotFound {
        /// The id.
        device: String,
    },
    /// The hub has a device of this id already.
    DeviceExists {
        /// The id.
        device: String,
    },
    /// The device is not connected, so it was not asked.
    DeviceOffline {
        /// The id.
        device: String,
    },
    /// The device was asked and did not answer in time; it may have acted.
    DeviceSilent {
        /// The id.
        device: String,
    },
    /// Somebody has written the twin since it was read.
    TwinChanged,
    /// The credential of the proxy lacks a right.
    RightMissing {
        /// The hub's word for it, such as `RegistryWrite`.
        right: String,
    },
    /// The hub knows no such job.
    JobNotFound,
    /// Another job has this id.
    JobIdTaken,
    /// All job slots are taken, and as many jobs wait for one as Lockstep keeps.
    NoFreeSlot {
        /// By whom.
        slots: Slots,
    },
    /// The job has not ended, or not all of its rows have been read: who failed is not known yet.
    RowsUnread {
        /// Rows known.
        known: u64,
    },
    /// No device of the job is of the kind that it is to be run again for.
    NothingToRepeat,
    /// The hub cancels queued and scheduled jobs only.
    CannotCancel {
        /// What the job is now.
        state: JobState,
    },
    /// The hub refused with 429.
    HubThrottled {
        /// When to try again.
        next_try_at: EpochMillis,
        /// The hub's name for it.
        hub_code: String,
    },
    /// This proxy's own share of the hub's limit is used up; nothing was sent.
    BudgetSpent {
        /// When there will be some again.
        next_try_at: EpochMillis,
    },
    /// The hub gave no usable answer.
    HubFailing {
        /// How.
        cause: HubFailure,
        /// The hub's name for it, when it has one.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        hub_code: Option<String>,
    },
    /// The hub refused the request.
    HubRefused {
        /// HTTP status.
        hub_status: u16,
        /// The hub's name for it, such as `ArgumentInvalid`.
        hub_code: String,
        /// The hub's text.
        hub_message: String,
        /// For Microsoft's support.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        tracking_id: Option<String>,
    },
    /// The order was sent, the answer was lost, and the hub could not be asked since: it may or may not exist.
    OutcomeUnknown {
        /// The job to look for.
        job: JobId,
    },
    /// Of an order that takes several jobs, some were ordered before one was refused. The same order again goes on with
    /// the rest.
    OrderedInPart {
        /// Jobs that were ordered.
        made: u32,
        /// Jobs that it takes.
        of: u32,
        /// Why the next one was refused.
        code: Box<ProblemCode>,
    },
    /// The request body is larger than the route takes.
    TooLarge {
        /// Bytes allowed.
        limit: u64,
    },
    /// Lockstep cannot store what it has to remember; nothing was done.
    StoreFailing,
    /// Too many streams or requests from this caller.
    TooMany,
    /// The proxy is shutting down.
    ShuttingDown,
    /// A fault in Lockstep; the log has the request id.
    Internal,
}

/// Which rule a field breaks.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum FieldRule {
    /// Must have something in it.
    Required,
    /// A number outside its range.
    Range {
        /// Least.
        least: i64,
        /// Most.
        most: i64,
    },
    /// Text or JSON that is too long.
    Length {
        /// Bytes allowed.
        most: u64,
    },
    /// The connect time-out is longer than the response time-out.
    ConnectAboveResponse,
    /// Neither desired properties nor tags.
    NothingToWrite,
    /// Has a character that is not allowed.
    Character,
    /// A kind that Lockstep does not order.
    Unsupported,
    /// An id that belongs to something else.
    Taken,
}
