//! Logging in at an OpenID provider, and what somebody may do then.

mod provider;

use iothub_client::{Ca, tier::Tier};
use lockstep_api::{
    audit::{AuditEntry, AuditPage},
    job::JobList,
    problem::ProblemCode,
    session::{Role, Session, SignInFailure, SignInWays},
};
use lockstep_proxy::config::{AccessMode, Config, IssuerUrl, ProviderConfig, StateSource};
use reqwest::{Method, Response, StatusCode};
use serde_json::{Value, json};

use self::provider::{Asked, CLIENT, Provider, SECRET};
use crate::stage::{PATIENCE, Stage, TOKEN, lock_door, problem, success};

const GRANTS: &str = "
    [[grant]]
    role = 'viewer'
    claim = 'email'
    value = '*'

    [[grant]]
    role = 'operator'
    claim = 'groups'
    value = 'doors'
";

fn provided(provider: &Provider, grants: &str) -> AccessMode {
    let config = ProviderConfig {
        issuer: IssuerUrl::new(provider.issuer.clone()).unwrap(),
        client_id: CLIENT.to_owned(),
        client_secret: Some(SECRET.into()),
        ca: Ca::BuiltIn,
        name: "Example ID".to_owned(),
        scopes: vec!["email".to_owned()],
        grants: grants.parse().unwrap(),
    };
    AccessMode::Provider(Box::new(config), Some(TOKEN.into()))
}

async fn stage_with(provider: &Provider) -> Stage {
    Stage::with(Tier::Unlimited, |config| config.access = provided(provider, GRANTS)).await
}

/// A login that has begun: what the provider was asked, and the cookie that the browser keeps.
struct Begun {
    asked: Asked,
    cookie: String,
}

async fn begin(stage: &Stage, to: &str) -> Begun {
    let answer = stage.http.get(format!("{}/api/auth/login?to={to}", stage.url)).send().await.unwrap();
    assert_eq!(answer.status(), StatusCode::SEE_OTHER);
    Begun { asked: Asked::of(&header(&answer, "location")), cookie: cookie(&answer, "-login=").unwrap() }
}

async fn finish(stage: &Stage, cookies: &str, query: &str) -> Response {
    let request =
        stage.http.get(format!("{}/api/auth/callback?{query}", stage.url)).header("cookie", cookies);
    // So comes whoever is sent by the provider.
    request.header("sec-fetch-site", "cross-site").send().await.unwrap()
}

/// Logs somebody in of whom the provider says this.
async fn log_in(stage: &Stage, provider: &Provider, more: &Value) -> Response {
    let begun = begin(stage, "/devices").await;
    let code = provider.code(&begun.asked, &provider.claims(&begun.asked, more));
    finish(stage, &begun.cookie, &format!("code={code}&state={}", begun.asked.0["state"])).await
}

fn header(answer: &Response, name: &str) -> String {
    answer.headers()[name].to_str().unwrap().to_owned()
}

/// The cookie whose name ends so, as a browser sends it.
fn cookie(answer: &Response, name: &str) -> Option<String> {
    let set = answer.headers().get_all("set-cookie").into_iter().map(|value| value.to_str().unwrap());
    let mut named = set.filter(|text| text.contains(name) && !text.contains("Max-Age=0"));
    Some(named.next()?.split(';').next()?.to_owned())
}

/// The cookie of the session, which is named after the port.
fn session_cookie(stage: &Stage, answer: &Response) -> Option<String> {
    cookie(answer, &format!("lockstep-{}=", stage.url.rsplit_once(':').unwrap().1))
}

fn refused(answer: &Response) -> Option<SignInFailure> {
    assert_eq!(answer.status(), StatusCode::SEE_OTHER);
    SignInFailure::named(header(answer, "location").strip_prefix("/#sign-in=")?)
}

