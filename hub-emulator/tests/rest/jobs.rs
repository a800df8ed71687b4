//! Scheduled jobs over REST. The engine runs by itself; time moves only when a test moves it.

use std::time::Duration;

use insta::assert_snapshot;
use iothub_wire::ids::JobId;
use iothub_wire::job::JobStatus;
use lockstep_hub_emulator::device_side::{HubMessage, Qos, Subscription};
use lockstep_hub_emulator::{Config, Emulator, Tier};
use serde_json::{Value, json};

use crate::support::{Reply, call, connect, get, hub, register, start};

fn id(text: &str) -> JobId {
    text.parse().unwrap()
}

async fn create(hub: &Emulator, name: &str, body: Value) -> Reply {
    call(hub, "PUT", &format!("/jobs/v2/{name}"), body.to_string()).await
}

fn twin_job(condition: &str) -> Value {
    let twin = json!({ "etag": "*", "properties": { "desired": { "building": 43, "floor": 3 } } });
    json!({ "type": "scheduleUpdateTwin", "updateTwin": twin, "queryCondition": condition })
}

fn method_job(condition: &str, connect_seconds: u32) -> Value {
    let method = json!({
        "methodName": "lockDoor", "payload": { "lockTime": "10m" },
        "responseTimeoutInSeconds": 60, "connectTimeoutInSeconds": connect_seconds,
    });
    json!({
        "type": "scheduleDeviceMethod", "cloudToDeviceMethod": method, "queryCondition": condition,
        "maxExecutionTimeInSeconds": 300,
    })
}

fn starting(mut job: Value, at: &str) -> Value {
    job["startTime"] = at.into();
    job
}

