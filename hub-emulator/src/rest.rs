//! The service side: HTTPS REST.
//!
//! Every request goes the same way: find the operation, authorise, check the api-version, strike a planned fault, read
//! the body, do the work when its turn has come, make it durable, answer.

mod answer;
mod body;
mod bulk;
mod control;
mod jobs;
mod methods;
mod paging;
mod query;
mod registry;
mod request;
mod route;
mod telemetry;
mod twins;

use std::sync::Arc;

use axum::body::Body;
use axum::extract::ws::WebSocketUpgrade;
use axum::extract::{Request, State};
use axum::http::request::Parts;
use axum::http::{Response, StatusCode, header};
use axum::middleware::map_request;
use axum::routing::get;
use axum::{Extension, Router};
use iothub_wire::error::{self, ErrorCode};
use tokio::sync::Semaphore;

use crate::hub::Hub;
use crate::hub::device_side::TlsVersion;
use crate::levers::Fault;
use crate::limits::Throttle;
use crate::mqtt::websocket;
use crate::operation::Operation;
use crate::refusal::Refusal;
use crate::throttles;

use answer::Answer;
use request::Call;
use route::Route;

/// Bytes of a method's request that count as one call.
const METHOD_STEP: usize = 4096;

/// The REST surface of a hub, and its control plane.
pub(crate) fn router(hub: Arc<Hub>) -> Router {
    let room = Arc::new(Semaphore::new(body::ROOM));
    let serve = move |State(hub): State<Arc<Hub>>, request: Request| {
        let room = Arc::clone(&room);
        async move { serve(&hub, request, &room).await }
    };
    let router = Router::new().nest("/_emulator", control::router(&hub));
    let router = websocket::PATHS.iter().fold(router, |router, path| router.route(path, get(device)));
    router.fallback(serve).layer(map_request(body::in_time)).with_state(hub)
}

/// MQTT over WebSocket.
async fn device(
    State(hub): State<Arc<Hub>>,
    tls: Option<Extension<Option<TlsVersion>>>,
    upgrade: WebSocketUpgrade,
) -> Response<Body> {
    websocket::upgrade(upgrade, tls.and_then(|Extension(tls)| tls), hub)
}

async fn serve(hub: &Arc<Hub>, request: Request, room: &Semaphore) -> Response<Body> {
    let id = hub.chance().guid();
    let (parts, body) = request.into_parts();
    let path = parts.uri.path().to_owned();
    let answer = match route::route(&parts.method, &path) {
        Route::Built(operation, ids) => {
            let call = Call::new(hub, operation, ids, parts, &id);
            match perform(&call, body, room).await {
                Served::Answer(answer) => answer,
                Served::Whole(response) => return response,
            }
        }
        _ if hub.levers.throttled(hub.clock().now()) => refused(hub, &throttles::throttled(), &id),
        // Who has no key at all does not learn what there is.
        _ if !known(hub, &parts, &path).await => refused(hub, &Refusal::unauthorized(), &id),
        Route::Unbuilt(what) => Answer::unbuilt(what, &id, hub.clock().now()),
        Route::WrongMethod => {
            let code = ErrorCode::GenericMethodNotAllowed;
            refused(hub, &Refusal::new(code, "the method is not allowed here"), &id)
        }
        Route::Unknown => {
            refused(hub, &Refusal::new(ErrorCode::GenericNotFound, "there is no such path"), &id)
        }
    };
    answer.finish(&id)
}

/// Says whether the credential is one of this hub's, whatever its rights, or that of the device whose path this is.
async fn known(hub: &Hub, parts: &Parts, path: &str) -> bool {
    let credential = parts.headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
    let credential = credential.unwrap_or_default();
    hub.knows(credential).await
        || route::device(path).is_some_and(|device| hub.authenticate(&device, credential).is_some())
}

fn refused(hub: &Hub, refusal: &Refusal, id: &str) -> Answer {
    Answer::refusal(refusal, id, hub.clock().now())
}

/// An answer that still needs its common headers, or a response that is to go out as it is.
enum Served {
    Answer(Answer),
    Whole(Response<Body>),
}

/// Runs a call through everything that may keep it from its work.
async fn perform(call: &Call<'_>, body: Body, room: &Semaphore) -> Served {
    let hub = call.hub;
    let fault = hub.levers.called(call.operation);
    let worked = match admit(call).await {
        Err(refusal) => Err(refusal),
        Ok(()) => match &fault {
            Some(Fault::Answer { status, code, body }) => {
                return planned(call, *status, code.as_deref(), body.as_deref());
            }
            Some(Fault::Delay { milliseconds }) => {
                let millis = i64::try_from(*milliseconds).unwrap_or(i64::MAX);
                hub.clock().sleep_until(hub.clock().now().plus_millis(millis)).await;
                work(call, body, room).await
            }
            Some(Fault::LoseAnswer {}) | None => work(call, body, room).await,
        },
    };
    if fault == Some(Fault::LoseAnswer {}) {
        return Served::Whole(lost());
    }
    Served::Answer(worked.unwrap_or_else(|refusal| refused(hub, &refusal, call.id)))
}

