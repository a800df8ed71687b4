//! Tests of requests and answers; those of rows and words are in the file below.

use insta::assert_snapshot;
use proptest::prelude::*;
use serde_json::{Value, json};

use super::*;
use crate::{
    error::ErrorCode,
    ids::JobId,
    json::JsonText,
    method::{MethodCall, MethodProblem},
    time::UtcTime,
    twin::{TwinPatch, TwinProblem},
};

mod rows;

fn id(text: &str) -> JobId {
    text.parse().unwrap()
}

fn at() -> UtcTime {
    "2026-01-01T00:00:00.1234567Z".parse().unwrap()
}

fn read(job: &str, body: &str) -> Result<JobRequest, JobProblem> {
    JobRequest::from_json(id(job), body.as_bytes())
}

fn twin(patch: Value) -> JobAction {
    JobAction::Twin(TwinUpdate::unconditional(TwinPatch::try_from(patch).unwrap()))
}

/// A method job as the Python SDK sends it.
const PYTHON_METHOD: &str = r#"{"jobId": "j2", "type": "scheduleDeviceMethod", "cloudToDeviceMethod": {"methodName": "m", "payload": {"a": 1}, "responseTimeoutInSeconds": 10, "connectTimeoutInSeconds": 0}, "queryCondition": "deviceId IN ['dev1']", "startTime": "2026-01-01T12:00:00.000Z", "maxExecutionTimeInSeconds": 60}"#;

