//! Who may call what, route by route.

use iothub_client::tier::Tier;
use lockstep_api::{problem::ProblemCode, session::Session};
use lockstep_proxy::config::{AccessMode, Config, StateSource};
use reqwest::{Method, Response, StatusCode};
use serde_json::json;

use crate::stage::{Stage, TOKEN, problem, success};

/// Every route that needs an operator.
const OPERATORS: [(&str, &str); 12] = [
    ("GET", "/api/session"),
    ("DELETE", "/api/session"),
    ("GET", "/api/devices"),
    ("GET", "/api/device-count"),
    ("GET", "/api/devices/a"),
    ("POST", "/api/preview"),
    ("GET", "/api/jobs"),
    ("GET", "/api/jobs/j"),
    ("PUT", "/api/jobs/j"),
    ("POST", "/api/jobs/j/cancel"),
    ("GET", "/api/jobs/j/rows?to=1"),
    ("GET", "/api/live"),
];

async fn send(stage: &Stage, method: &str, path: &str, headers: &[(&str, &str)]) -> Response {
    let method = Method::from_bytes(method.as_bytes()).unwrap();
    let mut request = stage.http.request(method, format!("{}{path}", stage.url));
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    request.send().await.unwrap()
}

#[tokio::test]
async fn without_a_session_or_the_token_nothing_is_told() {
    // Each from another place, or the guesses would be too many.
    let stage =
        Stage::with(Tier::Unlimited, |config| config.trusted_proxies = vec!["127.0.0.1/32".parse().unwrap()])
            .await;
    for (number, (method, path)) in OPERATORS.into_iter().enumerate() {
        let none = send(&stage, method, path, &[]).await;
        assert_eq!(none.status(), StatusCode::UNAUTHORIZED, "{method} {path}");
        assert_eq!(none.headers()["cache-control"], "no-store");
        assert_eq!(problem(none).await, ProblemCode::SignInRequired);
        let place = format!("203.0.113.{number}");
        let wrong = [("authorization", "Bearer wrong"), ("x-forwarded-for", &place)];
        let wrong = send(&stage, method, path, &wrong).await;
        assert_eq!(problem(wrong).await, ProblemCode::SignInRequired, "{method} {path}");
    }
}

#[tokio::test]
async fn no_route_answers_another_site_or_another_host() {
    let stage = Stage::new().await;
    let bearer = format!("Bearer {TOKEN}");
    for (method, path) in OPERATORS.into_iter().chain([("POST", "/api/session")]) {
        for foreign in [
            ("sec-fetch-site", "cross-site"),
            ("sec-fetch-site", "same-site"),
            ("origin", "https://evil.example"),
        ] {
            let response = send(&stage, method, path, &[("authorization", &bearer), foreign]).await;
            assert_eq!(problem(response).await, ProblemCode::CrossSite, "{method} {path} {foreign:?}");
        }
        let rebound =
            send(&stage, method, path, &[("authorization", &bearer), ("host", "evil.example")]).await;
        assert_eq!(problem(rebound).await, ProblemCode::HostNotAllowed, "{method} {path}");
    }
    let page = send(&stage, "GET", "/", &[("host", "evil.example")]).await;
    assert_eq!(problem(page).await, ProblemCode::HostNotAllowed);
}

#[tokio::test]
async fn health_is_told_to_anybody_under_any_name() {
    let stage = Stage::new().await;
    for path in ["/healthz", "/readyz"] {
        assert_eq!(send(&stage, "GET", path, &[("host", "10.0.0.7:8080")]).await.status(), 200, "{path}");
    }
}

#[tokio::test]
async fn the_token_opens_a_session_that_lasts_until_it_is_closed() {
    let stage = Stage::new().await;
    let sign_in = |token: &str| {
        let body = json!({ "token": token });
        stage.http.post(format!("{}/api/session", stage.url)).json(&body).send()
    };
    assert_eq!(problem(sign_in("wrong").await.unwrap()).await, ProblemCode::TokenRefused);

    let opened = sign_in(TOKEN).await.unwrap();
    let cookie = opened.headers()["set-cookie"].to_str().unwrap().to_owned();
    assert!(cookie.contains("; HttpOnly; SameSite=Lax") && !cookie.contains(TOKEN), "{cookie}");
    let cookie = cookie.split(';').next().unwrap().to_owned();
    let session: Session = success(opened).await;
    assert_eq!((session.caller.as_str(), session.hub.tier.as_str()), ("local operator", "unlimited"));

    let with_cookie = [("cookie", cookie.as_str()), ("sec-fetch-site", "same-origin")];
    assert_eq!(send(&stage, "GET", "/api/session", &with_cookie).await.status(), 200);
    let closed = send(&stage, "DELETE", "/api/session", &with_cookie).await;
    assert_eq!(closed.status(), 204);
    assert!(closed.headers()["set-cookie"].to_str().unwrap().contains("Max-Age=0"));
    let after = send(&stage, "GET", "/api/session", &with_cookie).await;
    assert_eq!(problem(after).await, ProblemCode::SignInRequired);
}

