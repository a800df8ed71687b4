//! Tokens, policies, api-versions, paths.

use axum::body::Body;
use axum::http::Request;
use insta::assert_snapshot;
use iothub_sas::{ExposeSecret as _, SigningKey};
use lockstep_hub_emulator::device_side::{ConnectRefused, ConnectRequest};
use lockstep_hub_emulator::{Config, DEVELOPMENT_KEY, Identity, Policy, Tier};
use tower::ServiceExt as _;

use crate::support::{Reply, call, connect_request, get, hub, noon, register, send, start, token};

async fn with_credential(hub: &lockstep_hub_emulator::Emulator, path: &str, credential: &str) -> Reply {
    let headers = [("authorization", credential)];
    send(hub, "GET", &format!("{path}?api-version=2021-04-12"), &headers, String::new()).await
}

#[tokio::test]
async fn s10_01_what_is_not_authorized_gets_the_401_of_the_real_hub() {
    let hub = hub(Tier::S1).await;
    let later = noon().plus_seconds(60).unix_seconds().unsigned_abs();
    let sign = |key: &str, resource: &str, policy: Option<&str>| {
        SigningKey::from_base64(key).unwrap().sign(resource, policy, later).expose_secret().to_owned()
    };
    let refused = [
        String::new(),
        "Bearer x".to_owned(),
        sign("YWJjZGVmZ2hpamtsbW5vcA==", "localhost", Some("iothubowner")),
        sign(DEVELOPMENT_KEY, "localhost", Some("nobody")),
        sign(DEVELOPMENT_KEY, "localhost", None),
        sign(DEVELOPMENT_KEY, "other.azure-devices.net", Some("iothubowner")),
        sign(DEVELOPMENT_KEY, "localhost/devices/other", Some("iothubowner")),
        token(&hub, Policy::Owner, noon().plus_seconds(-1)),
        token(&hub, Policy::RegistryReadWrite, noon().plus_seconds(60)),
    ];
    let mut answers = std::collections::BTreeSet::new();
    for credential in refused {
        answers.insert(with_credential(&hub, "/twins/d1", &credential).await.error());
    }
    assert_eq!(answers.len(), 1);
    let answer = answers.pop_first().unwrap();
    assert_snapshot!(answer, @r#"
        401 IotHubUnauthorizedAccess
        {"Message":"ErrorCode:IotHubUnauthorizedAccess;Unauthorized","ExceptionMessage":"Tracking ID:<id>-G:0-TimeStamp:01/01/2026 12:00:00"}
        "#);
    let good = sign(DEVELOPMENT_KEY, "LocalHost:8443", Some("iothubowner"));
    assert_eq!(with_credential(&hub, "/twins/d1", &good).await.status, 404);
}

#[tokio::test]
async fn s10_01_the_known_tokens_of_devices_and_modules_connect() {
    let hub = start(Config { host_name: "myhub.azure-devices.net".to_owned(), ..Config::ephemeral() }).await;
    let keys = r#"{"primaryKey":"YWJjZGVmZ2hpamtsbW5vcA==","secondaryKey":"cG9ubWxramloZ2ZlZGNiYQ=="}"#;
    let body = format!(r#"{{"authentication":{{"type":"sas","symmetricKey":{keys}}}}}"#);
    for path in ["/devices/dev1", "/devices/dev1/modules/m1"] {
        assert_eq!(call(&hub, "PUT", path, body.as_str()).await.status, 200);
    }
    let known = [
        (
            "dev1",
            "myhub.azure-devices.net",
            "%2Fdevices%2Fdev1",
            1_900_000_000,
            "u5NHPrVX0PbSyd%2BFWhqJcHb0s0Zdv5ii9xqVAhNM23o%3D",
        ),
        (
            "dev1/m1",
            "localhost",
            "%2Fdevices%2Fdev1%2Fmodules%2Fm1",
            1_900_000_000,
            "XU4Y5Ajo0MJpIrR55o4s27192k3h6ZKGiihAMPWLJc4%3D",
        ),
        (
            "dev1",
            "localhost",
            "%2Fdevices%2Fdev1",
            1_795_389_285_u64,
            "leYKxzxr2N9NjlXQ0MsT/Rw5V7wGWPSnIL0zAYMS/bA=",
        ),
    ];
    for (identity, host, path, expires_at, signature) in known {
        let connect = |signature: &str| {
            let token = format!("SharedAccessSignature sr={host}{path}&sig={signature}&se={expires_at}");
            let request = connect_request(&hub, identity);
            hub.hub().connect(ConnectRequest { host: host.to_owned(), token: token.into(), ..request })
        };
        assert!(connect(signature).await.is_ok(), "{host}{path}");
        let forged = signature.replacen(&signature[..1], "A", 1);
        assert_eq!(connect(&forged).await.unwrap_err(), ConnectRefused::NotAuthorized);
    }
}

#[tokio::test]
async fn each_policy_may_do_what_its_rights_say() {
    let hub = hub(Tier::S1).await;
    let cases = [
        ("/devices", "GET"),
        ("/devices/d", "PUT"),
        ("/statistics/devices", "GET"),
        ("/jobs/v2/query", "GET"),
        ("/twins/d", "GET"),
    ];
    let mut table = String::new();
    for policy in Policy::ALL {
        let token = token(&hub, policy, noon().plus_seconds(60));
        let mut line = format!("{:18}", policy.name());
        for (path, method) in cases {
            let target = format!("{path}?api-version=2021-04-12");
            let reply = send(&hub, method, &target, &[("authorization", &token)], "{}".to_owned()).await;
            line.push_str(if reply.status == 401 { " -" } else { " x" });
        }
        table.push_str(line.trim_end());
        table.push('\n');
    }
    assert_snapshot!(table, @r"
    iothubowner        x x x x x
    service            - - x x x
    device             - - - - -
    registryRead       x - x - -
    registryReadWrite  x x x - -
    ");
}

#[tokio::test]
async fn the_api_version_is_required_and_looks_like_a_date() {
    let hub = hub(Tier::S1).await;
    let token = token(&hub, Policy::Owner, noon().plus_seconds(60));
    let headers = [("authorization", token.as_str())];
    for query in ["", "?api-version=", "?api-version=latest", "?top=1"] {
        let reply = send(&hub, "GET", &format!("/devices{query}"), &headers, String::new()).await;
        assert_eq!(
            (reply.status.as_u16(), reply.header("iothub-errorcode")),
            (400, Some("InvalidProtocolVersion"))
        );
    }
    for version in ["2018-06-30", "2020-05-31-preview", "2024-03-31"] {
        let reply =
            send(&hub, "GET", &format!("/devices/?API-Version={version}"), &headers, String::new()).await;
        assert_eq!(reply.status, 200);
    }
}

#[tokio::test]
async fn what_cannot_be_read_is_refused_and_not_taken_for_absent() {
    let hub = hub(Tier::S1).await;
    register(&hub, "d").await;
    let token = token(&hub, Policy::Owner, noon().plus_seconds(60));
    let refused = async |method: &str, target: &str, header: (&str, &[u8]), second: Option<&str>| {
        let mut request = Request::builder().method(method).uri(target);
        request = request.header("authorization", &token).header(header.0, header.1);
        if let Some(second) = second {
            request = request.header(header.0, second);
        }
        let response = hub.router().oneshot(request.body(Body::from("{}")).unwrap()).await.unwrap();
        assert_eq!(response.status(), 400, "{method} {target} {header:?}");
        assert_eq!(response.headers()["iothub-errorcode"], "ArgumentInvalid");
    };
    let v = "api-version=2021-04-12";
    let (not_ascii, any) = (b"\"\xe9\"".as_slice(), b"*".as_slice());
    for (method, path) in [("PUT", "/devices/d"), ("DELETE", "/devices/d"), ("PATCH", "/twins/d")] {
        refused(method, &format!("{path}?{v}"), ("if-match", not_ascii), None).await;
        refused(method, &format!("{path}?{v}"), ("if-match", any), Some("\"AAAAAAAAAAI=\"")).await;
    }
    for header in ["x-ms-continuation", "x-ms-max-item-count"] {
        refused("GET", &format!("/jobs/v2/query?{v}"), (header, not_ascii), None).await;
    }
    for parameter in ["jobStatus", "jobType", "pageSize", "continuationToken"] {
        refused("GET", &format!("/jobs/v2/query?{parameter}=%ff&{v}"), ("x", any), None).await;
    }
    refused("GET", &format!("/devices?top=%ff&{v}"), ("x", any), None).await;
    assert_eq!(get(&hub, "/twins/d").await.json()["version"], 2, "nothing was written");
}

#[tokio::test]
async fn every_answer_has_the_headers_of_the_hub() {
    let hub = hub(Tier::S1).await;
    for path in ["/devices", "/devices/missing"] {
        let reply = get(&hub, path).await;
        assert_eq!(reply.header("content-type"), Some("application/json; charset=utf-8"));
        assert_eq!(reply.header("server"), Some("Microsoft-HTTPAPI/2.0"));
        assert_eq!(reply.header("vary"), Some("Origin"));
        assert_eq!(reply.header("x-ms-request-id").unwrap().len(), 36);
    }
}

#[tokio::test]
async fn a_refusal_is_tracked_by_the_id_of_its_request() {
    let hub = hub(Tier::S1).await;
    let reply = get(&hub, "/devices/missing").await;
    let id = reply.header("x-ms-request-id").unwrap().replace('-', "");
    assert_eq!(
        reply.json()["ExceptionMessage"],
        format!("Tracking ID:{id}-G:0-TimeStamp:01/01/2026 12:00:00")
    );
}

#[tokio::test]
async fn what_is_not_built_says_so_by_name() {
    let hub = hub(Tier::S1).await;
    assert_snapshot!(call(&hub, "PUT", "/configurations/c", "{}").await.error(), @r#"
    501 NotImplemented
    {"Message":"ErrorCode:NotImplemented;This emulator does not build automatic device configurations.","ExceptionMessage":"Tracking ID:<id>-G:0-TimeStamp:01/01/2026 12:00:00"}
    "#);
    let stranger = send(&hub, "PUT", "/configurations/c?api-version=2021-04-12", &[], String::new()).await;
    assert_eq!(stranger.status, 401);
    assert_eq!(get(&hub, "/unheard/of").await.status, 404);
    assert_eq!(call(&hub, "DELETE", "/jobs/v2/j", "").await.status, 405);
}

#[tokio::test]
async fn a_device_learns_what_is_not_built_for_it_and_no_other_device_does() {
    let hub = hub(Tier::S1).await;
    register(&hub, "d1").await;
    let key = get(&hub, "/devices/d1").await.json()["authentication"]["symmetricKey"]["primaryKey"].clone();
    let key = SigningKey::from_base64(key.as_str().unwrap()).unwrap();
    let later = noon().plus_seconds(60).unix_seconds().unsigned_abs();
    let token = key.sign("localhost/devices/d1", None, later).expose_secret().to_owned();
    assert_eq!(with_credential(&hub, "/devices/d1/messages/deviceBound", &token).await.status, 501);
    assert_eq!(with_credential(&hub, "/devices/d2/messages/deviceBound", &token).await.status, 401);
}

#[tokio::test]
async fn a_device_connects_with_its_own_key_or_that_of_a_policy() {
    let hub = hub(Tier::S1).await;
    register(&hub, "d1").await;
    register(&hub, "d2").await;
    let device_policy = hub.service_connection_string(Policy::Device);
    let device_policy = iothub_sas::ServiceConnectionString::parse(device_policy.expose_secret()).unwrap();
    let later = noon().plus_seconds(60).unix_seconds().unsigned_abs();

    let mut by_policy = connect_request(&hub, "d1");
    by_policy.token = device_policy.sign(later);
    let connection = hub.hub().connect(by_policy).await.unwrap();
    assert_eq!(connection.token_expires_at(), noon().plus_seconds(60));
    drop(connection);

    let mut foreign = connect_request(&hub, "d1");
    foreign.token = connect_request(&hub, "d2").token;
    assert!(hub.hub().connect(foreign).await.is_err());
    let mut elsewhere = connect_request(&hub, "d1");
    elsewhere.host = "other.azure-devices.net".to_owned();
    assert!(hub.hub().connect(elsewhere).await.is_err());
    assert!(hub.hub().connect(connect_request(&hub, "d1")).await.is_ok());
}

#[tokio::test]
async fn a_token_of_an_own_key_names_the_identity_and_one_of_a_policy_may_name_less() {
    let hub = hub(Tier::S1).await;
    register(&hub, "d").await;
    register(&hub, "d/m").await;
    let later = noon().plus_seconds(60).unix_seconds().unsigned_abs();
    let policy = hub.service_connection_string(Policy::Device).expose_secret().to_owned();
    let key_of = |text: &str| text.rsplit_once("SharedAccessKey=").unwrap().1.to_owned();
    for (identity, own, less) in [
        ("d", "localhost/devices/d", vec!["localhost", "localhost/devices"]),
        (
            "d/m",
            "localhost/devices/d/modules/m",
            vec!["localhost", "localhost/devices", "localhost/devices/d", "localhost/devices/d/modules"],
        ),
    ] {
        let text = hub.device_connection_string(&Identity::parse(identity).unwrap()).unwrap();
        let connects = async |key: &str, resource: &str, policy: Option<&str>| {
            let token = SigningKey::from_base64(key).unwrap().sign(resource, policy, later);
            hub.hub().connect(ConnectRequest { token, ..connect_request(&hub, identity) }).await.is_ok()
        };
        let key = key_of(text.expose_secret());
        assert!(connects(&key, own, None).await, "{own}");
        for resource in less {
            assert!(!connects(&key, resource, None).await, "{resource} for {identity}");
            assert!(connects(&key_of(&policy), resource, Some("device")).await, "{resource} for {identity}");
        }
    }
}
