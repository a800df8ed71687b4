//! Somebody who orders jobs and cancels some, and remembers which were taken and how they ended.

use std::collections::{BTreeMap, BTreeSet};

use iothub_wire::time::UtcTime;
use rand::{RngExt as _, SeedableRng as _, rngs::StdRng, seq::IteratorRandom as _};
use reqwest::Method;
use serde_json::{Map, Value, json};
use tokio::time::Instant;

use crate::door::{self, Door};
use crate::program::{Hub, Lost, PATIENCE};

/// Devices whose twins the jobs write.
const TARGETS: usize = 5;
/// Jobs that are ordered between two kills, so that the last restart is done with them in seconds.
const AT_ONCE: usize = 4;
/// How much later jobs start that wait, in seconds: nobody waits for them.
const MUCH_LATER: i64 = 86_400;

/// The orders.
pub(crate) struct Orders {
    jobs: BTreeMap<String, Job>,
    next: u64,
    chance: StdRng,
    /// When jobs start that wait.
    later: String,
}

/// What a job does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// Calls the door.
    Call,
    /// Writes itself into the twin of each target.
    Write,
    /// Would do so much later.
    Wait,
}

/// An order.
struct Job {
    kind: Kind,
    /// The hub has said that it has it.
    taken: bool,
    /// The hub was asked to cancel it.
    cancelled: bool,
    /// What the hub said of it once it had ended.
    ended: Option<Value>,
    /// What became of the devices: the status and the error code of each.
    rows: BTreeMap<String, (String, Value)>,
}

impl Orders {
    pub(crate) fn new(seed: u64) -> Self {
        Self { jobs: BTreeMap::new(), next: 0, chance: StdRng::seed_from_u64(seed), later: String::new() }
    }

    /// Registers the devices that the jobs are for.
    pub(crate) async fn prepare(&mut self, hub: &Hub) {
        let (_, clock) = hub.get("/_emulator/clock").await;
        let now: UtcTime = clock["now"].as_str().unwrap().parse().unwrap();
        self.later = now.plus_seconds(MUCH_LATER).to_string();
        for device in targets().chain([door::ID.to_owned()]) {
            let created = hub.create(&format!("/devices/{device}"), json!({})).await;
            assert_eq!(created.unwrap().0, 200);
        }
    }

    pub(crate) fn count(&self) -> usize {
        self.jobs.len()
    }

    pub(crate) fn cancelled(&self) -> usize {
        self.jobs.values().filter(|job| job.cancelled).count()
    }

    /// Orders some jobs, cancels one and looks at others, until the hub is gone.
    pub(crate) async fn work(&mut self, hub: &Hub) {
        for _ in 0..AT_ONCE {
            if self.order(hub).await.is_err() {
                return;
            }
        }
        if self.cancel(hub).await.is_ok() {
            while self.look(hub).await.is_ok() {}
        }
    }

    async fn order(&mut self, hub: &Hub) -> Result<(), Lost> {
        let id = format!("job-{}", self.next);
        self.next += 1;
        let kind = [Kind::Call, Kind::Call, Kind::Write, Kind::Write, Kind::Wait];
        let kind = kind[self.chance.random_range(0..kind.len())];
        let job = Job { kind, taken: false, cancelled: false, ended: None, rows: BTreeMap::new() };
        self.jobs.insert(id.clone(), job);
        let (status, answer) = hub.create(&path(&id), self.body(kind, &id)).await?;
        assert_eq!(status, 200, "{answer}");
        self.jobs.get_mut(&id).unwrap().taken = true;
        Ok(())
    }

    fn body(&self, kind: Kind, id: &str) -> Value {
        let writes = json!({
            "type": "scheduleUpdateTwin", "queryCondition": "STARTSWITH(deviceId, 'target-')",
            "updateTwin": { "etag": "*", "properties": { "desired": { id: 1 } } },
        });
        match kind {
            Kind::Write => writes,
            Kind::Wait => {
                let mut waits = writes;
                waits["startTime"] = self.later.as_str().into();
                waits
            }
            Kind::Call => json!({
                "type": "scheduleDeviceMethod", "queryCondition": format!("deviceId = '{}'", door::ID),
                "cloudToDeviceMethod": {
                    "methodName": "lockDoor", "payload": { "job": id },
                    "responseTimeoutInSeconds": 60, "connectTimeoutInSeconds": 60,
                },
            }),
        }
    }

    /// Cancels a job that waits.
    async fn cancel(&mut self, hub: &Hub) -> Result<(), Lost> {
        let waiting = self
            .jobs
            .iter_mut()
            .filter(|(_, job)| (job.kind, job.taken) == (Kind::Wait, true) && job.ended.is_none());
        let Some((id, job)) = waiting.choose(&mut self.chance) else { return Ok(()) };
        job.cancelled = true;
        let (status, answer) = hub.call(Method::POST, &format!("{}/cancel", path(id)), None).await?;
        // One that was cancelled before a kill without a word of it cannot be cancelled again.
        assert!(matches!(status, 200 | 405), "{id}: {status}: {answer}");
        let (id, answer) = (id.clone(), hub.call(Method::GET, &path(id), None).await?.1);
        assert_eq!(answer["status"], "cancelled", "{id}");
        self.learn(&id, &answer);
        Ok(())
    }

    /// Looks at any job.
    async fn look(&mut self, hub: &Hub) -> Result<(), Lost> {
        let Some(id) = self.jobs.keys().choose(&mut self.chance).cloned() else { return Ok(()) };
        let (_, answer) = hub.call(Method::GET, &path(&id), None).await?;
        self.learn(&id, &answer);
        Ok(())
    }

