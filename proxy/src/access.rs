//! Who may call what.
//!
//! Every route of the table in `routes.rs` has a [`Rule`]; [`guard`] runs before each handler and leaves the
//! [`Caller`] behind, which handlers take as an extractor. The checks, in order: the `Host` header names this proxy
//! (against DNS rebinding), the request comes from this site (against cross-site forgery), and the caller is known.

use axum::{
    extract::{FromRequestParts, Request},
    http::{HeaderMap, header, request::Parts},
    middleware::Next,
    response::{IntoResponse as _, Response},
};
use lockstep_api::problem::ProblemCode;
use secrecy::SecretString;

use crate::{app::App, refusal::Refusal};

mod cookie;
mod hosts;
mod origin;
mod sessions;
mod token;

pub(crate) use cookie::Cookie;
pub(crate) use hosts::Hosts;
pub(crate) use sessions::{Session, Sessions};
pub(crate) use token::{OperatorToken, random as new_token};

/// Who may call a route.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Rule {
    /// Anybody, from anywhere, under any name of this machine: health checks.
    Probe,
    /// Anybody who opens this site: the dashboard's files.
    Anyone,
    /// Anybody on this site's own pages, and scripts: signing in.
    SameSite,
    /// Who has signed in, from this site's own pages, and scripts with the token.
    Operator,
}

/// Who has the operator token.
pub(crate) const LOCAL_OPERATOR: &str = "local operator";

/// Whether callers must prove who they are.
#[derive(Debug, Clone)]
pub enum AccessMode {
    /// With this token, or a session that was opened with it.
    Token(SecretString),
    /// Not at all: only on the loopback, and only when told so.
    Open,
}

/// Who is calling.
#[derive(Debug, Clone)]
pub(crate) enum Caller {
    /// A browser with a session cookie.
    Browser(Session),
    /// A script with the token.
    Script,
    /// Anybody, since the proxy was told not to ask.
    Unasked,
}

impl Caller {
    /// In words for a person.
    pub(crate) fn name(&self) -> &str {
        match self {
            Self::Browser(session) => session.person(),
            Self::Script => LOCAL_OPERATOR,
            Self::Unasked => "anyone",
        }
    }

    /// The session that ends this caller's streams when it ends.
    pub(crate) fn session(&self) -> Option<&Session> {
        match self {
            Self::Browser(session) => Some(session),
            Self::Script | Self::Unasked => None,
        }
    }
}

impl<S: Sync> FromRequestParts<S> for Caller {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Refusal> {
        // A handler that asks for the caller on a route without one is a fault of ours.
        parts.extensions.get::<Self>().cloned().ok_or_else(|| ProblemCode::Internal.into())
    }
}

/// What the checks need.
#[derive(Debug)]
pub(crate) struct Access {
    pub(crate) token: Option<OperatorToken>,
    pub(crate) sessions: Sessions,
    pub(crate) hosts: Hosts,
    pub(crate) cookie: Cookie,
}

/// Checks a request against its route's rule.
pub(crate) async fn guard(app: App, rule: Rule, request: Request, next: Next) -> Response {
    let (mut parts, body) = request.into_parts();
    match check(&app, rule, &parts).await {
        Ok(Some(caller)) => {
            parts.extensions.insert(caller);
        }
        Ok(None) => {}
        Err(problem) => return Refusal::from(problem).into_response(),
    }
    next.run(Request::from_parts(parts, body)).await
}

async fn check(app: &App, rule: Rule, request: &Parts) -> Result<Option<Caller>, ProblemCode> {
    let access = &app.access;
    if rule == Rule::Probe {
        return Ok(None);
    }
    let host = hosts::named(request).ok_or(ProblemCode::HostNotAllowed)?;
    if !access.hosts.allow(host) {
        return Err(ProblemCode::HostNotAllowed);
    }
    if rule == Rule::Anyone {
        return Ok(None);
    }
    if !origin::same_site(&request.method, &request.headers, host, access.hosts.public_origin()) {
        return Err(ProblemCode::CrossSite);
    }
    if rule == Rule::SameSite {
        return Ok(None);
    }
    caller(access, &request.headers).await?.map(Some).ok_or(ProblemCode::SignInRequired)
}

/// Who is calling; `None` when nobody knows.
async fn caller(access: &Access, headers: &HeaderMap) -> Result<Option<Caller>, ProblemCode> {
    let Some(token) = &access.token else { return Ok(Some(Caller::Unasked)) };
    if let Some(bearer) = bearer(headers) {
        return Ok(token.matches(bearer).then_some(Caller::Script));
    }
    let Some(key) = access.cookie.read(headers) else { return Ok(None) };
    Ok(access.sessions.find(key).await?.map(Caller::Browser))
}

fn bearer(headers: &HeaderMap) -> Option<&str> {
    let (scheme, token) = headers.get(header::AUTHORIZATION)?.to_str().ok()?.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| token.trim())
}
