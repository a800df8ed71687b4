//! The fleet: pages, counts, one device.

use std::time::Duration;

use iothub_client::tier::Tier;
use lockstep_api::{
    device::{Device, DeviceCount, DeviceHistory, DevicePage},
    problem::ProblemCode,
};
use reqwest::Method;
use serde_json::{Value, json};

use crate::stage::{PATIENCE, Stage, problem};

#[tokio::test]
async fn a_fleet_is_read_page_by_page_and_counted() {
    let stage = Stage::new().await;
    let ids: Vec<String> = (0..130).map(|number| format!("pump-{number:03}")).collect();
    stage.register(&ids.iter().map(String::as_str).collect::<Vec<_>>()).await;
    stage.door("pump-007", 200).await;

    let first: DevicePage = stage.get("/api/devices").await;
    assert_eq!(first.devices.len(), 100);
    let next = first.next.unwrap();
    let last: DevicePage = stage.get(&format!("/api/devices?page={next}")).await;
    assert_eq!((last.devices.len(), last.next), (30, None));
    let all: std::collections::HashSet<_> =
        first.devices.iter().chain(&last.devices).map(|device| device.id.clone()).collect();
    assert_eq!(all.len(), 130);
    let connected: Vec<_> =
        first.devices.iter().filter(|device| device.connected).map(|d| d.id.as_str()).collect();
    assert_eq!(connected, ["pump-007"]);

    let count: DeviceCount = stage.get("/api/device-count?condition=STARTSWITH(deviceId,%20'pump-00')").await;
    assert_eq!((count.total, count.connected), (10, 1));
}

#[tokio::test]
async fn one_device_is_shown_with_its_twin_and_without_its_keys() {
    let stage = Stage::new().await;
    stage.register(&["a+b#1"]).await;
    let text = stage.call(Method::GET, "/api/devices/a%2Bb%231").send().await.unwrap().text().await.unwrap();
    let device: Device = serde_json::from_str(&text).unwrap();
    assert_eq!((device.summary.id.as_str(), device.desired.version), ("a+b#1", 1));
    assert!(!text.to_lowercase().contains("key"), "{text}");
    let missing = stage.call(Method::GET, "/api/devices/nobody").send().await.unwrap();
    assert_eq!(problem(missing).await, ProblemCode::DeviceNotFound { device: "nobody".into() });
}

#[tokio::test]
async fn columns_are_read_with_the_list() {
    let stage = Stage::new().await;
    stage.register(&["a", "b"]).await;
    let body = json!({"tags": {"floor": 2}, "desired": {"lock": {"time": "10m"}}});
    stage.call(Method::PATCH, "/api/devices/a/twin").json(&body).send().await.unwrap();
    let columns = "tags.floor,properties.desired.lock.time";
    let page: DevicePage = stage.get(&format!("/api/devices?columns={columns}")).await;
    let of = |id: &str| page.devices.iter().find(|device| device.id == id).unwrap().columns.clone();
    assert_eq!(of("a"), [json!(2), json!("10m")]);
    assert_eq!(of("b"), [Value::Null, Value::Null]);
    let refused = stage.call(Method::GET, "/api/devices?columns=COUNT()").send().await.unwrap();
    assert!(matches!(problem(refused).await, ProblemCode::InvalidField { field, .. } if field == "columns"));
}

#[tokio::test]
async fn a_condition_that_was_agreed_to_is_left_to_the_hub() {
    let stage = Stage::new().await;
    let path = "/api/devices?condition=ARRAY_CONTAINS(tags.floors,%202)";
    let ours = problem(stage.call(Method::GET, path).send().await.unwrap()).await;
    assert!(matches!(ours, ProblemCode::InvalidCondition { .. }), "{ours:?}");
    let theirs =
        problem(stage.call(Method::GET, &format!("{path}&unchecked=true")).send().await.unwrap()).await;
    assert!(matches!(theirs, ProblemCode::HubRefused { hub_status: 400, .. }), "{theirs:?}");
}

#[tokio::test]
async fn a_page_token_that_was_made_up_is_refused() {
    let stage = Stage::new().await;
    let answer = stage.call(Method::GET, "/api/devices?page=%21").send().await.unwrap();
    assert!(matches!(problem(answer).await, ProblemCode::Malformed { .. }));
}

#[tokio::test]
async fn the_fleet_is_counted_now_and_then_whoever_watches() {
    let stage = Stage::with(Tier::Unlimited, |config| config.pace.sample = Duration::from_millis(20)).await;
    stage.register(&["a", "b"]).await;
    stage.door("a", 200).await;
    let counted = async {
        loop {
            let DeviceHistory { samples, .. } = stage.get("/api/device-history").await;
            if let Some(last) = samples.last().filter(|last| last.connected == 1) {
                return (*last, samples.is_sorted_by_key(|sample| sample.as_of));
            }
            tokio::task::yield_now().await;
        }
    };
    let (last, sorted) =
        tokio::time::timeout(PATIENCE, counted).await.expect("a device is counted as connected");
    assert_eq!((last.total, sorted), (2, true));
}
