use std::net::SocketAddr;

use axum::{
    body::{Body, to_bytes},
    http::{HeaderMap, StatusCode, header},
};
use futures::future::join_all;
use iothub_client::ServiceConnectionString;
use lockstep_api::{problem::Problem, session::Role};
use secrecy::ExposeSecret as _;
use tower::ServiceExt as _;

use super::*;
use crate::{
    access::Person,
    config::{AccessMode, Config},
    server::assemble,
};

const TOKEN: &str = "a-token-for-tests-only";

/// A proxy whose hub is not there: who is let through meets that, or their own empty body.
async fn app(change: impl FnOnce(&mut Config)) -> App {
    let text = "HostName=localhost:1;SharedAccessKeyName=service;SharedAccessKey=YWJjZGVmZ2hpamtsbW5vcA==";
    let connection = ServiceConnectionString::parse(text).unwrap();
    let mut config = Config::new(connection, AccessMode::Token(TOKEN.into()));
    config.timing.repeats = 0;
    // Nobody waits for a budget that is spent.
    config.pace.patience = Duration::ZERO;
    change(&mut config);
    assemble(config, SocketAddr::from(([127, 0, 0, 1], 8080))).await.unwrap()
}

/// The session cookie of somebody with a role.
async fn cookie_of(app: &App, role: Role) -> String {
    let person = Person { subject: role.name().to_owned(), name: role.name().to_owned(), role };
    let (key, _) = app.access.enter(person, &HeaderMap::new()).await.unwrap();
    let set = app.access.cookie.set(key.expose_secret()).unwrap();
    set.to_str().unwrap().split(';').next().unwrap().to_owned()
}

/// Calls a route, and returns the name of the problem when it is refused.
async fn call(router: &Router, route: &Route, headers: &[(&str, &str)]) -> (StatusCode, Option<ProblemCode>) {
    let mut request = Request::builder()
        .method(route.method.clone())
        .uri(route.path.replace("{id}", "x"))
        .header(header::HOST, "localhost");
    for (name, value) in headers {
        request.headers_mut().unwrap().remove(*name);
        request = request.header(*name, *value);
    }
    let answer = router.clone().oneshot(request.body(Body::empty()).unwrap()).await.unwrap();
    let status = answer.status();
    if status.is_success() || answer.headers()[header::CONTENT_TYPE] != "application/problem+json" {
        return (status, None);
    }
    let body = to_bytes(answer.into_body(), usize::MAX).await.unwrap();
    (status, Some(serde_json::from_slice::<Problem>(&body).unwrap().code))
}

/// Whether a refusal is one of the rule, and not of what is behind it.
fn of_the_rule(problem: Option<&ProblemCode>) -> bool {
    use ProblemCode::{CrossSite, HostNotAllowed, ReadOnly, RoleTooLow, SignInRequired};
    matches!(problem, Some(CrossSite | HostNotAllowed | ReadOnly | RoleTooLow { .. } | SignInRequired))
}

#[tokio::test]
async fn every_route_lets_in_who_its_rule_says_and_nobody_else() {
    let app = app(|_| {}).await;
    let router = router(&app);
    // Together, since some wait for a hub that is not there.
    let lets_in = async |route: Route, has: Option<Role>| {
        let name = format!("{} {} as {has:?}", route.method, route.path);
        let header = match has {
            Some(role) => ("cookie", cookie_of(&app, role).await),
            None => ("authorization", format!("Bearer {TOKEN}")),
        };
        let (status, problem) = call(&router, &route, &[(header.0, &header.1)]).await;
        // The token is an admin's.
        let has = has.unwrap_or(Role::Admin);
        match route.rule.role() {
            Some(needs) if has < needs => {
                let expected = (StatusCode::FORBIDDEN, Some(ProblemCode::RoleTooLow { needs, has }));
                assert_eq!((status, problem), expected, "{name}");
            }
            _ => assert!(!of_the_rule(problem.as_ref()), "{name}: {status} {problem:?}"),
        }
    };
    let callers = Role::ALL.map(Some).into_iter().chain([None]);
    let calls = callers.flat_map(|has| table().into_iter().map(move |route| (route, has)));
    join_all(calls.map(|(route, has)| lets_in(route, has))).await;
}

