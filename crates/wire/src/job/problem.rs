//! Why a job was refused at create.

use thiserror::Error;

use super::FURTHEST_START_SECONDS;
use crate::{error::ErrorCode, method::MethodProblem, query::LONGEST_QUERY, twin::TwinProblem};

/// Why a job cannot be created.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum JobProblem {
    /// The body is not a JSON object of the right shape.
    #[error("the body is not a job")]
    NotAJob,
    /// The `type` is neither of the two that can be scheduled.
    #[error("a job's type is scheduleDeviceMethod or scheduleUpdateTwin")]
    Type,
    /// The body names another job than the path.
    #[error("the job id in the body is not the one in the path")]
    OtherId,
    /// A method job without `cloudToDeviceMethod`.
    #[error("a method job needs a method")]
    MethodMissing,
    /// A twin job without `updateTwin`.
    #[error("a twin job needs a twin")]
    TwinMissing,
    /// A twin job without an etag in its patch.
    #[error("a twin job needs an etag, \"*\" for any")]
    EtagMissing,
    /// No condition.
    #[error("a job needs a query condition, \"*\" for all devices")]
    ConditionMissing,
    /// The condition is too long.
    #[error("a query condition has at most {LONGEST_QUERY} characters, not {length}")]
    ConditionLength {
        /// Its length, in characters.
        length: usize,
    },
    /// The start time is not a time.
    #[error("the start time is not a time")]
    StartTime,
    /// The start time is too far ahead.
    #[error("a job starts at most {} hours ahead", FURTHEST_START_SECONDS / 3600)]
    StartTooLate,
    /// The run window is not a positive number.
    #[error("the maximum execution time is a whole number of seconds above zero")]
    MaxExecutionTime,
    /// The method call breaks a limit.
    #[error("the method call is refused")]
    Method(#[from] MethodProblem),
    /// The twin patch breaks a limit.
    #[error("the twin patch is refused")]
    Twin(#[from] TwinProblem),
}

impl JobProblem {
    /// The code of the refusal.
    #[must_use]
    pub fn code(&self) -> ErrorCode {
        match self {
            Self::NotAJob => ErrorCode::IotHubFormatError,
            Self::Type => ErrorCode::GenericBadRequest,
            Self::EtagMissing | Self::ConditionLength { .. } => ErrorCode::PreconditionFailed,
            Self::OtherId
            | Self::MethodMissing
            | Self::TwinMissing
            | Self::ConditionMissing
            | Self::StartTime
            | Self::StartTooLate
            | Self::MaxExecutionTime => ErrorCode::ArgumentInvalid,
            Self::Method(problem) => problem.code(),
            Self::Twin(problem) => problem.code(),
        }
    }

    /// The text for an error body. The one on the type is the hub's; the others are our choice.
    #[must_use]
    pub fn message(&self) -> String {
        match self {
            Self::Type => "BadRequest".to_owned(),
            Self::Method(problem) => problem.message(),
            Self::Twin(problem) => problem.message(),
            Self::NotAJob
            | Self::OtherId
            | Self::MethodMissing
            | Self::TwinMissing
            | Self::EtagMissing
            | Self::ConditionMissing
            | Self::ConditionLength { .. }
            | Self::StartTime
            | Self::StartTooLate
            | Self::MaxExecutionTime => self.to_string(),
        }
    }
}
