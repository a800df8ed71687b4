//! A hub that is down, refuses the credential, or is no hub.

use iothub_client::{Ca, ServiceConnectionString, tier::Tier};
use lockstep_api::{
    hub::{HubFailure, HubHealth},
    live::LiveEvent,
    problem::ProblemCode,
};
use lockstep_hub_emulator::{Fault, Operation};
use reqwest::Method;
use serde_json::{Value, json};

use crate::{
    live_job::Live,
    stage::{Stage, job, problem, set_floor, starting_in},
};

async fn jobs(stage: &Stage) -> ProblemCode {
    problem(stage.call(Method::GET, "/api/jobs").send().await.unwrap()).await
}

async fn readiness(stage: &Stage) -> (u16, Value) {
    let response = stage.http.get(format!("{}/readyz", stage.url)).send().await.unwrap();
    (response.status().as_u16(), response.json().await.unwrap())
}

fn not_ready(hub: &str, reason: &str) -> (u16, Value) {
    (503, json!({"ready": false, "hub": hub, "store": "open", "reasons": [reason]}))
}

async fn failure(live: &mut Live) -> HubFailure {
    live.until(|event| match event {
        LiveEvent::Hub(HubHealth::Failing { cause, .. }) => Some(cause),
        _ => None,
    })
    .await
}

async fn recovered(live: &mut Live) {
    live.until(|event| matches!(event, LiveEvent::Hub(HubHealth::Live)).then_some(())).await;
}

#[tokio::test]
async fn garbage_and_server_errors_are_shown_and_got_over() {
    let stage = Stage::new().await;
    let mut live = stage.live("jobs=true").await;
    let garbage = Fault::Answer { status: 200, code: None, body: Some("<html>".to_owned()) };
    stage.hub.plan(Operation::ListJobs, garbage, 1);
    assert_eq!(failure(&mut live).await, HubFailure::Garbled);
    recovered(&mut live).await;
    let error = Fault::Answer { status: 503, code: Some("ServiceUnavailable".to_owned()), body: None };
    stage.hub.plan(Operation::ListJobs, error, 2);
    assert_eq!(failure(&mut live).await, HubFailure::ServerError);
    recovered(&mut live).await;
}

#[tokio::test]
async fn what_fails_is_not_hidden_by_what_succeeds() {
    let stage = Stage::new().await;
    stage.register(&["a"]).await;
    job(stage.order("j1", &starting_in(&stage, 3600, set_floor("*"))).await).await;
    let mut live = stage.live("jobs=true&job=j1").await;
    live.until(|event| matches!(event, LiveEvent::Snapshot(_) | LiveEvent::Progress(_)).then_some(())).await;
    let error = Fault::Answer { status: 503, code: Some("ServiceUnavailable".to_owned()), body: None };
    stage.hub.plan(Operation::ListJobs, error, 3);
    let before = stage.hub.calls(Operation::ListJobs);
    assert_eq!(failure(&mut live).await, HubFailure::ServerError);
    recovered(&mut live).await;
    assert!(stage.hub.calls(Operation::ListJobs) >= before + 4, "it is Live when the list comes, not before");
}

#[tokio::test]
async fn a_refused_credential_is_named_and_the_key_is_not() {
    let stage = Stage::with(Tier::Unlimited, |config| {
        let host = config.connection.host().clone();
        let text =
            format!("HostName={host};SharedAccessKeyName=service;SharedAccessKey=d3JvbmcgYW5kIHNlY3JldA==");
        config.connection = ServiceConnectionString::parse(&text).unwrap();
    })
    .await;
    let ProblemCode::HubFailing { cause, hub_code } = jobs(&stage).await else { panic!("not failing") };
    assert_eq!(
        (cause, hub_code.as_deref()),
        (HubFailure::CredentialRefused, Some("IotHubUnauthorizedAccess"))
    );
    assert_eq!(
        readiness(&stage).await,
        not_ready("credentialRefused", "The hub refuses the credential: IotHubUnauthorizedAccess.")
    );
    let mut live = stage.live("").await;
    assert_eq!(failure(&mut live).await, HubFailure::CredentialRefused, "first on a new stream as well");
}

#[tokio::test]
async fn a_hub_that_is_not_there_is_unreachable_and_the_proxy_lives() {
    let free = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let port = free.local_addr().unwrap().port();
    drop(free);
    let stage = Stage::with(Tier::Unlimited, |config| {
        let text = format!("HostName=localhost:{port};SharedAccessKeyName=service;SharedAccessKey=d3Jvbmc=");
        config.connection = ServiceConnectionString::parse(&text).unwrap();
    })
    .await;
    assert_eq!(
        jobs(&stage).await,
        ProblemCode::HubFailing { cause: HubFailure::Unreachable, hub_code: None }
    );
    assert_eq!(
        readiness(&stage).await,
        not_ready("unreachable", "The hub cannot be reached: Connection refused (os error 111).")
    );
    let alive = stage.http.get(format!("{}/healthz", stage.url)).send().await.unwrap();
    assert_eq!(alive.status(), 200);
}

#[tokio::test]
async fn a_hub_whose_certificate_nobody_vouches_for_is_unreachable_and_the_proxy_says_so() {
    let stage = Stage::with(Tier::Unlimited, |config| config.ca = Ca::BuiltIn).await;
    let expected =
        not_ready("unreachable", "The hub cannot be reached: invalid peer certificate: UnknownIssuer.");
    assert_eq!(readiness(&stage).await, expected);
}

#[tokio::test]
async fn a_hub_that_answers_makes_the_proxy_ready() {
    let stage = Stage::new().await;
    assert_eq!(
        readiness(&stage).await,
        (200, json!({"ready": true, "hub": "live", "store": "open", "reasons": []}))
    );
    readiness(&stage).await;
    assert_eq!(stage.hub.calls(Operation::ListJobs), 1, "probes do not press the hub");
}

#[tokio::test]
async fn a_refusal_of_the_hub_is_told_in_its_own_words() {
    let stage = Stage::new().await;
    let refusal = Fault::Answer { status: 403, code: Some("IotHubQuotaExceeded".to_owned()), body: None };
    stage.hub.plan(Operation::ListJobs, refusal, 1);
    let ProblemCode::HubRefused { hub_status, hub_code, .. } = jobs(&stage).await else {
        panic!("not refused")
    };
    assert_eq!((hub_status, hub_code.as_str()), (403, "IotHubQuotaExceeded"));
}
