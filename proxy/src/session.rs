//! Signing in and out.

use axum::{
    Json,
    extract::State,
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse as _, Response},
};
use lockstep_api::{
    problem::ProblemCode,
    session::{Session, SignIn},
};
use secrecy::ExposeSecret as _;
use tracing::warn;

use crate::{
    access::{Caller, LOCAL_OPERATOR},
    app::{App, Parts},
    extract::Body,
    refusal::Refusal,
};

/// `GET /api/session`.
pub(crate) async fn current(State(app): State<App>, caller: Caller) -> Json<Session> {
    Json(facts(&app, caller.name()))
}

/// `POST /api/session`: the operator token for a session cookie.
pub(crate) async fn sign_in(State(app): State<App>, Body(body): Body<SignIn>) -> Result<Response, Refusal> {
    let access = &app.access;
    let Some(token) = &access.token else {
        return Ok(Json(facts(&app, Caller::Unasked.name())).into_response());
    };
    if !token.matches(&body.token) {
        warn!("Refused an operator token");
        return Err(ProblemCode::TokenRefused.into());
    }
    let (key, session) = access.sessions.open(LOCAL_OPERATOR).await.map_err(ProblemCode::from)?;
    let caller = Caller::Browser(session);
    let cookie = access.cookie.set(key.expose_secret()).ok_or(ProblemCode::Internal)?;
    let mut response = Json(facts(&app, caller.name())).into_response();
    response.headers_mut().insert(header::SET_COOKIE, cookie);
    Ok(response)
}

/// `DELETE /api/session`: ends the session and its streams.
pub(crate) async fn sign_out(State(app): State<App>, headers: HeaderMap) -> Result<Response, Refusal> {
    let access = &app.access;
    if let Some(key) = access.cookie.read(&headers) {
        access.sessions.close(key).await.map_err(ProblemCode::from)?;
    }
    let mut response = StatusCode::NO_CONTENT.into_response();
    if let Some(cookie) = access.cookie.clear() {
        response.headers_mut().insert(header::SET_COOKIE, cookie);
    }
    Ok(response)
}

fn facts(app: &Parts, caller: &str) -> Session {
    Session {
        caller: caller.to_owned(),
        hub: app.hub.facts(),
        environment: app.mark.clone(),
        version: env!("CARGO_PKG_VERSION").to_owned(),
        preview_threshold: app.previews.threshold(),
    }
}
