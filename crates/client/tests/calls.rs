//! What the client sends, and what it makes of answers.

#![expect(clippy::unwrap_used, reason = "a test that cannot be set up has failed")]

use std::{sync::Arc, time::Duration};

use iothub_client::{
    Authorities, Ca, Client, Config, Continuation, Error, JobFilter, Manner, ServiceConnectionString, Timing,
    budget::{Backoff, OperationClass},
    environment::Environment,
    tier::{HubSize, Tier},
};
use iothub_wire::{
    error::ErrorCode,
    etag::IfMatch,
    identity::{BulkDevice, DeviceSettings},
    ids::{DeviceId, JobId},
    job::{JobAction, JobRequest, JobStatus, TwinUpdate},
    method::MethodCall,
    query::{ItemType, PageSize},
    time::UtcTime,
    twin::TwinPatch,
};
use serde_json::{Value, json};

#[path = "support/scripted_hub.rs"]
mod scripted_hub;

use scripted_hub::{Reply, ScriptedHub};

#[derive(Debug)]
struct Still;

impl Environment for Still {
    fn now(&self) -> UtcTime {
        UtcTime::from_unix_seconds(1_900_000_000)
    }

    fn random(&self) -> u128 {
        0x1234_5678_9abc_def0_1122_3344_5566_7788
    }
}

fn config(hub: &ScriptedHub) -> Config {
    let text = format!(
        "HostName=localhost:{};SharedAccessKeyName=service;SharedAccessKey=YWJjZGVmZ2hpamtsbW5vcA==",
        hub.port
    );
    let timing = Timing {
        repeat_after: Duration::from_millis(1),
        backoff: Backoff { first: Duration::from_millis(30), longest: Duration::from_secs(1) },
        total: Duration::from_secs(5),
        ..Timing::default()
    };
    Config {
        ca: Ca::Only(Authorities::from_pem(hub.ca_pem.as_bytes()).unwrap()),
        size: HubSize::new(Tier::S3, 1, 1.0).unwrap(),
        timing,
        environment: Arc::new(Still),
        ..Config::new(ServiceConnectionString::parse(&text).unwrap())
    }
}

async fn hub(replies: impl IntoIterator<Item = Reply>) -> (ScriptedHub, Client) {
    let hub = ScriptedHub::start(replies).await;
    let client = Client::new(config(&hub)).unwrap();
    (hub, client)
}

fn device() -> DeviceId {
    "pump 1#".replace(' ', "+").parse().unwrap()
}

