//! A graceful end, with streams open.

use std::time::Duration;

use iothub_client::tier::Tier;
use lockstep_api::live::{EndReason, LiveEvent};
use reqwest::Method;
use serde_json::json;

use crate::{
    live_job::Live,
    stage::{Stage, TOKEN},
};

#[tokio::test]
async fn streams_are_told_and_the_proxy_ends_in_time() {
    let stage = Stage::with(Tier::Unlimited, |_| {}).await;
    let mut live = stage.live("jobs=true").await;
    live.next().await;
    stage.shutdown.cancel();
    live.until(|event| (event == LiveEvent::Ended { reason: EndReason::ShuttingDown }).then_some(())).await;
    assert!(live.next_with_id().await.is_none());
    drop(live);
    drop(stage.http);
    let ended = tokio::time::timeout(Duration::from_secs(10), stage.proxy).await;
    ended.expect("within ten seconds").unwrap().unwrap();
}

#[tokio::test]
async fn signing_out_ends_the_streams_of_the_session() {
    let stage = Stage::new().await;
    let body = json!({ "token": TOKEN });
    let signed_in = stage.http.post(format!("{}/api/session", stage.url)).json(&body).send().await.unwrap();
    let cookie = signed_in.headers()["set-cookie"].to_str().unwrap().split(';').next().unwrap().to_owned();
    let request = |method, path: &str| {
        stage.http.request(method, format!("{}{path}", stage.url)).header("cookie", cookie.as_str())
    };
    let mut live = Live::open(request(Method::GET, "/api/live")).await;
    live.next().await;
    request(Method::DELETE, "/api/session").send().await.unwrap();
    assert_eq!(live.next().await, LiveEvent::Ended { reason: EndReason::SignedOut });
    assert!(live.next_with_id().await.is_none());
}
