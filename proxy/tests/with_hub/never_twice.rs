//! However answers are lost, an order becomes one job.

use iothub_client::tier::Tier;
use lockstep_api::problem::ProblemCode;
use lockstep_hub_emulator::{Fault, Operation};
use serde_json::json;

use crate::stage::{Stage, job, problem, set_floor, starting_in};

fn garbage() -> Fault {
    Fault::Answer { status: 200, code: None, body: Some("<html>Sign in to the hotel</html>".to_owned()) }
}

fn server_error() -> Fault {
    Fault::Answer { status: 500, code: Some("ServerError".to_owned()), body: None }
}

async fn stage() -> Stage {
    let stage = Stage::new().await;
    stage.register(&["a"]).await;
    stage
}

#[tokio::test]
async fn a_lost_answer_is_looked_up_and_not_ordered_again() {
    let stage = stage().await;
    stage.hub.plan(Operation::CreateJob, Fault::LoseAnswer {}, 1);
    let ordered = job(stage.order("once", &set_floor("*")).await).await;
    assert_eq!(ordered.id.as_str(), "once");
    assert_eq!(stage.hub.calls(Operation::CreateJob), 1);
}

#[tokio::test]
async fn an_order_that_never_arrived_is_sent_again_with_the_same_id() {
    let stage = stage().await;
    for (id, fault) in [("first", garbage()), ("second", server_error())] {
        stage.hub.plan(Operation::CreateJob, fault, 1);
        assert_eq!(job(stage.order(id, &set_floor("*")).await).await.id.as_str(), id);
    }
    assert_eq!(stage.hub.calls(Operation::CreateJob), 4);
}

#[tokio::test]
async fn when_the_hub_cannot_be_asked_the_outcome_is_unknown() {
    let stage = stage().await;
    stage.hub.plan(Operation::CreateJob, Fault::LoseAnswer {}, 1);
    stage.hub.plan(Operation::GetJob, server_error(), 2);
    let problem = problem(stage.order("lost", &set_floor("*")).await).await;
    assert!(matches!(problem, ProblemCode::OutcomeUnknown { job } if job.as_str() == "lost"));
    assert_eq!(stage.hub.calls(Operation::CreateJob), 1);
}

#[tokio::test]
async fn a_hub_that_fails_for_good_is_said_to_fail() {
    let stage = stage().await;
    stage.hub.plan(Operation::CreateJob, server_error(), 2);
    let problem = problem(stage.order("never", &set_floor("*")).await).await;
    assert!(matches!(problem, ProblemCode::HubFailing { hub_code: Some(code), .. } if code == "ServerError"));
}

#[tokio::test]
async fn the_same_order_again_is_the_same_job_and_another_one_is_refused() {
    let stage = stage().await;
    let order = starting_in(&stage, 3600, set_floor("*"));
    let first = job(stage.order("taken", &order).await).await;
    assert_eq!(job(stage.order("taken", &order).await).await.created_at, first.created_at);
    let other =
        json!({"action": {"twin": {"desired": {"floor": 4}}}, "condition": "*", "maxExecutionSeconds": 60});
    assert_eq!(problem(stage.order("taken", &other).await).await, ProblemCode::JobIdTaken);
}

#[tokio::test]
async fn an_order_sent_again_after_its_start_has_passed_is_still_ours() {
    let stage = stage().await;
    let order = starting_in(&stage, 5, set_floor("*"));
    job(stage.order("late", &order).await).await;
    stage.hub.clock().advance(std::time::Duration::from_secs(6));
    job(stage.order("late", &order).await).await;
    assert_eq!(stage.hub.calls(Operation::CreateJob), 1);
}

#[tokio::test]
async fn a_double_click_joins_the_order_under_way() {
    let stage = stage().await;
    stage.hub.plan(Operation::CreateJob, Fault::Delay { milliseconds: 300 }, 1);
    let order = set_floor("*");
    let (one, two) = tokio::join!(stage.order("clicked", &order), stage.order("clicked", &order));
    assert_eq!(job(one).await, job(two).await);
    assert_eq!(stage.hub.calls(Operation::CreateJob), 1);
}

#[tokio::test]
async fn on_a_hub_with_one_slot_a_lost_order_is_known_by_its_own_slot() {
    let stage = Stage::with(Tier::S1, |_| {}).await;
    stage.register(&["a"]).await;
    stage.hub.plan(Operation::CreateJob, Fault::LoseAnswer {}, 1);
    let order = starting_in(&stage, 3600, set_floor("deviceId = 'a'"));
    job(stage.order("mine", &order).await).await;
    assert_eq!(stage.hub.calls(Operation::CreateJob), 1);
}