async fn call(stage: &Stage, cookie: &str, method: Method, path: &str) -> Response {
    let request = stage.http.request(method, format!("{}{path}", stage.url)).header("cookie", cookie);
    request.header("sec-fetch-site", "same-origin").json(&json!({})).send().await.unwrap()
}

#[tokio::test]
async fn who_has_a_role_is_let_in_and_goes_on_where_they_were_going() {
    let provider = Provider::start().await;
    let stage = stage_with(&provider).await;
    let ways: SignInWays =
        success(stage.http.get(format!("{}/api/sign-in", stage.url)).send().await.unwrap()).await;
    assert_eq!(ways, SignInWays { token: true, provider: Some("Example ID".to_owned()) });

    let begun = begin(&stage, "/jobs/1%3Fopen%3Da").await;
    let asked = &begun.asked.0;
    assert_eq!(asked["redirect_uri"], format!("{}/api/auth/callback", stage.url));
    assert_eq!((asked["response_type"].as_str(), asked["code_challenge_method"].as_str()), ("code", "S256"));
    assert_eq!((asked["scope"].as_str(), asked["client_id"].as_str()), ("openid email", CLIENT));
    let claims = provider.claims(&begun.asked, &json!({"email": "ada@example", "groups": ["doors"]}));
    let code = provider.code(&begun.asked, &claims);
    let answer = finish(&stage, &begun.cookie, &format!("code={code}&state={}", asked["state"])).await;
    assert_eq!(header(&answer, "location"), "/jobs/1?open=a");

    let cookie = session_cookie(&stage, &answer).unwrap();
    let session: Session = success(call(&stage, &cookie, Method::GET, "/api/session").await).await;
    assert_eq!(
        (session.caller.as_str(), session.role, session.may_operate()),
        ("ada@example", Role::Operator, true)
    );
    assert_eq!(call(&stage, &cookie, Method::DELETE, "/api/session").await.status(), StatusCode::NO_CONTENT);
    let after = call(&stage, &cookie, Method::GET, "/api/session").await;
    assert_eq!(problem(after).await, ProblemCode::SignInRequired);
}

#[tokio::test]
async fn a_viewer_sees_everything_and_orders_nothing() {
    let provider = Provider::start().await;
    let stage = stage_with(&provider).await;
    stage.register(&["a"]).await;
    let cookie =
        session_cookie(&stage, &log_in(&stage, &provider, &json!({"email": "bob@example"})).await).unwrap();
    for path in
        ["/api/session", "/api/devices", "/api/devices/a", "/api/jobs", "/api/templates", "/api/queries"]
    {
        assert_eq!(call(&stage, &cookie, Method::GET, path).await.status(), StatusCode::OK, "{path}");
    }
    for (method, path) in [
        (Method::POST, "/api/preview"),
        (Method::PUT, "/api/jobs/j"),
        (Method::PATCH, "/api/jobs/j"),
        (Method::POST, "/api/jobs/j/cancel"),
        (Method::POST, "/api/jobs/j/rerun"),
        (Method::PUT, "/api/devices/b"),
        (Method::PATCH, "/api/devices/a/twin"),
        (Method::POST, "/api/devices/a/methods"),
        (Method::PUT, "/api/templates/t"),
        (Method::DELETE, "/api/templates/t"),
        (Method::PUT, "/api/queries/q"),
        (Method::DELETE, "/api/queries/q"),
    ] {
        let answer = call(&stage, &cookie, method.clone(), path).await;
        assert_eq!(answer.status(), StatusCode::FORBIDDEN, "{method} {path}");
        let expected = ProblemCode::RoleTooLow { needs: Role::Operator, has: Role::Viewer };
        assert_eq!(problem(answer).await, expected, "{method} {path}");
    }
}

