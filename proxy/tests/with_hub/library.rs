//! Templates and conditions that people keep.

use lockstep_api::{
    device::DeviceJobs,
    job::Job,
    library::{Kept, SavedQuery, Template},
    problem::{FieldRule, ProblemCode},
    row::Outcome,
};
use reqwest::Method;
use serde_json::{Value, json};

use crate::stage::{Stage, job, lock_door, problem, set_floor};

async fn put(stage: &Stage, path: &str, body: Value) -> reqwest::Response {
    stage.call(Method::PUT, path).json(&body).send().await.unwrap()
}

fn template(name: &str) -> Value {
    let action = json!({"twin": {"desired": {"floor": 3}}});
    let floor =
        json!({"name": "floor", "pointer": "/desired/floor", "kind": {"integer": {"least": 0, "most": 99}}});
    json!({"name": name, "content": {"action": action, "parameters": [floor]}})
}

#[tokio::test]
async fn templates_are_kept_beside_those_that_come_with_lockstep() {
    let stage = Stage::new().await;
    assert_eq!(put(&stage, "/api/templates/floors", template("Set the floor")).await.status(), 204);
    assert_eq!(put(&stage, "/api/templates/floors", template("Set a floor")).await.status(), 204);
    let kept: Vec<Kept<Template>> = stage.get("/api/templates").await;
    let names: Vec<_> = kept.iter().map(|kept| kept.name.as_str()).collect();
    assert_eq!(names, ["lockDoor", "unlockDoor", "reboot", "firmwareUpdate", "Set a floor"]);
    assert_eq!(kept[4].changed_by.as_deref(), Some("local operator"));
    let taken = put(&stage, "/api/templates/reboot", template("Reboot")).await;
    let taken = problem(taken).await;
    assert_eq!(taken, ProblemCode::InvalidField { field: "id".into(), rule: FieldRule::Taken });
    assert_eq!(put(&stage, "/api/templates/Bad_id", template("x")).await.status(), 422);
    assert_eq!(put(&stage, "/api/templates/empty", template(" ")).await.status(), 422);
    let removed = stage.call(Method::DELETE, "/api/templates/floors").send().await.unwrap();
    assert_eq!(removed.status(), 204);
    assert_eq!(stage.get::<Vec<Kept<Template>>>("/api/templates").await.len(), 4);
}

#[tokio::test]
async fn conditions_are_kept_even_those_that_only_the_hub_may_know() {
    let stage = Stage::new().await;
    for (id, name, condition) in [("b", "North", "tags.site = 'north'"), ("a", "Odd", "NEW_FUNCTION(tags.x)")]
    {
        let body = json!({"name": name, "content": {"condition": condition}});
        let kept = put(&stage, &format!("/api/queries/{id}"), body).await;
        assert_eq!(kept.status(), 204);
    }
    let kept: Vec<Kept<SavedQuery>> = stage.get("/api/queries").await;
    assert_eq!(kept.iter().map(|kept| kept.name.as_str()).collect::<Vec<_>>(), ["North", "Odd"]);
    let long = json!({"name": "Long", "content": {"condition": "x".repeat(8193)}});
    assert_eq!(put(&stage, "/api/queries/long", long).await.status(), 422);
}

#[tokio::test]
async fn a_device_knows_what_jobs_did_with_it() {
    let stage = Stage::new().await;
    stage.register(&["a", "b"]).await;
    stage.door("a", 409).await;
    for (id, order) in [("lock", lock_door("deviceId = 'a'")), ("floor", set_floor("*"))] {
        job(stage.order(id, &order).await).await;
        stage.hub.until_job(&id.parse().unwrap(), iothub_wire::job::JobStatus::Completed).await;
    }
    let jobs: DeviceJobs = stage.get("/api/devices/a/jobs").await;
    let outcomes: Vec<_> = jobs.jobs.iter().map(|job| (job.job.as_str(), job.row.outcome)).collect();
    assert_eq!(outcomes, [("floor", Outcome::Succeeded), ("lock", Outcome::Failed)]);
    assert_eq!(stage.get::<DeviceJobs>("/api/devices/b/jobs").await.jobs.len(), 1);
}

#[tokio::test]
async fn a_job_knows_those_that_repeat_it() {
    let stage = Stage::new().await;
    stage.register(&["a"]).await;
    job(stage.order("first", &set_floor("*")).await).await;
    let mut again = set_floor("deviceId = 'a'");
    again["repeats"] = json!({"job": "first", "devices": "failed"});
    job(stage.order("second", &again).await).await;
    let relatives: Vec<Job> = stage.get("/api/jobs/first/relatives").await;
    assert_eq!(relatives.iter().map(|job| job.id.as_str()).collect::<Vec<_>>(), ["first", "second"]);
    let second: Job = stage.get("/api/jobs/second").await;
    assert_eq!(second.record.repeats.unwrap().job.as_str(), "first");
}
