//! Somebody who orders jobs, and remembers which were taken and how they ended.

use std::collections::BTreeMap;
use std::time::Duration;

use rand::{RngExt as _, SeedableRng as _, rngs::StdRng, seq::IteratorRandom as _};
use reqwest::Method;
use serde_json::{Value, json};
use tokio::time::Instant;

use crate::door::{self, Door};
use crate::program::{Hub, Lost};

/// Devices whose twins the jobs write.
const TARGETS: u64 = 5;
/// Jobs that are ordered between two kills, so that the last restart is done with them in seconds.
const AT_ONCE: u64 = 4;
/// How long the jobs may take after the last restart.
const PATIENCE: Duration = Duration::from_secs(60);

/// The orders.
pub(crate) struct Orders {
    jobs: BTreeMap<String, Job>,
    next: u64,
    chance: StdRng,
}

/// An order.
struct Job {
    calls: bool,
    /// The hub has said that it has it.
    taken: bool,
    /// What the hub said of it once it was completed.
    ended: Option<Value>,
    /// The door's row, when the job calls it.
    row: Value,
}

impl Orders {
    pub(crate) fn new(seed: u64) -> Self {
        Self { jobs: BTreeMap::new(), next: 0, chance: StdRng::seed_from_u64(seed) }
    }

    /// Registers the devices that the jobs are for.
    pub(crate) async fn prepare(hub: &Hub) {
        for device in (0..TARGETS).map(|number| format!("target-{number}")).chain([door::ID.to_owned()]) {
            let created = hub.call(Method::PUT, &format!("/devices/{device}"), Some(json!({}))).await;
            assert_eq!(created.unwrap().0, 200);
        }
    }

    pub(crate) fn count(&self) -> usize {
        self.jobs.len()
    }

    /// Orders some jobs and looks at others, until the hub is gone.
    pub(crate) async fn work(&mut self, hub: &Hub) {
        for _ in 0..AT_ONCE {
            if self.order(hub).await.is_err() {
                return;
            }
        }
        while self.look(hub).await.is_ok() {}
    }

    async fn order(&mut self, hub: &Hub) -> Result<(), Lost> {
        let id = format!("job-{}", self.next);
        self.next += 1;
        let calls = self.chance.random();
        let body = if calls {
            let payload = json!({ "job": id });
            json!({
                "type": "scheduleDeviceMethod", "queryCondition": format!("deviceId = '{}'", door::ID),
                "cloudToDeviceMethod": {
                    "methodName": "lockDoor", "payload": payload,
                    "responseTimeoutInSeconds": 60, "connectTimeoutInSeconds": 60,
                },
            })
        } else {
            json!({
                "type": "scheduleUpdateTwin", "queryCondition": "STARTSWITH(deviceId, 'target-')",
                "updateTwin": { "etag": "*", "tags": { "job": id } },
            })
        };
        self.jobs.insert(id.clone(), Job { calls, taken: false, ended: None, row: Value::Null });
        let (status, answer) = hub.call(Method::PUT, &path(&id), Some(body)).await?;
        assert_eq!(status, 200, "{answer}");
        self.jobs.get_mut(&id).unwrap().taken = true;
        Ok(())
    }

    /// Looks at any job.
    async fn look(&mut self, hub: &Hub) -> Result<(), Lost> {
        let Some(id) = self.jobs.keys().choose(&mut self.chance).cloned() else { return Ok(()) };
        let (_, answer) = hub.call(Method::GET, &path(&id), None).await?;
        self.learn(&id, &answer);
        Ok(())
    }

    /// What was taken is there; what has ended has not changed.
    pub(crate) async fn check(&mut self, hub: &Hub) {
        let open = self.jobs.iter().filter(|(_, job)| job.ended.is_none()).map(|(id, _)| id);
        let ended = self.jobs.iter().filter(|(_, job)| job.ended.is_some()).map(|(id, _)| id);
        let ids: Vec<String> = open.chain(ended.sample(&mut self.chance, 10)).cloned().collect();
        for id in ids {
            let (_, answer) = hub.get(&path(&id)).await;
            self.learn(&id, &answer);
        }
    }

    fn learn(&mut self, id: &str, answer: &Value) {
        let job = self.jobs.get_mut(id).unwrap();
        match answer["status"].as_str().unwrap() {
            "unknown" => {
                assert!(!job.taken, "{id} was taken and is lost");
                self.jobs.remove(id);
                return;
            }
            "completed" => {
                let before = &*job.ended.get_or_insert_with(|| answer.clone());
                assert_eq!(before, answer, "what has ended does not change");
            }
            "queued" | "running" => assert_eq!(job.ended, None, "{id} ran again"),
            other => panic!("{id} is {other}: {answer}"),
        }
        job.taken = true;
    }

    /// Waits until every job has ended, and reads what became of the devices.
    pub(crate) async fn finish(&mut self, hub: &Hub) {
        let begun = Instant::now();
        while self.jobs.values().any(|job| job.ended.is_none()) {
            assert!(begun.elapsed() < PATIENCE, "a job that ran at the kill goes on after it");
            self.check(hub).await;
        }
        for (id, job) in &mut self.jobs {
            let query = format!("SELECT * FROM devices.jobs WHERE devices.jobs.jobId = '{id}'");
            let rows = hub.call(Method::POST, "/devices/query", Some(json!({ "query": query }))).await;
            let (_, rows) = rows.unwrap();
            let rows = rows.as_array().unwrap();
            let devices = if job.calls { 1 } else { TARGETS };
            assert_eq!(rows.len() as u64, devices, "{id}: a row for each device");
            let with = |status: &str| rows.iter().filter(|row| row["status"] == status).count();
            let counts = &job.ended.as_ref().unwrap()["deviceJobStatistics"];
            assert_eq!(counts["deviceCount"], devices, "{id}");
            assert_eq!(counts["succeededCount"], with("completed"), "{id}");
            assert_eq!(counts["failedCount"], with("failed"), "{id}");
            assert_eq!(
                (with("completed") + with("failed")) as u64,
                devices,
                "{id}: every device has an outcome"
            );
            job.row = rows[0].clone();
        }
    }

    /// A door that answered was called once, and no door was called twice.
    pub(crate) fn compare_with(&self, door: &Door) {
        for (id, job) in self.jobs.iter().filter(|(_, job)| job.calls) {
            let calls = door.calls_of(id);
            match job.row["status"].as_str().unwrap() {
                "completed" => assert_eq!(calls, 1, "{id}"),
                _ => {
                    assert!(calls <= 1, "{id} called {calls} times");
                    assert_eq!(job.row["error"]["code"], "Unknown", "{id}: {}", job.row);
                }
            }
        }
    }
}

fn path(id: &str) -> String {
    format!("/jobs/v2/{id}")
}