#[tokio::test]
async fn through_a_read_only_proxy_not_even_the_token_orders_anything() {
    let stage = Stage::with(Tier::Unlimited, |config| config.read_only = true).await;
    stage.register(&["a"]).await;
    let session: Session = stage.get("/api/session").await;
    assert!(session.read_only && !session.may_operate());
    let order = stage.order("j", &lock_door("deviceId = 'a'")).await;
    assert_eq!(order.status(), StatusCode::FORBIDDEN);
    assert_eq!(problem(order).await, ProblemCode::ReadOnly);
    assert!(stage.get::<JobList>("/api/jobs").await.jobs.is_empty());
}

#[tokio::test]
async fn who_is_granted_no_role_gets_no_session() {
    let provider = Provider::start().await;
    let stage = stage_with(&provider).await;
    let answer = log_in(&stage, &provider, &json!({"groups": ["lifts"]})).await;
    assert_eq!((refused(&answer), session_cookie(&stage, &answer)), (Some(SignInFailure::NoRole), None));
}

#[tokio::test]
async fn what_the_provider_only_says_when_asked_counts_and_what_it_signed_counts_more() {
    let provider = Provider::start().await;
    let stage = stage_with(&provider).await;
    let role = async |claims: Value, told: Value| {
        let begun = begin(&stage, "/").await;
        let token = provider.code(&begun.asked, &provider.claims(&begun.asked, &claims));
        let code = provider.code_for(&begun.asked, provider.token_of(&token), told);
        let answer =
            finish(&stage, &begun.cookie, &format!("code={code}&state={}", begun.asked.0["state"])).await;
        let cookie = session_cookie(&stage, &answer)?;
        Some(success::<Session>(call(&stage, &cookie, Method::GET, "/api/session").await).await.role)
    };
    let told = json!({"sub": "1234", "groups": ["doors"]});
    assert_eq!(role(json!({}), told.clone()).await, Some(Role::Operator));
    assert_eq!(role(json!({"groups": [], "email": "a@example"}), told.clone()).await, Some(Role::Viewer));
    // What is said of somebody else is not heard.
    assert_eq!(role(json!({"sub": "5678"}), told).await, None);
}

#[tokio::test]
async fn what_the_provider_has_not_signed_for_this_login_is_not_believed() {
    let provider = Provider::start().await;
    let stage = stage_with(&provider).await;
    let more = json!({"email": "eve@example", "groups": ["doors"]});
    let now = jsonwebtoken::get_current_timestamp();
    for (what, wrong) in [
        ("for another client", json!({"aud": "another"})),
        ("of another issuer", json!({"iss": "https://evil.example"})),
        ("for another login", json!({"nonce": "another"})),
        ("over", json!({"iat": now - 600, "exp": now - 300})),
    ] {
        let mut more = more.clone();
        more.as_object_mut().unwrap().extend(wrong.as_object().unwrap().clone());
        let answer = log_in(&stage, &provider, &more).await;
        assert_eq!(refused(&answer), Some(SignInFailure::Unbelievable), "{what}");
        assert_eq!(session_cookie(&stage, &answer), None, "{what}");
    }
    for sign in [Provider::forged, Provider::unsigned] {
        let begun = begin(&stage, "/").await;
        let token = sign(&provider.claims(&begun.asked, &more));
        let code = provider.code_for(&begun.asked, token, json!({"sub": "1234", "groups": ["doors"]}));
        let answer =
            finish(&stage, &begun.cookie, &format!("code={code}&state={}", begun.asked.0["state"])).await;
        assert!(refused(&answer).is_some());
        assert_eq!(session_cookie(&stage, &answer), None);
    }
}

#[tokio::test]
async fn a_provider_may_change_its_keys_and_made_up_keys_do_not_make_it_busy() {
    let provider = Provider::start().await;
    let stage = stage_with(&provider).await;
    let ada = json!({"email": "ada@example"});
    assert_eq!(refused(&log_in(&stage, &provider, &ada).await), None);
    provider.rotate_to("second");
    assert_eq!(refused(&log_in(&stage, &provider, &ada).await), None);
    let read = provider.keys_read();
    for number in 0..5 {
        provider.rotate_to(&format!("made-up-{number}"));
        assert_eq!(refused(&log_in(&stage, &provider, &ada).await), Some(SignInFailure::Unbelievable));
    }
    assert_eq!(provider.keys_read(), read);
}

