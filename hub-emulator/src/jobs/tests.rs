use iothub_wire::ids::DeviceId;
use iothub_wire::job::{DeviceJobStatistics, DeviceJobStatus, Job, JobRequest};
use iothub_wire::method::MethodResult;
use serde_json::json;

use super::*;
use crate::hub::device_side::Subscription;
use crate::limits::Tier;
use crate::registry::{Minted, Registry, Settings, job_condition};
use crate::store::Contents;

/// A registry and a job engine at a time of their own.
struct Bench {
    registry: Registry,
    jobs: Jobs,
    ledger: Ledger,
    now: UtcTime,
}

fn bench(tier: Tier, devices: usize) -> Bench {
    let now = "2026-01-01T00:00:00Z".parse().unwrap();
    let (mut registry, mut ledger) = (Registry::default(), Ledger::new(true));
    for number in 0..devices {
        let id: DeviceId = format!("d{number:03}").parse().unwrap();
        let settings = Settings::Device(iothub_wire::identity::DeviceSettings::new(id.clone()));
        let minted = Minted::from_bytes([1; 32], [2; 32], [0; 4]);
        let absent = iothub_wire::etag::IfMatch::Absent;
        registry.put(&Identity::device(id), settings, &absent, minted, now, &mut ledger).unwrap();
    }
    Bench { registry, jobs: Jobs::new(Limits::of(tier, 1)), ledger, now }
}

fn id(text: &str) -> JobId {
    text.parse().unwrap()
}

impl Bench {
    fn create(&mut self, name: &str, body: &serde_json::Value) -> Result<(), Refusal> {
        let request = JobRequest::from_json(id(name), body.to_string().as_bytes())?;
        self.jobs.create(request, "0", self.now, &mut self.ledger)
    }

    fn twin_job(&mut self, name: &str, condition: &str) -> Result<(), Refusal> {
        let twin = json!({ "etag": "*", "properties": { "desired": { "floor": 3 } } });
        self.create(
            name,
            &json!({ "type": "scheduleUpdateTwin", "updateTwin": twin, "queryCondition": condition }),
        )
    }

    fn method_job(&mut self, name: &str, seconds: u64) -> Result<(), Refusal> {
        let method = json!({ "methodName": "lockDoor", "responseTimeoutInSeconds": 30 });
        let body = json!({
            "type": "scheduleDeviceMethod", "cloudToDeviceMethod": method,
            "queryCondition": "*", "maxExecutionTimeInSeconds": seconds,
        });
        self.create(name, &body)
    }

    fn step(&mut self) -> Vec<Attempt> {
        self.full_step().attempts
    }

    /// A step with the searches that it asks for, and what they lead to.
    fn full_step(&mut self) -> step::Step {
        let mut step = self.bare_step();
        let searches = std::mem::take(&mut step.searches);
        if searches.is_empty() {
            return step;
        }
        for search in searches {
            self.search(&search);
        }
        let mut next = self.bare_step();
        step.attempts.append(&mut next.attempts);
        step::Step { attempts: step.attempts, ..next }
    }

    fn bare_step(&mut self) -> step::Step {
        self.jobs.step(&mut self.registry, self.now, &mut self.ledger)
    }

    fn search(&mut self, search: &Search) {
        let found = job_condition(&search.condition).map(|condition| {
            let (mut last, mut selected, mut more) = (None, Vec::new(), true);
            while more {
                let slice = self.registry.slice(condition.collection(), &mut last, |_| true);
                selected.extend(slice.items.into_iter().filter(|twin| condition.matches(twin)));
                more = slice.more;
            }
            selected.into_iter().map(|twin| twin.identity).collect()
        });
        self.jobs.found(search, found, self.now, &mut self.ledger);
    }

    fn wait(&mut self, seconds: i64) {
        self.now = self.now.plus_seconds(seconds);
    }

    fn attempted(&mut self, attempt: &Attempt) -> bool {
        self.jobs.attempted(&attempt.place, self.now, &mut self.ledger)
    }

    fn answered(&mut self, attempt: &Attempt) {
        let answer = Ok(MethodResult { status: 200, payload: json!("done").into() });
        self.jobs.finished(&attempt.place, answer, self.now, &mut self.ledger);
    }

    fn job(&self, name: &str) -> Job {
        self.jobs.get(&id(name)).unwrap().print()
    }

    /// Device count, then succeeded, failed, running and pending.
    fn counts(&self, name: &str) -> [u64; 5] {
        let DeviceJobStatistics { device_count, failed_count, succeeded_count, running_count, pending_count } =
            self.job(name).statistics.unwrap();
        [device_count, succeeded_count, failed_count, running_count, pending_count]
    }

