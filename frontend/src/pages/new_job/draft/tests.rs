use iothub_wire::twin::TwinProblem;
use lockstep_api::job::{JobId, JobState};
use serde_json::{Value, json};

use super::*;

const HOUR: i64 = 3_600_000;
const NOW: EpochMillis = EpochMillis(1_000 * HOUR);

/// Reads `+2h` as two hours from now.
fn local(text: &str) -> Option<EpochMillis> {
    let hours: i64 = text.strip_suffix('h')?.parse().ok()?;
    Some(EpochMillis(NOW.0 + hours * HOUR))
}

fn lock() -> Draft {
    Draft {
        method: "lockDoor".to_owned(),
        payload: r#"{"lockTime":"10m"}"#.to_owned(),
        condition: "deviceId = 'door-1'".to_owned(),
        ..Draft::default()
    }
}

#[test]
fn a_method_draft_becomes_its_order() {
    let order = lock().order(NOW, local, None).unwrap();
    let action = Action::Method {
        name: "lockDoor".to_owned(),
        payload: json!({"lockTime": "10m"}),
        response_timeout_seconds: 60,
        connect_timeout_seconds: 10,
    };
    assert_eq!(order.action, action);
    assert_eq!(order.condition, "deviceId = 'door-1'");
    assert_eq!((order.start_at, order.max_execution_seconds), (None, 3600));
    assert!(!order.start_at_once_if_late);
}

#[test]
fn a_twin_draft_becomes_its_order_with_its_nulls() {
    let draft = Draft {
        kind: Kind::Twin,
        desired: r#"{"building":43,"floor":3,"old":null}"#.to_owned(),
        starts: Starts::Later,
        start: "2h".to_owned(),
        ..lock()
    };
    let order = draft.order(NOW, local, None).unwrap();
    let desired = json!({"building": 43, "floor": 3, "old": null}).as_object().cloned();
    assert_eq!(order.action, Action::Twin { desired, tags: None });
    assert_eq!(order.start_at, Some(EpochMillis(NOW.0 + 2 * HOUR)));
}

#[test]
fn every_wrong_field_is_named() {
    let draft = Draft {
        method: " ".to_owned(),
        payload: "{".to_owned(),
        response_timeout: "4".to_owned(),
        connect_timeout: "x".to_owned(),
        condition: "a IN (1)".to_owned(),
        starts: Starts::Later,
        max_execution: "0".to_owned(),
        ..Draft::default()
    };
    let faults = draft.order(NOW, local, None).unwrap_err();
    let expected = [
        (Field::Method, Fault::Missing),
        (Field::Payload, Fault::JsonEnds),
        (Field::ResponseTimeout, Fault::Range { least: 5, most: 300 }),
        (Field::ConnectTimeout, Fault::NotANumber),
        (Field::Condition, Fault::Condition),
        (Field::Start, Fault::NoTime),
        (Field::MaxExecution, Fault::Range { least: 1, most: LONGEST_RUN }),
    ];
    assert_eq!(faults, expected);
}

#[test]
fn waiting_to_connect_cannot_outlast_the_answer() {
    let draft = Draft { response_timeout: "5".to_owned(), connect_timeout: "6".to_owned(), ..lock() };
    assert_eq!(draft.action().unwrap_err(), [(Field::ConnectTimeout, Fault::ConnectAboveResponse)]);
}

#[test]
fn an_empty_payload_is_null() {
    let draft = Draft { payload: String::new(), ..lock() };
    assert!(matches!(draft.action(), Ok(Action::Method { payload: Value::Null, .. })));
}

#[test]
fn a_patch_is_checked_by_the_hubs_rules_while_it_is_typed() {
    let draft = Draft { kind: Kind::Twin, tags: r#"{"a.b": 1}"#.to_owned(), ..lock() };
    let faults = draft.action().unwrap_err();
    assert!(matches!(
        faults.as_slice(),
        [(Field::Tags, Fault::Twin(TwinProblem::KeyCharacter { character: '.', .. }))]
    ));
    let nothing = Draft { kind: Kind::Twin, desired: "{}".to_owned(), ..lock() };
    assert_eq!(nothing.action().unwrap_err(), [(Field::Desired, Fault::NothingToWrite)]);
    let list = Draft { kind: Kind::Twin, desired: "[1]".to_owned(), ..lock() };
    assert_eq!(list.action().unwrap_err(), [(Field::Desired, Fault::NotAnObject)]);
}

#[test]
fn a_start_lies_ahead_and_within_seven_days() {
    let at =
        |start: &str| Draft { starts: Starts::Later, start: start.to_owned(), ..lock() }.start_at(NOW, local);
    assert_eq!(at("0h"), Err(Fault::InPast));
    assert_eq!(at("-1h"), Err(Fault::InPast));
    assert!(at("168h").is_ok());
    assert_eq!(at("169h"), Err(Fault::TooFar));
}

#[test]
fn a_clone_orders_what_the_job_did() {
    let order = lock().order(NOW, local, None).unwrap();
    let job = Job {
        id: JobId::listed("a"),
        state: JobState::Completed,
        action: order.action.clone(),
        condition: Some(order.condition.clone()),
        created_at: None,
        start_at: None,
        ended_at: None,
        max_execution_seconds: Some(120),
        failure_reason: None,
        hub_counts: None,
        record: lockstep_api::job::JobRecord::default(),
    };
    let again = Draft::of_job(&job).order(NOW, local, None).unwrap();
    assert_eq!((again.action, again.condition), (order.action, order.condition));
    assert_eq!(again.max_execution_seconds, 120);
    assert_eq!(again.repeats, Some(Repeats { job: job.id, devices: RepeatedDevices::Own }));
    assert_eq!(order.repeats, None, "what was not copied repeats nothing");
}
