//! Withdrawing a job.

use iothub_wire::job::JobStatus;
use lockstep_api::{job::JobState, problem::ProblemCode};
use lockstep_hub_emulator::{Fault, Operation};
use reqwest::{Method, Response};

use crate::stage::{Stage, job, problem, set_floor, starting_in};

async fn cancel(stage: &Stage, id: &str) -> Response {
    stage.call(Method::POST, &format!("/api/jobs/{id}/cancel")).send().await.unwrap()
}

async fn scheduled() -> Stage {
    let stage = Stage::new().await;
    stage.register(&["a"]).await;
    job(stage.order("j1", &starting_in(&stage, 3600, set_floor("*"))).await).await;
    stage
}

#[tokio::test]
async fn a_scheduled_job_is_withdrawn_and_stays_so() {
    let stage = scheduled().await;
    assert_eq!(job(cancel(&stage, "j1").await).await.state, JobState::Cancelled);
    assert_eq!(job(cancel(&stage, "j1").await).await.state, JobState::Cancelled, "twice is once");
}

#[tokio::test]
async fn a_lost_answer_to_a_withdrawal_is_looked_up() {
    let stage = scheduled().await;
    stage.hub.plan(Operation::CancelJob, Fault::LoseAnswer {}, 1);
    assert_eq!(job(cancel(&stage, "j1").await).await.state, JobState::Cancelled);
}

#[tokio::test]
async fn a_job_that_has_ended_cannot_be_withdrawn() {
    let stage = Stage::new().await;
    stage.register(&["a"]).await;
    job(stage.order("j1", &set_floor("*")).await).await;
    stage.hub.until_job(&"j1".parse().unwrap(), JobStatus::Completed).await;
    let refused = ProblemCode::CannotCancel { state: JobState::Completed };
    assert_eq!(problem(cancel(&stage, "j1").await).await, refused);
    assert_eq!(problem(cancel(&stage, "nobodys").await).await, ProblemCode::JobNotFound);
}