    fn row_error(&self, name: &str, row: u32) -> String {
        self.jobs.get(&id(name)).unwrap().print_row(row).unwrap().error.unwrap().code
    }

    /// The engine as a restart finds it.
    fn restart(&mut self) {
        let mut contents = Contents::of(self.ledger.take());
        self.jobs =
            Jobs::load(&mut contents, Limits::of(Tier::Unlimited, 1), self.now, &mut self.ledger).unwrap();
    }
}

#[test]
fn a_twin_job_goes_from_queued_to_completed() {
    let mut bench = bench(Tier::Unlimited, 3);
    bench.twin_job("j", "*").unwrap();
    assert_eq!(bench.job("j").status, JobStatus::Queued);
    bench.step();
    assert_eq!(bench.job("j").status, JobStatus::Completed);
    assert_eq!(bench.counts("j"), [3, 3, 0, 0, 0]);
    let twin = bench.registry.get(&Identity::parse("d001").unwrap()).unwrap().twin.state();
    assert_eq!((twin.desired.version, &twin.desired.properties["floor"]), (2, &json!(3)));
}

#[test]
fn a_job_that_was_cancelled_while_its_devices_were_looked_for_stays_cancelled() {
    let mut bench = bench(Tier::Unlimited, 2);
    bench.twin_job("j", "*").unwrap();
    bench.twin_job("k", "*").unwrap();
    let step = bench.bare_step();
    assert_eq!(step.searches.len(), 2);
    assert_eq!(bench.job("k").status, JobStatus::Queued);
    bench.jobs.cancel(&id("k"), bench.now, &mut bench.ledger).unwrap();
    step.searches.iter().for_each(|search| bench.search(search));
    bench.step();
    assert_eq!((bench.job("j").status, bench.counts("j")), (JobStatus::Completed, [2, 2, 0, 0, 0]));
    assert_eq!((bench.job("k").status, bench.counts("k")), (JobStatus::Cancelled, [0; 5]));
}

#[test]
fn devices_are_looked_for_again_after_a_restart() {
    let mut bench = bench(Tier::Unlimited, 2);
    bench.twin_job("j", "*").unwrap();
    assert_eq!(bench.bare_step().searches.len(), 1);
    bench.restart();
    assert_eq!(bench.job("j").status, JobStatus::Queued);
    bench.step();
    assert_eq!(bench.counts("j"), [2, 2, 0, 0, 0]);
}

#[test]
fn no_device_is_a_completed_job() {
    let mut bench = bench(Tier::S1, 1);
    bench.twin_job("j", "tags.site = 'nowhere'").unwrap();
    bench.step();
    assert_eq!((bench.job("j").status, bench.counts("j")), (JobStatus::Completed, [0; 5]));
}

#[test]
fn a_bad_condition_is_accepted_and_then_fails() {
    let mut bench = bench(Tier::S1, 1);
    bench.twin_job("j", "SELECT * FROM devices").unwrap();
    bench.step();
    let job = bench.job("j");
    assert_eq!(job.status, JobStatus::Failed);
    let reason = job.failure_reason.unwrap();
    let (first, last) = (
        "SQL query parse failed due to following errors: \n\tLine 1:",
        ": @Microsoft.Azure.Devices.DeviceManagement.JobService.Orchestrations.\
         IMultipleDevicesOrchestrationManager.QueryDevicesAsync",
    );
    assert!(reason.starts_with(first) && reason.ends_with(last), "{reason}");
    bench.twin_job("the-slot-is-free", "*").unwrap();
}

#[test]
fn devices_are_chosen_at_the_start_and_not_at_the_creation() {
    let mut early = bench(Tier::S1, 2);
    let twin = json!({ "etag": "*", "tags": { "a": 1 } });
    let body = json!({
        "type": "scheduleUpdateTwin", "updateTwin": twin, "queryCondition": "*", "startTime": "2026-01-01T00:00:20Z",
    });
    early.create("j", &body).unwrap();
    let step = early.full_step();
    assert_eq!(early.job("j").status, JobStatus::Scheduled);
    assert_eq!(step.wake_at, Some("2026-01-01T00:00:20Z".parse().unwrap()));
    early.registry = bench(Tier::S1, 5).registry;
    early.wait(20);
    early.step();
    assert_eq!(early.counts("j"), [5, 5, 0, 0, 0]);
}

#[test]
fn a_start_in_the_past_is_now() {
    let mut bench = bench(Tier::S1, 1);
    let body = json!({
        "type": "scheduleUpdateTwin", "updateTwin": { "etag": "*", "tags": {} }, "queryCondition": "*",
        "startTime": "1970-01-01T00:00:00.000Z", "maxExecutionTimeInSeconds": 60,
    });
    bench.create("j", &body).unwrap();
    bench.step();
    assert_eq!(bench.job("j").status, JobStatus::Completed);
    assert_eq!(bench.counts("j")[1], 1);
}

