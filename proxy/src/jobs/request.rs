//! From the form to what the hub takes, with every rule that can be checked here.

use iothub_wire::{
    ids::JobId as HubJobId,
    job::{FURTHEST_START_SECONDS, JobAction, JobRequest, TwinUpdate},
    method::{LARGEST_PAYLOAD, LONGEST_METHOD_NAME, MethodCall, MethodProblem},
    time::UtcTime,
    twin::{Members, SectionPatch, TwinPatch, TwinProblem},
};
use lockstep_api::{
    job::{Action, JobId, JobOrder, LONGEST_NAME, LONGEST_NOTE},
    problem::{FieldRule, ProblemCode},
};

use crate::translate::millis;

/// The request that an order is; its start is not looked at.
pub(super) fn request(id: &JobId, order: &JobOrder) -> Result<JobRequest, ProblemCode> {
    let id = HubJobId::try_from(id.as_str()).map_err(|_| invalid("id", FieldRule::Character))?;
    let seconds = order.max_execution_seconds;
    if seconds == 0 || i32::try_from(seconds).is_err() {
        return Err(invalid("maxExecutionSeconds", FieldRule::Range { least: 1, most: i32::MAX.into() }));
    }
    Ok(JobRequest {
        id,
        action: action(&order.action)?,
        condition: order.condition.trim().to_owned(),
        start_at: order.start_at.map(|at| UtcTime::from_unix_millis(at.0)),
        max_execution_seconds: Some(seconds.into()),
    })
}

/// Checks what an order says besides what the hub is told.
pub(super) fn check_label(name: Option<&str>, note: Option<&str>) -> Result<(), ProblemCode> {
    let long = |field: &str, text: Option<&str>, most: usize| match text {
        Some(text) if text.chars().count() > most => {
            Err(invalid(field, FieldRule::Length { most: most as u64 }))
        }
        _ => Ok(()),
    };
    long("name", name, LONGEST_NAME)?;
    long("note", note, LONGEST_NOTE)
}

/// Checks the start of a request. One that is late starts at once if that was agreed to.
pub(super) fn check_start(
    request: &mut JobRequest,
    at_once_if_late: bool,
    now: UtcTime,
) -> Result<(), ProblemCode> {
    let Some(start_at) = request.start_at else { return Ok(()) };
    let latest = now.plus_seconds(FURTHEST_START_SECONDS);
    if start_at > latest {
        return Err(ProblemCode::StartTooFar { latest: millis(latest) });
    }
    if start_at >= now {
        return Ok(());
    }
    if at_once_if_late {
        request.start_at = None;
        return Ok(());
    }
    Err(ProblemCode::StartInPast { now: millis(now) })
}

/// What an action is to the hub.
pub(crate) fn action(action: &Action) -> Result<JobAction, ProblemCode> {
    match action {
        Action::Method { name, payload, response_timeout_seconds, connect_timeout_seconds } => {
            let (response, connect) = (Some(*response_timeout_seconds), Some(*connect_timeout_seconds));
            let call = MethodCall::with_timeouts(name.as_str(), payload.clone(), response, connect);
            call.map(JobAction::Method).map_err(|problem| method_problem(&problem))
        }
        Action::Twin { desired, tags } => {
            let patch = TwinPatch { desired: section(desired.as_ref()), tags: section(tags.as_ref()) };
            if patch.desired.absent() && patch.tags.absent() {
                return Err(invalid("action", FieldRule::NothingToWrite));
            }
            // One after the other, so that it is known which of them breaks a limit.
            check("tags", &TwinPatch { tags: patch.tags.clone(), ..TwinPatch::default() })?;
            check("desired", &TwinPatch { desired: patch.desired.clone(), ..TwinPatch::default() })?;
            Ok(JobAction::Twin(TwinUpdate::unconditional(patch)))
        }
        Action::Other { .. } => Err(invalid("action", FieldRule::Unsupported)),
    }
}

/// An empty object writes nothing, so it is as good as absent.
fn section(members: Option<&Members>) -> SectionPatch {
    match members.filter(|members| !members.is_empty()) {
        Some(members) => SectionPatch::Members(members.clone()),
        None => SectionPatch::Absent,
    }
}

fn check(section: &str, patch: &TwinPatch) -> Result<(), ProblemCode> {
    patch.check().map_err(|problem| ProblemCode::InvalidTwin {
        section: section.to_owned(),
        error: twin_code(&problem).to_owned(),
        sentence: problem.to_string(),
    })
}

fn twin_code(problem: &TwinProblem) -> &'static str {
    match problem {
        TwinProblem::NotAPatch => "not-a-patch",
        TwinProblem::NotAnObject { .. } => "not-an-object",
        TwinProblem::SectionTooLarge { .. } => "section-too-large",
        TwinProblem::KeyTooLong { .. } => "key-too-long",
        TwinProblem::KeyCharacter { .. } => "key-character",
        TwinProblem::StringTooLong { .. } => "string-too-long",
        TwinProblem::TooDeep { .. } => "too-deep",
        TwinProblem::NullInArray { .. } => "null-in-array",
        TwinProblem::IntegerRange { .. } => "integer-range",
    }
}