#[tokio::test]
async fn nobody_gets_behind_a_rule_with_nothing_or_something_made_up() {
    for made_up in [
        None,
        Some(("cookie", "lockstep-8080=made-up")),
        Some(("authorization", "Basic YTpi")),
        Some(("authorization", "Bearer made-up")),
    ] {
        let app = app(|_| {}).await;
        let router = router(&app);
        for route in table() {
            let headers: Vec<_> = made_up.into_iter().collect();
            let answer = call(&router, &route, &headers).await;
            let refused = answer == (StatusCode::UNAUTHORIZED, Some(ProblemCode::SignInRequired))
                // Nobody guesses more than ten times.
                || matches!(answer, (StatusCode::TOO_MANY_REQUESTS, Some(ProblemCode::TooManyAttempts { .. })));
            let asked = route.rule.role().is_some();
            assert_eq!(refused, asked, "{} {} with {made_up:?}: {answer:?}", route.method, route.path);
        }
    }
}

#[tokio::test]
async fn no_route_answers_another_site_or_another_name_unless_its_rule_says_so() {
    let app = app(|_| {}).await;
    let (router, cookie) = (router(&app), cookie_of(&app, Role::Admin).await);
    for route in table() {
        let name = format!("{} {}", route.method, route.path);
        let (_, problem) = call(&router, &route, &[("cookie", &cookie), ("host", "evil.example")]).await;
        let refused = problem == Some(ProblemCode::HostNotAllowed);
        assert_eq!(refused, route.rule != Rule::Probe, "{name} under another name: {problem:?}");
        for foreign in [
            ("sec-fetch-site", "cross-site"),
            ("sec-fetch-site", "same-site"),
            ("origin", "https://evil.example"),
        ] {
            let (_, problem) = call(&router, &route, &[("cookie", &cookie), foreign]).await;
            let refused = problem == Some(ProblemCode::CrossSite);
            let open = matches!(route.rule, Rule::Probe | Rule::Anyone);
            assert_eq!(refused, !open, "{name} with {foreign:?}: {problem:?}");
        }
    }
}

#[tokio::test]
async fn a_proxy_that_only_shows_refuses_every_route_that_writes() {
    let app = app(|config| config.read_only = true).await;
    let router = router(&app);
    for route in table() {
        let cookie = cookie_of(&app, Role::Admin).await;
        let (_, problem) = call(&router, &route, &[("cookie", &cookie)]).await;
        let refused = problem == Some(ProblemCode::ReadOnly);
        assert_eq!(refused, route.rule == Rule::Operator, "{} {}", route.method, route.path);
    }
}

#[test]
fn the_table_is_what_was_agreed() {
    let lines: Vec<_> = table().iter().map(|r| format!("{} {} {:?}", r.method, r.path, r.rule)).collect();
    insta::assert_snapshot!(lines.join("\n"), @r"
    GET /healthz Probe
    GET /readyz Probe
    GET /api/sign-in SameSite
    GET /api/auth/login SameSite
    GET /api/auth/callback Anyone
    GET /api/session Viewer
    POST /api/session SameSite
    DELETE /api/session Viewer
    GET /api/devices Viewer
    GET /api/device-count Viewer
    GET /api/device-history Viewer
    GET /api/devices/{id} Viewer
    PUT /api/devices/{id} Operator
    PATCH /api/devices/{id}/twin Operator
    POST /api/devices/{id}/methods Operator
    GET /api/devices/{id}/jobs Viewer
    POST /api/preview Operator
    GET /api/jobs Viewer
    GET /api/older-jobs Viewer
    GET /api/jobs/{id} Viewer
    PUT /api/jobs/{id} Operator
    PATCH /api/jobs/{id} Operator
    POST /api/jobs/{id}/cancel Operator
    GET /api/jobs/{id}/rows Viewer
    GET /api/jobs/{id}/export Viewer
    GET /api/jobs/{id}/rerun Viewer
    POST /api/jobs/{id}/rerun Operator
    GET /api/jobs/{id}/relatives Viewer
    GET /api/jobs/{id}/clusters Viewer
    GET /api/templates Viewer
    PUT /api/templates/{id} Operator
    DELETE /api/templates/{id} Operator
    GET /api/queries Viewer
    PUT /api/queries/{id} Operator
    DELETE /api/queries/{id} Operator
    GET /api/audit Admin
    GET /api/live Viewer
    ");
}
