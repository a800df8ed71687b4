//! What is done around every route that writes.

use std::panic::AssertUnwindSafe;

use axum::{
    body::{Body, Bytes},
    extract::{FromRequest as _, FromRequestParts as _, MatchedPath, RawPathParams, Request},
    http::request::Parts,
    middleware::Next,
    response::{IntoResponse as _, Response},
};
use futures::FutureExt as _;
use lockstep_api::{audit::AuditEntry, problem::ProblemCode};
use serde_json::Value;
use tracing::{Instrument as _, error};

use super::{Doing, MadeJobs};
use crate::{
    app::App,
    refusal::{self, Refusal},
};

/// Records what is about to be done, does it, and records what came of it. What has begun is carried through, also when nobody waits for
/// it any more.
pub(crate) async fn recorded(app: App, request: Request, next: Next) -> Response {
    let (mut parts, body) = request.into_parts();
    let body = match Bytes::from_request(Request::from_parts(parts.clone(), body), &()).await {
        Ok(body) => body,
        Err(rejection) => return Refusal::from(rejection).into_response(),
    };
    let doing = Doing::of(&app.access, &parts);
    let entry = intent(&mut parts, &body).await;
    let request = Request::from_parts(parts, Body::from(body));
    // In a task of its own from the first record to the last, so that none is without the other because somebody left.
    let tasks = app.tasks.clone();
    let done = tasks.spawn(carried_through(app, doing, entry, request, next).in_current_span());
    done.await.unwrap_or_else(|_| Refusal::from(ProblemCode::Internal).into_response())
}

async fn carried_through(
    app: App,
    doing: Doing,
    entry: AuditEntry,
    request: Request,
    next: Next,
) -> Response {
    let number = match app.audit.add(&doing, entry).await {
        Ok(number) => number,
        Err(error) => {
            error!(error = &error as &dyn std::error::Error, "What cannot be recorded is not done");
            return Refusal::from(ProblemCode::StoreFailing).into_response();
        }
    };
    let answer = AssertUnwindSafe(next.run(request)).catch_unwind().await.unwrap_or_else(refusal::of_panic);
    app.audit.add_after(&doing, outcome(number, &answer)).await;
    answer
}

async fn intent(request: &mut Parts, body: &Bytes) -> AuditEntry {
    let target = match RawPathParams::from_request_parts(request, &()).await {
        Ok(parameters) => parameters.iter().next().map(|(_, id)| id.to_owned()),
        // It is refused for that.
        Err(_) => None,
    };
    let path =
        request.extensions.get::<MatchedPath>().map_or_else(|| request.uri.path(), MatchedPath::as_str);
    AuditEntry::Intent {
        route: format!("{} {path}", request.method),
        target,
        body: (!body.is_empty()).then(|| {
            serde_json::from_slice(body)
                .unwrap_or_else(|_| Value::String(String::from_utf8_lossy(body).into_owned()))
        }),
    }
}

fn outcome(of: u64, answer: &Response) -> AuditEntry {
    let extensions = answer.extensions();
    AuditEntry::Outcome {
        of,
        status: answer.status().as_u16(),
        problem: extensions.get::<Refusal>().map(|refusal| refusal.code().name()),
        jobs: extensions.get::<MadeJobs>().map(|MadeJobs(jobs)| jobs.clone()).unwrap_or_default(),
    }
}
