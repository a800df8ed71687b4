//! What survives a restart, and which state is refused.

use iothub_sas::ExposeSecret as _;
use iothub_wire::job::JobStatus;
use lockstep_hub_emulator::device_side::{HubMessage, Qos, Subscription};
use lockstep_hub_emulator::{Config, Emulator, Policy, StartError, Tier};
use serde_json::json;

use crate::support::{call, connect, get, register, send, start};

fn durable(directory: &std::path::Path) -> Config {
    Config { state: Some(directory.to_owned()), tier: Tier::S3, ..Config::ephemeral() }
}

#[tokio::test]
async fn identities_twins_sessions_policies_and_jobs_survive() {
    let directory = tempfile::tempdir().unwrap();
    let hub = start(durable(directory.path())).await;
    register(&hub, "d").await;
    register(&hub, "d/m").await;
    let device = connect(&hub, "d").await.unwrap();
    device.subscribe(Subscription::Methods, Qos::AtLeastOnce).await;
    device.report(br#"{"fw":"1"}"#, None).await.unwrap();
    drop(device);
    let twin = json!({ "etag": "*", "tags": { "a": 1 } });
    let job = json!({ "type": "scheduleUpdateTwin", "updateTwin": twin, "queryCondition": "*" });
    call(&hub, "PUT", "/jobs/v2/j", job.to_string()).await;
    hub.until_job(&"j".parse().unwrap(), JobStatus::Completed).await;
    let later = r#"{"type":"scheduleDeviceMethod","cloudToDeviceMethod":{"methodName":"m","payload":{"z":123456789012345678901, "a":1.0e2}},"queryCondition":"*","startTime":"2026-01-01T13:00:00Z"}"#;
    assert_eq!(call(&hub, "PUT", "/jobs/v2/later", later).await.status, 200);
    hub.until_job(&"later".parse().unwrap(), JobStatus::Scheduled).await;
    let paths = ["/devices/d", "/devices/d/modules/m", "/twins/d", "/jobs/v2/j", "/jobs/v2/later"];
    let mut before = Vec::new();
    for path in paths {
        before.push(get(&hub, path).await.body);
    }
    let key =
        hub.service_connection_string(Policy::Service).expose_secret().rsplit_once('=').unwrap().0.len();
    let ca = hub.ca_pem().to_owned();
    hub.shutdown().await;

    let hub = start(durable(directory.path())).await;
    for (path, before) in paths.into_iter().zip(before) {
        assert_eq!(get(&hub, path).await.body, before, "{path}");
    }
    assert_eq!(
        hub.service_connection_string(Policy::Service).expose_secret().rsplit_once('=').unwrap().0.len(),
        key
    );
    assert_eq!(hub.ca_pem(), ca);
    let device = connect(&hub, "d").await.unwrap();
    assert!(device.session_present());
    assert_eq!(device.granted(), [(Subscription::Methods, Qos::AtLeastOnce)]);
    hub.shutdown().await;
}

#[tokio::test]
async fn the_time_of_the_hub_never_goes_back() {
    let directory = tempfile::tempdir().unwrap();
    // The system's clock, as the program has it.
    let hub = Emulator::start(durable(directory.path())).await.unwrap();
    let advance = json!({ "seconds": 86_400 }).to_string();
    let before =
        send(&hub, "POST", "/_emulator/clock", &[("content-type", "application/json")], advance).await;
    hub.shutdown().await;

    let hub = Emulator::start(durable(directory.path())).await.unwrap();
    let now = hub.clock().now();
    assert!(now >= before.json()["now"].as_str().unwrap().parse().unwrap(), "{now}");
    hub.shutdown().await;
}

#[tokio::test]
async fn a_call_without_a_recorded_outcome_is_not_repeated() {
    let directory = tempfile::tempdir().unwrap();
    let hub = start(durable(directory.path())).await;
    register(&hub, "d").await;
    register(&hub, "e").await;
    let device = connect(&hub, "d").await.unwrap();
    device.subscribe(Subscription::Methods, Qos::AtLeastOnce).await;
    let method = json!({ "methodName": "m", "responseTimeoutInSeconds": 60, "connectTimeoutInSeconds": 60 });
    let job = json!({ "type": "scheduleDeviceMethod", "cloudToDeviceMethod": method, "queryCondition": "*" });
    call(&hub, "PUT", "/jobs/v2/j", job.to_string()).await;
    assert!(matches!(device.next().await.message, HubMessage::Method { .. }));
    hub.shutdown().await;
    drop(device);

    let hub = start(durable(directory.path())).await;
    let other = connect(&hub, "e").await.unwrap();
    other.subscribe(Subscription::Methods, Qos::AtLeastOnce).await;
    let HubMessage::Method { rid, .. } = other.next().await.message else { panic!("not a method") };
    other.method_response(&rid, 200, b"");
    let done = hub.until_job(&"j".parse().unwrap(), JobStatus::Completed).await;
    let counts = done.statistics.unwrap();
    assert_eq!((counts.succeeded_count, counts.failed_count), (1, 1));
    let query = json!({ "query": "SELECT * FROM devices.jobs WHERE deviceId = 'd'" }).to_string();
    let row = call(&hub, "POST", "/devices/query", query).await.json()[0].clone();
    assert_eq!((&row["status"], &row["error"]["code"]), (&json!("failed"), &json!("Unknown")));
    hub.shutdown().await;
}

/// What was kept of a payload nested as deeply as can be read was too deep to be read again, and the state was refused.
#[tokio::test]
async fn the_deepest_payloads_survive() {
    let nested = |levels| [&*"[".repeat(levels), &*"]".repeat(levels)].concat();
    let job = |levels| {
        let method = format!(r#"{{"methodName":"m","payload":{}}}"#, nested(levels));
        format!(r#"{{"type":"scheduleDeviceMethod","cloudToDeviceMethod":{method},"queryCondition":"*"}}"#)
    };
    let directory = tempfile::tempdir().unwrap();
    let hub = start(durable(directory.path())).await;
    register(&hub, "d").await;
    let device = connect(&hub, "d").await.unwrap();
    device.subscribe(Subscription::Methods, Qos::AtLeastOnce).await;
    for levels in [65, 124] {
        assert_eq!(call(&hub, "PUT", "/jobs/v2/no", job(levels)).await.status, 400);
        let asked = call(&hub, "POST", "/twins/d/methods", r#"{"methodName":"m"}"#);
        let answer = async {
            let HubMessage::Method { rid, .. } = device.next().await.message else { panic!("not a method") };
            device.method_response(&rid, 200, nested(levels).as_bytes());
        };
        assert_eq!(tokio::join!(asked, answer).0.status, 502);
    }
    assert_eq!(call(&hub, "PUT", "/jobs/v2/j", job(64)).await.status, 200);
    let HubMessage::Method { rid, .. } = device.next().await.message else { panic!("not a method") };
    device.method_response(&rid, 200, nested(64).as_bytes());
    hub.until_job(&"j".parse().unwrap(), JobStatus::Completed).await;
    let query = json!({ "query": "SELECT * FROM devices.jobs" }).to_string();
    let before = call(&hub, "POST", "/devices/query", query.as_str()).await.json();
    drop(device);
    hub.shutdown().await;

    let hub = start(durable(directory.path())).await;
    assert_eq!(call(&hub, "POST", "/devices/query", query).await.json(), before);
    hub.shutdown().await;
}

#[tokio::test]
async fn the_state_directory_holds_what_clients_need() {
    let directory = tempfile::tempdir().unwrap();
    let hub = start(durable(directory.path())).await;
    let read = |name: &str| std::fs::read_to_string(directory.path().join(name)).unwrap();
    assert!(read("ca.pem").starts_with("-----BEGIN CERTIFICATE-----"));
    let expected = format!(
        "HostName=localhost:{};SharedAccessKeyName=iothubowner;\
         SharedAccessKey=bG9ja3N0ZXAtZW11bGF0b3Itd2VsbC1rbm93bi1rZXk=\n",
        hub.https().port()
    );
    assert_eq!(read("service.connection-string"), expected);
    for policy in Policy::ALL {
        assert!(read(&format!("policies/{}.connection-string", policy.name())).contains(policy.name()));
    }
    hub.shutdown().await;
}

#[tokio::test]
async fn a_damaged_state_is_refused_and_left_as_it_is() {
    let directory = tempfile::tempdir().unwrap();
    let file = directory.path().join("hub.redb");
    std::fs::write(&file, "something else").unwrap();
    let refused = Emulator::start(durable(directory.path())).await.unwrap_err();
    assert!(matches!(refused, StartError::State(_)));
    assert_eq!(std::fs::read_to_string(&file).unwrap(), "something else");
}

#[tokio::test]
async fn a_taken_port_names_its_flag() {
    let hub = start(Config::ephemeral()).await;
    let taken = Config { https: hub.https(), ..Config::ephemeral() };
    let refused = Emulator::start(taken).await.unwrap_err();
    assert_eq!(refused.to_string(), format!("cannot listen on {}, given by --https", hub.https()));
}

#[tokio::test]
async fn units_are_checked() {
    for (tier, units, most) in
        [(Tier::S1, 0, 200), (Tier::S1, 201, 200), (Tier::F1, 2, 1), (Tier::S3, 11, 10)]
    {
        let refused = Emulator::start(Config { tier, units, ..Config::ephemeral() }).await.unwrap_err();
        let expected = format!("--units is a number from 1 to {most} for tier {tier}, not {units}");
        assert_eq!(refused.to_string(), expected);
    }
}
