use super::{English, devices};
use crate::{
    api::Failure,
    intl,
    messages::{ProblemMessages, ShellMessages as _, StatusMessages as _},
};
use lockstep_api::{
    hub::HubFailure,
    job::JobState,
    problem::{FieldRule, ProblemCode},
};

impl ProblemMessages for English {
    fn failure(&self, failure: &Failure) -> String {
        match failure {
            Failure::Refused(problem) => self.problem(&problem.code),
            Failure::NoAnswer => {
                "Lockstep does not answer: it, or the network, is down. Nothing is lost; try again."
                    .to_owned()
            }
            Failure::Garbled { status } => format!(
                "The answer ({status}) is not from Lockstep; something in between gave it. Check the address and try again."
            ),
        }
    }

    fn problem(&self, problem: &ProblemCode) -> String {
        match problem {
        ProblemCode::SignInRequired => self.session_ended().to_owned(),
        ProblemCode::TokenRefused => "This token is not the one that Lockstep printed. Copy it again, without spaces around it.".to_owned(),
        ProblemCode::TooManyAttempts { next_try_at } => format!("Too many attempts to sign in have failed from here. Try again at {}.", intl::time(*next_try_at)),
        ProblemCode::RoleTooLow { needs, has } => format!("This takes the role {}, and yours is {}. Whoever runs Lockstep grants roles.", self.role(*needs), self.role(*has)),
        ProblemCode::ReadOnly => self.view_only_why(true).to_owned(),
        ProblemCode::CrossSite => "Lockstep refuses orders that come from another site. Open it by its own address.".to_owned(),
        ProblemCode::HostNotAllowed => "Lockstep is not known by this name. Open it by the address that it printed.".to_owned(),
        ProblemCode::RouteNotFound => "This page and Lockstep are not of the same version. Reload the page.".to_owned(),
        ProblemCode::Malformed { reason } => format!("Lockstep could not read the request ({reason}). Reload the page; it may be of another version."),
        ProblemCode::InvalidField { field, rule } => format!("{field}: {}", field_rule(rule)),
        ProblemCode::InvalidCondition { column, sentence, .. } => match column {
            Some(column) => format!("Column {column}: {sentence}."),
            None => format!("The condition cannot be used: {sentence}."),
        },
        ProblemCode::InvalidTwin { section, error, sentence } => format!("The hub would refuse this patch of {section}: {sentence} ({error})."),
        ProblemCode::StartInPast { now } => format!("The start is in the past: it is {} now. Choose a later time or start now.", intl::time(*now)),
        ProblemCode::StartTooFar { latest } => format!("The hub takes starts at most seven days ahead: until {}.", intl::date_time(*latest)),
        ProblemCode::PreviewRequired { count } => format!("This reaches {}: look at the count and type it to confirm.", devices(*count)),
        ProblemCode::PreviewRefused => "The count is too old or belongs to another order. It is being counted again; then confirm it.".to_owned(),
        ProblemCode::CountMismatch { previewed } => format!("The number typed is not the {} that were counted.", devices(*previewed)),
        ProblemCode::CountGrown { previewed, now } => format!("The fleet has grown from {} to {} since the count. Look again and confirm the new number.", intl::number(*previewed), devices(*now)),
        ProblemCode::EmptyFleet => "No device satisfies the condition, so nothing was ordered.".to_owned(),
        ProblemCode::DeviceNotFound { device } => format!("Device not found (404001 DeviceNotFound): the hub has no device {device}."),
        ProblemCode::DeviceExists { device } => format!("The hub has a device {device} already. Open it, or choose another id."),
        ProblemCode::DeviceOffline { device } => format!("{device} is not connected, so it was not asked (404103 DeviceNotOnline). Call again when it is back, or give it time to connect."),
        ProblemCode::DeviceSilent { device } => format!("{device} did not answer in time (504101 GatewayTimeout). It may have acted: look at what it reports before calling again."),
        ProblemCode::TwinChanged => "Somebody else has changed the twin since it was read (412001 PreconditionFailed), so nothing was saved.".to_owned(),
        ProblemCode::RightMissing { right } => format!("The credential of Lockstep may not do this: it lacks {right}. Whoever runs Lockstep can give it a policy that has it."),
        ProblemCode::JobNotFound => "The hub does not know this job. It keeps jobs for 30 days.".to_owned(),
        ProblemCode::JobIdTaken => "Another job has this id. Nothing was ordered; start a new order to get a fresh id.".to_owned(),
        ProblemCode::NoFreeSlot { slots } => format!("All job slots of the hub ({}) are taken (429004 ThrottlingMaxActiveJobCountExceeded), and no more jobs can wait for one. Withdraw one that waits.", slots.total),
        ProblemCode::RowsUnread { known } => format!("The job has not ended, or its rows are still being read ({} so far), so it is not known yet who failed. Try again when all rows are there.", intl::number(*known)),
        ProblemCode::NothingToRepeat => "No device of this job is of that kind any more, so nothing was ordered.".to_owned(),
        ProblemCode::CannotCancel { state } => cannot_cancel(*state, self.job_state(*state)),
        ProblemCode::HubThrottled { next_try_at, hub_code } => format!("The hub is throttling ({hub_code}). Try again after {}.", intl::time(*next_try_at)),
        ProblemCode::BudgetSpent { next_try_at } => format!("Lockstep has used its share of the hub's limit, so nothing was sent. Try again after {}.", intl::time(*next_try_at)),
        ProblemCode::HubFailing { cause, hub_code } => hub_failing(*cause, hub_code.as_deref()),
        ProblemCode::HubRefused { hub_status, hub_code, hub_message, tracking_id } => {
            let tracking = tracking_id.as_ref().map(|id| format!(" Tracking id for Microsoft's support: {id}.")).unwrap_or_default();
            format!("The hub refused ({hub_status} {hub_code}): {hub_message}{tracking}")
        }
        ProblemCode::OrderedInPart { made, of, code } => format!("{made} of the {of} jobs of this order were ordered and stay. Ask again: only the rest is ordered then. The next one was refused: {}", self.problem(code)),
        ProblemCode::OutcomeUnknown { job } => format!("The order was sent and the answer was lost: job {job} may or may not exist. Ask again: with the same id it cannot be ordered twice."),
        ProblemCode::TooLarge { limit } => format!("This is larger than the {} bytes that Lockstep takes.", intl::number(*limit)),
        ProblemCode::StoreFailing => "Lockstep cannot store what it has to remember, so nothing was done. Its log says why.".to_owned(),
        ProblemCode::TooMany => "Too many pages or requests at once. Close some tabs of Lockstep and try again.".to_owned(),
        ProblemCode::ShuttingDown => "Lockstep is being restarted. Try again in a moment.".to_owned(),
        ProblemCode::Internal => "Lockstep has a fault; its log says more under the request id.".to_owned(),
    }
    }