/// Throttling, authorisation, api-version.
async fn admit(call: &Call<'_>) -> Result<(), Refusal> {
    if call.hub.levers.throttled(call.hub.clock().now()) {
        return Err(throttles::throttled());
    }
    if !call.hub.admits(call.credential(), &call.decoded_path(), call.operation).await {
        return Err(Refusal::unauthorized());
    }
    call.check_api_version()
}

/// Does the work and makes it durable.
async fn work(call: &Call<'_>, body: Body, room: &Semaphore) -> Result<Answer, Refusal> {
    let body = body::read(call, body, room).await?;
    let throttle = call.operation.throttle();
    call.hub.turn(throttle, steps(throttle, &body)).await?;
    if counted(throttle) {
        call.hub.check_quota()?;
    }
    let worked = dispatch(call, &body).await;
    if let Ok(answer) = &worked {
        count(call.hub, throttle, &body, answer);
    }
    let durable = call.hub.flushed().await;
    durable.map_err(|_| Refusal::store_failed())?;
    worked
}

/// How often a call counts under its throttle: methods by 4 KB of their request (IoT Hub documentation: throttles), the
/// others once.
fn steps(throttle: Throttle, body: &[u8]) -> u64 {
    if throttle == Throttle::Methods { body.len().div_ceil(METHOD_STEP).max(1) as u64 } else { 1 }
}

/// Says whether a call counts as messages of the day: identities and calls about jobs do not.
fn counted(throttle: Throttle) -> bool {
    matches!(throttle, Throttle::Queries | Throttle::TwinReads | Throttle::TwinUpdates | Throttle::Methods)
}

/// Counts the messages of the day that a call was: what was read, what was written, both ways of a method.
fn count(hub: &Hub, throttle: Throttle, body: &[u8], answer: &Answer) {
    match throttle {
        Throttle::Queries | Throttle::TwinReads => hub.count_message(answer.size()),
        Throttle::TwinUpdates => hub.count_message(body.len()),
        Throttle::Methods => {
            hub.count_message(body.len());
            hub.count_message(answer.size());
        }
        Throttle::Registry
        | Throttle::Jobs
        | Throttle::Connections
        | Throttle::DeviceToCloud
        | Throttle::CloudToDevice => {}
    }
}

async fn dispatch(call: &Call<'_>, body: &[u8]) -> Result<Answer, Refusal> {
    match call.operation {
        Operation::ListDevices => registry::list(call),
        Operation::GetDevice | Operation::GetModule => registry::get(call),
        Operation::PutDevice | Operation::PutModule => registry::put(call, body),
        Operation::DeleteDevice | Operation::DeleteModule => registry::delete(call),
        Operation::BulkDevices => bulk::write(call, body),
        Operation::ListModules => registry::modules(call),
        Operation::DeviceStatistics => Ok(registry::device_statistics(call)),
        Operation::ServiceStatistics => Ok(registry::service_statistics(call)),
        Operation::GetTwin => twins::get(call),
        Operation::PatchTwin => twins::patch(call, body),
        Operation::PutTwin => twins::put(call, body),
        Operation::PurgeMessages => registry::purge(call),
        Operation::InvokeMethod => methods::invoke(call, body).await,
        Operation::Query => query::query(call, body).await,
        Operation::CreateJob => jobs::create(call, body),
        Operation::GetJob => jobs::get(call),
        Operation::CancelJob => jobs::cancel(call),
        Operation::ListJobs => jobs::list(call),
    }
}

/// The answer that the control plane planned.
fn planned(call: &Call<'_>, status: u16, code: Option<&str>, body: Option<&str>) -> Served {
    let status = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let answer = match (code, body) {
        (Some(code), body) => {
            let now = call.hub.clock().now();
            let envelope = || error::named(code, "planned by the control plane", call.id, now);
            let text = body.map_or_else(envelope, str::to_owned);
            Answer::text(status, text).header(answer::ERROR_CODE, code)
        }
        (None, body) => Answer::text(status, body.unwrap_or_default()),
    };
    Served::Answer(answer)
}

/// A response that breaks off before its first byte: the body fails at once, and the server closes the connection.
fn lost() -> Response<Body> {
    let broken =
        futures::stream::once(async { Err::<Vec<u8>, _>(std::io::Error::other("the answer is lost")) });
    Response::new(Body::from_stream(broken))
}
