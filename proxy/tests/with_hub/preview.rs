//! Preview, proof, order.

use iothub_client::tier::Tier;
use lockstep_api::{
    preview::{Changes, Preview},
    problem::ProblemCode,
};
use lockstep_hub_emulator::Operation;
use reqwest::Method;
use serde_json::{Value, json};

use crate::stage::{Stage, job, problem, set_floor, success};

async fn preview(stage: &Stage, order: &Value) -> Preview {
    let body = json!({"action": order["action"], "condition": order["condition"]});
    success(stage.call(Method::POST, "/api/preview").json(&body).send().await.unwrap()).await
}

#[tokio::test]
async fn a_large_order_needs_the_proof_that_somebody_looked() {
    let stage = Stage::with(Tier::Unlimited, |config| config.preview_threshold = 2).await;
    stage.register(&["a", "b", "c"]).await;
    stage.door("a", 200).await;
    let mut order = set_floor("*");
    let required = problem(stage.order("j1", &order).await).await;
    assert_eq!(required, ProblemCode::PreviewRequired { count: 3 });

    let preview = preview(&stage, &order).await;
    assert_eq!((preview.count, preview.connected, preview.sample.len()), (3, 1, 3));
    order["preview"] = json!({"token": preview.signed.unwrap().token, "typedCount": 4});
    let mismatch = problem(stage.order("j1", &order).await).await;
    assert_eq!(mismatch, ProblemCode::CountMismatch { previewed: 3 });

    order["preview"]["typedCount"] = 3.into();
    stage.register(&["d"]).await;
    let grown = problem(stage.order("j1", &order).await).await;
    assert_eq!(grown, ProblemCode::CountGrown { previewed: 3, now: 4 });

    let preview = self::preview(&stage, &order).await;
    order["preview"] = json!({"token": preview.signed.unwrap().token, "typedCount": 4});
    job(stage.order("j1", &order).await).await;
}

#[tokio::test]
async fn a_fleet_is_counted_before_the_action_is_known_and_nothing_is_signed() {
    let stage = Stage::new().await;
    stage.register(&["a", "b"]).await;
    let preview = preview(&stage, &json!({"condition": "*"})).await;
    assert_eq!((preview.count, preview.changes, preview.signed), (2, None, None));
}

#[tokio::test]
async fn a_preview_of_a_twin_order_says_how_many_twins_would_change() {
    let stage = Stage::new().await;
    stage.register(&["a", "b", "c"]).await;
    let twin = stage.call(Method::PATCH, "/api/devices/b/twin").json(&json!({"desired": {"floor": 3}}));
    assert!(twin.send().await.unwrap().status().is_success());
    let order = json!({"action": {"twin": {"desired": {"floor": 3}}}, "condition": "*"});
    let preview = preview(&stage, &order).await;
    assert_eq!(preview.changes, Some(Changes { read: 3, changing: 2 }));
    let changing = preview.sample.iter().map(|one| (one.device.id.as_str(), one.changes.unwrap()));
    assert_eq!(changing.collect::<Vec<_>>(), [("a", true), ("b", false), ("c", true)]);
}

#[tokio::test]
async fn a_preview_of_nobody_says_so_and_a_broken_one_is_refused() {
    let stage = Stage::new().await;
    assert_eq!(preview(&stage, &set_floor("*")).await.count, 0);
    let broken = json!({"action": {"twin": {}}, "condition": "*"});
    let refused = stage.call(Method::POST, "/api/preview").json(&broken).send().await.unwrap();
    assert!(matches!(problem(refused).await, ProblemCode::InvalidField { field, .. } if field == "action"));
}

#[tokio::test]
async fn a_preview_of_a_large_fleet_on_s1_costs_two_queries_and_waits_for_none() {
    let stage = Stage::with(Tier::S1, |config| config.pace.patience = std::time::Duration::ZERO).await;
    let ids: Vec<String> = (0..101).map(|number| format!("door-{number}")).collect();
    stage.register(&ids.iter().map(String::as_str).collect::<Vec<_>>()).await;
    stage.door("door-7", 200).await;
    let preview = preview(&stage, &set_floor("*")).await;
    assert_eq!((preview.count, preview.connected, preview.sample.len()), (101, 1, 8));
    assert_eq!(stage.hub.calls(Operation::Query), 2);
}
