//! 429: shown with the time of the next try, and kept to.

use std::time::Duration;

use iothub_client::tier::Tier;
use lockstep_api::{hub::HubHealth, live::LiveEvent, problem::ProblemCode};
use lockstep_hub_emulator::{Fault, Operation};
use reqwest::Method;

use crate::stage::{Stage, problem, set_floor, starting_in};

fn refused() -> Fault {
    Fault::Answer { status: 429, code: Some("ThrottlingBacklogTimeout".to_owned()), body: None }
}

#[tokio::test]
async fn a_429_is_shown_on_every_stream_until_the_hub_answers_again() {
    let stage = Stage::new().await;
    let mut live = stage.live("jobs=true").await;
    stage.hub.plan(Operation::ListJobs, refused(), 1);
    let code = live
        .until(|event| match event {
            LiveEvent::Hub(HubHealth::Throttled { code, .. }) => Some(code),
            _ => None,
        })
        .await;
    assert_eq!(code, "ThrottlingBacklogTimeout");
    live.until(|event| matches!(event, LiveEvent::Hub(HubHealth::Live)).then_some(())).await;
}

#[tokio::test]
async fn a_trouble_with_what_nobody_asks_for_any_more_is_over() {
    let stage = Stage::with(Tier::Unlimited, |config| {
        config.pace.grace = Duration::ZERO;
        config.timing.backoff.first = Duration::from_secs(60);
        config.timing.backoff.longest = Duration::from_secs(60);
    })
    .await;
    let mut watcher = stage.live("jobs=true").await;
    let mut other = stage.live("").await;
    stage.hub.plan(Operation::ListJobs, refused(), 1);
    for live in [&mut watcher, &mut other] {
        live.until(|event| matches!(event, LiveEvent::Hub(HubHealth::Throttled { .. })).then_some(())).await;
    }
    drop(watcher);
    other.until(|event| matches!(event, LiveEvent::Hub(HubHealth::Live)).then_some(())).await;
}

#[tokio::test]
async fn while_the_hub_throttles_nothing_is_sent_and_a_person_is_told_until_when() {
    let stage = Stage::with(Tier::Unlimited, |config| {
        config.timing.backoff.first = Duration::from_secs(60);
        config.timing.backoff.longest = Duration::from_secs(60);
    })
    .await;
    stage.hub.plan(Operation::ListJobs, refused(), 1);
    for _ in 0..3 {
        let answer = stage.call(Method::GET, "/api/jobs").send().await.unwrap();
        assert_eq!(answer.headers()["retry-after"], "10");
        let ProblemCode::HubThrottled { next_try_at, .. } = problem(answer).await else {
            panic!("not throttled")
        };
        let wait = next_try_at.0 - stage.hub.clock().now().unix_millis();
        assert!((50_000..=91_000).contains(&wait), "{wait} ms");
    }
    assert_eq!(stage.hub.calls(Operation::ListJobs), 1);
}

#[tokio::test]
async fn a_spent_budget_is_not_the_hubs_refusal() {
    let stage = Stage::with(Tier::S1, |config| config.pace.patience = Duration::ZERO).await;
    stage.register(&["a"]).await;
    // Four queries may be made at once on S1.
    let ask = || async { stage.call(Method::GET, "/api/device-count").send().await.unwrap() };
    let answers = futures::future::join_all((0..6).map(|_| ask())).await;
    let mut spent = Vec::new();
    for answer in answers {
        if !answer.status().is_success() {
            spent.push(problem(answer).await);
        }
    }
    assert!(!spent.is_empty());
    assert!(spent.iter().all(|problem| matches!(problem, ProblemCode::BudgetSpent { .. })), "{spent:?}");
    assert!(stage.hub.calls(Operation::Query) <= 5, "what was not there was not sent");
}

#[tokio::test]
async fn an_order_refused_with_429_is_not_ordered_and_says_so() {
    let stage = Stage::new().await;
    stage.register(&["a"]).await;
    stage.hub.plan(Operation::CreateJob, refused(), 1);
    let order = starting_in(&stage, 3600, set_floor("*"));
    let problem = problem(stage.order("j1", &order).await).await;
    assert!(
        matches!(problem, ProblemCode::HubThrottled { hub_code, .. } if hub_code == "ThrottlingBacklogTimeout")
    );
    let mut live = stage.live("jobs=true").await;
    let jobs = live
        .until(|event| match event {
            LiveEvent::Jobs(list) => Some(list.jobs),
            _ => None,
        })
        .await;
    assert!(jobs.is_empty(), "{jobs:?}");
}
