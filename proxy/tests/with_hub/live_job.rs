//! A job as a browser sees it: a snapshot, then what happens.

use std::collections::VecDeque;

use lockstep_api::{
    job::JobState,
    live::{LiveEvent, Progress, RowStates},
    row::{Outcome, RowWindow},
};
use lockstep_hub_emulator::{Fault, Operation};
use reqwest::{RequestBuilder, Response};

use crate::stage::{PATIENCE, Stage, job, lock_door, set_floor, starting_in};

/// An open stream.
pub(crate) struct Live {
    response: Response,
    text: String,
    events: VecDeque<(Option<String>, LiveEvent)>,
}

impl Live {
    pub(crate) async fn open(request: RequestBuilder) -> Self {
        let response = request.send().await.unwrap();
        assert_eq!(response.status(), 200);
        assert_eq!(response.headers()["content-type"], "text/event-stream; charset=utf-8");
        assert!(!response.headers().contains_key("content-encoding"));
        Self { response, text: String::new(), events: VecDeque::new() }
    }

    /// The next event with its id; `None` when the stream has ended.
    pub(crate) async fn next_with_id(&mut self) -> Option<(Option<String>, LiveEvent)> {
        loop {
            if let Some(event) = self.events.pop_front() {
                return Some(event);
            }
            let chunk =
                tokio::time::timeout(PATIENCE, self.response.chunk()).await.expect("an event in time");
            self.text.push_str(std::str::from_utf8(&chunk.unwrap()?).unwrap());
            while let Some((frame, rest)) = self.text.split_once("\n\n") {
                let line =
                    |name: &str| frame.lines().find_map(|line| line.strip_prefix(name)).map(str::to_owned);
                if let Some(data) = line("data: ") {
                    self.events.push_back((line("id: "), serde_json::from_str(&data).unwrap()));
                }
                self.text = rest.to_owned();
            }
        }
    }

    pub(crate) async fn next(&mut self) -> LiveEvent {
        self.next_with_id().await.expect("the stream goes on").1
    }

    /// Reads on until an event is what is looked for.
    pub(crate) async fn until<T>(&mut self, mut wanted: impl FnMut(LiveEvent) -> Option<T>) -> T {
        loop {
            if let Some(found) = wanted(self.next().await) {
                return found;
            }
        }
    }
}

/// What a dashboard makes of the events about one job.
#[derive(Default)]
pub(crate) struct Page {
    pub(crate) progress: Option<Progress>,
    pub(crate) states: RowStates,
    pub(crate) snapshots: usize,
}

impl Page {
    pub(crate) fn apply(&mut self, event: LiveEvent) {
        match event {
            LiveEvent::Snapshot(snapshot) => {
                self.snapshots += 1;
                (self.progress, self.states) = (Some(snapshot.progress), snapshot.states);
            }
            LiveEvent::Progress(progress) => self.progress = Some(progress),
            LiveEvent::Rows(rows) => {
                for (index, outcome) in rows.changes {
                    assert!(self.states.set(index as usize, outcome), "no row is skipped");
                }
            }
            LiveEvent::Hub(_)
            | LiveEvent::Jobs(_)
            | LiveEvent::Gone { .. }
            | LiveEvent::Heartbeat {}
            | LiveEvent::Lagged { .. }
            | LiveEvent::Ended { .. } => {}
        }
    }

    /// The job has ended, all its rows are read, and the changes that follow the progress have come.
    pub(crate) fn finished(&self) -> bool {
        let settled = self.states.iter().filter(|outcome| outcome.settled()).count() as u64;
        self.progress.as_ref().is_some_and(|progress| {
            let ended = progress.job.state.ended() && progress.rows_complete_in_seconds.is_none();
            ended && settled == progress.tally.settled()
        })
    }
}