#[test]
fn only_waiting_jobs_can_be_cancelled() {
    let mut bench = bench(Tier::S3, 1);
    bench.twin_job("queued", "*").unwrap();
    let now = bench.now;
    assert_eq!(
        bench.jobs.cancel(&id("queued"), now, &mut bench.ledger).unwrap().status,
        JobStatus::Cancelled
    );
    bench.method_job("running", 60).unwrap();
    bench.step();
    for name in ["queued", "running"] {
        let refusal = bench.jobs.cancel(&id(name), now, &mut bench.ledger).unwrap_err();
        assert_eq!(refusal.code, ErrorCode::OperationNotAllowedInCurrentState);
    }
    let refusal = bench.jobs.cancel(&id("unknown"), now, &mut bench.ledger).unwrap_err();
    assert_eq!(refusal.code, ErrorCode::JobNotFound);
}

#[test]
fn a_scheduled_job_holds_the_slot_of_an_s1_hub() {
    let mut bench = bench(Tier::S1, 1);
    bench.method_job("first", 60).unwrap();
    let refusal = bench.twin_job("second", "*").unwrap_err();
    assert_eq!(refusal.code, ErrorCode::ThrottlingMaxActiveJobCountExceeded);
    assert_eq!(bench.twin_job("first", "*").unwrap_err().code, ErrorCode::JobAlreadyExists);
    bench.wait(60);
    bench.step();
    bench.wait(60);
    bench.step();
    bench.twin_job("second", "*").unwrap();
}

#[test]
fn jobs_of_an_s1_hub_do_ten_operations_a_second_all_together() {
    let mut bench = bench(Tier::S2, 25);
    bench.twin_job("a", "*").unwrap();
    bench.twin_job("b", "*").unwrap();
    let step = bench.full_step();
    assert_eq!((bench.counts("a")[1], bench.counts("b")[1]), (5, 5), "one of each job in turn");
    assert_eq!(step.wake_at, Some(bench.now.plus_seconds(1)));
    for _ in 0..3 {
        bench.wait(1);
        bench.step();
    }
    assert_eq!((bench.counts("a")[1], bench.counts("b")[1]), (20, 20));
}

#[test]
fn a_job_does_not_starve_behind_one_whose_id_comes_first() {
    let mut bench = bench(Tier::S2, 25);
    for name in ["a", "b", "c"] {
        bench.twin_job(name, "*").unwrap();
    }
    let mut rate = Rate::new(Some(1));
    std::mem::swap(&mut bench.jobs.rate, &mut rate);
    for _ in 0..9 {
        bench.step();
        bench.wait(1);
    }
    assert_eq!(["a", "b", "c"].map(|name| bench.counts(name)[1]), [3, 3, 3]);
}

#[test]
fn a_step_does_not_hold_the_hub_for_long() {
    let mut bench = bench(Tier::Unlimited, 300);
    bench.twin_job("j", "*").unwrap();
    let step = bench.full_step();
    assert_eq!((bench.counts("j")[1], step.wake_at), (256, Some(bench.now)));
    bench.step();
    assert_eq!(bench.job("j").status, JobStatus::Completed);
}

#[test]
fn a_method_job_completes_when_every_call_has_ended() {
    let mut bench = bench(Tier::S1, 2);
    bench.method_job("j", 60).unwrap();
    let attempts = bench.step();
    assert_eq!(bench.counts("j"), [2, 0, 0, 2, 0]);
    assert!(bench.attempted(&attempts[0]));
    bench.answered(&attempts[0]);
    let refused = row_error(&Refusal::new(ErrorCode::DeviceNotOnline, "away"));
    bench.jobs.finished(&attempts[1].place, Err(refused), bench.now, &mut bench.ledger);
    bench.step();
    assert_eq!(bench.job("j").status, JobStatus::Completed);
    assert_eq!(bench.counts("j"), [2, 1, 1, 0, 0]);
    let row = bench.jobs.get(&id("j")).unwrap().print_row(0).unwrap();
    assert_eq!(row.status, DeviceJobStatus::Completed);
    assert_eq!(row.outcome.device_method_response.unwrap().payload.value(), "done");
    assert_eq!(bench.row_error("j", 1), "DeviceNotOnline");
}

