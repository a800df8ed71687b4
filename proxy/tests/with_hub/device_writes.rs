//! One device, written and called without a job.

use iothub_client::tier::Tier;
use iothub_sas::ServiceConnectionString;
use lockstep_api::{
    device::{Device, MethodAnswer},
    problem::{FieldRule, ProblemCode},
};
use lockstep_hub_emulator::Policy;
use reqwest::{Method, Response, StatusCode};
use secrecy::ExposeSecret as _;
use serde_json::{Value, json};

use crate::stage::{Stage, problem, success};

async fn patch(stage: &Stage, device: &str, body: &Value) -> Response {
    stage.call(Method::PATCH, &format!("/api/devices/{device}/twin")).json(body).send().await.unwrap()
}

async fn invoke(stage: &Stage, device: &str, name: &str, connect: u32) -> Response {
    let body = json!({"name": name, "payload": {"lockTime": "10m"},
                      "responseTimeoutSeconds": 5, "connectTimeoutSeconds": connect});
    stage.call(Method::POST, &format!("/api/devices/{device}/methods")).json(&body).send().await.unwrap()
}

async fn register(stage: &Stage, device: &str) -> Response {
    stage.call(Method::PUT, &format!("/api/devices/{device}")).send().await.unwrap()
}

#[tokio::test]
async fn a_twin_is_merged_and_a_null_deletes() {
    let stage = Stage::new().await;
    stage.register(&["a"]).await;
    let first: Device =
        success(patch(&stage, "a", &json!({"tags": {"floor": 2, "ward": "C"}, "desired": {"x": 1}})).await)
            .await;
    let change = json!({"tags": {"floor": 3, "ward": null}, "etag": first.etag});
    let second: Device = success(patch(&stage, "a", &change).await).await;
    assert_eq!(Value::from(second.summary.tags), json!({"floor": 3}));
    assert_eq!(Value::from(second.desired.properties), json!({"x": 1}));
    assert_ne!(second.etag, first.etag);
}

#[tokio::test]
async fn a_twin_that_somebody_else_changed_is_not_written_over_unless_asked_for() {
    let stage = Stage::new().await;
    stage.register(&["a"]).await;
    let before: Device = stage.get("/api/devices/a").await;
    let _theirs: Device = success(patch(&stage, "a", &json!({"tags": {"floor": 7}})).await).await;

    let mine = json!({"tags": {"floor": 3}, "etag": before.etag});
    let refused = patch(&stage, "a", &mine).await;
    assert_eq!(refused.status(), StatusCode::PRECONDITION_FAILED);
    assert_eq!(problem(refused).await, ProblemCode::TwinChanged);
    let now: Device = stage.get("/api/devices/a").await;
    assert_eq!(now.summary.tags["floor"], 7);

    let over: Device = success(patch(&stage, "a", &json!({"tags": {"floor": 3}})).await).await;
    assert_eq!(over.summary.tags["floor"], 3);
}

#[tokio::test]
async fn a_patch_that_the_hub_would_refuse_is_refused_with_its_section() {
    let stage = Stage::new().await;
    stage.register(&["a"]).await;
    let answer = problem(patch(&stage, "a", &json!({"tags": {"a.b": 1}})).await).await;
    assert!(matches!(answer, ProblemCode::InvalidTwin { section, .. } if section == "tags"));
    let answer = problem(patch(&stage, "a", &json!({"etag": "AAAAAAAAAAE="})).await).await;
    assert_eq!(
        answer,
        ProblemCode::InvalidField { field: "action".to_owned(), rule: FieldRule::NothingToWrite }
    );
    let answer = problem(patch(&stage, "nobody", &json!({"tags": {"a": 1}})).await).await;
    assert_eq!(answer, ProblemCode::DeviceNotFound { device: "nobody".to_owned() });
}

#[tokio::test]
async fn a_method_brings_the_answer_of_the_device_whatever_it_is() {
    let stage = Stage::new().await;
    stage.register(&["a", "b"]).await;
    stage.door("a", 200).await;
    stage.door("b", 409).await;
    for (device, status) in [("a", 200), ("b", 409)] {
        let answer: MethodAnswer = success(invoke(&stage, device, "lockDoor", 0).await).await;
        assert_eq!(answer.status, status);
        assert_eq!(answer.payload, json!({"Response": "lockDoor called successfully"}));
    }
}

#[tokio::test]
async fn a_device_that_is_offline_is_told_from_one_that_does_not_exist() {
    let stage = Stage::new().await;
    stage.register(&["a"]).await;
    let offline = invoke(&stage, "a", "lockDoor", 0).await;
    assert_eq!(offline.status(), StatusCode::CONFLICT);
    assert_eq!(problem(offline).await, ProblemCode::DeviceOffline { device: "a".to_owned() });
    let unknown = problem(invoke(&stage, "nobody", "lockDoor", 0).await).await;
    assert_eq!(unknown, ProblemCode::DeviceNotFound { device: "nobody".to_owned() });
    let wrong = problem(invoke(&stage, "a", "lockDoor", 6).await).await;
    assert!(matches!(wrong, ProblemCode::InvalidField { rule: FieldRule::ConnectAboveResponse, .. }));
}

#[tokio::test]
async fn a_device_is_registered_once_by_a_credential_that_may() {
    let mut stage = Stage::new().await;
    let refused = register(&stage, "new-1").await;
    assert_eq!(refused.status(), StatusCode::FORBIDDEN);
    assert_eq!(problem(refused).await, ProblemCode::RightMissing { right: "RegistryWrite".to_owned() });

    let owner = stage.hub.service_connection_string(Policy::Owner);
    let owner = ServiceConnectionString::parse(owner.expose_secret()).unwrap();
    stage.restart_proxy(|config| config.connection = owner).await;
    let text = register(&stage, "new-1").await.text().await.unwrap();
    let device: Device = serde_json::from_str(&text).unwrap();
    assert_eq!((device.summary.id.as_str(), device.summary.enabled), ("new-1", true));
    assert!(!text.to_lowercase().contains("key"), "{text}");
    let again = problem(register(&stage, "new-1").await).await;
    assert_eq!(again, ProblemCode::DeviceExists { device: "new-1".to_owned() });
    let wrong = problem(register(&stage, "a%20b").await).await;
    assert_eq!(wrong, ProblemCode::InvalidField { field: "id".to_owned(), rule: FieldRule::Character });
}

#[tokio::test]
async fn a_budget_that_is_spent_is_told_and_nothing_is_sent() {
    let stage = Stage::with(Tier::F1, |config| config.pace.patience = std::time::Duration::ZERO).await;
    stage.register(&["a"]).await;
    let mut last = None;
    for _ in 0..60 {
        let answer = patch(&stage, "a", &json!({"tags": {"x": 1}})).await;
        if !answer.status().is_success() {
            last = Some(problem(answer).await);
            break;
        }
    }
    assert!(matches!(last, Some(ProblemCode::BudgetSpent { .. })), "{last:?}");
}