#[tokio::test]
async fn a_scheduled_lock_door_job_is_seen_from_its_order_to_every_answer() {
    let stage = Stage::new().await;
    stage.register(&["busy", "door-1", "door-2", "gone"]).await;
    for (id, status) in [("door-1", 200), ("door-2", 200), ("busy", 409)] {
        stage.door(id, status).await;
    }
    let ordered = job(stage.order("lock", &starting_in(&stage, 20, lock_door("*"))).await).await;
    assert_eq!(ordered.state, JobState::Scheduled);

    let mut live = stage.live("job=lock").await;
    assert!(matches!(live.next().await, LiveEvent::Hub(_)), "how the hub is doing comes first");
    let mut page = Page::default();
    page.apply(live.next().await);
    let first = page.progress.clone().expect("a snapshot");
    assert_eq!((first.job.state, page.states.len()), (JobState::Scheduled, 0));

    stage.hub.clock().advance(std::time::Duration::from_secs(20));
    while !page.finished() {
        page.apply(live.next().await);
    }
    let progress = page.progress.unwrap();
    assert_eq!(page.snapshots, 1, "a snapshot once, then changes");
    assert_eq!(
        (progress.job.state, progress.devices, progress.rows_known),
        (JobState::Completed, Some(4), 4)
    );
    let tally = progress.tally;
    assert_eq!((tally.succeeded, tally.failed, tally.not_reached, tally.total()), (2, 1, 1, 4));
    let groups: Vec<_> = progress.groups.iter().map(|g| (g.outcome, g.code.as_str(), g.count)).collect();
    assert_eq!(groups, [(Outcome::Failed, "409", 1), (Outcome::NotReached, "DeviceNotOnline", 1)]);

    let rows: RowWindow = stage.get("/api/jobs/lock/rows?from=0&to=100&text=successfully").await;
    assert_eq!(rows.total, 3, "the answer's text is searched");
    let done = rows.rows.iter().find(|row| row.device == "door-1").unwrap();
    assert_eq!((done.outcome, done.status), (Outcome::Succeeded, Some(200)));
    assert_eq!(done.payload.as_ref().unwrap()["Response"], "lockDoor called successfully");
    assert_eq!(page.states.get(done.index as usize), Some(Outcome::Succeeded));
}

#[tokio::test]
async fn a_twin_job_changes_the_twins_of_its_fleet() {
    let stage = Stage::new().await;
    stage.register(&["a", "b"]).await;
    job(stage.order("floor", &set_floor("deviceId IN ['a', 'b']")).await).await;
    let mut live = stage.live("job=floor").await;
    let mut page = Page::default();
    while !page.finished() {
        page.apply(live.next().await);
    }
    assert_eq!(page.progress.unwrap().tally.succeeded, 2);
    let device: lockstep_api::device::Device = stage.get("/api/devices/b").await;
    assert_eq!(
        serde_json::Value::from(device.desired.properties),
        serde_json::json!({"building": 43, "floor": 3})
    );
}

#[tokio::test]
async fn a_job_that_the_hub_does_not_know_is_gone_until_it_is_ordered() {
    let stage = Stage::new().await;
    stage.register(&["a"]).await;
    let mut live = stage.live("job=later").await;
    live.until(|event| matches!(event, LiveEvent::Gone { .. }).then_some(())).await;
    job(stage.order("later", &set_floor("*")).await).await;
    live.until(|event| matches!(event, LiveEvent::Snapshot(_)).then_some(())).await;
}

#[tokio::test]
async fn the_list_of_jobs_is_live_and_newest_first() {
    let stage = Stage::new().await;
    stage.register(&["a"]).await;
    let mut live = stage.live("jobs=true").await;
    job(stage.order("first", &set_floor("*")).await).await;
    stage.hub.clock().advance(std::time::Duration::from_secs(1));
    job(stage.order("second", &set_floor("*")).await).await;
    let ids = live
        .until(|event| match event {
            LiveEvent::Jobs(list) if list.jobs.len() == 2 => Some(list.jobs),
            _ => None,
        })
        .await;
    assert_eq!(ids.iter().map(|job| job.id.as_str()).collect::<Vec<_>>(), ["second", "first"]);
}

#[tokio::test]
async fn a_list_that_is_opened_right_after_an_order_has_the_job_from_the_start() {
    let stage = Stage::new().await;
    stage.register(&["a"]).await;
    let jobs = |event| if let LiveEvent::Jobs(list) = event { Some(list.jobs) } else { None };
    let mut before = stage.live("jobs=true").await;
    assert_eq!(before.until(jobs).await, []);
    stage.hub.plan(Operation::ListJobs, Fault::Delay { milliseconds: 1_000 }, 1);
    job(stage.order("floor", &set_floor("*")).await).await;
    let mut after = stage.live("jobs=true").await;
    stage.hub.clock().advance(std::time::Duration::from_secs(1));
    assert_eq!(after.until(jobs).await.len(), 1);
}

#[tokio::test]
async fn rows_can_be_read_without_a_stream() {
    let stage = Stage::new().await;
    stage.register(&["a", "b"]).await;
    job(stage.order("floor", &set_floor("*")).await).await;
    stage.hub.until_job(&"floor".parse().unwrap(), iothub_wire::job::JobStatus::Completed).await;
    let rows: RowWindow = stage.get("/api/jobs/floor/rows?to=1").await;
    assert_eq!((rows.total, rows.rows.len()), (2, 1));
}
