//! Where the failures of a job cluster.

use iothub_client::tier::Tier;
use iothub_wire::job::JobStatus;
use lockstep_api::cluster::{Clusters, Share};
use lockstep_hub_emulator::Operation;
use reqwest::Method;
use serde_json::json;

use crate::stage::{Stage, job, lock_door, success};

#[tokio::test]
async fn failures_that_are_all_on_one_floor_are_told_once_and_cost_the_hub_one_look() {
    let stage = Stage::with(Tier::Unlimited, |_| {}).await;
    for (device, status, floor) in [
        ("a", 409, 2),
        ("b", 409, 2),
        ("c", 409, 2),
        ("d", 409, 1),
        ("e", 200, 1),
        ("f", 200, 1),
        ("g", 200, 3),
    ] {
        stage.register(&[device]).await;
        stage.door(device, status).await;
        let tags = json!({"tags": {"floor": floor, "site": "west"}});
        let path = format!("/api/devices/{device}/twin");
        let twin = stage.call(Method::PATCH, &path).json(&tags).send().await.unwrap();
        let _twin: serde_json::Value = success(twin).await;
    }
    job(stage.order("lock", &lock_door("*")).await).await;
    stage.hub.until_job(&"lock".parse().unwrap(), JobStatus::Completed).await;
    let _live = stage.live("job=lock").await;
    let first: Clusters = stage.get("/api/jobs/lock/clusters").await;
    let [cluster] = first.clusters.as_slice() else { panic!("{first:?}") };
    assert_eq!((cluster.code.as_str(), cluster.condition.as_str()), ("409", "tags.floor = 2"));
    assert_eq!((cluster.failed, cluster.succeeded), (Share { count: 3, of: 4 }, Share { count: 0, of: 3 }));
    let before = stage.hub.calls(Operation::Query);
    let again: Clusters = stage.get("/api/jobs/lock/clusters").await;
    assert_eq!(again, first);
    assert_eq!(stage.hub.calls(Operation::Query), before);
}