#[test]
fn the_requests_of_sdks_are_read() {
    let python = read("j2", PYTHON_METHOD).unwrap();
    let payload = JsonText::read(br#"{"a": 1}"#).unwrap();
    let call = MethodCall::with_timeouts("m", payload, Some(10), Some(0)).unwrap();
    assert_eq!(python.action, JobAction::Method(call));
    assert_eq!(python.condition, "deviceId IN ['dev1']");
    assert_eq!(python.start_at, Some("2026-01-01T12:00:00Z".parse().unwrap()));
    assert_eq!(python.max_execution_seconds, Some(60));

    let python = read("j1", r#"{"jobId": "j1", "type": "scheduleUpdateTwin", "updateTwin": {"properties": {"desired": {"x": 1, "y": null}}, "etag": "*"}, "queryCondition": "*", "startTime": "2026-11-22T22:11:56.188406Z", "maxExecutionTimeInSeconds": 60}"#).unwrap();
    assert_eq!(python.action, twin(json!({ "properties": { "desired": { "x": 1, "y": null } } })));

    let node = read("j-m", r#"{"jobId":"j-m","type":"scheduleDeviceMethod","cloudToDeviceMethod":{"methodName":"reboot","payload":null,"responseTimeoutInSeconds":30},"startTime":null,"queryCondition":"*"}"#).unwrap();
    assert_eq!(node.action, JobAction::Method(MethodCall::new("reboot", Value::Null).unwrap()));
    assert_eq!((node.start_at, node.max_execution_seconds), (None, None));

    let node = read("j-t", r#"{"jobId":"j-t","type":"scheduleUpdateTwin","updateTwin":{"etag":"*","tags":{"b":1}},"startTime":"1970-01-01T00:00:00.000Z","maxExecutionTimeInSeconds":60,"queryCondition":"*"}"#).unwrap();
    assert_eq!(node.action, twin(json!({ "tags": { "b": 1 } })));
    assert_eq!(node.start_at, Some(UtcTime::from_unix_millis(0)));
}

#[test]
fn a_request_is_written_as_sdks_do() {
    assert_snapshot!(
        serde_json::to_string(&read("j2", PYTHON_METHOD).unwrap()).unwrap(),
        @r#"{"jobId":"j2","type":"scheduleDeviceMethod","cloudToDeviceMethod":{"methodName":"m","payload":{"a": 1},"responseTimeoutInSeconds":10,"connectTimeoutInSeconds":0},"queryCondition":"deviceId IN ['dev1']","startTime":"2026-01-01T12:00:00Z","maxExecutionTimeInSeconds":60}"#
    );
    let update = JobRequest {
        id: id("scenario"),
        action: twin(json!({ "properties": { "desired": { "building": 43, "floor": 3 } } })),
        condition: "*".to_owned(),
        start_at: None,
        max_execution_seconds: None,
    };
    assert_snapshot!(
        serde_json::to_string(&update).unwrap(),
        @r#"{"jobId":"scenario","type":"scheduleUpdateTwin","updateTwin":{"etag":"*","properties":{"desired":{"building":43,"floor":3}}},"queryCondition":"*"}"#
    );
}

#[test]
fn each_fault_of_a_request_has_its_code() {
    let method = r#""cloudToDeviceMethod":{"methodName":"m"}"#;
    let cases = [
        ("[]".to_owned(), JobProblem::NotAJob, ErrorCode::IotHubFormatError),
        (r#"{"queryCondition":1}"#.to_owned(), JobProblem::NotAJob, ErrorCode::IotHubFormatError),
        (r#"{"jobId":"other"}"#.to_owned(), JobProblem::OtherId, ErrorCode::ArgumentInvalid),
        ("{}".to_owned(), JobProblem::Type, ErrorCode::GenericBadRequest),
        (r#"{"type":"scheduleTwinUpdate"}"#.to_owned(), JobProblem::Type, ErrorCode::GenericBadRequest),
        (
            r#"{"type":"scheduleDeviceMethod"}"#.to_owned(),
            JobProblem::MethodMissing,
            ErrorCode::ArgumentInvalid,
        ),
        (r#"{"type":"scheduleUpdateTwin"}"#.to_owned(), JobProblem::TwinMissing, ErrorCode::ArgumentInvalid),
        (
            r#"{"type":"scheduleUpdateTwin","updateTwin":{"tags":{}}}"#.to_owned(),
            JobProblem::EtagMissing,
            ErrorCode::PreconditionFailed,
        ),
        (
            r#"{"type":"scheduleUpdateTwin","updateTwin":{"etag":"*","tags":1}}"#.to_owned(),
            JobProblem::Twin(TwinProblem::NotAnObject { section: crate::twin::SectionKind::Tags }),
            ErrorCode::ArgumentInvalid,
        ),
        (
            r#"{"type":"scheduleDeviceMethod","cloudToDeviceMethod":{"methodName":""}}"#.to_owned(),
            JobProblem::Method(MethodProblem::NameMissing),
            ErrorCode::ArgumentInvalid,
        ),
        (
            format!(r#"{{"type":"scheduleDeviceMethod",{method}}}"#),
            JobProblem::ConditionMissing,
            ErrorCode::ArgumentInvalid,
        ),
        (
            format!(r#"{{"type":"scheduleDeviceMethod",{method},"queryCondition":"{}"}}"#, "x".repeat(8193)),
            JobProblem::ConditionLength { length: 8193 },
            ErrorCode::PreconditionFailed,
        ),
        (
            format!(r#"{{"type":"scheduleDeviceMethod",{method},"queryCondition":"*","startTime":"soon"}}"#),
            JobProblem::StartTime,
            ErrorCode::ArgumentInvalid,
        ),
        (
            format!(
                r#"{{"type":"scheduleDeviceMethod",{method},"queryCondition":"*","maxExecutionTimeInSeconds":0}}"#
            ),
            JobProblem::MaxExecutionTime,
            ErrorCode::ArgumentInvalid,
        ),
    ];
    for (body, problem, code) in cases {
        assert_eq!(problem.code(), code);
        assert_eq!(read("j", &body), Err(problem), "{body}");
    }
}

#[test]
fn a_job_starts_at_most_168_hours_ahead() {
    let mut request = read("j2", PYTHON_METHOD).unwrap();
    let now = at();
    for (seconds, answer) in [
        (-1_000_000_000, Ok(())),
        (FURTHEST_START_SECONDS, Ok(())),
        (FURTHEST_START_SECONDS + 1, Err(JobProblem::StartTooLate)),
    ] {
        request.start_at = Some(now.plus_seconds(seconds));
        assert_eq!(request.check_start(now), answer);
    }
    request.start_at = None;
    assert_eq!(request.check_start(now), Ok(()));
}

#[test]
fn the_answer_to_a_create_is_sparse() {
    let body =
        r#"{"type":"scheduleDeviceMethod","cloudToDeviceMethod":{"methodName":"m"},"queryCondition":"*"}"#;
    let written = serde_json::to_string(&Job::accepted(&read("job01", body).unwrap())).unwrap();
    assert_snapshot!(written, @r#"{"jobId":"job01","type":"scheduleDeviceMethod","status":"queued"}"#);
    assert_eq!(written.len(), 65);
}

#[test]
fn an_unknown_job_is_an_answer() {
    let unknown = r#"{"type":"unknown","status":"unknown"}"#;
    assert_eq!(serde_json::to_string(&Job::unknown()).unwrap(), unknown);
    assert!(!serde_json::from_str::<Job>(unknown).unwrap().known());
}

#[test]
fn a_full_record_is_written_as_it_was_read() {
    let recorded = r#"{"jobId":"job01","queryCondition":"deviceId IN ['a','b']","createdTime":"2026-01-01T00:00:00.1234567Z","startTime":"2026-01-01T00:00:00Z","endTime":"2026-01-01T00:00:09.7654321Z","maxExecutionTimeInSeconds":300,"type":"scheduleDeviceMethod","cloudToDeviceMethod":{"methodName":"reboot","payload":{"d":1},"responseTimeoutInSeconds":30,"connectTimeoutInSeconds":0},"status":"completed","deviceJobStatistics":{"deviceCount":2,"failedCount":1,"succeededCount":1,"runningCount":0,"pendingCount":0}}"#;
    let job: Job = serde_json::from_str(recorded).unwrap();
    assert_eq!(serde_json::to_string(&job).unwrap(), recorded);
    assert_eq!(job.statistics.unwrap().failed_count, 1);
    assert_eq!(job.method.unwrap().decoded().value(), json!({ "d": 1 }));
}

#[test]
fn an_echoed_payload_is_an_array_of_byte_values() {
    let echo = MethodEcho::of(&MethodCall::new("m", json!({ "a": 1 })).unwrap());
    assert_eq!(echo.payload.as_str(), "[123,34,97,34,58,49,125]");
    assert_eq!(echo.decoded().value(), json!({ "a": 1 }));
}

/// An integer beyond all doubles was rounded, and members came in another order.
#[test]
fn a_payload_is_handed_on_as_it_was_written() {
    let payload = r#"{"z":123456789012345678901234567890, "a":1.0e2}"#;
    let body = format!(
        r#"{{"type":"scheduleDeviceMethod","cloudToDeviceMethod":{{"methodName":"m","payload": {payload} }},"queryCondition":"*"}}"#
    );
    let request = read("j", &body).unwrap();
    let JobAction::Method(call) = &request.action else { panic!("{request:?}") };
    assert_eq!(call.payload().as_str(), payload);
    assert!(serde_json::to_string(&request).unwrap().contains(payload));
    let job = Job::created(&request, at());
    assert_eq!(job.method.as_ref().unwrap().decoded().as_str(), payload);
    assert!(job.answers(&request));
}

#[test]
fn of_two_members_of_one_name_the_last_counts() {
    let body = r#"{"type":"x","type":"scheduleDeviceMethod","cloudToDeviceMethod":{"methodName":"a","methodName":"b"},"queryCondition":"*"}"#;
    let JobAction::Method(call) = read("j", body).unwrap().action else { panic!("{body}") };
    assert_eq!(call.name(), "b");
}

#[test]
fn an_array_that_is_no_json_in_bytes_is_the_payload_itself() {
    for payload in [json!([1, 2, 3]), json!([300]), json!(["a"]), json!([]), json!([255, 255]), json!(null)] {
        let echo = MethodEcho {
            payload: payload.clone().into(),
            ..MethodEcho::of(&MethodCall::new("m", json!(0)).unwrap())
        };
        assert_eq!(echo.decoded().value(), payload);
        assert!(echo.answers(&MethodCall::new("m", payload).unwrap()));
    }
}

#[test]
fn a_created_job_answers_its_request_and_no_other() {
    let request = read("j2", PYTHON_METHOD).unwrap();
    let job = Job::created(&request, at());
    assert!(job.answers(&request));
    let others = [
        JobRequest { id: id("j3"), ..request.clone() },
        JobRequest { condition: "*".to_owned(), ..request.clone() },
        JobRequest { start_at: Some(at()), ..request.clone() },
        JobRequest {
            action: JobAction::Method(MethodCall::new("m", json!({ "a": 2 })).unwrap()),
            ..request.clone()
        },
        JobRequest { action: twin(json!({})), ..request.clone() },
    ];
    for other in others {
        assert!(!job.answers(&other), "{other:?}");
    }
    assert!(!Job::unknown().answers(&request));
}

#[test]
fn the_echo_of_a_twin_may_have_nulls_and_more_members() {
    let request =
        JobRequest { action: twin(json!({ "tags": { "a": null } })), ..read("j2", PYTHON_METHOD).unwrap() };
    let mut job = Job::created(&request, at());
    job.twin = Some(json!({
        "deviceId": null, "etag": "*", "tags": { "a": null }, "version": null, "properties": { "desired": null }
    }));
    assert!(job.answers(&request));
    job.twin = Some(json!({ "etag": "AAAAAAAAAAE=", "tags": { "a": null } }));
    assert!(!job.answers(&request));
}

fn requests() -> impl Strategy<Value = JobRequest> {
    let payload = prop_oneof![
        Just(Value::Null),
        any::<i64>().prop_map(Value::from),
        "[^\\x00]{0,20}".prop_map(Value::from)
    ];
    let method = ("[A-Za-z]{1,10}", payload.clone(), 5_u32..=300)
        .prop_map(|(name, payload, seconds)| {
            MethodCall::with_timeouts(name, payload, Some(seconds), Some(0)).unwrap()
        })
        .prop_map(JobAction::Method);
    let update = ("[a-z]{1,8}", payload.prop_filter("tags have other limits", |value| !value.is_i64()))
        .prop_map(|(key, value)| twin(json!({ "tags": { key: value } })));
    let start = proptest::option::of((0_i64..4_000_000_000_000).prop_map(UtcTime::from_unix_millis));
    let window = proptest::option::of(1_u64..172_800);
    ("[a-z0-9-]{6,64}", prop_oneof![method, update], "[ -~]{0,40}\\*", start, window).prop_map(
        |(job, action, condition, start_at, max_execution_seconds)| JobRequest {
            id: id(&job),
            action,
            condition,
            start_at,
            max_execution_seconds,
        },
    )
}

proptest! {
    #[test]
    fn a_request_survives_json_and_is_answered_by_its_job(request in requests()) {
        let body = serde_json::to_vec(&request).unwrap();
        let read = JobRequest::from_json(request.id.clone(), &body);
        prop_assert_eq!(read.as_ref(), Ok(&request));
        prop_assert_eq!(&serde_json::from_slice::<JobRequest>(&body).unwrap(), &request);
        if let JobAction::Twin(update) = &request.action {
            let text = serde_json::to_string(update).unwrap();
            prop_assert_eq!(&serde_json::from_str::<TwinUpdate>(&text).unwrap(), update);
        }

        let job = Job::created(&request, at());
        let job: Job = serde_json::from_str(&serde_json::to_string(&job).unwrap()).unwrap();
        prop_assert!(job.answers(&request));
    }

    #[test]
    fn no_body_panics(body in "\\PC{0,80}") {
        let _ = read("j", &body);
    }
}