#[tokio::test]
async fn s10_07_a_created_job_is_queued_and_then_completes() {
    let hub = hub(Tier::S1).await;
    register(&hub, "a").await;
    register(&hub, "b").await;
    let created = create(&hub, "j1", twin_job("*")).await;
    assert_eq!(created.body, r#"{"jobId":"j1","type":"scheduleUpdateTwin","status":"queued"}"#);
    hub.until_job(&id("j1"), JobStatus::Completed).await;
    assert_snapshot!(get(&hub, "/jobs/v2/j1").await.body, @r#"{"jobId":"j1","queryCondition":"*","createdTime":"2026-01-01T12:00:00Z","startTime":"2026-01-01T12:00:00Z","endTime":"2026-01-01T12:00:00Z","maxExecutionTimeInSeconds":3600,"type":"scheduleUpdateTwin","updateTwin":{"etag":"*","properties":{"desired":{"building":43,"floor":3}}},"status":"completed","deviceJobStatistics":{"deviceCount":2,"failedCount":0,"succeededCount":2,"runningCount":0,"pendingCount":0}}"#);
    assert_eq!(get(&hub, "/twins/b").await.json()["properties"]["desired"]["floor"], 3);
}

#[tokio::test]
async fn s10_07_a_method_job_calls_each_device_once() {
    let hub = hub(Tier::S1).await;
    for name in ["there", "away"] {
        register(&hub, name).await;
    }
    let device = connect(&hub, "there").await.unwrap();
    device.subscribe(Subscription::Methods, Qos::AtMostOnce).await;
    create(&hub, "m1", method_job("*", 0)).await;
    let HubMessage::Method { rid, name, payload } = device.next().await.message else {
        panic!("not a method")
    };
    assert_eq!((name.as_str(), payload.as_ref()), ("lockDoor", br#"{"lockTime":"10m"}"#.as_slice()));
    device.method_response(&rid, 200, br#"{"Response":"lockDoor called successfully"}"#);
    let job = hub.until_job(&id("m1"), JobStatus::Completed).await;
    let counts = job.statistics.unwrap();
    assert_eq!((counts.device_count, counts.succeeded_count, counts.failed_count), (2, 1, 1));

    let query = json!({ "query": "SELECT * FROM devices.jobs WHERE devices.jobs.jobId = 'm1'" }).to_string();
    let rows = call(&hub, "POST", "/devices/query", query).await;
    assert_eq!(rows.header("x-ms-item-type"), Some("DeviceJob"));
    assert_snapshot!(rows.body, @r#"[{"deviceId":"away","jobId":"m1","jobType":"scheduleDeviceMethod","status":"failed","startTimeUtc":"2026-01-01T12:00:00Z","endTimeUtc":"2026-01-01T12:05:00Z","createdDateTimeUtc":"2026-01-01T12:00:00Z","lastUpdatedDateTimeUtc":"2026-01-01T12:00:00Z","outcome":{},"error":{"code":"DeviceNotOnline","description":"Timed out waiting for device to connect."}},{"deviceId":"there","jobId":"m1","jobType":"scheduleDeviceMethod","status":"completed","startTimeUtc":"2026-01-01T12:00:00Z","endTimeUtc":"2026-01-01T12:05:00Z","createdDateTimeUtc":"2026-01-01T12:00:00Z","lastUpdatedDateTimeUtc":"2026-01-01T12:00:00Z","outcome":{"deviceMethodResponse":{"status":200,"payload":{"Response":"lockDoor called successfully"}}}}]"#);
}

#[tokio::test]
async fn rows_are_found_by_their_fields_and_hold_what_devices_wrote() {
    let hub = hub(Tier::S3).await;
    register(&hub, "d").await;
    let device = connect(&hub, "d").await.unwrap();
    device.subscribe(Subscription::Methods, Qos::AtMostOnce).await;
    let body = r#"{"type":"scheduleDeviceMethod","cloudToDeviceMethod":{"methodName":"m","payload":{"z":1.50, "a":[]}},"queryCondition":"*"}"#;
    assert_eq!(call(&hub, "PUT", "/jobs/v2/m", body).await.status, 200);
    let HubMessage::Method { rid, payload, .. } = device.next().await.message else { panic!("not a method") };
    assert_eq!(&payload[..], br#"{"z":1.50, "a":[]}"#);
    let answer = r#"{"z":123456789012345678901234567890, "a":1.50e10}"#;
    device.method_response(&rid, 200, answer.as_bytes());
    hub.until_job(&id("m"), JobStatus::Completed).await;
    create(&hub, "t", twin_job("*")).await;
    hub.until_job(&id("t"), JobStatus::Completed).await;
    let rows = async |filter: &str| {
        let query = json!({ "query": format!("SELECT * FROM devices.jobs WHERE {filter}") });
        call(&hub, "POST", "/devices/query", query.to_string()).await.body
    };
    let method = "devices.jobs.jobType = 'scheduleDeviceMethod' AND deviceId = 'd' AND status = 'completed'";
    let row = rows(method).await;
    assert!(row.contains(&format!(r#"{{"status":200,"payload":{answer}}}"#)), "{row}");
    assert_eq!(rows("jobId = 'm' AND createdTimeUtc > '2026-01-01T11'").await, row);
    for nothing in
        ["jobId = 'm' AND jobType = 'scheduleUpdateTwin'", "status = 'failed'", "createdTimeUtc > '2027'"]
    {
        assert_eq!(rows(nothing).await, "[]", "{nothing}");
    }
}

#[tokio::test]
async fn a_device_that_comes_within_the_connect_time_out_is_served() {
    let hub = hub(Tier::S1).await;
    register(&hub, "d").await;
    create(&hub, "m1", method_job("deviceId = 'd'", 30)).await;
    hub.until_job(&id("m1"), JobStatus::Running).await;
    hub.clock().advance(Duration::from_secs(20));
    let device = connect(&hub, "d").await.unwrap();
    device.subscribe(Subscription::Methods, Qos::AtMostOnce).await;
    let HubMessage::Method { rid, .. } = device.next().await.message else { panic!("not a method") };
    device.method_response(&rid, 200, b"");
    let job = hub.until_job(&id("m1"), JobStatus::Completed).await;
    assert_eq!(job.statistics.unwrap().succeeded_count, 1);
}

#[tokio::test]
async fn modules_are_reached_by_a_condition_on_modules() {
    let hub = hub(Tier::S1).await;
    for name in ["d", "d/m", "d/other"] {
        register(&hub, name).await;
    }
    create(&hub, "j", twin_job("FROM devices.modules WHERE moduleId = 'm'")).await;
    let job = hub.until_job(&id("j"), JobStatus::Completed).await;
    assert_eq!(job.statistics.unwrap().device_count, 1);
    assert_eq!(get(&hub, "/twins/d/modules/m").await.json()["properties"]["desired"]["floor"], 3);
    assert_eq!(get(&hub, "/twins/d").await.json()["properties"]["desired"].get("floor"), None);
    let query = json!({ "query": "SELECT * FROM devices.jobs" }).to_string();
    assert_eq!(call(&hub, "POST", "/devices/query", query).await.json()[0]["moduleId"], "m");
}

#[tokio::test]
async fn s10_07_a_bad_condition_fails_the_job_later() {
    let hub = hub(Tier::S1).await;
    assert_eq!(create(&hub, "j", twin_job("SELECT * FROM devices")).await.status, 200);
    let job = hub.until_job(&id("j"), JobStatus::Failed).await;
    assert!(
        job.failure_reason
            .unwrap()
            .starts_with("SQL query parse failed due to following errors: \n\tLine 1:")
    );
}

#[tokio::test]
async fn s10_07_a_future_start_is_scheduled_and_can_be_cancelled() {
    let hub = hub(Tier::S1).await;
    register(&hub, "d").await;
    create(&hub, "later", starting(twin_job("*"), "2026-01-01T12:00:10.000Z")).await;
    hub.until_job(&id("later"), JobStatus::Scheduled).await;
    hub.clock().advance(Duration::from_secs(10));
    hub.until_job(&id("later"), JobStatus::Completed).await;
    assert_snapshot!(call(&hub, "POST", "/jobs/v2/later/cancel", "").await.error(), @r#"
    405 OperationNotAllowedInCurrentState
    {"Message":"ErrorCode:OperationNotAllowedInCurrentState;Job later cannot be cancelled: it is completed","ExceptionMessage":"Tracking ID:<id>-G:0-TimeStamp:01/01/2026 12:00:10"}
    "#);

    create(&hub, "never", starting(twin_job("*"), "2026-01-01T13:00:00Z")).await;
    hub.until_job(&id("never"), JobStatus::Scheduled).await;
    let cancelled = call(&hub, "POST", "/jobs/v2/never/cancel", "").await;
    assert_eq!((cancelled.status.as_u16(), &cancelled.json()["status"]), (200, &json!("cancelled")));
    hub.clock().advance(Duration::from_secs(3600));
    let after = get(&hub, "/jobs/v2/never").await.json();
    assert_eq!(
        (&after["status"], &after["deviceJobStatistics"]["runningCount"]),
        (&json!("cancelled"), &json!(0))
    );
    assert_eq!(get(&hub, "/twins/d").await.json()["version"], 3, "written by the first job alone");
    let unknown = call(&hub, "POST", "/jobs/v2/unknown/cancel", "").await;
    assert_eq!((unknown.status.as_u16(), unknown.header("iothub-errorcode")), (404, Some("JobNotFound")));
}

#[tokio::test]
async fn a_clock_that_is_advanced_leaves_a_job_the_time_that_passed() {
    let hub = hub(Tier::S1).await;
    for number in 0..60 {
        register(&hub, &format!("d{number}")).await;
    }
    let mut job = starting(twin_job("*"), "2026-01-01T12:01:00Z");
    job["maxExecutionTimeInSeconds"] = 300.into();
    create(&hub, "j", job).await;
    hub.until_job(&id("j"), JobStatus::Scheduled).await;
    hub.clock().advance(Duration::from_secs(3600));
    let job = hub.until_job(&id("j"), JobStatus::Completed).await;
    let counts = job.statistics.unwrap();
    assert_eq!((counts.succeeded_count, counts.failed_count), (60, 0));
    assert_eq!(job.end_at.unwrap().to_string(), "2026-01-01T12:01:05Z", "ten devices a second");
}

#[tokio::test]
async fn an_id_that_no_job_can_have_is_as_unknown_as_any() {
    let hub = hub(Tier::S1).await;
    for id in ["Upper", "a_b", "a%20b", "query", &"x".repeat(65)] {
        let unknown = call(&hub, "POST", &format!("/jobs/v2/{id}/cancel"), "").await;
        assert_eq!(unknown.header("iothub-errorcode"), Some("JobNotFound"), "{id}");
    }
}

#[tokio::test]
async fn ids_of_older_hubs_are_taken_when_asked_for() {
    let hub = start(Config { lax_job_ids: true, ..Config::ephemeral() }).await;
    assert_eq!(create(&hub, "Lock_doors.1", twin_job("*")).await.status, 200);
    hub.until_job(&JobId::lax("Lock_doors.1").unwrap(), JobStatus::Completed).await;
    assert_eq!(create(&hub, "lock%20doors", twin_job("*")).await.status, 400);
}

#[tokio::test]
async fn s10_07_refusals_of_a_create() {
    let hub = hub(Tier::S1).await;
    assert_eq!(get(&hub, "/jobs/v2/unknown").await.body, r#"{"type":"unknown","status":"unknown"}"#);
    let refused = async |name: &str, job: Value| {
        let reply = create(&hub, name, job).await;
        (reply.status.as_u16(), reply.header("iothub-errorcode").unwrap().to_owned())
    };
    let with = |status: u16, code: &str| (status, code.to_owned());
    for name in ["Upper", "a_b", "query"] {
        assert_eq!(refused(name, twin_job("*")).await, with(400, "ArgumentInvalid"), "{name}");
    }
    let week = starting(twin_job("*"), "2026-01-08T12:00:01Z");
    assert_eq!(refused("far", week).await, with(400, "ArgumentInvalid"));
    let long = twin_job(&"x".repeat(8193));
    assert_eq!(refused("long", long).await, with(412, "PreconditionFailed"));
    let no_etag =
        json!({ "type": "scheduleUpdateTwin", "updateTwin": { "tags": { "a": 1 } }, "queryCondition": "*" });
    assert_eq!(refused("etag", no_etag).await, with(412, "PreconditionFailed"));
    let wrong = json!({ "type": "scheduleTwinUpdate", "queryCondition": "*" });
    assert_eq!(refused("wrong", wrong).await, with(400, "GenericBadRequest"));

    create(&hub, "first", starting(twin_job("*"), "2026-01-01T13:00:00Z")).await;
    assert_eq!(refused("first", twin_job("*")).await, with(409, "JobAlreadyExists"));
    let second = create(&hub, "second", twin_job("*")).await;
    assert_eq!(second.header("retry-after"), None);
    assert_snapshot!(second.error(), @r#"
    429 ThrottlingMaxActiveJobCountExceeded
    {"Message":"ErrorCode:ThrottlingMaxActiveJobCountExceeded;Error: 429 {\"Message\":\"ErrorCode:ThrottlingMaxActiveJobCountExceeded;429\",\"ExceptionMessage\":\"Tracking ID:<id>-G:0-TimeStamp:01/01/2026 12:00:00\"}","ExceptionMessage":"Tracking ID:<id>-G:0-TimeStamp:01/01/2026 12:00:00"}
    "#);
}

#[tokio::test]
async fn both_jobs_of_the_scenario_are_active_together_on_s2() {
    let hub = hub(Tier::S2).await;
    register(&hub, "d").await;
    assert_eq!(create(&hub, "lock", starting(method_job("*", 0), "2026-01-01T12:00:20Z")).await.status, 200);
    assert_eq!(create(&hub, "twin", starting(twin_job("*"), "2026-01-01T12:00:10Z")).await.status, 200);
    hub.clock().advance(Duration::from_secs(10));
    hub.until_job(&id("twin"), JobStatus::Completed).await;
    hub.until_job(&id("lock"), JobStatus::Scheduled).await;
    hub.clock().advance(Duration::from_secs(10));
    hub.until_job(&id("lock"), JobStatus::Completed).await;
}

#[tokio::test]
async fn a_job_goes_as_fast_as_the_tier_allows() {
    let hub = hub(Tier::S1).await;
    for number in 0..15 {
        register(&hub, &format!("d{number}")).await;
    }
    create(&hub, "j", twin_job("*")).await;
    let mut succeeded = 0;
    while succeeded == 0 {
        let running = hub.until_job(&id("j"), JobStatus::Running).await;
        succeeded = running.statistics.unwrap().succeeded_count;
        tokio::task::yield_now().await;
    }
    assert_eq!(succeeded, 10);
    hub.clock().advance(Duration::from_secs(1));
    hub.until_job(&id("j"), JobStatus::Completed).await;
}

#[tokio::test]
async fn lists_are_filtered_and_paged() {
    let hub = hub(Tier::S3).await;
    for name in ["a", "b", "c"] {
        create(&hub, name, twin_job("*")).await;
        hub.until_job(&id(name), JobStatus::Completed).await;
    }
    create(&hub, "m", starting(method_job("*", 0), "2026-01-01T13:00:00Z")).await;
    hub.until_job(&id("m"), JobStatus::Scheduled).await;
    let count = |reply: Reply| reply.json().as_array().unwrap().len();
    let all = get(&hub, "/jobs/v2/query").await;
    assert_eq!(all.header("x-ms-item-type"), Some("JobResponse"));
    assert_eq!(count(all), 4);
    assert_eq!(count(get(&hub, "/jobs/v2/query?jobType=ScheduleUpdateTwin&jobStatus=Completed").await), 3);
    assert_eq!(count(get(&hub, "/jobs/v2/query?jobStatus=scheduled").await), 1);
    assert_eq!(get(&hub, "/jobs/v2/query?jobStatus=nonsense").await.status, 400);
    let first = get(&hub, "/jobs/v2/query?pageSize=3").await;
    let token = first.header("x-ms-continuation").unwrap().to_owned();
    let second = get(&hub, &format!("/jobs/v2/query?pageSize=3&continuationToken={token}")).await;
    assert_eq!(second.header("x-ms-continuation"), None);
    assert_eq!((count(first), count(second)), (3, 1));
}
