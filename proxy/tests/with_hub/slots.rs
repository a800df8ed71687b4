//! Job slots: one on S1, and a job that is merely scheduled holds it.

use iothub_client::tier::Tier;
use lockstep_api::{
    hub::Slots,
    job::{JobId, JobList, JobState},
    live::LiveEvent,
    problem::ProblemCode,
};
use reqwest::Method;

use crate::stage::{Stage, job, lock_door, problem, set_floor, starting_in};

async fn two_orders(tier: Tier) -> (Stage, reqwest::Response) {
    let stage = Stage::with(tier, |_| {}).await;
    stage.register(&["door"]).await;
    stage.door("door", 200).await;
    let first = starting_in(&stage, 20, lock_door("deviceId = 'door'"));
    job(stage.order("lock", &first).await).await;
    let second = starting_in(&stage, 10, set_floor("deviceId = 'door'"));
    let answer = stage.order("floor", &second).await;
    (stage, answer)
}

#[tokio::test]
async fn on_s1_a_second_job_is_refused_with_the_holder_of_the_slot_and_taken_when_it_is_free() {
    let (stage, refused) = two_orders(Tier::S1).await;
    let slots = Slots { total: 1, held_by: vec![JobId::listed("lock")] };
    assert_eq!(problem(refused).await, ProblemCode::NoFreeSlot { slots: slots.clone() });
    let list: JobList = stage.get("/api/jobs").await;
    assert_eq!(list.slots, slots);

    let mut live = stage.live("jobs=true").await;
    let withdrawn = stage.call(Method::POST, "/api/jobs/lock/cancel").send().await.unwrap();
    assert_eq!(job(withdrawn).await.state, JobState::Cancelled);
    live.until(|event| match event {
        LiveEvent::Jobs(list) => list.slots.held_by.is_empty().then_some(()),
        _ => None,
    })
    .await;
    job(stage.order("floor", &set_floor("deviceId = 'door'")).await).await;
}

#[tokio::test]
async fn on_s3_both_jobs_are_active_together() {
    let (stage, taken) = two_orders(Tier::S3).await;
    assert_eq!(job(taken).await.state, JobState::Scheduled);
    let list: JobList = stage.get("/api/jobs").await;
    assert_eq!((list.slots.total, list.slots.held_by.len(), list.slots.full()), (10, 2, false));
}
