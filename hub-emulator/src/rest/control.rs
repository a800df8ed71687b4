//! The control plane under `/_emulator/`: the levers of the emulator, for callers on this machine unless it is told
//! otherwise.
//!
//! It takes no credential: whoever can reach the loopback interface may pull a lever. Bodies must be
//! `application/json`, which a page of another origin cannot send without asking first, and the host must be called by a
//! name that is this machine's, which a page of another name cannot do.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::extract::{ConnectInfo, DefaultBodyLimit, Path, Request, State};
use axum::http::{StatusCode, header};
use axum::middleware::{self, Next};
use axum::response::{IntoResponse as _, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use iothub_wire::identity::BulkDevice;
use iothub_wire::ids::DeviceId;
use serde::{Deserialize, Serialize};
use tower::limit::GlobalConcurrencyLimitLayer;

use super::{answer::Answer, telemetry};
use crate::hub::{Hub, SessionView};
use crate::identity::Identity;
use crate::levers::Fault;
use crate::message::CloudMessage;
use crate::operation::Operation;
use crate::refusal::Refusal;

/// Longest time that one call may advance the clock or throttle: ten years.
const LONGEST_SECONDS: u64 = 10 * 366 * 86_400;

/// Largest fleet to seed, in bytes: some hundred thousand devices.
const LARGEST_SEED: usize = 256 * 1024 * 1024;

/// Largest other body, in bytes: a message of 64 KB as base64 and its properties, or the body of a planned answer.
const LARGEST_ORDER: usize = 256 * 1024;

pub(super) fn router(hub: &Arc<Hub>) -> Router<Arc<Hub>> {
    Router::new()
        .route("/ca.pem", get(ca_pem))
        .route("/reset", post(reset))
        .route("/faults", post(plan))
        .route("/throttle", post(throttle))
        .route("/clock", get(clock).post(advance))
        .route("/sessions", get(sessions))
        .route("/sessions/drop", post(drop_session))
        .route("/sessions/stall", post(stall_session))
        .route("/sessions/resume", post(resume_session))
        // One fleet at a time takes memory.
        .route(
            "/seed",
            post(seed).layer((DefaultBodyLimit::max(LARGEST_SEED), GlobalConcurrencyLimitLayer::new(1))),
        )
        .route("/devices/{id}/messages", post(send))
        .route("/telemetry", get(telemetry::tail))
        .route("/counters", get(counters))
        .fallback(async || (StatusCode::NOT_FOUND, "there is no such lever\n"))
        .layer((middleware::from_fn_with_state(Arc::clone(hub), local), DefaultBodyLimit::max(LARGEST_ORDER)))
}

/// Lets callers of this machine through, and all of them when that was asked for.
async fn local(State(hub): State<Arc<Hub>>, request: Request, next: Next) -> Response {
    let peer = request.extensions().get::<ConnectInfo<SocketAddr>>();
    let near = peer.is_some_and(|ConnectInfo(address)| address.ip().to_canonical().is_loopback());
    let host = request.headers().get(header::HOST).map(|host| host.to_str().unwrap_or_default());
    // A request without the header comes from no browser.
    if hub.remote_control || (near && host.is_none_or(|host| hub.is_called(host))) {
        return next.run(request).await;
    }
    let refusal = "the control plane answers on loopback only, unless the emulator is started with \
                   --allow-remote-control\n";
    (StatusCode::FORBIDDEN, refusal).into_response()
}

async fn ca_pem(State(hub): State<Arc<Hub>>) -> String {
    hub.ca_pem().to_owned()
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Nothing {}

async fn reset(State(hub): State<Arc<Hub>>, Json(Nothing {}): Json<Nothing>) -> StatusCode {
    hub.reset();
    done(&hub).await
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Plan {
    #[serde(deserialize_with = "operation")]
    operation: Operation,
    fault: Fault,
    #[serde(default = "once")]
    calls: u32,
}

fn once() -> u32 {
    1
}

fn operation<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<Operation, D::Error> {
    String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
}

async fn plan(State(hub): State<Arc<Hub>>, Json(plan): Json<Plan>) -> StatusCode {
    if matches!(plan.fault, Fault::Answer { status, .. } if !(200..=599).contains(&status)) {
        return StatusCode::UNPROCESSABLE_ENTITY;
    }
    let planned = hub.levers.plan(plan.operation, plan.fault, plan.calls);
    if planned { StatusCode::NO_CONTENT } else { StatusCode::CONFLICT }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Seconds {
    seconds: u64,
}

impl Seconds {
    fn duration(&self) -> Duration {
        Duration::from_secs(self.seconds.min(LONGEST_SECONDS))
    }
}

async fn throttle(State(hub): State<Arc<Hub>>, Json(seconds): Json<Seconds>) -> StatusCode {
    hub.levers.throttle(hub.clock().now(), seconds.duration());
    StatusCode::NO_CONTENT
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Now {
    now: String,
    /// The instant by which tokens expire.
    token_now: String,
}

async fn clock(State(hub): State<Arc<Hub>>) -> Json<Now> {
    let clock = hub.clock();
    Json(Now { now: clock.now().to_string(), token_now: clock.token_now().to_string() })
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Advance {
    seconds: u64,
    /// Whether tokens grow older by as much.
    #[serde(default)]
    tokens: bool,
}

async fn advance(
    State(hub): State<Arc<Hub>>,
    Json(Advance { seconds, tokens }): Json<Advance>,
) -> Result<Json<Now>, StatusCode> {
    let by = Seconds { seconds }.duration();
    if tokens {
        hub.clock().advance_with_tokens(by);
    } else {
        hub.clock().advance(by);
    }
    hub.note_clock();
    hub.flushed().await.map_err(|_failed| StatusCode::INTERNAL_SERVER_ERROR)?;
    Ok(clock(State(hub)).await)
}

async fn sessions(State(hub): State<Arc<Hub>>) -> Json<Vec<SessionView>> {
    Json(hub.sessions())
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Who {
    identity: String,
}

async fn drop_session(State(hub): State<Arc<Hub>>, Json(who): Json<Who>) -> StatusCode {
    pulled(&who, |identity| hub.drop_connection(identity))
}

async fn stall_session(State(hub): State<Arc<Hub>>, Json(who): Json<Who>) -> StatusCode {
    pulled(&who, |identity| hub.stall_connection(identity, true))
}

async fn resume_session(State(hub): State<Arc<Hub>>, Json(who): Json<Who>) -> StatusCode {
    pulled(&who, |identity| hub.stall_connection(identity, false))
}

/// 204, or 404 when the identity has no connection.
fn pulled(who: &Who, lever: impl FnOnce(&Identity) -> bool) -> StatusCode {
    let pulled = Identity::parse(&who.identity).is_some_and(|identity| lever(&identity));
    if pulled { StatusCode::NO_CONTENT } else { StatusCode::NOT_FOUND }
}

#[derive(Serialize)]
struct Seeded {
    seeded: usize,
}

/// Takes the items of a bulk write, as many as there are.
async fn seed(State(hub): State<Arc<Hub>>, Json(fleet): Json<Vec<BulkDevice>>) -> Response {
    let request = hub.chance().guid();
    match hub.seed(&fleet).await {
        Ok(()) => Json(Seeded { seeded: fleet.len() }).into_response(),
        Err(refused) => {
            let refusal = Refusal::new(refused.code, refused.to_string());
            Answer::refusal(&refusal, &request, hub.clock().now()).finish(&request)
        }
    }
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Sent {
    sequence_number: u64,
}

/// Sends a cloud-to-device message, for which the real hub takes AMQP only. Refusals are those of the hub.
async fn send(
    State(hub): State<Arc<Hub>>,
    Path(device): Path<String>,
    Json(message): Json<CloudMessage>,
) -> Response {
    let request = hub.chance().guid();
    let sent = match DeviceId::try_from(device) {
        Ok(device) => hub.send_message(&device, message).await,
        Err(invalid) => Err(invalid.into()),
    };
    match sent {
        Ok(sequence_number) => Json(Sent { sequence_number }).into_response(),
        Err(refusal) => Answer::refusal(&refusal, &request, hub.clock().now()).finish(&request),
    }
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Counters {
    /// REST calls by operation, refused ones included.
    calls: BTreeMap<&'static str, u64>,
    telemetry_messages: u64,
    /// What the daily quota has counted today, in its chunks; 0 without a quota.
    messages_today: u64,
}

async fn counters(State(hub): State<Arc<Hub>>) -> Json<Counters> {
    let calls = Operation::ALL.iter().map(|operation| (operation.name(), hub.levers.calls(*operation)));
    Json(Counters {
        calls: calls.collect(),
        telemetry_messages: hub.telemetry_count(),
        messages_today: hub.messages_today(),
    })
}

/// 204 once everything is durable.
async fn done(hub: &Hub) -> StatusCode {
    if hub.flushed().await.is_ok() { StatusCode::NO_CONTENT } else { StatusCode::INTERNAL_SERVER_ERROR }
}