fn twin_job() -> JobRequest {
    let patch = TwinPatch::from_json(br#"{"properties":{"desired":{"floor":3}}}"#).unwrap();
    JobRequest {
        id: "j1".parse().unwrap(),
        action: JobAction::Twin(TwinUpdate::unconditional(patch)),
        condition: "*".into(),
        start_at: None,
        max_execution_seconds: Some(60),
    }
}

const THROTTLED: &str = r#"{"Message":"ErrorCode:ThrottlingBacklogTimeout;The request has been throttled.","ExceptionMessage":"Tracking ID:x"}"#;

#[tokio::test]
async fn a_call_is_signed_versioned_and_its_id_encoded() {
    let twin = json!({"deviceId": "pump+1#", "etag": "AAAAAAAAAAI=", "properties": {"desired": {"a": 1, "$version": 2}}});
    let (hub, client) = hub([Reply::json(200, "", &twin.to_string())]).await;
    let patch = TwinPatch::from_json(br#"{"tags":{"a":null}}"#).unwrap();
    let twin = client.patch_twin(&device(), &patch, &IfMatch::Any).await.unwrap();
    assert_eq!(twin.properties.desired.version, 2);
    let request = &hub.requests()[0];
    assert!(request.starts_with("PATCH /twins/pump%2B1%23?api-version=2021-04-12 HTTP/1.1\r\n"), "{request}");
    assert!(request.contains("\r\nif-match: \"*\"\r\n"), "{request}");
    assert!(request.contains("&se=1900003600&skn=service\r\n"), "{request}");
    assert!(
        request.contains("\r\nx-ms-client-request-id: 12345678-9abc-def0-1122-334455667788\r\n"),
        "{request}"
    );
    assert!(request.ends_with("\r\n\r\n{\"tags\":{\"a\":null}}"), "{request}");
}

#[tokio::test]
async fn pages_are_fetched_by_continuation_and_an_empty_one_means_the_end() {
    let (hub, client) = hub([
        Reply::json(200, "x-ms-item-type: Raw\r\nx-ms-continuation: t1\r\n", r#"[{"n":1}]"#),
        Reply::json(200, "x-ms-item-type: Raw\r\nx-ms-continuation: \r\n", "[]"),
    ])
    .await;
    let first = client.query::<Value>("SELECT x FROM devices", PageSize::clamped(7), None).await.unwrap();
    assert_eq!(first.items, [json!({"n": 1})]);
    assert_eq!(first.item_type, ItemType::Raw);
    let next = first.next.unwrap();
    let last = client.query::<Value>("SELECT x FROM devices", PageSize::LARGEST, Some(&next)).await.unwrap();
    assert_eq!((last.items.len(), last.next), (0, None));
    let requests = hub.requests();
    assert!(requests[0].contains("x-ms-max-item-count: 7\r\n") && !requests[0].contains("x-ms-continuation"));
    assert!(requests[1].contains("x-ms-continuation: t1\r\n"), "{}", requests[1]);
}

#[test]
fn a_continuation_that_cannot_be_a_header_is_refused() {
    for text in ["", "a\r\nb", "ü"] {
        assert!(Continuation::parse(text).is_err(), "{text:?}");
    }
}

#[tokio::test]
async fn jobs_are_listed_by_type_and_status() {
    let job = r#"[{"jobId":"j1","type":"scheduleUpdateTwin","status":"running"}]"#;
    let (hub, client) = hub([Reply::json(200, "x-ms-item-type: JobResponse\r\n", job)]).await;
    let filter = JobFilter { status: Some(JobStatus::Running), ..JobFilter::default() };
    let page = client.jobs(filter, PageSize::LARGEST, None).await.unwrap();
    assert_eq!(page.items[0].status, JobStatus::Running);
    assert!(hub.requests()[0].starts_with("GET /jobs/v2/query?jobStatus=running&api-version="));
}

#[tokio::test]
async fn an_unknown_job_is_none_although_the_hub_says_200() {
    let (_hub, client) = hub([Reply::json(200, "", r#"{"type":"unknown","status":"unknown"}"#)]).await;
    let id: JobId = "j1".parse().unwrap();
    assert_eq!(client.job(&id).await.unwrap(), None);
}

#[tokio::test]
async fn a_read_is_repeated_after_a_lost_answer_and_after_503() {
    let busy = Reply::json(503, "iothub-errorcode: ServerBusy\r\n", "");
    let (hub, client) =
        hub([Reply::Close, busy, Reply::json(200, "", r#"{"connectedDeviceCount":3}"#)]).await;
    assert_eq!(client.service_statistics().await.unwrap().connected_device_count, 3);
    assert_eq!(hub.requests().len(), 3);
}

#[tokio::test]
async fn a_job_and_a_method_are_sent_once_and_their_lost_answer_is_ambiguous() {
    let (hub, client) = hub([Reply::Close, Reply::Close]).await;
    let error = client.create_job(&twin_job()).await.unwrap_err();
    assert!(matches!(error, Error::Lost(_)) && error.ambiguous(), "{error:?}");
    let call = MethodCall::new("lockDoor", json!(null)).unwrap();
    assert!(client.invoke(&device(), &call).await.unwrap_err().ambiguous());
    assert_eq!(hub.requests().len(), 2);
}

#[tokio::test]
async fn a_hub_that_is_not_there_was_certainly_not_asked() {
    let (hub, _) = hub([]).await;
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let port = taken.local_addr().unwrap().port();
    drop(taken);
    let client = Client::new(config(&ScriptedHub { port, ..hub })).unwrap();
    let error = client.create_job(&twin_job()).await.unwrap_err();
    assert!(matches!(error, Error::Unreachable(_)) && !error.ambiguous(), "{error:?}");
}

#[tokio::test]
async fn another_certificate_than_the_given_one_is_refused() {
    let (real, _) = hub([]).await;
    let (other, _) = hub([]).await;
    let client = Client::new(config(&ScriptedHub { ca_pem: other.ca_pem, ..real })).unwrap();
    assert!(matches!(client.service_statistics().await, Err(Error::Unreachable(_))));
}

#[tokio::test]
async fn garbage_is_no_answer() {
    let html = "<html>Sign in to the hotel's network</html>";
    let endless = Reply::Bytes(b"HTTP/1.1 200 X\r\ncontent-length: 99999999\r\n\r\n".to_vec());
    let (_hub, client) = hub([
        Reply::json(200, "", html),
        Reply::json(404, "", html),
        Reply::json(302, "location: https://elsewhere/\r\n", ""),
        endless,
    ])
    .await;
    for expected in [200, 404, 302, 200] {
        match client.registry_statistics().await {
            Err(Error::Garbled { status, reason }) => {
                assert_eq!(status, expected);
                assert!(!reason.contains("hotel"), "{reason}");
            }
            other => panic!("{other:?}"),
        }
    }
}

#[tokio::test]
async fn a_throttled_class_is_closed_and_a_patient_caller_waits_it_out() {
    let refused = Reply::json(429, "iothub-errorcode: ThrottlingBacklogTimeout\r\n", THROTTLED);
    let (hub, client) = hub([refused.clone(), Reply::json(200, "", "[]"), refused]).await;
    let query = "SELECT * FROM devices";
    client.query::<Value>(query, PageSize::LARGEST, None).await.unwrap();
    assert_eq!(hub.requests().len(), 2);

    let mut throttles = client.budget().watch();
    throttles.mark_unchanged();
    let hasty = client.with_manner(Manner::Within(Duration::ZERO));
    for _ in 0..2 {
        match hasty.query::<Value>(query, PageSize::LARGEST, None).await {
            Err(Error::Throttled(until)) => {
                assert_eq!(until.throttled_by.as_deref(), Some("ThrottlingBacklogTimeout"));
            }
            other => panic!("{other:?}"),
        }
        assert_eq!(throttles.borrow_and_update()[0].class, OperationClass::Queries);
    }
    assert_eq!(hub.requests().len(), 3, "nothing is sent while the class is closed");
}

#[tokio::test]
async fn a_taken_job_slot_closes_nothing() {
    let refused = Reply::json(429, "iothub-errorcode: ThrottlingMaxActiveJobCountExceeded\r\n", "{}");
    let (_hub, client) = hub([refused]).await;
    let error = client.create_job(&twin_job()).await.unwrap_err();
    assert_eq!(error.code(), Some(ErrorCode::ThrottlingMaxActiveJobCountExceeded));
    assert!(client.budget().watch().borrow().is_empty());
}

#[tokio::test]
async fn a_bulk_write_with_errors_is_a_result_and_a_refused_one_is_an_error() {
    let result = r#"{"isSuccessful":false,"errors":[{"deviceId":"d","errorCode":"DeviceAlreadyExists"}]}"#;
    let refused = r#"{"Message":"ErrorCode:ArgumentInvalid;BadRequest","ExceptionMessage":""}"#;
    let (_hub, client) = hub([Reply::json(400, "", result), Reply::json(400, "", refused)]).await;
    let devices: Vec<BulkDevice> =
        serde_json::from_value(json!([{"id": "d", "importMode": "create"}])).unwrap();
    assert_eq!(client.bulk(&devices).await.unwrap().errors[0].error_code, "DeviceAlreadyExists");
    assert_eq!(client.bulk(&devices).await.unwrap_err().code(), Some(ErrorCode::ArgumentInvalid));
}

#[tokio::test]
async fn a_device_is_created_only_when_new_and_deleted_by_etag() {
    let exists = Reply::json(409, "iothub-errorcode: DeviceAlreadyExists\r\n", "");
    let (hub, client) = hub([exists, Reply::json(204, "", "")]).await;
    let settings = DeviceSettings::new(device());
    let error = client.create_device(&settings).await.unwrap_err();
    assert_eq!(error.code(), Some(ErrorCode::DeviceAlreadyExists));
    client.delete_device(&device(), &IfMatch::Any).await.unwrap();
    let requests = hub.requests();
    assert!(!requests[0].contains("if-match"), "{}", requests[0]);
    assert!(requests[1].starts_with("DELETE /devices/pump%2B1%23?"), "{}", requests[1]);
}

#[tokio::test]
async fn nothing_of_the_key_is_printed() {
    let (hub, client) = hub([Reply::Close]).await;
    let error = client.create_job(&twin_job()).await.unwrap_err();
    let text = format!("{client:?} {error:?} {:?}", config(&hub));
    assert!(!text.contains("YWJjZGVm") && !text.contains("SharedAccessSignature"), "{text}");
}
