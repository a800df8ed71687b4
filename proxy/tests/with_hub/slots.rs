//! Job slots: one on S1, and a job that is merely scheduled holds it.

use std::time::Duration;

use iothub_client::tier::Tier;
use lockstep_api::{
    hub::Slots,
    job::{Job, JobId, JobList, JobState},
    live::{JobSnapshot, LiveEvent},
    problem::ProblemCode,
};
use lockstep_hub_emulator::Operation;
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
async fn on_s1_a_second_job_waits_for_the_slot_and_has_it_when_it_is_free() {
    let (stage, waits) = two_orders(Tier::S1).await;
    let waiting = job(waits).await;
    assert_eq!(
        (waiting.state, waiting.record.waits.map(|waits| waits.position)),
        (JobState::Waiting, Some(1))
    );
    let list: JobList = stage.get("/api/jobs").await;
    assert_eq!(list.slots, Slots { total: 1, held_by: vec![JobId::listed("lock")] });
    let expected = list.jobs[0].record.waits.clone().unwrap().expected_at;
    assert!(expected > list.jobs[1].start_at, "{expected:?}: when the first one has run");
    assert_eq!(stage.hub.calls(Operation::CreateJob), 2, "it is not sent again and again");

    let mut live = stage.live("jobs=true").await;
    let withdrawn = stage.call(Method::POST, "/api/jobs/lock/cancel").send().await.unwrap();
    assert_eq!(job(withdrawn).await.state, JobState::Cancelled);
    let scheduled = live.until(|event| match event {
        LiveEvent::Jobs(list) => {
            list.jobs.into_iter().find(|job| job.id.as_str() == "floor" && job.state == JobState::Scheduled)
        }
        _ => None,
    });
    assert_eq!(scheduled.await.id, JobId::listed("floor"));
}

#[tokio::test]
async fn a_job_that_waits_past_its_start_starts_at_once_and_says_so() {
    let (stage, waits) = two_orders(Tier::S1).await;
    let planned = job(waits).await.start_at;
    stage.hub.clock().advance(Duration::from_secs(30));
    let mut live = stage.live("job=floor").await;
    let done = live.until(|event| match event {
        LiveEvent::Snapshot(JobSnapshot { progress, .. }) | LiveEvent::Progress(progress) => {
            (progress.job.state == JobState::Completed).then_some(progress.job)
        }
        _ => None,
    });
    let done = done.await;
    assert_eq!(done.record.planned_start_at, planned);
    assert!(done.start_at > planned);
}

#[tokio::test]
async fn a_job_that_waits_can_be_withdrawn_and_is_never_sent() {
    let (stage, _waits) = two_orders(Tier::S1).await;
    let withdrawn = stage.call(Method::POST, "/api/jobs/floor/cancel").send().await.unwrap();
    assert_eq!(job(withdrawn).await.state, JobState::Cancelled);
    let again = stage.call(Method::POST, "/api/jobs/lock/cancel").send().await.unwrap();
    assert_eq!(job(again).await.state, JobState::Cancelled);
    let third = job(stage.order("third", &set_floor("deviceId = 'door'")).await).await;
    assert_ne!(third.state, JobState::Waiting, "nobody is before it");
    let withdrawn: Job = stage.get("/api/jobs/floor").await;
    assert_eq!((withdrawn.state, withdrawn.record.waits), (JobState::Cancelled, None));
}

#[tokio::test]
async fn orders_that_wait_go_first_come_first_served_and_each_once() {
    let (stage, _waits) = two_orders(Tier::S1).await;
    for id in ["a", "b"] {
        let waiting = job(stage.order(id, &set_floor("deviceId = 'door'")).await).await;
        assert_eq!(waiting.state, JobState::Waiting);
        // The same order again is the same order.
        let again = job(stage.order(id, &set_floor("deviceId = 'door'")).await).await;
        let turn = |job: Job| job.record.waits.map(|waits| waits.position);
        assert_eq!(turn(again), turn(waiting));
    }
    let other = stage.order("a", &lock_door("deviceId = 'door'")).await;
    assert_eq!(problem(other).await, ProblemCode::JobIdTaken);
    stage.hub.clock().advance(Duration::from_secs(30));
    let mut live = stage.live("jobs=true").await;
    let all = live.until(|event| match event {
        LiveEvent::Jobs(list) if list.jobs.iter().all(|job| job.state == JobState::Completed) => {
            Some(list.jobs)
        }
        _ => None,
    });
    let mut jobs = all.await;
    jobs.sort_by_key(|job| job.start_at.max(job.created_at));
    assert_eq!(jobs.iter().map(|job| job.id.as_str()).collect::<Vec<_>>(), ["lock", "floor", "a", "b"]);
}

#[tokio::test]
async fn a_fleet_that_grew_while_its_job_waited_is_not_reached() {
    let (stage, _waits) = two_orders(Tier::S1).await;
    let waiting = job(stage.order("many", &set_floor("*")).await).await;
    assert_eq!(waiting.state, JobState::Waiting);
    stage.register_many(&(0..120).map(|number| format!("new-{number}")).collect::<Vec<_>>()).await;
    stage.hub.clock().advance(Duration::from_secs(30));
    let mut live = stage.live("job=many").await;
    let refused = live.until(|event| match event {
        LiveEvent::Snapshot(JobSnapshot { progress, .. }) | LiveEvent::Progress(progress) => {
            progress.job.record.refused
        }
        _ => None,
    });
    assert_eq!(*refused.await, ProblemCode::PreviewRequired { count: 121 });
}

#[tokio::test]
async fn on_s3_both_jobs_are_active_together() {
    let (stage, taken) = two_orders(Tier::S3).await;
    assert_eq!(job(taken).await.state, JobState::Scheduled);
    let list: JobList = stage.get("/api/jobs").await;
    assert_eq!((list.slots.total, list.slots.held_by.len(), list.slots.full()), (10, 2, false));
}
