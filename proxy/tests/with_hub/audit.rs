//! The record of who did what, as an admin reads it.

use std::time::Duration;

use iothub_client::tier::Tier;
use lockstep_api::{
    audit::{AuditEntry, AuditPage, AuditRecord},
    live::LiveEvent,
    problem::ProblemCode,
};
use lockstep_proxy::config::{Config, StateSource};
use reqwest::{Method, StatusCode};
use serde_json::json;

use crate::stage::{Stage, TOKEN, lock_door, problem, set_floor, starting_in};

async fn records(stage: &Stage, query: &str) -> Vec<AuditRecord> {
    let mut records = stage.get::<AuditPage>(&format!("/api/audit{query}")).await.records;
    records.reverse();
    records
}

/// What was recorded, in a word each.
fn words(records: &[AuditRecord]) -> Vec<String> {
    let word = |record: &AuditRecord| match &record.entry {
        AuditEntry::SignedIn { .. } => "signed in".to_owned(),
        AuditEntry::SignedOut => "signed out".to_owned(),
        AuditEntry::NotLetIn { reason } => format!("not let in: {reason}"),
        AuditEntry::Intent { route, target, .. } => {
            format!("{route} {}", target.as_deref().unwrap_or_default())
        }
        AuditEntry::Outcome { of, status, problem, .. } => {
            format!("{of}: {status} {}", problem.as_deref().unwrap_or_default())
        }
        AuditEntry::Turn { job, ordered_by } => {
            format!("turn of {job}, ordered by {}", ordered_by.as_deref().unwrap_or_default())
        }
        AuditEntry::Ended { job, devices, .. } => format!("{job} ended: {} succeeded", devices.succeeded),
    };
    records.iter().map(word).collect()
}

/// No job is kept while the test lasts, which would be recorded as well.
fn unarchived(config: &mut Config) {
    config.pace.unwatched = Duration::from_secs(3600);
}

#[tokio::test]
async fn every_write_is_recorded_before_and_after_with_who_and_what() {
    let stage = Stage::with(Tier::Unlimited, unarchived).await;
    stage.register(&["a"]).await;
    let order = lock_door("deviceId = 'a'");
    assert_eq!(stage.order("j", &order).await.status(), StatusCode::OK);
    assert_eq!(stage.order("k", &lock_door("deviceId = 'nobody'")).await.status(), StatusCode::NOT_FOUND);
    let read = stage.call(Method::GET, "/api/devices").send().await.unwrap();
    assert_eq!(read.status(), StatusCode::OK);

    let records = records(&stage, "").await;
    assert_eq!(
        words(&records),
        ["PUT /api/jobs/{id} j", "1: 200 ", "PUT /api/jobs/{id} k", "3: 404 deviceNotFound"],
        "what only reads is not recorded"
    );
    let AuditEntry::Intent { body, .. } = &records[0].entry else { panic!() };
    assert_eq!(body.as_ref(), Some(&order), "as it was sent");
    let actor = records[0].actor.as_ref().unwrap();
    assert_eq!((actor.name.as_str(), actor.role.name()), ("local operator", "admin"));
    assert_eq!(records[0].address, "127.0.0.1");
    assert_eq!(records[0].request_id, records[1].request_id);
}

#[tokio::test]
async fn a_record_names_the_device_that_was_meant_and_every_job_that_was_made() {
    let stage = Stage::with(Tier::Unlimited, unarchived).await;
    stage.register(&["a"]).await;
    let registered = stage.call(Method::PUT, "/api/devices/%61").send().await.unwrap();
    assert_eq!(registered.status(), StatusCode::FORBIDDEN, "not with this credential");
    assert_eq!(stage.order("j", &lock_door("deviceId = 'a'")).await.status(), StatusCode::OK);
    let records = records(&stage, "").await;
    assert_eq!(words(&records)[0], "PUT /api/devices/{id} a");
    let AuditEntry::Outcome { jobs, .. } = &records[3].entry else { panic!() };
    assert_eq!(jobs.iter().map(ToString::to_string).collect::<Vec<_>>(), ["j"]);
}

