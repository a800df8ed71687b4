//! Orders over lists of devices that are longer than one condition can be.

use iothub_client::tier::Tier;
use iothub_wire::job::JobStatus;
use lockstep_api::{
    job::{Job, JobId, Part, Reruns},
    preview::Preview,
    problem::ProblemCode,
};
use lockstep_hub_emulator::{Fault, Operation};
use reqwest::Method;
use serde_json::{Value, json};

use crate::stage::{Stage, job, lock_door, problem, success};

/// A fleet of 600 doors, and an order that names them all.
async fn listed() -> (Stage, Value) {
    let stage = Stage::with(Tier::Unlimited, |config| config.preview_threshold = 500).await;
    let ids: Vec<String> = (0..600).map(|number| format!("entrance-door-{number:04}")).collect();
    stage.register_many(&ids).await;
    let mut order = lock_door(&format!("deviceId IN ['{}']", ids.join("', '")));
    order["action"]["method"]["connectTimeoutSeconds"] = 0.into();
    (stage, order)
}

/// The devices of a condition, counted for the action of an order.
async fn counted(stage: &Stage, order: &Value, condition: &Value) -> Preview {
    let preview = stage.call(Method::POST, "/api/preview");
    let preview = preview.json(&json!({"action": order["action"], "condition": condition}));
    success(preview.send().await.unwrap()).await
}

async fn relatives(stage: &Stage, id: &str) -> Vec<String> {
    let relatives: Vec<Job> = stage.get(&format!("/api/jobs/{id}/relatives")).await;
    let mut ids: Vec<_> = relatives.iter().map(|job| job.id.to_string()).collect();
    ids.sort();
    ids
}

#[tokio::test]
async fn a_list_longer_than_a_condition_is_confirmed_once_and_becomes_several_jobs() {
    let (stage, mut order) = listed().await;
    let required = problem(stage.order("lock", &order).await).await;
    assert_eq!(required, ProblemCode::PreviewRequired { count: 600 });
    let preview = counted(&stage, &order, &order["condition"]).await;
    assert_eq!((preview.count, preview.connected, preview.sample.len()), (600, 0, 8));
    order["preview"] = json!({"token": preview.signed.unwrap().token, "typedCount": 599});
    let mismatch = problem(stage.order("lock", &order).await).await;
    assert_eq!(mismatch, ProblemCode::CountMismatch { previewed: 600 });

    let before = stage.hub.calls(Operation::CreateJob);
    order["preview"]["typedCount"] = 600.into();
    let first = job(stage.order("lock", &order).await).await;
    let part = |number| Some(Part { series: JobId::listed("lock"), number, of: 2 });
    assert_eq!((first.id.as_str(), first.record.part), ("lock", part(1)));
    let second: Job = stage.get("/api/jobs/lock-2").await;
    assert_eq!(second.record.part, part(2));
    // The proxy may have been restarted since, and then it does not know its proof any more.
    order["preview"]["token"] = "AAAA".into();
    assert_eq!(job(stage.order("lock", &order).await).await.id, first.id);
    assert_eq!(stage.hub.calls(Operation::CreateJob) - before, 2);
    stage.hub.until_job(&"lock-2".parse().unwrap(), JobStatus::Completed).await;
}

#[tokio::test]
async fn an_order_that_is_refused_halfway_tells_what_was_ordered_and_goes_on_when_it_is_sent_again() {
    let (stage, mut order) = listed().await;
    let preview = counted(&stage, &order, &order["condition"]).await;
    order["preview"] = json!({"token": preview.signed.unwrap().token, "typedCount": 600});
    let refusal = || Fault::Answer { status: 401, code: Some("IotHubUnauthorized".to_owned()), body: None };
    stage.hub.plan(Operation::CreateJob, Fault::Delay { milliseconds: 0 }, 1);
    stage.hub.plan(Operation::CreateJob, refusal(), 1);
    let refused = problem(stage.order("lock", &order).await).await;
    let ProblemCode::OrderedInPart { made: 1, of: 2, code } = refused else { panic!("{refused:?}") };
    assert!(matches!(*code, ProblemCode::HubFailing { .. }), "{code:?}");
    assert_eq!(relatives(&stage, "lock").await, ["lock"]);
    assert_eq!(job(stage.order("lock", &order).await).await.id.as_str(), "lock");
    assert_eq!(relatives(&stage, "lock").await, ["lock", "lock-2"]);
}

#[tokio::test]
async fn a_proof_is_for_the_whole_list() {
    let (stage, mut order) = listed().await;
    let preview = counted(&stage, &order, &json!("*")).await;
    order["preview"] = json!({"token": preview.signed.unwrap().token, "typedCount": 600});
    assert_eq!(problem(stage.order("lock", &order).await).await, ProblemCode::PreviewRefused);
}

#[tokio::test]
async fn every_part_knows_its_series_and_the_attempts_at_it() {
    let (stage, mut order) = listed().await;
    let preview = counted(&stage, &order, &order["condition"]).await;
    order["preview"] = json!({"token": preview.signed.unwrap().token, "typedCount": 600});
    job(stage.order("lock", &order).await).await;
    let again = json!({"id": "again", "devices": "chosen", "chosen": [{"device": "entrance-door-0599"}]});
    let again = stage.call(Method::POST, "/api/jobs/lock-2/rerun").json(&again).send().await.unwrap();
    let again: Reruns = success(again).await;
    assert_eq!(again.jobs[0].record.part, None);
    assert_eq!(relatives(&stage, "lock-2").await, ["again", "lock", "lock-2"]);
    assert_eq!(relatives(&stage, "lock").await, ["again", "lock", "lock-2"]);
}
