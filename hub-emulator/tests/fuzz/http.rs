//! Every REST operation, with something wrong about it, and whether the hub is still good for a right one.

use std::hash::{DefaultHasher, Hash as _, Hasher as _};

use axum::body::Body;
use axum::http::{HeaderName, HeaderValue, Method, Request, StatusCode, Uri};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use iothub_query::Query;
use iothub_wire::json::JsonText;
use lockstep_hub_emulator::{Emulator, Operation};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;
use serde_json::Value;

use crate::campaign;
use crate::edit::{Bytes, edited, edited_text};
use crate::lab::{Lab, Reply, call};

/// A request as it would be pasted into a test.
#[derive(Debug, Clone)]
struct Call {
    method: &'static str,
    target: String,
    headers: Vec<(&'static str, String)>,
    body: Bytes,
}

const WORDS: &[&[u8]] = &[
    b"\"a\":",
    b"null",
    b"{}",
    b"[]",
    b"\"tags\":{",
    b"\"properties\":{\"desired\":{",
    b"\"type\":",
    b"\"etag\":\"*\"",
    b"\"deviceId\":\"dev1\"",
    b"\"id\":\"dev1\"",
    b"\"moduleId\":\"mod1\"",
    b"\"importMode\":\"updateTwin\"",
    b"\"queryCondition\":\"*\"",
    b"\"startTime\":\"9999-12-31T23:59:59Z\"",
    b"\"maxExecutionTimeInSeconds\":",
    b"WHERE ",
    b"devices.jobs",
    b" GROUP BY ",
    b"COUNT() AS n",
    b"TOP 1 ",
];

const TARGET_WORDS: &[&[u8]] = &[
    b"/devices",
    b"/dev1",
    b"/twins",
    b"/modules",
    b"/mod1",
    b"/methods",
    b"/jobs/v2",
    b"/query",
    b"/cancel",
    b"/statistics",
    b"?",
    b"&",
    b"top=",
    b"pageSize=",
    b"continuationToken=",
    b"jobType=",
    b"jobStatus=",
    b"%2F",
    b"api-version=2021-04-12",
];

/// What a right request of an operation looks like: method, target, bodies.
fn samples(operation: Operation) -> (&'static str, &'static [&'static str], &'static [&'static str]) {
    match operation {
        Operation::ListDevices => ("GET", &["/devices?top=10"], &[""]),
        Operation::GetDevice => ("GET", &["/devices/dev1", "/devices/none"], &[""]),
        Operation::PutDevice => ("PUT", &["/devices/dev1", "/devices/new%3A1"], DEVICES),
        Operation::DeleteDevice => ("DELETE", &["/devices/new%3A1"], &[""]),
        Operation::BulkDevices => ("POST", &["/devices"], BULKS),
        Operation::ListModules => ("GET", &["/devices/dev1/modules"], &[""]),
        Operation::GetModule => ("GET", &["/devices/dev1/modules/mod1"], &[""]),
        Operation::PutModule => {
            ("PUT", &["/devices/dev1/modules/mod1", "/devices/dev1/modules/mod2"], DEVICES)
        }
        Operation::DeleteModule => ("DELETE", &["/devices/dev1/modules/mod2"], &[""]),
        Operation::DeviceStatistics => ("GET", &["/statistics/devices"], &[""]),
        Operation::ServiceStatistics => ("GET", &["/statistics/service"], &[""]),
        Operation::GetTwin => ("GET", &["/twins/dev1", "/twins/dev1/modules/mod1"], &[""]),
        Operation::PatchTwin => ("PATCH", &["/twins/dev1", "/twins/dev1/modules/mod1"], TWINS),
        Operation::PutTwin => ("PUT", &["/twins/dev1", "/twins/dev1/modules/mod1"], TWINS),
        Operation::PurgeMessages => ("DELETE", &["/devices/dev1/commands"], &[""]),
        Operation::InvokeMethod => {
            ("POST", &["/twins/dev1/methods", "/twins/dev1/modules/mod1/methods"], METHODS)
        }
        Operation::Query => ("POST", &["/devices/query", "/devices/query?pageSize=1"], QUERIES),
        Operation::CreateJob => ("PUT", &["/jobs/v2/j1", "/jobs/v2/j2", "/jobs/v2/j3"], JOBS),
        Operation::GetJob => ("GET", &["/jobs/v2/j1"], &[""]),
        Operation::CancelJob => ("POST", &["/jobs/v2/j1/cancel", "/jobs/v2/j2/cancel"], &[""]),
        Operation::ListJobs => {
            ("GET", &["/jobs/v2/query?jobType=scheduleUpdateTwin&jobStatus=queued"], &[""])
        }
    }
}

const DEVICES: &[&str] = &[
    "{}",
    r#"{"status":"disabled","statusReason":"x","capabilities":{"iotEdge":false},"authentication":{"type":"sas","symmetricKey":{"primaryKey":"YWJjZGVmZ2hpamtsbW5vcA==","secondaryKey":"YWJjZGVmZ2hpamtsbW5vcA=="}}}"#,
    r#"{"status":"enabled","authentication":{"type":"selfSigned","x509Thumbprint":{"primaryThumbprint":"0123456789ABCDEF0123456789ABCDEF01234567","secondaryThumbprint":null}}}"#,
];

const BULKS: &[&str] = &[
    r#"[{"id":"b1","importMode":"create","status":"enabled","tags":{"a":1},"properties":{"desired":{"x":1}}},{"id":"dev1","moduleId":"mod1","importMode":"updateTwin","twinETag":"*","tags":{"b":null}}]"#,
    r#"[{"id":"b1","importMode":"delete"},{"id":"dev2","eTag":"*","importMode":"updateIfMatchETag"}]"#,
    "[]",
];

const TWINS: &[&str] = &[
    r#"{"tags":{"site":"A","floor":3},"properties":{"desired":{"a":{"b":[1,2.5,"x",true]},"c":null}}}"#,
    r#"{"deviceId":"dev1","etag":"AAAAAAAAAAE=","tags":null,"properties":{"desired":{"$version":1}}}"#,
];

const METHODS: &[&str] = &[
    r#"{"methodName":"reboot","payload":{"a":[1]},"responseTimeoutInSeconds":5,"connectTimeoutInSeconds":0}"#,
    r#"{"methodName":"m","payload":null,"responseTimeoutInSeconds":300,"connectTimeoutInSeconds":300}"#,
];

const QUERIES: &[&str] = &[
    r#"{"query":"SELECT * FROM devices WHERE tags.site = 'A' OR deviceId IN ['dev1','dev2']"}"#,
    r#"{"query":"SELECT TOP 2 deviceId, tags.floor FROM devices"}"#,
    r#"{"query":"SELECT tags.site, COUNT() AS n, AVG(tags.floor) AS f FROM devices GROUP BY tags.site"}"#,
    r#"{"query":"SELECT * FROM devices.jobs WHERE devices.jobs.jobId = 'j1'"}"#,
    r#"{"query":"SELECT * FROM devices.jobs"}"#,
    r#"{"query":"SELECT * FROM devices.modules"}"#,
];

const JOBS: &[&str] = &[
    r#"{"type":"scheduleUpdateTwin","updateTwin":{"etag":"*","tags":{"job":1}},"queryCondition":"*","startTime":"2026-01-01T12:00:00Z","maxExecutionTimeInSeconds":60}"#,
    r#"{"type":"scheduleDeviceMethod","cloudToDeviceMethod":{"methodName":"m","payload":{},"responseTimeoutInSeconds":5},"queryCondition":"deviceId IN ['dev1','dev2']","startTime":null}"#,
    r#"{"type":"scheduleUpdateTwin","updateTwin":{"etag":"*","properties":{"desired":{"x":null}}},"queryCondition":"FROM devices.modules WHERE moduleId = 'mod1'"}"#,
];

/// Places in lists as continuation tokens hold them.
const PLACES: &[&str] =
    &["1/dev1", "0/dev1/mod1", "j1/0", "j2/1", "1", "j1", "18446744073709551615/dev1", "j1/4294967295"];

/// Continuation tokens before they are encoded: a place behind what tells its list from others.
fn tokens() -> Vec<String> {
    let query = |body: &&str| -> String {
        let body: Value = serde_json::from_str(body).unwrap();
        Query::parse(body["query"].as_str().unwrap()).unwrap().to_string()
    };
    let jobs = format!("{:?}", (Some("scheduleUpdateTwin"), Some("queued")));
    let lists = QUERIES.iter().map(query).chain([jobs]);
    let digest = |list: String| {
        let mut hasher = DefaultHasher::new();
        list.hash(&mut hasher);
        hasher.finish()
    };
    lists.map(digest).flat_map(|list| PLACES.iter().map(move |place| format!("{list:x}/{place}"))).collect()
}

fn headers() -> impl Strategy<Value = Vec<(&'static str, String)>> {
    let tokens = tokens();
    let texts: Vec<&str> = tokens.iter().map(String::as_str).collect();
    let place = edited_text(&texts, TARGET_WORDS).prop_map(|place| URL_SAFE_NO_PAD.encode(place));
    let place = prop_oneof![1 => select(tokens).prop_map(|place| URL_SAFE_NO_PAD.encode(place)), 1 => place];
    let header = prop_oneof![
        4 => place.prop_map(|place| ("x-ms-continuation", place)),
        2 => edited_text(&["1", "100"], &[]).prop_map(|size| ("x-ms-max-item-count", size)),
        2 => Just(("x-ms-max-item-count", "1".to_owned())),
        2 => edited_text(&["*", "\"AAAAAAAAAAE=\"", "W/\"AAAAAAAAAAE=\""], &[]).prop_map(|etag| ("if-match", etag)),
        2 => Just(("if-match", "*".to_owned())),
        1 => edited_text(&["application/json", "text/plain"], &[]).prop_map(|kind| ("content-type", kind)),
        1 => edited_text(&["SharedAccessSignature sr=localhost&sig=YQ%3D%3D&se=4102444800&skn=iothubowner", "Bearer a.b.c"], &[])
            .prop_map(|token| ("authorization", token)),
    ];
    prop_oneof![1 => Just(Vec::new()), 1 => vec(header, 1..3)]
}

/// A request of which the target or the body has been edited, or neither, but hardly both.
fn call_of(operation: Operation) -> impl Strategy<Value = Call> {
    let (method, targets, bodies) = samples(operation);
    let same = |texts: &'static [&'static str]| select(texts).prop_map(str::to_owned);
    let target = prop_oneof![
        3 => same(targets),
        1 => edited_text(targets, TARGET_WORDS).prop_map(|target| in_an_address(&target)),
    ];
    let bodies_as_bytes = bodies.iter().map(|body| body.as_bytes().to_vec()).collect();
    let body = prop_oneof![
        2 => same(bodies).prop_map(|body| Bytes(body.into_bytes())),
        4 => edited(bodies_as_bytes, WORDS),
    ];
    let versioned = prop::bool::weighted(0.95);
    (target, versioned, headers(), body).prop_map(move |(mut target, versioned, headers, body)| {
        if versioned {
            target.push(if target.contains('?') { '&' } else { '?' });
            target.push_str("api-version=2021-04-12");
        }
        Call { method, target, headers, body }
    })
}

/// Codes what cannot stand in a request line, which hyper would refuse before the hub sees it.
fn in_an_address(text: &str) -> String {
    let mut address = String::from(if text.starts_with('/') { "" } else { "/" });
    for byte in text.bytes() {
        match byte {
            b'!'..=b'~' if !b"\"<>\\^`{|}#".contains(&byte) => address.push(char::from(byte)),
            _ => address.push_str(&format!("%{byte:02X}")),
        }
    }
    address
}

/// The request, unless HTTP itself does not know its like.
fn request(call: &Call) -> Option<Request<Body>> {
    let mut request = Request::new(Body::from(call.body.0.clone()));
    *request.method_mut() = call.method.parse::<Method>().ok()?;
    *request.uri_mut() = call.target.parse::<Uri>().ok()?;
    for (name, value) in &call.headers {
        let value = HeaderValue::from_bytes(value.as_bytes()).ok()?;
        request.headers_mut().insert(HeaderName::from_static(name), value);
    }
    Some(request)
}

/// What is true of any answer.
pub(crate) fn check(reply: &Reply) -> Result<(), TestCaseError> {
    let (status, text) = (reply.status, String::from_utf8_lossy(&reply.body));
    // 501 is documented for what is not built, whose paths an edit may hit.
    let unexpected = status.is_server_error() && status != StatusCode::NOT_IMPLEMENTED;
    // 504 is a method's device that does not answer in time.
    prop_assert!(!unexpected || status == StatusCode::GATEWAY_TIMEOUT, "{}: {}", status, text);
    if status == StatusCode::NO_CONTENT {
        prop_assert_eq!(text, "");
        return Ok(());
    }
    // Payloads of methods are handed on as they were written, with numbers that no double can hold.
    prop_assert!(JsonText::read(&reply.body).is_some(), "{} with no JSON: {}", status, text);
    if status.is_success() {
        return Ok(());
    }
    let body: Value = serde_json::from_slice(&reply.body).unwrap_or_default();
    // A bulk write lists what it refused.
    if status == StatusCode::BAD_REQUEST && body.get("isSuccessful") == Some(&Value::Bool(false)) {
        return Ok(());
    }
    let code = reply.headers.get("iothub-errorcode").and_then(|code| code.to_str().ok());
    prop_assert!(code.is_some_and(|code| !code.is_empty()), "{} without a code: {}", status, text);
    let told = ["Message", "errorCode"].iter().any(|member| body.get(member).is_some());
    prop_assert!(told, "{} without an envelope: {}", status, text);
    Ok(())
}

async fn expect(hub: &Emulator, method: &str, target: &str, body: &str) -> Result<Reply, TestCaseError> {
    let target = format!("{target}?api-version=2021-04-12");
    let request = Request::builder().method(method).uri(&target).header("if-match", "*");
    let reply = call(hub, request.body(Body::from(body.to_owned())).unwrap()).await?;
    let text = String::from_utf8_lossy(&reply.body);
    prop_assert!(reply.status.is_success(), "then {} {} is {}: {}", method, target, reply.status, text);
    Ok(reply)
}

/// The hub can still be written to and read from, and its queries see what is written.
async fn usable(hub: &Emulator) -> Result<(), TestCaseError> {
    // Whatever was made of the device, this makes it a good one.
    let made = Request::put("/devices/good?api-version=2021-04-12").body(Body::from("{}")).unwrap();
    let status = call(hub, made).await?.status;
    prop_assert!(status.is_success() || status == StatusCode::CONFLICT, "then making a device is {}", status);
    expect(hub, "PATCH", "/twins/good", r#"{"tags":{"good":1}}"#).await?;
    let found = expect(
        hub,
        "POST",
        "/devices/query",
        r#"{"query":"SELECT deviceId FROM devices WHERE tags.good = 1"}"#,
    );
    prop_assert_eq!(String::from_utf8(found.await?.body).unwrap(), r#"[{"deviceId":"good"}]"#);
    for target in ["/devices", "/statistics/devices", "/jobs/v2/query"] {
        expect(hub, "GET", target, "").await?;
    }
    Ok(())
}

#[test]
fn rest_calls() {
    let lab = Lab::new(100);
    let one = prop::strategy::Union::new(Operation::ALL.iter().map(|operation| call_of(*operation).boxed()));
    campaign::run("REST calls", &(vec(one, 1..6), 0..90_u64), |(calls, minutes)| {
        lab.with(async |hub| {
            for each in &calls {
                let Some(request) = request(each) else { continue };
                let device = each.target.starts_with("/_emulator") || each.target.starts_with("/$iothub");
                let reply = call(hub, request).await?;
                if !device {
                    check(&reply)?;
                }
            }
            // Jobs are due.
            hub.clock().advance(std::time::Duration::from_secs(60 * minutes));
            for _ in 0..20 {
                tokio::task::yield_now().await;
            }
            usable(hub).await
        })
    });
}

/// An edit of what the hub does not understand anyway would find nothing.
#[test]
fn every_sample_is_understood() {
    let lab = Lab::new(100);
    lab.with(async |hub| {
        for operation in Operation::ALL {
            let (method, targets, bodies) = samples(*operation);
            for (target, body) in
                targets.iter().flat_map(|target| bodies.iter().map(move |body| (target, body)))
            {
                let and = if target.contains('?') { '&' } else { '?' };
                let target = format!("{target}{and}api-version=2021-04-12");
                let request = Request::builder().method(method).uri(&target).header("if-match", "*");
                let reply = call(hub, request.body(Body::from(*body)).unwrap()).await?;
                let text = String::from_utf8_lossy(&reply.body);
                prop_assert_ne!(
                    reply.status,
                    StatusCode::BAD_REQUEST,
                    "{}: {} {}: {}",
                    operation,
                    target,
                    body,
                    text
                );
            }
        }
        Ok(())
    })
    .unwrap();
}