#[tokio::test]
async fn whoever_comes_and_goes_is_recorded_and_no_secret_is() {
    let stage = Stage::with(Tier::Unlimited, unarchived).await;
    let sign_in = |token: &str| {
        stage.http.post(format!("{}/api/session", stage.url)).json(&json!({ "token": token })).send()
    };
    assert_eq!(problem(sign_in("a-wrong-guess").await.unwrap()).await, ProblemCode::TokenRefused);
    let opened = sign_in(TOKEN).await.unwrap();
    let cookie = opened.headers()["set-cookie"].to_str().unwrap().split(';').next().unwrap().to_owned();
    let out = stage.http.delete(format!("{}/api/session", stage.url)).header("cookie", &cookie).send();
    assert_eq!(out.await.unwrap().status(), StatusCode::NO_CONTENT);
    let records = records(&stage, "").await;
    assert_eq!(words(&records), ["not let in: tokenRefused", "signed in", "signed out"]);
    let text = serde_json::to_string(&records).unwrap();
    let key = cookie.split_once('=').unwrap().1;
    for secret in [TOKEN, "a-wrong-guess", key] {
        assert!(!text.contains(secret), "{text}");
    }
}

#[tokio::test]
async fn the_record_is_searched_and_read_page_by_page() {
    let stage = Stage::with(Tier::Unlimited, unarchived).await;
    for number in 0..60 {
        let query = json!({"name": format!("Query {number}"), "content": {"condition": "tags.a = '100%_'"}});
        let kept =
            stage.call(Method::PUT, &format!("/api/queries/q{number}")).json(&query).send().await.unwrap();
        assert!(kept.status().is_success());
    }
    let first: AuditPage = stage.get("/api/audit").await;
    assert_eq!((first.records.len(), first.records[0].number, first.more), (100, 120, true));
    let rest: AuditPage = stage.get(&format!("/api/audit?before={}", first.records[99].number)).await;
    assert_eq!((rest.records.len(), rest.records[0].number, rest.more), (20, 20, false));
    assert_eq!(words(&records(&stage, "?text=query%2059").await), ["PUT /api/queries/{id} q59"]);
    assert_eq!(
        records(&stage, "?text=100%25_").await.len(),
        60,
        "signs that mean something to LIKE are taken as they are"
    );
    assert!(records(&stage, "?text=1%25%25%25").await.is_empty());
}

#[tokio::test]
async fn the_record_goes_on_after_a_restart() {
    let state = tempfile::tempdir().unwrap();
    let keep = |config: &mut Config| config.state = StateSource::Directory(state.path().join("state"));
    let mut stage = Stage::with(Tier::Unlimited, keep).await;
    stage.order("j", &lock_door("deviceId = 'nobody'")).await;
    stage.restart_proxy(keep).await;
    stage.order("k", &lock_door("deviceId = 'nobody'")).await;
    let numbers: Vec<_> = records(&stage, "").await.iter().map(|record| record.number).collect();
    assert_eq!(numbers, [1, 2, 3, 4]);
    let directory = state.path().join("state");
    let key = directory.join(lockstep_proxy::AUDIT_KEY_FILE);
    let whole = lockstep_proxy::verify_audit(&StateSource::Directory(directory), &key, None).await.unwrap();
    assert_eq!(whole.unwrap().number, 4);
}

#[tokio::test]
async fn an_order_that_waited_is_recorded_when_its_turn_comes_and_every_job_when_it_ends() {
    let stage = Stage::with(Tier::S1, |_| {}).await;
    stage.register(&["a"]).await;
    stage.door("a", 200).await;
    let first = starting_in(&stage, 3600, lock_door("deviceId = 'a'"));
    for (id, order) in [("first", first), ("second", set_floor("deviceId = 'a'"))] {
        assert_eq!(stage.order(id, &order).await.status(), StatusCode::OK);
    }
    let withdrawn = stage.call(Method::POST, "/api/jobs/first/cancel").send().await.unwrap();
    assert_eq!(withdrawn.status(), StatusCode::OK);
    let mut live = stage.live("jobs=true").await;
    live.until(|event| match event {
        LiveEvent::Jobs(list) => {
            (list.jobs.len() == 2 && list.jobs.iter().all(|job| job.state.ended())).then_some(())
        }
        _ => None,
    })
    .await;
    let mut said = Vec::new();
    // The archive follows the end.
    while said.iter().filter(|word: &&String| word.contains("ended")).count() < 2 {
        said = words(&records(&stage, "").await);
    }
    let at = |word: &str| {
        said.iter().position(|other| other == word).unwrap_or_else(|| panic!("{word}: {said:#?}"))
    };
    let turn = at("turn of second, ordered by local operator");
    assert!(turn < at(&format!("{}: 200 ", turn + 1)), "{said:#?}");
    assert!(
        at("first ended: 0 succeeded") < said.len() && at("second ended: 1 succeeded") > turn,
        "{said:#?}"
    );
}
