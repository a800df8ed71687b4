//! For those who watch over the proxy: is it alive, and can it do its work.

use std::time::Duration;

use axum::{Json, extract::State, http::StatusCode, response::IntoResponse};
use iothub_client::JobFilter;
use iothub_wire::query::PageSize;
use lockstep_api::hub::{HubFailure, HubHealth};
use serde::Serialize;

use crate::{app::App, hub::Subject};

/// What the hub said this lately is believed; otherwise it is asked.
const FRESH: Duration = Duration::from_secs(30);
/// A probe does not wait longer than this.
const PATIENCE: Duration = Duration::from_secs(5);

/// `GET /healthz`: the process answers.
pub(crate) async fn healthz() -> &'static str {
    "ok\n"
}

/// Answer of `GET /readyz`.
#[derive(Debug, Serialize)]
struct Readiness {
    ready: bool,
    /// `live`, `throttled`, `unreachable`, `credentialRefused`, `garbled`, `serverError`, `silent` or `shuttingDown`.
    hub: &'static str,
}

/// `GET /readyz`: the hub answers, or throttles and will answer.
pub(crate) async fn readyz(State(app): State<App>) -> impl IntoResponse {
    let hub = if app.shutdown.is_cancelled() { "shuttingDown" } else { hub(&app).await };
    let ready = matches!(hub, "live" | "throttled");
    let status = if ready { StatusCode::OK } else { StatusCode::SERVICE_UNAVAILABLE };
    (status, Json(Readiness { ready, hub }))
}

async fn hub(app: &App) -> &'static str {
    let fresh = app.hub.heard_at().is_some_and(|at| at.elapsed() < FRESH);
    // While it fails, the pollers' pace is kept, so that probes do not press a hub that is down.
    let pausing = app.hub.next_try(&Subject::Jobs).is_some_and(|at| at > tokio::time::Instant::now());
    if !fresh && !pausing {
        let client = app.hub.interactive();
        let probe = client.jobs(JobFilter::default(), PageSize::clamped(1), None);
        match tokio::time::timeout(PATIENCE, probe).await {
            Ok(answer) => drop(app.hub.polled(&Subject::Jobs, answer)),
            Err(_) => return "silent",
        }
    }
    match app.hub.health() {
        HubHealth::Live => "live",
        HubHealth::Throttled { .. } => "throttled",
        HubHealth::Failing { cause, .. } => match cause {
            HubFailure::Unreachable => "unreachable",
            HubFailure::CredentialRefused => "credentialRefused",
            HubFailure::Garbled => "garbled",
            HubFailure::ServerError => "serverError",
        },
    }
}