    /// What was taken is there; what has ended has not changed; no twin was written twice by one job.
    pub(crate) async fn check(&mut self, hub: &Hub) {
        let open = self.jobs.iter().filter(|(_, job)| job.ended.is_none()).map(|(id, _)| id);
        let ended = self.jobs.iter().filter(|(_, job)| job.ended.is_some()).map(|(id, _)| id);
        let ids: Vec<String> = open.chain(ended.sample(&mut self.chance, 10)).cloned().collect();
        for id in ids {
            let (_, answer) = hub.get(&path(&id)).await;
            self.learn(&id, &answer);
        }
        for target in targets() {
            written_to(hub, &target).await;
        }
    }

    fn learn(&mut self, id: &str, answer: &Value) {
        let job = self.jobs.get_mut(id).unwrap();
        match (answer["status"].as_str().unwrap(), job.kind) {
            ("unknown", _) => {
                assert!(!job.taken, "{id} was taken and is lost");
                self.jobs.remove(id);
                return;
            }
            ("completed", Kind::Call | Kind::Write) | ("cancelled", Kind::Wait) => {
                assert_eq!(job.cancelled, job.kind == Kind::Wait, "{id} is {answer}");
                let before = &*job.ended.get_or_insert_with(|| answer.clone());
                assert_eq!(before, answer, "what has ended does not change");
            }
            ("queued" | "running", Kind::Call | Kind::Write) | ("queued" | "scheduled", Kind::Wait) => {
                assert_eq!(job.ended, None, "{id} came to life again");
            }
            (other, kind) => panic!("{id}, a {kind:?}, is {other}: {answer}"),
        }
        job.taken = true;
    }

    /// Waits until every job has ended, and reads what became of the devices.
    pub(crate) async fn finish(&mut self, hub: &Hub) {
        let begun = Instant::now();
        while self.jobs.values().any(|job| job.ended.is_none()) {
            assert!(begun.elapsed() < PATIENCE, "a job that ran at the kill goes on after it");
            self.cancel(hub).await.unwrap();
            self.check(hub).await;
        }
        for (id, job) in &mut self.jobs {
            let query = format!("SELECT * FROM devices.jobs WHERE devices.jobs.jobId = '{id}'");
            let rows = hub.call(Method::POST, "/devices/query", Some(json!({ "query": query }))).await;
            let (_, rows) = rows.unwrap();
            job.rows = rows.as_array().unwrap().iter().map(row).collect();
            let devices = match job.kind {
                Kind::Call => 1,
                Kind::Write => TARGETS,
                Kind::Wait => 0,
            };
            assert_eq!(job.rows.len(), devices, "{id}: a row for each device");
            let with = |status: &str| job.rows.values().filter(|(found, _)| found == status).count();
            assert_eq!(with("completed") + with("failed"), devices, "{id}: every device has an outcome");
            if job.kind != Kind::Wait {
                let counts = &job.ended.as_ref().unwrap()["deviceJobStatistics"];
                assert_eq!(counts["deviceCount"], devices, "{id}");
                assert_eq!(counts["succeededCount"], with("completed"), "{id}");
                assert_eq!(counts["failedCount"], with("failed"), "{id}");
            }
        }
        self.compare_with_twins(hub).await;
    }

    /// The twin of each target was written by the jobs whose rows say so, and by no other.
    async fn compare_with_twins(&self, hub: &Hub) {
        for target in targets() {
            let completed = self.jobs.iter().filter(|(_, job)| {
                job.kind == Kind::Write
                    && job.rows.get(&target).is_some_and(|(status, _)| status == "completed")
            });
            let completed: BTreeSet<String> = completed.map(|(id, _)| id.clone()).collect();
            assert_eq!(written_to(hub, &target).await, completed, "{target}");
        }
    }

    /// A door that answered was called once, and no door was called twice.
    pub(crate) fn compare_with(&self, door: &Door) {
        for (id, job) in self.jobs.iter().filter(|(_, job)| job.kind == Kind::Call) {
            let calls = door.calls_of(id);
            let (status, code) = &job.rows[door::ID];
            if status == "completed" {
                assert_eq!(calls, 1, "{id}");
            } else {
                assert!(calls <= 1, "{id} called {calls} times");
                assert_eq!(code, "Unknown", "{id}");
            }
        }
    }
}

fn targets() -> impl Iterator<Item = String> {
    (0..TARGETS).map(|number| format!("target-{number}"))
}

fn path(id: &str) -> String {
    format!("/jobs/v2/{id}")
}

/// The device of a row, its status and its error code.
fn row(row: &Value) -> (String, (String, Value)) {
    let text = |name: &str| row[name].as_str().unwrap().to_owned();
    (text("deviceId"), (text("status"), row["error"]["code"].clone()))
}

/// The jobs that have written to a twin, each of which has moved its version once.
async fn written_to(hub: &Hub, target: &str) -> BTreeSet<String> {
    let (_, twin) = hub.get(&format!("/twins/{target}")).await;
    let desired: &Map<String, Value> = twin["properties"]["desired"].as_object().unwrap();
    let jobs: BTreeSet<String> = desired.keys().filter(|key| !key.starts_with('$')).cloned().collect();
    assert_eq!(desired["$version"], jobs.len() + 1, "{target}: each job writes once");
    assert_eq!(twin["version"], jobs.len() + 2, "{target}: each job writes once");
    jobs
}
