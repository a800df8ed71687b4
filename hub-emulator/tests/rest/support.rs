//! A hub at a time of its own, a caller with a policy, and devices that are connected in-process.

use std::net::{Ipv4Addr, SocketAddr};

use axum::body::{Body, to_bytes};
use axum::extract::ConnectInfo;
use axum::http::{HeaderMap, Request, StatusCode};
use iothub_sas::{DeviceConnectionString, ExposeSecret as _, ServiceConnectionString};
use iothub_wire::time::UtcTime;
use lockstep_hub_emulator::device_side::{ConnectRefused, ConnectRequest, Connection};
use lockstep_hub_emulator::{Clock, Config, Emulator, Identity, Policy, Tier};
use serde_json::Value;
use tower::ServiceExt as _;

use crate::contract;

/// Noon of the first day of 2026, when every test begins.
pub(crate) fn noon() -> UtcTime {
    "2026-01-01T12:00:00Z".parse().unwrap()
}

/// An emulator in memory whose clock stands still.
pub(crate) async fn hub(tier: Tier) -> Emulator {
    start(Config { tier, ..Config::ephemeral() }).await
}

pub(crate) async fn start(config: Config) -> Emulator {
    Emulator::start(Config { clock: Clock::manual(noon()), seed: Some(7), ..config }).await.unwrap()
}

/// An answer of the hub.
#[derive(Debug)]
pub(crate) struct Reply {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: String,
}

impl Reply {
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap()
    }

    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }

    /// Status, error code and body, ids replaced.
    pub(crate) fn error(&self) -> String {
        let code = self.header("iothub-errorcode").unwrap_or("-");
        format!("{} {code}\n{}", self.status.as_u16(), without_ids(&self.body))
    }
}

/// Replaces each run of 32 hexadecimal digits.
fn without_ids(text: &str) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        match rest.get(..32).filter(|run| run.bytes().all(|byte| byte.is_ascii_hexdigit())) {
            Some(_) => {
                out.push_str("<id>");
                rest = &rest[32..];
            }
            None => {
                out.push(first);
                rest = &rest[first.len_utf8()..];
            }
        }
    }
    out
}

/// Calls with the policy `iothubowner`.
pub(crate) async fn call(hub: &Emulator, method: &str, path: &str, body: impl Into<String>) -> Reply {
    call_with(hub, method, path, &[], body).await
}

pub(crate) async fn get(hub: &Emulator, path: &str) -> Reply {
    call(hub, "GET", path, "").await
}

pub(crate) async fn call_with(
    hub: &Emulator,
    method: &str,
    path: &str,
    headers: &[(&str, &str)],
    body: impl Into<String>,
) -> Reply {
    let token = token(hub, Policy::Owner, noon().plus_seconds(86_400 * 365));
    let mut all = vec![("authorization", token.as_str())];
    all.extend(headers);
    let version = if path.contains('?') { "&api-version=2021-04-12" } else { "?api-version=2021-04-12" };
    send(hub, method, &format!("{path}{version}"), &all, body.into()).await
}

/// Sends exactly this.
pub(crate) async fn send(
    hub: &Emulator,
    method: &str,
    target: &str,
    headers: &[(&str, &str)],
    body: String,
) -> Reply {
    let mut request = Request::builder().method(method).uri(target);
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    let mut request = request.body(Body::from(body)).unwrap();
    request.extensions_mut().insert(ConnectInfo(SocketAddr::from((Ipv4Addr::LOCALHOST, 1))));
    let response = hub.router().oneshot(request).await.unwrap();
    let (parts, body) = response.into_parts();
    let body = to_bytes(body, usize::MAX).await.unwrap();
    let body = String::from_utf8(body.to_vec()).unwrap();
    contract::check(method, target, parts.status.as_u16(), &parts.headers, &body);
    Reply { status: parts.status, headers: parts.headers, body }
}

/// A service token of a policy.
pub(crate) fn token(hub: &Emulator, policy: Policy, expires_at: UtcTime) -> String {
    let text = hub.service_connection_string(policy);
    let parsed = ServiceConnectionString::parse(text.expose_secret()).unwrap();
    parsed.sign(expires_at.unix_seconds().unsigned_abs()).expose_secret().to_owned()
}

/// Registers a device or module.
pub(crate) async fn register(hub: &Emulator, id: &str) {
    let path = id.replace('/', "/modules/");
    let reply = call(hub, "PUT", &format!("/devices/{path}"), "{}").await;
    assert_eq!(reply.status, 200, "{}", reply.body);
}

/// What a device of this name would send to connect.
pub(crate) fn connect_request(hub: &Emulator, id: &str) -> ConnectRequest {
    let identity = Identity::parse(id).unwrap();
    let text = hub.device_connection_string(&identity).unwrap();
    let parsed = DeviceConnectionString::parse(text.expose_secret()).unwrap();
    ConnectRequest {
        identity,
        host: "localhost".to_owned(),
        api_version: Some("2021-04-12".to_owned()),
        model_id: None,
        token: parsed.token(noon().plus_seconds(86_400).unix_seconds().unsigned_abs()).unwrap(),
        clean_session: false,
    }
}

/// Connects a registered device.
pub(crate) async fn connect(hub: &Emulator, id: &str) -> Result<Connection, ConnectRefused> {
    hub.hub().connect(connect_request(hub, id)).await
}
