//! Running a job again for some of its devices.

use iothub_client::tier::Tier;
use iothub_wire::job::JobStatus;
use lockstep_api::{
    job::{Job, JobState, RepeatedDevices, Repeats, RerunPlan, RerunPlans, Reruns},
    problem::ProblemCode,
};
use lockstep_hub_emulator::Operation;
use reqwest::{Method, Response};
use serde_json::{Value, json};

use crate::stage::{Stage, job, lock_door, problem, success};

/// A job over three doors has ended: one was locked, one answered 409, one was not reached.
async fn ended() -> Stage {
    let stage = Stage::new().await;
    stage.register(&["a", "b", "c"]).await;
    stage.door("a", 200).await;
    stage.door("b", 409).await;
    job(stage.order("lock", &lock_door("*")).await).await;
    stage.hub.until_job(&"lock".parse().unwrap(), JobStatus::Completed).await;
    stage
}

async fn rerun(stage: &Stage, of: &str, body: &Value) -> Response {
    stage.call(Method::POST, &format!("/api/jobs/{of}/rerun")).json(body).send().await.unwrap()
}

fn conditions(reruns: &Reruns) -> Vec<&str> {
    reruns.jobs.iter().map(|job| job.condition.as_deref().unwrap()).collect()
}

#[tokio::test]
async fn what_failed_and_what_was_not_reached_can_be_run_again_apart() {
    let stage = ended().await;
    let plans: RerunPlans = stage.get("/api/jobs/lock/rerun").await;
    let one = RerunPlan { devices: 1, jobs: 1 };
    assert_eq!(plans, RerunPlans { failed: one, not_reached: one });
    let body = json!({"id": "again", "devices": "failed", "name": "Once more"});
    let reruns: Reruns = success(rerun(&stage, "lock", &body).await).await;
    assert_eq!(conditions(&reruns), ["deviceId = 'b'"]);
    let record = &reruns.jobs[0].record;
    let repeats = Repeats { job: reruns_of("lock"), devices: RepeatedDevices::Failed };
    assert_eq!((record.repeats.as_ref(), record.name.as_deref()), (Some(&repeats), Some("Once more")));
    let body = json!({"id": "later", "devices": "notReached"});
    let reruns: Reruns = success(rerun(&stage, "lock", &body).await).await;
    assert_eq!(conditions(&reruns), ["deviceId = 'c'"]);
    let relatives: Vec<Job> = stage.get("/api/jobs/lock/relatives").await;
    assert_eq!(relatives.iter().map(|job| job.id.as_str()).collect::<Vec<_>>(), ["lock", "again", "later"]);
}

fn reruns_of(id: &str) -> lockstep_api::job::JobId {
    lockstep_api::job::JobId::listed(id)
}

#[tokio::test]
async fn the_same_rerun_twice_is_one_job() {
    let stage = ended().await;
    let body = json!({"id": "again", "devices": "failed"});
    let before = stage.hub.calls(Operation::CreateJob);
    for _ in 0..2 {
        let reruns: Reruns = success(rerun(&stage, "lock", &body).await).await;
        assert_eq!(reruns.jobs[0].id.as_str(), "again");
    }
    assert_eq!(stage.hub.calls(Operation::CreateJob) - before, 1);
    let other = json!({"id": "again", "devices": "notReached"});
    assert_eq!(problem(rerun(&stage, "lock", &other).await).await, ProblemCode::JobIdTaken);
}

#[tokio::test]
async fn chosen_devices_are_run_again_and_nobody_else() {
    let stage = ended().await;
    let chosen = json!([{"device": "c"}, {"device": "a"}, {"device": "a"}]);
    let body = json!({"id": "again", "devices": "chosen", "chosen": chosen});
    let reruns: Reruns = success(rerun(&stage, "lock", &body).await).await;
    assert_eq!(conditions(&reruns), ["deviceId IN ['a', 'c']"]);
    let none = json!({"id": "none", "devices": "chosen"});
    assert_eq!(problem(rerun(&stage, "lock", &none).await).await, ProblemCode::NothingToRepeat);
}