#[tokio::test]
async fn behind_https_the_cookie_is_tied_to_the_host() {
    let stage = Stage::with(Tier::S1, |config| {
        config.public_url = Some("https://console.example".parse().unwrap());
    })
    .await;
    let request = stage.http.post(format!("{}/api/session", stage.url)).json(&json!({ "token": TOKEN }));
    let request = request.header("host", "console.example").header("origin", "https://console.example");
    let opened = request.send().await.unwrap();
    let cookie = opened.headers()["set-cookie"].to_str().unwrap();
    assert!(cookie.starts_with("__Host-lockstep=") && cookie.ends_with("; Secure"), "{cookie}");
    assert_eq!(opened.headers()["strict-transport-security"], "max-age=31536000");
}

#[tokio::test]
async fn a_proxy_that_was_told_not_to_ask_does_not_ask() {
    let stage = Stage::with(Tier::S1, |config| {
        config.access = AccessMode::Open;
    })
    .await;
    let session: Session = success(send(&stage, "GET", "/api/session", &[]).await).await;
    assert_eq!(session.caller, "anyone");
    let foreign = send(&stage, "GET", "/api/jobs", &[("sec-fetch-site", "cross-site")]).await;
    assert_eq!(problem(foreign).await, ProblemCode::CrossSite, "other sites are still kept out");
}

#[tokio::test]
async fn a_session_outlives_a_restart_unless_the_token_has_changed() {
    let state = tempfile::tempdir().unwrap();
    let keep = |config: &mut Config| config.state = StateSource::Directory(state.path().join("state"));
    let mut stage = Stage::with(Tier::S1, keep).await;
    let opened = stage.http.post(format!("{}/api/session", stage.url)).json(&json!({ "token": TOKEN }));
    let opened = opened.send().await.unwrap();
    let cookie = opened.headers()["set-cookie"].to_str().unwrap();
    let key = cookie.split(';').next().and_then(|pair| pair.split_once('=')).unwrap().1.to_owned();
    // On plain http the cookie is named after the port, which is another one.
    let cookie = |stage: &Stage| format!("lockstep-{}={key}", stage.url.rsplit_once(':').unwrap().1);

    stage.restart_proxy(keep).await;
    let again = send(&stage, "GET", "/api/session", &[("cookie", &cookie(&stage))]).await;
    assert_eq!(success::<Session>(again).await.caller, "local operator");
    stage
        .restart_proxy(|config| {
            keep(config);
            config.access = AccessMode::Token("another-token-for-tests".into());
        })
        .await;
    let after = send(&stage, "GET", "/api/session", &[("cookie", &cookie(&stage))]).await;
    assert_eq!(problem(after).await, ProblemCode::SignInRequired);
}

#[tokio::test]
async fn whoever_guesses_too_often_waits_and_nobody_else_does() {
    let stage =
        Stage::with(Tier::S1, |config| config.trusted_proxies = vec!["127.0.0.1/32".parse().unwrap()]).await;
    let guess = |from: &'static str| {
        let request =
            stage.http.post(format!("{}/api/session", stage.url)).json(&json!({ "token": "a-guess" }));
        request.header("x-forwarded-for", from).send()
    };
    for _ in 0..10 {
        assert_eq!(problem(guess("6.6.6.6").await.unwrap()).await, ProblemCode::TokenRefused);
    }
    let waits = guess("6.6.6.6").await.unwrap();
    assert_eq!(
        (waits.status(), &waits.headers()["retry-after"]),
        (StatusCode::TOO_MANY_REQUESTS, &"300".parse().unwrap())
    );
    assert!(matches!(problem(waits).await, ProblemCode::TooManyAttempts { .. }));
    // Neither does a script with the right token get an answer from there: it would tell that it is right.
    let bearer = format!("Bearer {TOKEN}");
    let right = [("authorization", bearer.as_str()), ("x-forwarded-for", "6.6.6.6")];
    let script = send(&stage, "GET", "/api/session", &right).await;
    assert_eq!(script.status(), StatusCode::TOO_MANY_REQUESTS);
    assert_eq!(problem(guess("7.7.7.7").await.unwrap()).await, ProblemCode::TokenRefused);
    stage.hub.clock().advance(std::time::Duration::from_secs(300));
    assert_eq!(problem(guess("6.6.6.6").await.unwrap()).await, ProblemCode::TokenRefused);
}

#[tokio::test]
async fn whoever_asks_without_a_pause_waits_and_nobody_else_does() {
    let stage = Stage::with(Tier::Unlimited, |config| {
        config.trusted_proxies = vec!["127.0.0.1/32".parse().unwrap()];
    })
    .await;
    let ask =
        |from: &'static str| stage.call(Method::GET, "/api/session").header("x-forwarded-for", from).send();
    let mut refused = 0;
    // Sixty-four may be under way at once.
    for _ in 0..20 {
        for answer in futures::future::join_all((0..50).map(|_| ask("203.0.113.1"))).await {
            let answer = answer.unwrap();
            if !answer.status().is_success() {
                assert_eq!(answer.headers()["retry-after"], "1");
                assert_eq!(problem(answer).await, ProblemCode::TooMany);
                refused += 1;
            }
        }
    }
    assert!((1..700).contains(&refused), "{refused} of 1,000");
    assert_eq!(ask("203.0.113.2").await.unwrap().status(), 200);
}
