//! What is refused before the hub is asked to run it.

use lockstep_api::{
    job::JobState,
    problem::{FieldRule, ProblemCode},
};
use lockstep_hub_emulator::Operation;
use serde_json::json;

use crate::stage::{Stage, job, lock_door, problem, set_floor, starting_in};

#[tokio::test]
async fn a_device_that_does_not_exist_is_not_found() {
    let stage = Stage::new().await;
    let refused = stage.order("j1", &lock_door("deviceId = 'door-9'")).await;
    assert_eq!(problem(refused).await, ProblemCode::DeviceNotFound { device: "door-9".into() });
}

#[tokio::test]
async fn a_condition_that_selects_nobody_is_refused() {
    let stage = Stage::new().await;
    stage.register(&["a"]).await;
    let refused = stage.order("j1", &lock_door("tags.building = 43")).await;
    assert_eq!(problem(refused).await, ProblemCode::EmptyFleet);
}

#[tokio::test]
async fn what_the_hub_would_surely_fail_at_is_refused() {
    let stage = Stage::new().await;
    stage.register(&["a"]).await;
    let full = stage.order("j1", &lock_door("SELECT * FROM devices")).await;
    assert!(
        matches!(problem(full).await, ProblemCode::InvalidCondition { error, .. } if error == "full-query")
    );
    let upper = stage.order("J1", &lock_door("*")).await;
    let rule = FieldRule::Character;
    assert_eq!(problem(upper).await, ProblemCode::InvalidField { field: "id".into(), rule });
    let long = json!({"action": {"twin": {"desired": {"a": "x".repeat(4097)}}}, "condition": "*", "maxExecutionSeconds": 60});
    let refused = problem(stage.order("j1", &long).await).await;
    assert!(matches!(refused, ProblemCode::InvalidTwin { error, .. } if error == "string-too-long"));
    assert_eq!(stage.hub.calls(Operation::CreateJob), 0);
}

#[tokio::test]
async fn a_start_in_the_past_is_refused_unless_it_may_start_at_once() {
    let stage = Stage::new().await;
    stage.register(&["a"]).await;
    let late = starting_in(&stage, -5, set_floor("*"));
    assert!(matches!(problem(stage.order("j1", &late).await).await, ProblemCode::StartInPast { .. }));
    let mut agreed = late.clone();
    agreed["startAtOnceIfLate"] = true.into();
    let started = job(stage.order("j1", &agreed).await).await;
    assert_ne!(started.state, JobState::Scheduled);
    let far = starting_in(&stage, 8 * 24 * 3600, set_floor("*"));
    assert!(matches!(problem(stage.order("j2", &far).await).await, ProblemCode::StartTooFar { .. }));
}
