//! Server-sent events: what one browser tab gets of `GET /api/live`.
//!
//! Every event is serialised once, by [`Bus::publish`], and the same bytes go to every stream. A stream starts with
//! snapshots of what it watches and goes on with the events after them.

use std::time::Duration;

use axum::{
    body::Body,
    extract::State,
    http::{HeaderMap, HeaderValue, header},
    response::{IntoResponse as _, Response},
};
use lockstep_api::{
    live::{HEARTBEAT_MILLIS, LiveQuery},
    problem::ProblemCode,
};

use crate::{access::Caller, app::App, extract::Params, refusal::Refusal};

mod bus;
mod frame;
mod stream;

pub(crate) use bus::{Bus, Event, Topic};
pub(crate) use frame::EventId;
use stream::Stream;

/// Streams that may be open at once, all callers together.
pub(crate) const MOST_STREAMS: usize = 1024;

/// Silence after which a sign of life is sent.
const HEARTBEAT: Duration = Duration::from_millis(HEARTBEAT_MILLIS);

/// `GET /api/live`.
pub(crate) async fn live(
    State(app): State<App>,
    caller: Caller,
    Params(query): Params<LiveQuery>,
    headers: HeaderMap,
) -> Result<Response, Refusal> {
    let own = app.access.shares.stream(&caller)?;
    let of_all = app.streams.clone().try_acquire_owned().map_err(|_| ProblemCode::TooMany)?;
    let last = headers.get("last-event-id").and_then(|id| EventId::parse(id.to_str().ok()?));
    let stream = Stream::open(&app, &caller, &query, last.as_ref(), (own, of_all));
    let mut response = Body::from_stream(stream.into_bytes()).into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("text/event-stream; charset=utf-8"));
    // For load balancers that would gather the events up.
    headers.insert("x-accel-buffering", HeaderValue::from_static("no"));
    Ok(response)
}
