//! `GET /_emulator/telemetry`: device-to-cloud messages as lines of JSON, those that are kept and those to come.

use std::sync::Arc;

use axum::body::Body;
use axum::extract::{Query, State};
use axum::http::{HeaderValue, Response, header};
use futures::{Stream, stream};
use serde::{Deserialize, Serialize};

use crate::hub::Hub;
use crate::telemetry::{Tailed, TelemetryTail};

const NDJSON: HeaderValue = HeaderValue::from_static("application/x-ndjson");

/// What a caller wants to see.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Wanted {
    /// Messages after this number.
    #[serde(default)]
    after: u64,
    /// Messages of this `device` or `device/module`.
    identity: Option<String>,
    /// Whether to go on with messages to come.
    #[serde(default = "yes")]
    follow: bool,
}

fn yes() -> bool {
    true
}

pub(super) async fn tail(State(hub): State<Arc<Hub>>, Query(wanted): Query<Wanted>) -> Response<Body> {
    let tail = hub.telemetry_after(wanted.after);
    let mut response = Response::new(Body::from_stream(lines(hub, tail, wanted)));
    response.headers_mut().insert(header::CONTENT_TYPE, NDJSON);
    response
}

/// Ends with the hub, or when nobody reads any more.
fn lines(
    hub: Arc<Hub>,
    tail: TelemetryTail,
    wanted: Wanted,
) -> impl Stream<Item = Result<Vec<u8>, std::convert::Infallible>> {
    stream::unfold((hub, tail, wanted), |(hub, mut tail, wanted)| async move {
        loop {
            let next = if wanted.follow {
                hub.shutdown().run_until_cancelled(tail.next()).await?
            } else {
                tail.try_next()?
            };
            if let Some(line) = line(&next, wanted.identity.as_deref()) {
                return Some((Ok(line), (hub, tail, wanted)));
            }
        }
    })
}

fn line(next: &Tailed, identity: Option<&str>) -> Option<Vec<u8>> {
    #[derive(Serialize)]
    struct Missed {
        missed: u64,
    }
    let printed = match next {
        Tailed::Message(message) if identity.is_some_and(|wanted| message.sender.to_string() != wanted) => {
            return None;
        }
        Tailed::Message(message) => serde_json::to_vec(message.as_ref()),
        Tailed::Missed(missed) => serde_json::to_vec(&Missed { missed: *missed }),
    };
    let mut line = printed.unwrap_or_default();
    line.push(b'\n');
    Some(line)
}
