//! Who may call what.
//!
//! Every route of the table in `routes.rs` has a [`Rule`]; [`guard`] runs before each handler and leaves the
//! [`Caller`] behind, which handlers take as an extractor. The checks, in order: the `Host` header names this proxy
//! (against DNS rebinding), the request comes from this site (against cross-site forgery), and the caller is known.

use std::{
    net::{IpAddr, Ipv4Addr},
    sync::Arc,
};

use axum::{
    extract::{FromRequestParts, Request},
    http::{HeaderMap, header, request::Parts},
    middleware::Next,
    response::{IntoResponse as _, Response},
};
use ipnet::IpNet;
use lockstep_api::{problem::ProblemCode, session::Role, time::EpochMillis};
use secrecy::SecretString;

use crate::{app::App, refusal::Refusal, store::StoreError};

mod address;
mod attempts;
mod cookie;
mod hosts;
mod origin;
mod person;
mod sessions;
mod shares;
mod token;
mod while_signed_in;

pub(crate) use address::ClientAddress;
pub(crate) use attempts::Attempts;
pub(crate) use cookie::Cookie;
pub(crate) use hosts::Hosts;
pub(crate) use person::Person;
pub(crate) use sessions::{Session, Sessions};
pub(crate) use shares::{Shares, Taken};
pub(crate) use token::{OperatorToken, random as new_token};
pub(crate) use while_signed_in::while_signed_in;

/// Who may call a route.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Rule {
    /// Anybody, from anywhere, under any name of this machine: health checks.
    Probe,
    /// Anybody who opens this site: the dashboard's files.
    Anyone,
    /// Anybody on this site's own pages, and scripts: signing in.
    SameSite,
    /// Who has signed in, from this site's own pages, and scripts with the token: looking.
    Viewer,
    /// The same, with at least the role of an operator: whatever reaches devices, and what the team shares.
    Operator,
    /// The same, with the role of an admin.
    Admin,
}

impl Rule {
    /// The least role of who may call.
    pub(crate) fn role(self) -> Option<Role> {
        match self {
            Self::Probe | Self::Anyone | Self::SameSite => None,
            Self::Viewer => Some(Role::Viewer),
            Self::Operator => Some(Role::Operator),
            Self::Admin => Some(Role::Admin),
        }
    }
}

/// Who is calling.
#[derive(Debug, Clone)]
pub(crate) struct Caller {
    person: Arc<Person>,
    session: Option<Session>,
    from: IpAddr,
}

impl Caller {
    /// A browser with a session cookie.
    pub(crate) fn browser(session: Session) -> Self {
        let caller = Self::of(Arc::clone(session.person()));
        Self { session: Some(session), ..caller }
    }

    /// A script with the token.
    fn script() -> Self {
        Self::of(Arc::new(Person::local_operator()))
    }

    /// Anybody, since the proxy was told not to ask.
    pub(crate) fn unasked() -> Self {
        Self::of(Person::anyone())
    }

    fn of(person: Arc<Person>) -> Self {
        Self { person, session: None, from: IpAddr::V4(Ipv4Addr::UNSPECIFIED) }
    }

    /// The same, calling from there.
    pub(crate) fn at(self, from: IpAddr) -> Self {
        Self { from, ..self }
    }

    /// Where they call from.
    pub(crate) fn from(&self) -> IpAddr {
        self.from
    }

    /// Who they are.
    pub(crate) fn person(&self) -> &Person {
        &self.person
    }

    /// In words for a person.
    pub(crate) fn name(&self) -> &str {
        &self.person.name
    }

    /// What they may do.
    pub(crate) fn role(&self) -> Role {
        self.person.role
    }

