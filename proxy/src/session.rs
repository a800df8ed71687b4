//! Signing in and out.

use axum::{
    Json,
    extract::State,
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse as _, Response},
};
use lockstep_api::{
    audit::{AuditEntry, SignedInWith},
    problem::ProblemCode,
    session::{Session, SignIn, SignInWays},
};
use secrecy::ExposeSecret as _;
use tracing::warn;

use crate::{
    access::{Caller, ClientAddress, Person},
    app::{App, Parts},
    audit::Doing,
    extract::Body,
    refusal::Refusal,
};

/// `GET /api/session`.
pub(crate) async fn current(State(app): State<App>, caller: Caller) -> Json<Session> {
    Json(facts(&app, &caller))
}

/// `GET /api/sign-in`.
pub(crate) async fn ways(State(app): State<App>) -> Json<SignInWays> {
    let provider = app.provider.as_ref().map(|provider| provider.name().to_owned());
    Json(SignInWays { token: app.access.token.is_some(), provider })
}

/// `POST /api/session`: the operator token for a session cookie.
pub(crate) async fn sign_in(
    State(app): State<App>,
    from: ClientAddress,
    doing: Doing,
    headers: HeaderMap,
    Body(body): Body<SignIn>,
) -> Result<Response, Refusal> {
    let access = &app.access;
    if access.open {
        return Ok(Json(facts(&app, &Caller::unasked())).into_response());
    }
    if !access.try_token(&body.token, from, app.now())? {
        warn!(from = %from.0, "Refused an operator token");
        let problem = ProblemCode::TokenRefused;
        app.audit.add_after(&doing, AuditEntry::NotLetIn { reason: problem.name() }).await;
        return Err(problem.into());
    }
    let person = Person::local_operator();
    let entry = AuditEntry::SignedIn { with: SignedInWith::Token };
    app.audit.add(&doing.by(&person), entry).await.map_err(ProblemCode::from)?;
    let (key, session) = access.enter(person, &headers).await.map_err(ProblemCode::from)?;
    let caller = Caller::browser(session);
    let cookie = access.cookie.set(key.expose_secret()).ok_or(ProblemCode::Internal)?;
    let mut response = Json(facts(&app, &caller)).into_response();
    response.headers_mut().insert(header::SET_COOKIE, cookie);
    Ok(response)
}

/// `DELETE /api/session`: ends the session and its streams.
pub(crate) async fn sign_out(
    State(app): State<App>,
    caller: Caller,
    doing: Doing,
    headers: HeaderMap,
) -> Result<Response, Refusal> {
    let access = &app.access;
    if let Some(key) = access.cookie.read(&headers).filter(|_| caller.session().is_some()) {
        app.audit.add_after(&doing, AuditEntry::SignedOut).await;
        access.sessions.close(key).await.map_err(ProblemCode::from)?;
    }
    let mut response = StatusCode::NO_CONTENT.into_response();
    if let Some(cookie) = access.cookie.clear() {
        response.headers_mut().insert(header::SET_COOKIE, cookie);
    }
    Ok(response)
}

fn facts(app: &Parts, caller: &Caller) -> Session {
    Session {
        caller: caller.name().to_owned(),
        role: caller.role(),
        read_only: app.access.read_only,
        hub: app.hub.facts(),
        environment: app.mark.clone(),
        version: env!("CARGO_PKG_VERSION").to_owned(),
        preview_threshold: app.previews.threshold(),
    }
}