    fn request_id(&self, id: &str) -> String {
        format!("Request id {id}")
    }
}

fn field_rule(rule: &FieldRule) -> String {
    match rule {
        FieldRule::Required => "this cannot be empty.".to_owned(),
        FieldRule::Range { least, most } => format!(
            "a number from {} to {} is needed.",
            intl::number(least.unsigned_abs()),
            intl::number(most.unsigned_abs())
        ),
        FieldRule::Length { most } => format!("at most {most} bytes are possible."),
        FieldRule::ConnectAboveResponse => {
            "the time to connect cannot be longer than the time to answer.".to_owned()
        }
        FieldRule::NothingToWrite => "there are neither desired properties nor tags to write.".to_owned(),
        FieldRule::Character => "there is a character that is not allowed.".to_owned(),
        FieldRule::Unsupported => "Lockstep does not order jobs of this kind.".to_owned(),
        FieldRule::Taken => "is taken already: choose another.".to_owned(),
    }
}

fn cannot_cancel(state: JobState, word: &str) -> String {
    match state {
        JobState::Running => "The hub refuses to cancel a running job (405102 OperationNotAllowedInCurrentState). It ends by itself at its time limit.".to_owned(),
        JobState::Waiting
        | JobState::Queued
        | JobState::Scheduled
        | JobState::Completed
        | JobState::Failed
        | JobState::Cancelled
        | JobState::Unknown => format!("The hub cancels queued and scheduled jobs only; this one is {}.", word.to_ascii_lowercase()),
    }
}

fn hub_failing(cause: HubFailure, code: Option<&str>) -> String {
    let code = code.map(|code| format!(" ({code})")).unwrap_or_default();
    match cause {
        HubFailure::Unreachable => format!(
            "The hub cannot be reached{code}. Check its address and the network of Lockstep, then try again."
        ),
        HubFailure::CredentialRefused => format!(
            "The hub refuses the credential of Lockstep{code}. Whoever runs Lockstep has to renew it."
        ),
        HubFailure::Garbled => {
            format!("What answers is not an IoT Hub{code}. Whoever runs Lockstep has to check the host name.")
        }
        HubFailure::ServerError => format!(
            "The hub did not answer the request{code}. Nothing is wrong with yours; try again in a moment."
        ),
    }
}

#[cfg(test)]
mod tests {
    use lockstep_api::{hub::Slots, job::JobId};

    use super::*;

    #[test]
    fn a_refusal_says_what_happened_the_code_and_what_to_do() {
        let refused = ProblemCode::HubRefused {
            hub_status: 400,
            hub_code: "ArgumentInvalid".to_owned(),
            hub_message: "BadRequest".to_owned(),
            tracking_id: None,
        };
        assert_eq!(English.problem(&refused), "The hub refused (400 ArgumentInvalid): BadRequest");
        let slots = Slots { total: 1, held_by: vec![JobId::listed("a")] };
        assert!(English.problem(&ProblemCode::NoFreeSlot { slots }).contains("429004"));
    }

    #[test]
    fn cancel_never_lies() {
        let running = English.problem(&ProblemCode::CannotCancel { state: JobState::Running });
        assert!(running.starts_with("The hub refuses to cancel a running job"));
        let ended = English.problem(&ProblemCode::CannotCancel { state: JobState::Completed });
        assert_eq!(ended, "The hub cancels queued and scheduled jobs only; this one is completed.");
    }

    #[test]
    fn a_place_in_a_condition_is_named_once() {
        let condition = ProblemCode::InvalidCondition {
            error: "list-in-parentheses".to_owned(),
            column: Some(38),
            sentence: "a list takes square brackets".to_owned(),
        };
        assert_eq!(English.problem(&condition), "Column 38: a list takes square brackets.");
    }
}
