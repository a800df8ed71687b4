//! Which HTTP status goes with which problem: one table.

use axum::http::StatusCode;
use lockstep_api::problem::ProblemCode;

/// The status of a problem.
pub(crate) fn of(code: &ProblemCode) -> StatusCode {
    match code {
        ProblemCode::Malformed { .. } => StatusCode::BAD_REQUEST,
        ProblemCode::SignInRequired | ProblemCode::TokenRefused => StatusCode::UNAUTHORIZED,
        ProblemCode::CrossSite
        | ProblemCode::RightMissing { .. }
        | ProblemCode::RoleTooLow { .. }
        | ProblemCode::ReadOnly => StatusCode::FORBIDDEN,
        ProblemCode::RouteNotFound | ProblemCode::DeviceNotFound { .. } | ProblemCode::JobNotFound => {
            StatusCode::NOT_FOUND
        }
        ProblemCode::JobIdTaken
        | ProblemCode::DeviceExists { .. }
        | ProblemCode::DeviceOffline { .. }
        | ProblemCode::NoFreeSlot { .. }
        | ProblemCode::RowsUnread { .. }
        | ProblemCode::CannotCancel { .. } => StatusCode::CONFLICT,
        ProblemCode::PreviewRefused
        | ProblemCode::CountMismatch { .. }
        | ProblemCode::CountGrown { .. }
        | ProblemCode::TwinChanged => StatusCode::PRECONDITION_FAILED,
        ProblemCode::TooLarge { .. } => StatusCode::PAYLOAD_TOO_LARGE,
        ProblemCode::HostNotAllowed => StatusCode::MISDIRECTED_REQUEST,
        ProblemCode::InvalidField { .. }
        | ProblemCode::InvalidCondition { .. }
        | ProblemCode::InvalidTwin { .. }
        | ProblemCode::StartInPast { .. }
        | ProblemCode::StartTooFar { .. }
        | ProblemCode::NothingToRepeat
        | ProblemCode::EmptyFleet => StatusCode::UNPROCESSABLE_ENTITY,
        ProblemCode::PreviewRequired { .. } => StatusCode::PRECONDITION_REQUIRED,
        ProblemCode::TooMany | ProblemCode::TooManyAttempts { .. } => StatusCode::TOO_MANY_REQUESTS,
        ProblemCode::Internal => StatusCode::INTERNAL_SERVER_ERROR,
        ProblemCode::HubFailing { .. } | ProblemCode::HubRefused { .. } => StatusCode::BAD_GATEWAY,
        ProblemCode::HubThrottled { .. }
        | ProblemCode::BudgetSpent { .. }
        | ProblemCode::StoreFailing
        | ProblemCode::ShuttingDown => StatusCode::SERVICE_UNAVAILABLE,
        ProblemCode::OutcomeUnknown { .. } | ProblemCode::DeviceSilent { .. } => StatusCode::GATEWAY_TIMEOUT,
        ProblemCode::OrderedInPart { code, .. } => of(code),
    }
}

/// Seconds after which the same request may succeed, where that is all that is needed.
pub(super) fn retry_after(code: &ProblemCode) -> Option<u32> {
    match code {
        ProblemCode::HubThrottled { .. } => Some(10),
        ProblemCode::TooManyAttempts { .. } => Some(300),
        ProblemCode::TooMany => Some(1),
        ProblemCode::BudgetSpent { .. } | ProblemCode::ShuttingDown => Some(5),
        ProblemCode::OrderedInPart { code, .. } => retry_after(code),
        _ => None,
    }
}
