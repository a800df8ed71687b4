//! Logging in at an OpenID provider.
//!
//! The browser is sent there with a challenge, comes back with a code, and gets a session of its own; nothing of what the
//! provider gives out is kept. A failed login leads back to the page with a word for what went wrong.

use axum::{
    extract::State,
    http::{HeaderMap, HeaderValue, header},
    response::{IntoResponse as _, Redirect, Response},
};
use lockstep_api::{
    audit::{AuditEntry, SignedInWith},
    problem::ProblemCode,
};
use secrecy::ExposeSecret as _;
use serde::Deserialize;
use serde_json::Value;
use tracing::{info, warn};

use self::{attempt::Attempt, grants::Claims, provider::LoginError};
use crate::{
    access::Person,
    app::{App, Parts},
    audit::Doing,
    extract::Params,
    refusal::Refusal,
};

mod attempt;
mod grants;
mod http;
mod provider;

pub use self::{
    grants::{Grants, InvalidGrants},
    provider::ProviderConfig,
};
pub(crate) use provider::Provider;

/// Longest text of a stranger's that goes into the log or a name, in characters.
const LONGEST: usize = 200;

/// Why a provider cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum InvalidProvider {
    /// Anybody on the way could let themselves in.
    #[error("an OpenID provider is reached by https, unless it is on this machine")]
    NotHttps,
    /// There is no address to come back to.
    #[error("this site has no address to come back to")]
    Site(#[source] url::ParseError),
    /// An authority cannot be used.
    #[error("TLS cannot be set up")]
    Tls(#[source] rustls::Error),
    /// No client with this configuration.
    #[error("the HTTP client cannot be set up")]
    Http(#[source] reqwest::Error),
}

/// Query of [`begin`].
#[derive(Debug, Deserialize)]
pub(crate) struct Begin {
    #[serde(default)]
    to: String,
}

/// Query of [`finish`], as OAuth 2.0 (RFC 6749, 4.1.2) has it.
#[derive(Deserialize)]
pub(crate) struct Answer {
    code: Option<String>,
    state: Option<String>,
    error: Option<String>,
    error_description: Option<String>,
}

/// `GET /api/auth/login`: sends the browser to the provider.
pub(crate) async fn begin(State(app): State<App>, Params(query): Params<Begin>) -> Result<Response, Refusal> {
    let provider = app.provider.as_ref().ok_or(ProblemCode::RouteNotFound)?;
    let attempt = Attempt::new(&query.to, &*app.environment);
    let url = match provider.entrance(&attempt).await {
        Ok(url) => url,
        Err(error) => return Ok(failed(&error)),
    };
    let mut response = Redirect::to(url.as_str()).into_response();
    set_cookie(&mut response, app.access.login_cookie.set(attempt.to_cookie().expose_secret()));
    Ok(response)
}

/// `GET /api/auth/callback`: the browser comes back.
pub(crate) async fn finish(
    State(app): State<App>,
    doing: Doing,
    Params(answer): Params<Answer>,
    headers: HeaderMap,
) -> Result<Response, Refusal> {
    let provider = app.provider.as_ref().ok_or(ProblemCode::RouteNotFound)?;
    let mut response = match log_in(&app, provider, &doing, answer, &headers).await {
        Ok(response) => response,
        // Another login of this browser may be under way.
        Err(error @ LoginError::Stale) => return Ok(failed(&error)),
        Err(error) => {
            // Of what the provider says; everything else, anybody can bring about as often as they like.
            if matches!(error, LoginError::NoRole(_) | LoginError::Unbelievable(_)) {
                let entry = AuditEntry::NotLetIn { reason: error.failure().name().to_owned() };
                app.audit.add_after(&doing, entry).await;
            }
            failed(&error)
        }
    };
    // Whatever came of it, this login is over.
    set_cookie(&mut response, app.access.login_cookie.clear());
    Ok(response)
}

async fn log_in(
    app: &Parts,
    provider: &Provider,
    doing: &Doing,
    answer: Answer,
    headers: &HeaderMap,
) -> Result<Response, LoginError> {
    let cookie = app.access.login_cookie.read(headers);
    let attempt = cookie.and_then(Attempt::of_cookie).ok_or(LoginError::Stale)?;
    if answer.state.as_deref() != Some(attempt.state.as_str()) {
        return Err(LoginError::Stale);
    }
    let code = answer.code.ok_or_else(|| {
        let told = [answer.error, answer.error_description].into_iter().flatten().collect::<Vec<_>>();
        LoginError::Denied(told.join(": ").chars().take(LONGEST).collect())
    })?;
    let to = attempt.to.clone();
    let claims = provider.claims(code, attempt).await?;
    let name = name(&claims);
    let role = provider.grants().role(&claims).ok_or_else(|| LoginError::NoRole(name.clone()))?;
    let text = |claim: &str| claims.get(claim).and_then(Value::as_str).unwrap_or_default();
    let person = Person { subject: format!("{} {}", text("iss"), text("sub")), name, role };
    info!(person = person.name, subject = person.subject, role = role.name(), "Somebody has logged in");
    let entry = AuditEntry::SignedIn { with: SignedInWith::Provider };
    app.audit.add(&doing.clone().by(&person), entry).await?;
    let (key, _) = app.access.enter(person, headers).await?;
    let mut response = Redirect::to(&to).into_response();
    set_cookie(&mut response, app.access.cookie.set(key.expose_secret()));
    Ok(response)
}

/// How somebody is called: by their account, where the provider says it. Who they are is their subject.
fn name(claims: &Claims) -> String {
    let names = ["preferred_username", "email", "name", "sub"];
    let mut told = names.iter().filter_map(|name| claims.get(*name)?.as_str()).map(str::trim);
    let name = told.find(|name| !name.is_empty() && !Person::reserved(name)).unwrap_or_default();
    name.chars().take(LONGEST).collect()
}

/// Back to the page, which says what went wrong.
fn failed(error: &LoginError) -> Response {
    warn!(error = error as &dyn std::error::Error, "Nobody was logged in");
    Redirect::to(&format!("/#sign-in={}", error.failure().name())).into_response()
}

fn set_cookie(response: &mut Response, cookie: Option<HeaderValue>) {
    if let Some(cookie) = cookie {
        response.headers_mut().append(header::SET_COOKIE, cookie);
    }
}
