//! What a person is told when a call to the hub gave nothing.

use iothub_client::Error;
use lockstep_api::{hub::HubFailure, problem::ProblemCode, time::EpochMillis};

use super::health::{failure, name};

/// The problem that a failed call is.
pub(crate) fn problem(error: &Error) -> ProblemCode {
    match error {
        Error::Spent(until) => {
            ProblemCode::BudgetSpent { next_try_at: EpochMillis(until.retry_at.unix_millis()) }
        }
        Error::Throttled(until) => ProblemCode::HubThrottled {
            next_try_at: EpochMillis(until.retry_at.unix_millis()),
            hub_code: until.throttled_by.clone().unwrap_or_default(),
        },
        Error::Unsendable { reason } => ProblemCode::Malformed { reason: reason.clone() },
        Error::Unreachable(_) | Error::Lost(_) => {
            ProblemCode::HubFailing { cause: HubFailure::Unreachable, hub_code: None }
        }
        Error::Garbled { .. } => ProblemCode::HubFailing { cause: HubFailure::Garbled, hub_code: None },
        Error::Refused(refusal) => match failure(refusal) {
            Some(cause) => ProblemCode::HubFailing { cause, hub_code: Some(name(refusal)) },
            None => ProblemCode::HubRefused {
                hub_status: refusal.status,
                hub_code: name(refusal),
                hub_message: refusal.message.clone(),
                tracking_id: refusal.tracking_id.clone(),
            },
        },
    }
}