#[tokio::test]
async fn nobody_finishes_a_login_that_another_browser_began() {
    let provider = Provider::start().await;
    let stage = stage_with(&provider).await;
    let (mine, other) = (begin(&stage, "/").await, begin(&stage, "/").await);
    let code = provider.code(&mine.asked, &provider.claims(&mine.asked, &json!({"email": "eve@example"})));
    let query = format!("code={code}&state={}", mine.asked.0["state"]);
    // A victim's browser that is sent to this address is not signed in as whoever began.
    for cookies in ["", other.cookie.as_str(), "lockstep-1-login=bm9uc2Vuc2U"] {
        let answer = finish(&stage, cookies, &query).await;
        assert_eq!((refused(&answer), session_cookie(&stage, &answer)), (Some(SignInFailure::Stale), None));
    }
    // With the other login's state, the provider sees that the code is not for it.
    let query = format!("code={code}&state={}", other.asked.0["state"]);
    assert!(refused(&finish(&stage, &other.cookie, &query).await).is_some());
}

#[tokio::test]
async fn a_key_that_somebody_put_into_the_browser_opens_nothing() {
    let provider = Provider::start().await;
    let stage = stage_with(&provider).await;
    let eve =
        session_cookie(&stage, &log_in(&stage, &provider, &json!({"email": "eve@example"})).await).unwrap();
    let begun = begin(&stage, "/").await;
    let code = provider.code(&begun.asked, &provider.claims(&begun.asked, &json!({"email": "ada@example"})));
    let query = format!("code={code}&state={}", begun.asked.0["state"]);
    let answer = finish(&stage, &format!("{eve}; {}", begun.cookie), &query).await;
    let ada = session_cookie(&stage, &answer).unwrap();
    assert_ne!(ada, eve);
    let session: Session = success(call(&stage, &ada, Method::GET, "/api/session").await).await;
    assert_eq!(session.caller, "ada@example");
    assert_eq!(
        problem(call(&stage, &eve, Method::GET, "/api/session").await).await,
        ProblemCode::SignInRequired
    );
}

#[tokio::test]
async fn a_login_leads_to_no_other_site() {
    let provider = Provider::start().await;
    let stage = stage_with(&provider).await;
    for to in ["//evil.example", "https://evil.example/", "%5C%5Cevil.example", "/%09/evil.example"] {
        let begun = begin(&stage, to).await;
        let code =
            provider.code(&begun.asked, &provider.claims(&begun.asked, &json!({"email": "ada@example"})));
        let answer =
            finish(&stage, &begun.cookie, &format!("code={code}&state={}", begun.asked.0["state"])).await;
        assert_eq!(header(&answer, "location"), "/", "{to}");
    }
}