#[test]
fn the_window_closes_over_what_has_not_ended() {
    let mut bench = bench(Tier::S1, 12);
    bench.method_job("j", 60).unwrap();
    let attempts = bench.step();
    assert_eq!(attempts.len(), 10);
    bench.attempted(&attempts[0]);
    bench.wait(60);
    bench.step();
    assert_eq!((bench.job("j").status, bench.counts("j")), (JobStatus::Completed, [12, 0, 12, 0, 0]));
    assert_eq!(bench.row_error("j", 0), "GatewayTimeout");
    assert_eq!(bench.row_error("j", 1), "JobRunPreconditionFailed");
    assert_eq!(bench.row_error("j", 11), "JobRunPreconditionFailed");
    bench.answered(&attempts[0]);
    assert_eq!(bench.counts("j")[1], 0, "a late answer changes nothing");
    assert!(!bench.attempted(&attempts[1]), "and nothing is sent any more");
}

#[test]
fn calls_that_wait_do_not_keep_twin_jobs_from_their_work() {
    let mut bench = bench(Tier::Unlimited, 4200);
    bench.method_job("calls", 60).unwrap();
    let mut attempts = Vec::new();
    for _ in 0..20 {
        attempts.extend(bench.step());
    }
    assert_eq!((attempts.len(), bench.counts("calls")[4]), (4096, 104));
    assert_eq!(
        bench.full_step().wake_at,
        Some(bench.now.plus_seconds(60)),
        "nothing to do before a call ends"
    );
    bench.twin_job("twins", "deviceId = 'd007'").unwrap();
    bench.step();
    assert_eq!(bench.job("twins").status, JobStatus::Completed);
    bench.answered(&attempts[0]);
    assert_eq!(bench.step().len(), 1);
}

#[test]
fn a_job_of_the_same_id_after_a_reset_is_another_job() {
    let mut bench = bench(Tier::S1, 1);
    bench.method_job("j", 60).unwrap();
    let old = bench.step().remove(0);
    bench.jobs.clear(&mut bench.ledger);
    bench.method_job("j", 60).unwrap();
    bench.step();
    assert!(!bench.attempted(&old));
    bench.answered(&old);
    assert_eq!(bench.counts("j"), [1, 0, 0, 1, 0]);
}

#[test]
fn after_a_restart_nothing_is_sent_twice() {
    let mut bench = bench(Tier::S1, 3);
    bench.method_job("j", 60).unwrap();
    let attempts = bench.step();
    bench.attempted(&attempts[0]);
    bench.answered(&attempts[0]);
    bench.attempted(&attempts[1]);
    bench.restart();
    assert_eq!(bench.job("j").status, JobStatus::Running);
    assert_eq!(bench.counts("j"), [3, 1, 1, 0, 1]);
    assert_eq!(bench.row_error("j", 1), "Unknown");
    let again = bench.step();
    assert_eq!(again.len(), 1, "only the one that had not been sent");
    assert_eq!(again[0].target.to_string(), "d002");
}

#[test]
fn a_restart_keeps_what_jobs_were() {
    let mut bench = bench(Tier::Unlimited, 2);
    bench.twin_job("done", "*").unwrap();
    bench.twin_job("bad", "nonsense(").unwrap();
    bench.step();
    bench.method_job("queued", 60).unwrap();
    let before = ["done", "bad", "queued"].map(|name| bench.job(name));
    bench.restart();
    assert_eq!(["done", "bad", "queued"].map(|name| bench.job(name)), before);
    assert_eq!(bench.step().len(), 2);
}

#[test]
fn a_job_is_forgotten_thirty_days_after_its_end() {
    let mut bench = bench(Tier::S1, 2);
    bench.twin_job("j", "*").unwrap();
    let end = bench.full_step().wake_at.unwrap();
    assert_eq!(end, bench.now.plus_seconds(30 * 86_400));
    bench.restart();
    bench.now = end.plus_seconds(-1);
    bench.step();
    assert!(bench.jobs.get(&id("j")).is_some());
    bench.wait(1);
    bench.step();
    assert!(bench.jobs.get(&id("j")).is_none());
    bench.twin_job("j", "*").unwrap();
}

#[test]
fn a_stale_etag_fails_the_row_and_not_the_job() {
    let mut bench = bench(Tier::S1, 1);
    let twin = json!({ "etag": "AAAAAAAAAAk=", "tags": { "a": 1 } });
    bench
        .create("j", &json!({ "type": "scheduleUpdateTwin", "updateTwin": twin, "queryCondition": "*" }))
        .unwrap();
    bench.step();
    assert_eq!(bench.job("j").status, JobStatus::Completed);
    assert_eq!(bench.row_error("j", 0), "PreconditionFailed");
}

#[test]
fn subscriptions_do_not_matter_to_twin_jobs() {
    let mut bench = bench(Tier::S1, 1);
    let entry = bench.registry.get(&Identity::parse("d000").unwrap()).unwrap();
    assert_eq!(entry.session.granted.qos(Subscription::DesiredPatches), None);
    bench.twin_job("j", "deviceId = 'd000'").unwrap();
    bench.step();
    assert_eq!(bench.counts("j"), [1, 1, 0, 0, 0]);
}