fn method_problem(problem: &MethodProblem) -> ProblemCode {
    match problem {
        MethodProblem::NotACall | MethodProblem::PayloadDepth => {
            ProblemCode::Malformed { reason: problem.to_string() }
        }
        MethodProblem::NameMissing => invalid("action.name", FieldRule::Required),
        MethodProblem::NameLength { .. } => {
            invalid("action.name", FieldRule::Length { most: LONGEST_METHOD_NAME as u64 })
        }
        MethodProblem::NameCharacter { .. } => invalid("action.name", FieldRule::Character),
        MethodProblem::PayloadSize { .. } => {
            invalid("action.payload", FieldRule::Length { most: LARGEST_PAYLOAD as u64 })
        }
        MethodProblem::ResponseTimeout { .. } => {
            invalid("action.responseTimeoutSeconds", FieldRule::Range { least: 5, most: 300 })
        }
        MethodProblem::ConnectTimeout { .. } => {
            invalid("action.connectTimeoutSeconds", FieldRule::Range { least: 0, most: 300 })
        }
        MethodProblem::ConnectLongerThanResponse { .. } => {
            invalid("action.connectTimeoutSeconds", FieldRule::ConnectAboveResponse)
        }
    }
}

fn invalid(field: &str, rule: FieldRule) -> ProblemCode {
    ProblemCode::InvalidField { field: field.to_owned(), rule }
}

#[cfg(test)]
mod tests {
    use lockstep_api::time::EpochMillis;
    use serde_json::{Value, json};

    use super::*;

    fn order(action: &Value) -> JobOrder {
        let order =
            json!({"action": action, "condition": " * ", "maxExecutionSeconds": 60, "startAt": 20_000});
        serde_json::from_value(order).unwrap()
    }

    fn lock_door() -> Value {
        json!({"method": {"name": "lockDoor", "payload": {"lockTime": "10m"},
               "responseTimeoutSeconds": 60, "connectTimeoutSeconds": 0}})
    }

    fn refused(action: &Value) -> ProblemCode {
        request(&JobId::listed("j1"), &order(action)).unwrap_err()
    }

    #[test]
    fn an_order_becomes_what_official_sdks_send() {
        let request = request(&JobId::listed("j1"), &order(&lock_door())).unwrap();
        assert_eq!(
            serde_json::to_value(request).unwrap(),
            json!({
                "jobId": "j1", "type": "scheduleDeviceMethod", "queryCondition": "*",
                "cloudToDeviceMethod": {"methodName": "lockDoor", "payload": {"lockTime": "10m"},
                                        "responseTimeoutInSeconds": 60, "connectTimeoutInSeconds": 0},
                "startTime": "1970-01-01T00:00:20Z", "maxExecutionTimeInSeconds": 60,
            })
        );
    }

    #[test]
    fn a_late_start_is_refused_unless_starting_at_once_was_agreed_to() {
        let mut request = request(&JobId::listed("j1"), &order(&lock_door())).unwrap();
        let at = UtcTime::from_unix_seconds;
        assert_eq!(check_start(&mut request, false, at(20)), Ok(()));
        let problem = check_start(&mut request, false, at(21)).unwrap_err();
        assert_eq!(problem, ProblemCode::StartInPast { now: EpochMillis(21_000) });
        assert_eq!(check_start(&mut request, true, at(21)), Ok(()));
        assert_eq!(request.start_at, None);
    }

    #[test]
    fn a_start_more_than_seven_days_ahead_is_refused() {
        let mut request = request(&JobId::listed("j1"), &order(&lock_door())).unwrap();
        let now = UtcTime::from_unix_seconds(19 - 7 * 24 * 3600);
        let problem = check_start(&mut request, true, now).unwrap_err();
        assert_eq!(problem, ProblemCode::StartTooFar { latest: EpochMillis(19_000) });
    }

    #[test]
    fn broken_rules_name_their_field() {
        let mut method = lock_door();
        method["method"]["connectTimeoutSeconds"] = json!(61);
        assert_eq!(
            refused(&method),
            invalid("action.connectTimeoutSeconds", FieldRule::ConnectAboveResponse)
        );
        method["method"]["name"] = json!("");
        assert_eq!(refused(&method), invalid("action.name", FieldRule::Required));
        assert_eq!(refused(&json!({"twin": {"desired": {}}})), invalid("action", FieldRule::NothingToWrite));
        assert_eq!(refused(&json!({"other": {"name": "export"}})), invalid("action", FieldRule::Unsupported));
    }

    #[test]
    fn a_twin_limit_names_its_section() {
        let problem = refused(&json!({"twin": {"desired": {"a": 1}, "tags": {"a.b": 1}}}));
        let ProblemCode::InvalidTwin { section, error, .. } = problem else { panic!("{problem:?}") };
        assert_eq!((section.as_str(), error.as_str()), ("tags", "key-character"));
    }
}