#[tokio::test]
async fn a_provider_that_lets_nobody_in_or_is_down_is_told_and_is_asked_again() {
    let provider = Provider::start().await;
    let stage = stage_with(&provider).await;
    provider.set_down(true);
    let down = stage.http.get(format!("{}/api/auth/login", stage.url)).send().await.unwrap();
    assert_eq!(refused(&down), Some(SignInFailure::ProviderDown));
    provider.set_down(false);
    // It is not asked again at once.
    let back = async {
        loop {
            let answer = stage.http.get(format!("{}/api/auth/login", stage.url)).send().await.unwrap();
            if header(&answer, "location").starts_with(&provider.issuer) {
                break;
            }
            assert_eq!(refused(&answer), Some(SignInFailure::ProviderDown));
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(PATIENCE, back).await.unwrap();
    let begun = begin(&stage, "/").await;
    let state = &begun.asked.0["state"];
    let denied = finish(&stage, &begun.cookie, &format!("error=access_denied&state={state}")).await;
    assert_eq!(refused(&denied), Some(SignInFailure::Denied));
    let unknown = finish(&stage, &begun.cookie, &format!("code=unknown&state={state}")).await;
    assert_eq!(refused(&unknown), Some(SignInFailure::ProviderDown));
}

#[tokio::test]
async fn other_grants_end_the_sessions_that_were_opened_under_those_before() {
    let (provider, state) = (Provider::start().await, tempfile::tempdir().unwrap());
    let with = |grants: &'static str| {
        let (provider, directory) = (provider.clone(), state.path().join("state"));
        move |config: &mut Config| {
            config.state = StateSource::Directory(directory);
            config.access = provided(&provider, grants);
        }
    };
    let mut stage = Stage::with(Tier::Unlimited, with(GRANTS)).await;
    let cookie =
        session_cookie(&stage, &log_in(&stage, &provider, &json!({"email": "ada@example"})).await).unwrap();
    let key = cookie.split_once('=').unwrap().1.to_owned();
    let cookie = |stage: &Stage| format!("lockstep-{}={key}", stage.url.rsplit_once(':').unwrap().1);
    stage.restart_proxy(with(GRANTS)).await;
    let same: Session = success(call(&stage, &cookie(&stage), Method::GET, "/api/session").await).await;
    assert_eq!(same.role, Role::Viewer);
    stage.restart_proxy(with("[[grant]]\nrole = 'admin'\nvalue = 'Admin'")).await;
    let after = call(&stage, &cookie(&stage), Method::GET, "/api/session").await;
    assert_eq!(problem(after).await, ProblemCode::SignInRequired);
}

#[tokio::test]
async fn logins_that_fail_lock_nobody_out_and_leave_no_record() {
    let provider = Provider::start().await;
    let stage = stage_with(&provider).await;
    // So could any page in the web, in the browser of somebody who works here.
    for _ in 0..15 {
        assert_eq!(refused(&finish(&stage, "", "code=a&state=b").await), Some(SignInFailure::Stale));
    }
    let session: Session = stage.get("/api/session").await;
    assert_eq!(session.caller, "local operator");
    assert!(stage.get::<AuditPage>("/api/audit").await.records.is_empty());
    log_in(&stage, &provider, &json!({"preferred_username": "eve\n2026 INFO forged"})).await;
    let [record] = stage.get::<AuditPage>("/api/audit").await.records.try_into().unwrap();
    assert_eq!(record.entry, AuditEntry::NotLetIn { reason: "noRole".to_owned() });
}

#[tokio::test]
async fn nobody_is_called_what_lockstep_itself_is_called() {
    let provider = Provider::start().await;
    let stage = stage_with(&provider).await;
    let claims = json!({"preferred_username": "local operator", "email": "eve@example"});
    let cookie = session_cookie(&stage, &log_in(&stage, &provider, &claims).await).unwrap();
    let session: Session = success(call(&stage, &cookie, Method::GET, "/api/session").await).await;
    assert_eq!(session.caller, "eve@example");
}

#[tokio::test]
async fn another_site_begins_no_login() {
    let provider = Provider::start().await;
    let stage = stage_with(&provider).await;
    let request =
        stage.http.get(format!("{}/api/auth/login", stage.url)).header("sec-fetch-site", "cross-site");
    assert_eq!(problem(request.send().await.unwrap()).await, ProblemCode::CrossSite);
}

#[tokio::test]
async fn without_a_provider_there_is_nowhere_to_log_in() {
    let stage = Stage::new().await;
    for path in ["/api/auth/login", "/api/auth/callback?code=a&state=b"] {
        let answer = stage.http.get(format!("{}{path}", stage.url)).send().await.unwrap();
        assert_eq!(problem(answer).await, ProblemCode::RouteNotFound, "{path}");
    }
}