    /// The session that ends this caller's streams when it ends.
    pub(crate) fn session(&self) -> Option<&Session> {
        self.session.as_ref()
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
    /// Whether nobody is asked who they are.
    pub(crate) open: bool,
    pub(crate) token: Option<OperatorToken>,
    pub(crate) sessions: Sessions,
    pub(crate) hosts: Hosts,
    pub(crate) cookie: Cookie,
    pub(crate) login_cookie: Cookie,
    /// Who has failed to get in lately.
    pub(crate) attempts: Attempts,
    /// What every caller takes of the proxy now.
    pub(crate) shares: Shares,
    /// Whose word is taken for where a call comes from.
    pub(crate) trusted_proxies: Vec<IpNet>,
    /// Whether nothing is ordered through this proxy.
    pub(crate) read_only: bool,
}

impl Access {
    /// Says whether a text is the operator token; whoever has guessed too often is not answered.
    pub(crate) fn try_token(
        &self,
        text: &str,
        ClientAddress(from): ClientAddress,
        now: EpochMillis,
    ) -> Result<bool, ProblemCode> {
        self.attempts.check(from, now)?;
        let right = self.token.as_ref().is_some_and(|token| token.matches(text));
        if !right {
            self.attempts.failed(from, now);
        }
        Ok(right)
    }

    /// Opens a session for somebody who has proven who they are. It has a key of its own, and the one that this browser had
    /// before ends: a key that somebody else has put there opens nothing.
    pub(crate) async fn enter(
        &self,
        person: Person,
        headers: &HeaderMap,
    ) -> Result<(SecretString, Session), StoreError> {
        if let Some(old) = self.cookie.read(headers) {
            self.sessions.close(old).await?;
        }
        self.sessions.open(person).await
    }
}

/// Checks a request against its route's rule. When the caller's session ends, so does the request, unless it changes
/// something: what has begun is carried through, and whoever asked for it hears what came of it.
pub(crate) async fn guard(app: App, rule: Rule, request: Request, next: Next) -> Response {
    let (mut parts, body) = request.into_parts();
    let caller = match check(&app, rule, &parts).await {
        Ok(caller) => caller,
        Err(problem) => return Refusal::from(problem).into_response(),
    };
    let taken = caller.as_ref().map(|caller| app.access.shares.request(caller, app.now())).transpose();
    let _taken = match taken {
        Ok(taken) => taken,
        Err(problem) => return Refusal::from(problem).into_response(),
    };
    let reading = caller.as_ref().filter(|_| rule != Rule::Operator);
    let ended = reading.and_then(Caller::session).map(|session| Arc::clone(session.ended()));
    if let Some(caller) = caller {
        parts.extensions.insert(caller);
    }
    let answer = next.run(Request::from_parts(parts, body));
    let Some(ended) = ended else { return answer.await };
    tokio::select! {
        // Signing out ends its own session, and is answered.
        biased;
        answer = answer => answer,
        () = ended.cancelled() => Refusal::from(ProblemCode::SignInRequired).into_response(),
    }
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
    let Some(needs) = rule.role() else { return Ok(None) };
    let ClientAddress(from) = ClientAddress::of(access, request);
    let caller = caller(app, request).await?.ok_or(ProblemCode::SignInRequired)?.at(from);
    if caller.role() < needs {
        return Err(ProblemCode::RoleTooLow { needs, has: caller.role() });
    }
    if access.read_only && rule == Rule::Operator {
        return Err(ProblemCode::ReadOnly);
    }
    Ok(Some(caller))
}

/// Who is calling; `None` when nobody knows.
async fn caller(app: &App, request: &Parts) -> Result<Option<Caller>, ProblemCode> {
    let (access, headers) = (&app.access, &request.headers);
    if access.open {
        return Ok(Some(Caller::unasked()));
    }
    if let Some(bearer) = bearer(headers) {
        let right = access.try_token(bearer, ClientAddress::of(access, request), app.now())?;
        return Ok(right.then(Caller::script));
    }
    let Some(key) = access.cookie.read(headers) else { return Ok(None) };
    Ok(access.sessions.find(key).await?.map(Caller::browser))
}

fn bearer(headers: &HeaderMap) -> Option<&str> {
    let (scheme, token) = headers.get(header::AUTHORIZATION)?.to_str().ok()?.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| token.trim())
}
