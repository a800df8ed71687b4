//! Jobs that have ended are kept with their rows, whatever the hub forgets.

use std::time::Duration;

use iothub_client::tier::Tier;
use iothub_wire::{
    ids::JobId,
    job::{JobAction, JobRequest, JobStatus},
    method::MethodCall,
};
use lockstep_api::{
    job::{Job, JobList, JobState, OlderJobs},
    live::LiveEvent,
    row::{Outcome, Row, RowWindow, Tally},
};
use lockstep_hub_emulator::Operation;
use lockstep_proxy::config::StateSource;
use reqwest::Method;
use serde_json::json;

use crate::{
    live_job::Page,
    stage::{Stage, job, lock_door, set_floor},
};

/// Waits until the job is archived.
async fn archived(stage: &Stage, id: &str) -> Job {
    let path = format!("/api/jobs/{id}");
    let found = async {
        loop {
            let found: Job = stage.get(&path).await;
            if found.record.archived {
                return found;
            }
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(crate::stage::PATIENCE, found).await.expect("the job is archived")
}

/// A stage with a job of two devices, one of which is not reached, that has ended and is archived.
async fn with_an_archived_job() -> Stage {
    let stage = Stage::new().await;
    stage.register(&["a", "b"]).await;
    stage.door("a", 200).await;
    job(stage.order("lock", &lock_door("*")).await).await;
    stage.hub.until_job(&"lock".parse().unwrap(), JobStatus::Completed).await;
    archived(&stage, "lock").await;
    stage
}

#[tokio::test]
async fn a_job_that_nobody_watches_is_archived_and_outlives_the_hubs_memory() {
    let stage = with_an_archived_job().await;
    stage.hub.clock().advance(Duration::from_secs(31 * 86_400));
    let list: JobList = stage.get("/api/jobs").await;
    let kept = list.jobs.iter().find(|job| job.id.as_str() == "lock").unwrap();
    assert_eq!((kept.state, kept.record.archived), (JobState::Completed, true));
    assert_eq!(kept.record.tally, Some(Tally { succeeded: 1, not_reached: 1, ..Tally::default() }));
    let rows: RowWindow = stage.get("/api/jobs/lock/rows?from=0&to=10").await;
    let outcomes: Vec<_> = rows.rows.iter().map(|row| (row.device.as_str(), row.outcome)).collect();
    assert_eq!(outcomes, [("a", Outcome::Succeeded), ("b", Outcome::NotReached)]);
    let mut page = Page::default();
    let mut live = stage.live("job=lock").await;
    while !page.finished() {
        page.apply(live.next().await);
    }
    assert_eq!(page.states.len(), 2);
}

#[tokio::test]
async fn a_job_that_was_made_elsewhere_is_kept_once_somebody_has_looked_at_it() {
    let mut stage = Stage::new().await;
    stage.register(&["a", "b"]).await;
    stage.door("a", 409).await;
    job(stage.order("lock", &lock_door("*")).await).await;
    stage.hub.until_job(&"lock".parse().unwrap(), JobStatus::Completed).await;
    // A proxy with an empty store has never heard of it.
    stage.restart_proxy(|config| config.state = StateSource::Memory).await;
    let listed: JobList = stage.get("/api/jobs").await;
    assert_eq!(listed.jobs[0].record.tally, None);
    let mut page = Page::default();
    let mut live = stage.live("job=lock").await;
    while !page.finished() {
        page.apply(live.next().await);
    }
    let kept = archived(&stage, "lock").await;
    assert_eq!(kept.record.tally, Some(Tally { failed: 1, not_reached: 1, ..Tally::default() }));
    assert_eq!(kept.record.created_by, None);
}

#[tokio::test]
async fn another_job_by_the_name_of_one_that_is_kept_is_not_taken_for_it() {
    let stage = Stage::new().await;
    stage.register(&["a"]).await;
    stage.door("a", 200).await;
    let (script, id) = (stage.script(), "nightly".parse::<JobId>().unwrap());
    let nightly = |start_at| JobRequest {
        id: id.clone(),
        action: JobAction::Method(MethodCall::new("lockDoor", json!(null)).unwrap()),
        condition: "*".to_owned(),
        start_at,
        max_execution_seconds: Some(60),
    };
    script.create_job(&nightly(None)).await.unwrap();
    stage.hub.until_job(&id, JobStatus::Completed).await;
    let mut page = Page::default();
    let mut live = stage.live("job=nightly").await;
    while !page.finished() {
        page.apply(live.next().await);
    }
    archived(&stage, "nightly").await;
    drop(live);
    stage.hub.clock().advance(Duration::from_secs(31 * 86_400));
    let kept: Job = stage.get("/api/jobs/nightly").await;
    assert_eq!((kept.state, kept.record.archived), (JobState::Completed, true));

    script.create_job(&nightly(Some(stage.hub.clock().now().plus_seconds(3600)))).await.unwrap();
    let next: Job = stage.get("/api/jobs/nightly").await;
    assert_eq!((next.state, next.record.archived, next.record.tally), (JobState::Scheduled, false, None));
    let listed: JobList = stage.get("/api/jobs").await;
    assert_eq!((listed.jobs[0].state, listed.jobs[0].record.tally), (JobState::Scheduled, None));
    let mut live = stage.live("job=nightly").await;
    let rows = live.until(|event| match event {
        LiveEvent::Snapshot(seen) if seen.progress.job.state == JobState::Scheduled => {
            Some(seen.states.len())
        }
        _ => None,
    });
    assert_eq!(tokio::time::timeout(crate::stage::PATIENCE, rows).await.unwrap(), 0);
}

#[tokio::test]
async fn what_is_archived_costs_the_hub_nothing() {
    let stage = with_an_archived_job().await;
    let before = [Operation::GetJob, Operation::Query].map(|operation| stage.hub.calls(operation));
    let _job: Job = stage.get("/api/jobs/lock").await;
    let _rows: RowWindow = stage.get("/api/jobs/lock/rows?from=0&to=10").await;
    let after = [Operation::GetJob, Operation::Query].map(|operation| stage.hub.calls(operation));
    assert_eq!(before, after);
}

#[tokio::test]
async fn orders_names_and_what_waits_outlive_the_proxy() {
    let directory = tempfile::tempdir().unwrap();
    let state = || StateSource::Directory(directory.path().to_owned());
    let mut stage = Stage::with(Tier::S1, |config| config.state = state()).await;
    stage.register(&["a"]).await;
    let mut first = set_floor("deviceId = 'a'");
    first["name"] = json!("Floors");
    first["startAt"] = json!(stage.hub.clock().now().unix_millis() + 20_000);
    job(stage.order("first", &first).await).await;
    let waiting = job(stage.order("second", &set_floor("deviceId = 'a'")).await).await;
    assert_eq!(waiting.state, JobState::Waiting);

    stage.restart_proxy(|config| config.state = state()).await;
    let list: JobList = stage.get("/api/jobs").await;
    let states: Vec<_> = list.jobs.iter().map(|job| (job.id.as_str(), job.state)).collect();
    assert_eq!(states, [("second", JobState::Waiting), ("first", JobState::Scheduled)]);
    assert_eq!(list.jobs[1].record.name.as_deref(), Some("Floors"));
    assert_eq!(list.jobs[1].record.created_by.as_deref(), Some("local operator"));
    stage.hub.clock().advance(Duration::from_secs(21));
    stage.hub.until_job(&"second".parse().unwrap(), JobStatus::Completed).await;
    assert_eq!(stage.hub.calls(Operation::CreateJob), 3, "the first, the second refused, the second taken");
}

#[tokio::test]
async fn any_job_can_be_named_and_noted() {
    let stage = Stage::new().await;
    stage.register(&["a"]).await;
    job(stage.order("floor", &set_floor("deviceId = 'a'")).await).await;
    let label = |label: serde_json::Value| {
        let call = stage.call(Method::PATCH, "/api/jobs/floor").json(&label);
        async move { call.send().await.unwrap() }
    };
    let named = job(label(json!({"name": "  Third floor ", "note": "for the auditors"})).await).await;
    assert_eq!(named.record.name.as_deref(), Some("Third floor"));
    let named = job(label(json!({"note": ""})).await).await;
    assert_eq!((named.record.name, named.record.note), (None, None), "what is absent or empty is removed");
    assert_eq!(label(json!({"name": "x".repeat(101)})).await.status(), 422);
    let unknown =
        stage.call(Method::PATCH, "/api/jobs/nothing").json(&json!({"name": "x"})).send().await.unwrap();
    assert_eq!(unknown.status(), 404);
}

#[tokio::test]
async fn every_row_of_a_job_is_exported_as_a_file() {
    let stage = with_an_archived_job().await;
    let export = async |query: &str| {
        let answer = stage.call(Method::GET, &format!("/api/jobs/lock/export?{query}")).send().await.unwrap();
        let header = |name: &str| answer.headers()[name].to_str().unwrap().to_owned();
        let head = [header("content-type"), header("content-disposition")];
        (head, answer.text().await.unwrap())
    };
    let ([kind, name], table) = export("format=csv").await;
    assert_eq!(kind, "text/csv; charset=utf-8; header=present");
    assert_eq!(name, r#"attachment; filename="job-lock.csv""#);
    let lines: Vec<_> =
        table.lines().map(|line| line.split(',').take(4).collect::<Vec<_>>().join(",")).collect();
    assert_eq!(lines, ["device,module,outcome,status", "a,,succeeded,200", "b,,notReached,"]);
    let ([kind, name], lines) = export("format=ndjson&outcome=succeeded").await;
    assert_eq!(kind, "application/x-ndjson");
    assert_eq!(name, r#"attachment; filename="job-lock-succeeded.ndjson""#);
    let rows: Vec<Row> = lines.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!((rows.len(), rows[0].device.as_str()), (1, "a"));
    assert_eq!(rows[0].payload, Some(json!({"Response": "lockDoor called successfully"})));
    let (_, turned) = export("format=ndjson&order=-device").await;
    let devices = turned.lines().map(|line| serde_json::from_str::<Row>(line).unwrap().device);
    assert_eq!(devices.collect::<Vec<_>>(), ["b", "a"], "as the rows are sorted on the page");
    let refused = stage.call(Method::GET, "/api/jobs/lock/export?format=xlsx").send().await.unwrap();
    assert_eq!(refused.status(), 400);
}

#[tokio::test]
async fn a_long_job_is_exported_whole_and_once() {
    let stage = Stage::with(Tier::Unlimited, |config| config.preview_threshold = 10_000).await;
    let ids: Vec<String> = (0..1_234).map(|number| format!("d{number:04}")).collect();
    stage.register_many(&ids).await;
    job(stage.order("floor", &set_floor("*")).await).await;
    stage.hub.until_job(&"floor".parse().unwrap(), JobStatus::Completed).await;
    let answer = stage.call(Method::GET, "/api/jobs/floor/export?format=ndjson").send().await.unwrap();
    let lines = answer.text().await.unwrap();
    let mut devices: Vec<String> =
        lines.lines().map(|line| serde_json::from_str::<Row>(line).unwrap().device).collect();
    devices.sort();
    assert_eq!(devices, ids);
}

#[tokio::test]
async fn what_is_archived_can_be_read_from_any_place_in_the_list() {
    let stage = with_an_archived_job().await;
    let lock: Job = stage.get("/api/jobs/lock").await;
    let after = lock.created_at.unwrap().0 + 1;
    let older: OlderJobs = stage.get(&format!("/api/older-jobs?before={after}&id=x")).await;
    assert_eq!((older.jobs.as_slice(), older.next), ([lock.clone()].as_slice(), None));
    let none: OlderJobs = stage.get("/api/older-jobs?before=1&id=x").await;
    assert_eq!((none.jobs, none.next), (vec![], None));
}