#[tokio::test]
async fn those_that_failed_for_one_reason_are_run_again_without_the_others() {
    let stage = Stage::new().await;
    stage.register(&["a", "b", "c"]).await;
    stage.door("a", 409).await;
    stage.door("b", 423).await;
    stage.door("c", 200).await;
    job(stage.order("lock", &lock_door("*")).await).await;
    stage.hub.until_job(&"lock".parse().unwrap(), JobStatus::Completed).await;
    let plans: RerunPlans = stage.get("/api/jobs/lock/rerun?code=423").await;
    assert_eq!(plans.failed, RerunPlan { devices: 1, jobs: 1 });
    let body = json!({"id": "again", "devices": "failed", "code": "423"});
    let reruns: Reruns = success(rerun(&stage, "lock", &body).await).await;
    assert_eq!(conditions(&reruns), ["deviceId = 'b'"]);
    let nobody = json!({"id": "none", "devices": "failed", "code": "500"});
    assert_eq!(problem(rerun(&stage, "lock", &nobody).await).await, ProblemCode::NothingToRepeat);
}

#[tokio::test]
async fn who_failed_is_not_known_before_a_job_has_ended() {
    let stage = Stage::with(Tier::Unlimited, |_| {}).await;
    stage.register(&["a"]).await;
    let mut order = lock_door("deviceId = 'a'");
    order["startAt"] = (stage.hub.clock().now().unix_millis() + 60_000).into();
    job(stage.order("lock", &order).await).await;
    let refused = problem(rerun(&stage, "lock", &json!({"id": "again", "devices": "failed"})).await).await;
    assert_eq!(refused, ProblemCode::RowsUnread { known: 0 });
}

#[tokio::test]
async fn a_list_longer_than_a_condition_becomes_several_jobs_that_wait_their_turn() {
    let stage = Stage::with(Tier::Unlimited, |config| config.preview_threshold = 500).await;
    let ids: Vec<String> = (0..600).map(|number| format!("entrance-door-{number:04}")).collect();
    stage.register_many(&ids).await;
    let mut order = lock_door("*");
    order["action"]["method"]["connectTimeoutSeconds"] = 0.into();
    let count = stage.call(Method::POST, "/api/preview");
    let preview = count.json(&json!({"action": order["action"], "condition": "*"})).send().await.unwrap();
    let preview: Value = success(preview).await;
    order["preview"] = json!({"token": preview["signed"]["token"], "typedCount": 600});
    job(stage.order("lock", &order).await).await;
    stage.hub.until_job(&"lock".parse().unwrap(), JobStatus::Completed).await;

    let plans: RerunPlans = stage.get("/api/jobs/lock/rerun").await;
    assert_eq!(plans.not_reached, RerunPlan { devices: 600, jobs: 2 });
    let mut body = json!({"id": "again", "devices": "notReached"});
    let required = problem(rerun(&stage, "lock", &body).await).await;
    assert_eq!(required, ProblemCode::PreviewRequired { count: 600 });
    body["typedCount"] = 599.into();
    let mismatch = problem(rerun(&stage, "lock", &body).await).await;
    assert_eq!(mismatch, ProblemCode::CountMismatch { previewed: 600 });
    body["typedCount"] = 600.into();
    let reruns: Reruns = success(rerun(&stage, "lock", &body).await).await;
    let parts: Vec<_> = reruns.jobs.iter().map(|job| (job.id.as_str(), job.record.part.clone())).collect();
    assert_eq!(parts.iter().map(|(id, _)| *id).collect::<Vec<_>>(), ["again", "again-2"]);
    assert!(parts.iter().all(|(_, part)| part.as_ref().is_some_and(|part| part.of == 2)), "{parts:?}");
    assert!(reruns.jobs.iter().all(|job| job.state != JobState::Failed));
    stage.hub.until_job(&"again-2".parse().unwrap(), JobStatus::Completed).await;
}
