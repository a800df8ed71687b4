//! For those who watch over the proxy: is it alive, and can it do its work.

use std::time::Duration;

use axum::{Json, extract::State, http::StatusCode, response::IntoResponse};
use iothub_client::JobFilter;
use iothub_wire::query::PageSize;
use lockstep_api::hub::{HubFailure, HubHealth};
use serde::Serialize;
use tracing::warn;

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
    /// `open` or `failing`.
    store: &'static str,
    /// What is not as it should be, in sentences.
    reasons: Vec<String>,
}

/// `GET /readyz`: the hub answers, or throttles and will answer, and there is somewhere to remember things.
pub(crate) async fn readyz(State(app): State<App>) -> impl IntoResponse {
    let (hub, reason) = match app.shutdown.is_cancelled() {
        true => ("shuttingDown", Some("The proxy is shutting down.".to_owned())),
        false => hub(&app).await,
    };
    let mut reasons: Vec<_> = reason.into_iter().collect();
    let store = match tokio::time::timeout(PATIENCE, app.book.store().answers()).await {
        Ok(Ok(())) => "open",
        failed => {
            if let Ok(Err(error)) = failed {
                warn!(error = &error as &dyn std::error::Error, "The store cannot be read");
            }
            reasons.push("The store cannot be read: the log says why.".to_owned());
            "failing"
        }
    };
    let ready = matches!(hub, "live" | "throttled") && store == "open";
    let status = if ready { StatusCode::OK } else { StatusCode::SERVICE_UNAVAILABLE };
    (status, Json(Readiness { ready, hub, store, reasons }))
}

/// A word for how the hub is doing, and a sentence unless it is well.
async fn hub(app: &App) -> (&'static str, Option<String>) {
    let fresh = app.hub.heard_at().is_some_and(|at| at.elapsed() < FRESH);
    // While it fails, the pollers' pace is kept, so that probes do not press a hub that is down.
    let pausing = app.hub.next_try(&Subject::Jobs).is_some_and(|at| at > tokio::time::Instant::now());
    if !fresh && !pausing {
        let client = app.hub.interactive();
        let probe = client.jobs(JobFilter::default(), PageSize::clamped(1), None);
        match tokio::time::timeout(PATIENCE, probe).await {
            Ok(answer) => drop(app.hub.polled(&Subject::Jobs, answer)),
            Err(_) => {
                return (
                    "silent",
                    Some(format!("The hub has not answered within {} s.", PATIENCE.as_secs())),
                );
            }
        }
    }
    let (word, sentence) = match app.hub.health() {
        HubHealth::Live => return ("live", None),
        HubHealth::Throttled { code, .. } => ("throttled", format!("The hub throttles: {code}.")),
        HubHealth::Failing { cause, detail, .. } => match cause {
            HubFailure::Unreachable => ("unreachable", format!("The hub cannot be reached: {detail}.")),
            HubFailure::CredentialRefused => {
                ("credentialRefused", format!("The hub refuses the credential: {detail}."))
            }
            HubFailure::Garbled => ("garbled", format!("What answers is no IoT Hub: {detail}.")),
            HubFailure::ServerError => ("serverError", format!("The hub fails: {detail}.")),
        },
    };
    (word, Some(sentence))
}
