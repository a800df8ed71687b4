//! Bodies of requests: they have to come in time, take little room, and are read to their end in any case.

use std::error::Error as _;
use std::iter::successors;
use std::time::Duration;

use axum::body::{Body, BodyDataStream, Bytes, HttpBody as _};
use axum::extract::Request;
use axum::http::header;
use futures::{StreamExt as _, stream};
use iothub_wire::error::ErrorCode;
use tokio::runtime::Handle;
use tokio::sync::Semaphore;
use tokio::time::{Instant, timeout_at};

use super::request::Call;
use crate::operation::Operation;
use crate::refusal::Refusal;

/// Bytes that all bodies on their way may take together, small ones left out. Those that find no room wait to be read.
pub(super) const ROOM: usize = 64 * 1024 * 1024;

/// So much of a body is read without asking for room, in bytes: most bodies are no larger.
const SMALL: usize = 64 * 1024;

/// Longest pause within a body.
const PAUSE: Duration = Duration::from_secs(15);

/// How long a body may take as a whole.
const WHOLE: Duration = Duration::from_secs(120);

/// How much of a body is read after an answer that did not need it, in bytes.
const MOST_DRAINED: usize = 64 * 1024 * 1024;

/// A body did not come in time.
#[derive(Debug, thiserror::Error)]
#[error("the body did not come in time")]
struct TooSlow;

/// Largest body of an operation, in bytes: what the documented limits allow, each character escaped (`\u0041`). Zero is a
/// body that is not read.
fn largest(operation: Operation) -> usize {
    match operation {
        Operation::ListDevices
        | Operation::GetDevice
        | Operation::DeleteDevice
        | Operation::ListModules
        | Operation::GetModule
        | Operation::DeleteModule
        | Operation::DeviceStatistics
        | Operation::ServiceStatistics
        | Operation::GetTwin
        | Operation::PurgeMessages
        | Operation::GetJob
        | Operation::CancelJob
        | Operation::ListJobs => 0,
        Operation::PutDevice | Operation::PutModule => 64 * 1024,
        // 8192 characters.
        Operation::Query => 128 * 1024,
        // A payload of 128 KB.
        Operation::InvokeMethod => 1024 * 1024,
        // Tags of 8 KB, properties of 32 KB each, and their metadata, which may come back: eighty bytes for each leaf.
        Operation::PatchTwin | Operation::PutTwin | Operation::CreateJob => 2 * 1024 * 1024,
        // A hundred devices with full twins.
        Operation::BulkDevices => 8 * 1024 * 1024,
    }
}

/// Reads the body of a call. `room` has a permit for each byte of [`ROOM`].
pub(super) async fn read(call: &Call<'_>, body: Body, room: &Semaphore) -> Result<Vec<u8>, Refusal> {
    let largest = largest(call.operation);
    if largest == 0 {
        return Ok(Vec::new());
    }
    let announced = call.header(header::CONTENT_LENGTH.as_str())?.and_then(|length| length.parse().ok());
    collect(body, announced.unwrap_or(largest), largest, room).await
}

async fn collect(body: Body, announced: usize, largest: usize, room: &Semaphore) -> Result<Vec<u8>, Refusal> {
    // What announces too much is refused before it comes.
    if announced > largest {
        return Err(too_large());
    }
    let mut taken = None;
    let mut pieces = body.into_data_stream();
    let mut bytes = Vec::new();
    while let Some(piece) = pieces.next().await {
        let piece = piece.map_err(|error| broken(&error))?;
        if bytes.len() + piece.len() > largest {
            return Err(too_large());
        }
        if taken.is_none() && bytes.len() + piece.len() > SMALL {
            taken = Some(room.acquire_many(u32::try_from(announced).unwrap_or(u32::MAX)).await);
        }
        bytes.extend_from_slice(&piece);
    }
    Ok(bytes)
}

fn too_large() -> Refusal {
    Refusal::new(ErrorCode::GenericRequestEntityTooLarge, "the body is too large")
}

fn broken(error: &axum::Error) -> Refusal {
    let mut causes = successors(error.source(), |cause| (*cause).source());
    if causes.any(|cause| cause.is::<TooSlow>()) {
        return Refusal::new(ErrorCode::RequestTimedOut, TooSlow.to_string());
    }
    Refusal::new(ErrorCode::GenericBadRequest, "the body is malformed or broke off")
}

/// Lets a body fail that does not come in time.
///
/// What the handler leaves unread is read behind its answer: a connection that ends with unread bytes ends in a reset,
/// and the caller may never see why.
pub(super) async fn in_time(request: Request) -> Request {
    let expects = request.headers().contains_key(header::EXPECT);
    request.map(|body| {
        if body.is_end_stream() {
            return body;
        }
        let coming = Coming { pieces: body.into_data_stream(), end: None };
        let lent = Lent { coming: Some(coming), expects };
        Body::from_stream(stream::unfold(lent, async |mut lent| Some((lent.next().await?, lent))))
    })
}

/// A body with its limits of time.
struct Coming {
    pieces: BodyDataStream,
    /// When all of it must have come; known from the first look on.
    end: Option<Instant>,
}

impl Coming {
    async fn next(&mut self) -> Option<Result<Bytes, axum::Error>> {
        let now = Instant::now();
        let end = *self.end.get_or_insert(now + WHOLE);
        let piece = timeout_at(end.min(now + PAUSE), self.pieces.next()).await;
        piece.unwrap_or_else(|_elapsed| Some(Err(axum::Error::new(TooSlow))))
    }

    /// Reads the rest, as far as it comes in time and is not too much.
    async fn drain(mut self) {
        let mut drained = 0;
        while drained < MOST_DRAINED
            && let Some(Ok(piece)) = self.next().await
        {
            drained += piece.len();
        }
    }
}

/// A body in the hands of a handler.
struct Lent {
    /// Until it has ended or failed.
    coming: Option<Coming>,
    /// The caller waits to be asked for the body.
    expects: bool,
}

impl Lent {
    async fn next(&mut self) -> Option<Result<Bytes, axum::Error>> {
        let piece = self.coming.as_mut()?.next().await;
        if !matches!(piece, Some(Ok(_))) {
            self.coming = None;
        }
        piece
    }
}

impl Drop for Lent {
    fn drop(&mut self) {
        let Some(coming) = self.coming.take() else { return };
        // Reading would ask for what nobody needs.
        let unasked = self.expects && coming.end.is_none();
        if !unasked && let Ok(runtime) = Handle::try_current() {
            runtime.spawn(coming.drain());
        }
    }
}

#[cfg(test)]
mod tests;
