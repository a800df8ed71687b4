//! Figures for Prometheus: what is counted, and what never stands in them.

use iothub_client::tier::Tier;
use lockstep_hub_emulator::{Fault, Operation};
use reqwest::Method;

use crate::stage::{Stage, set_floor};

async fn measured(tier: Tier) -> Stage {
    Stage::with(tier, |config| config.metrics = Some(([127, 0, 0, 1], 0).into())).await
}

/// What Prometheus reads.
async fn figures(stage: &Stage) -> String {
    let address = stage.metrics.unwrap();
    let response = stage.http.get(format!("http://{address}/metrics")).send().await.unwrap();
    assert_eq!(
        response.headers()["content-type"],
        "application/openmetrics-text; version=1.0.0; charset=utf-8"
    );
    response.text().await.unwrap()
}

/// The value of a figure, by its name and labels as they are written.
async fn figure(stage: &Stage, name: &str) -> Option<f64> {
    let text = figures(stage).await;
    text.lines().find_map(|line| line.strip_prefix(name)?.trim().parse().ok())
}

#[tokio::test]
async fn requests_are_counted_by_their_route_and_name_no_device() {
    let stage = measured(Tier::Unlimited).await;
    stage.register(&["secret-door"]).await;
    for _ in 0..2 {
        stage.get::<serde_json::Value>("/api/devices/secret-door").await;
    }
    stage.http.get(format!("{}/api/devices/secret-door", stage.url)).send().await.unwrap();
    let route = |status| {
        format!(
            r#"lockstep_http_requests_total{{method="GET",route="/api/devices/{{id}}",status="{status}"}}"#
        )
    };
    assert_eq!(figure(&stage, &route(200)).await, Some(2.0));
    assert_eq!(figure(&stage, &route(401)).await, Some(1.0));
    let text = figures(&stage).await;
    assert!(!text.contains("secret-door"), "{text}");
    assert!(text.contains("lockstep_http_request_duration_seconds_bucket"), "{text}");
    assert!(text.ends_with("# EOF\n"), "{text}");
}

#[tokio::test]
async fn an_invented_method_or_path_makes_no_figure_of_its_own() {
    let stage = measured(Tier::Unlimited).await;
    for number in 0..3 {
        let method = Method::from_bytes(format!("MADEUP{number}").as_bytes()).unwrap();
        stage.http.request(method, format!("{}/made-up-{number}", stage.url)).send().await.unwrap();
    }
    let text = figures(&stage).await;
    assert!(!text.to_lowercase().contains("made"), "{text}");
    assert!(text.contains(r#"method="other",route="files",status="#), "{text}");
}

#[tokio::test]
async fn calls_to_the_hub_are_counted_by_operation_and_status() {
    let stage = measured(Tier::S1).await;
    stage.register(&["a"]).await;
    let refused =
        Fault::Answer { status: 429, code: Some("ThrottlingBacklogTimeout".to_owned()), body: None };
    stage.get::<serde_json::Value>("/api/device-count").await;
    let budget = figure(&stage, r#"lockstep_hub_budget_calls{operation="queries"}"#).await.unwrap();
    assert!(budget >= 1.0, "{budget}");
    stage.hub.plan(Operation::Query, refused, 1);
    let throttled = stage.call(Method::GET, "/api/device-count").send().await.unwrap();
    assert!(!throttled.status().is_success());
    let calls = |status| format!(r#"lockstep_hub_calls_total{{operation="queries",status="{status}"}}"#);
    assert_eq!(figure(&stage, &calls("200")).await, Some(1.0));
    assert_eq!(figure(&stage, &calls("429")).await, Some(1.0));
    assert_eq!(figure(&stage, r#"lockstep_hub_budget_calls{operation="queries"}"#).await, Some(0.0));
}

#[tokio::test]
async fn streams_jobs_and_what_is_polled_are_looked_at_when_somebody_asks() {
    let stage = measured(Tier::Unlimited).await;
    stage.register(&["a"]).await;
    assert_eq!(figure(&stage, "lockstep_streams").await, Some(0.0));
    assert_eq!(figure(&stage, "lockstep_hub_poll_lag_seconds").await, Some(0.0));
    let mut live = stage.live("jobs=true").await;
    stage.order("j", &set_floor("*")).await;
    live.until(|event| match event {
        lockstep_api::live::LiveEvent::Jobs(list) => {
            list.jobs.iter().any(|job| job.state.ended()).then_some(())
        }
        _ => None,
    })
    .await;
    assert_eq!(figure(&stage, "lockstep_streams").await, Some(1.0));
    assert_eq!(figure(&stage, r#"lockstep_jobs{state="completed"}"#).await, Some(1.0));
    assert_eq!(figure(&stage, r#"lockstep_jobs{state="running"}"#).await, Some(0.0));
    assert!(figure(&stage, "lockstep_hub_poll_lag_seconds").await.unwrap() > 0.0);
    assert_eq!(figure(&stage, "lockstep_hub_up").await, Some(1.0));
}

#[tokio::test]
async fn nothing_else_answers_there_and_they_answer_nowhere_else() {
    let stage = measured(Tier::Unlimited).await;
    let there = format!("http://{}/api/session", stage.metrics.unwrap());
    assert_eq!(stage.http.get(there).bearer_auth(crate::stage::TOKEN).send().await.unwrap().status(), 404);
    let elsewhere = stage.call(Method::GET, "/metrics").send().await.unwrap().text().await.unwrap();
    assert!(!elsewhere.contains("lockstep_"), "{elsewhere}");
}
