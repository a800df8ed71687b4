//! Tokens of an OpenID Connect issuer in the place of SAS.

use std::net::{Ipv4Addr, SocketAddr};
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::routing::get;
use axum::{Json, Router};
use iothub_wire::time::UtcTime;
use jsonwebtoken::jwk::Jwk;
use jsonwebtoken::{Algorithm, EncodingKey, Header};
use lockstep_hub_emulator::{Config, Emulator};
use rcgen::{KeyPair, PKCS_ECDSA_P256_SHA256, PKCS_RSA_SHA256};
use serde_json::{Value, json};

use crate::support::{call, noon, register, send, start};

const AUDIENCE: &str = "https://iothubs.azure.net";
const VERSION: &str = "?api-version=2021-04-12";

/// An issuer with one key of each kind.
struct Issuer {
    address: String,
    rsa: EncodingKey,
    ec: EncodingKey,
    /// What it publishes.
    keys: Arc<Mutex<Vec<Jwk>>>,
    /// How often the keys were read.
    reads: Arc<AtomicU32>,
}

impl Issuer {
    async fn start() -> Self {
        let pem = |kind| KeyPair::generate_for(kind).unwrap().serialize_pem();
        let rsa = EncodingKey::from_rsa_pem(pem(&PKCS_RSA_SHA256).as_bytes()).unwrap();
        let ec = EncodingKey::from_ec_pem(pem(&PKCS_ECDSA_P256_SHA256).as_bytes()).unwrap();
        let public = |key: &EncodingKey, algorithm, id: &str| {
            let mut key = Jwk::from_encoding_key(key, algorithm).unwrap();
            key.common.key_id = Some(id.to_owned());
            key
        };
        let keys = [public(&rsa, Algorithm::RS256, "rsa"), public(&ec, Algorithm::ES256, "ec")];
        let keys = Arc::new(Mutex::new(Vec::from(keys)));
        let listener = tokio::net::TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
        let address = format!("http://{}", listener.local_addr().unwrap());
        let discovery = json!({ "issuer": address, "jwks_uri": format!("{address}/keys") });
        let reads = Arc::new(AtomicU32::new(0));
        let (counter, published) = (Arc::clone(&reads), Arc::clone(&keys));
        let answer_keys = move || {
            counter.fetch_add(1, Ordering::Relaxed);
            let keys = json!({ "keys": *published.lock().unwrap() });
            async move { Json(keys) }
        };
        let router = Router::new()
            .route("/.well-known/openid-configuration", get(|| async { Json(discovery) }))
            .route("/keys", get(answer_keys));
        tokio::spawn(async move { axum::serve(listener, router).await });
        Self { address, rsa, ec, keys, reads }
    }

    /// The claims of a good token.
    fn claims(&self, role: &str) -> Value {
        json!({
            "iss": self.address, "aud": AUDIENCE, "roles": [role],
            "nbf": noon().unix_seconds(), "exp": noon().unix_seconds() + 3600,
        })
    }

    fn token(&self, claims: &Value) -> String {
        signed(Algorithm::RS256, "rsa", &self.rsa, claims)
    }

    async fn hub(&self) -> Emulator {
        start(Config { entra_issuer: Some(self.address.parse().unwrap()), ..Config::ephemeral() }).await
    }
}

fn signed(algorithm: Algorithm, id: &str, key: &EncodingKey, claims: &Value) -> String {
    jsonwebtoken::encode(&header(id, algorithm), claims, key).unwrap()
}

fn header(id: &str, algorithm: Algorithm) -> Header {
    Header { kid: Some(id.to_owned()), ..Header::new(algorithm) }
}

async fn status(hub: &Emulator, token: &str, method: &str, path: &str) -> u16 {
    let credential = format!("Bearer {token}");
    let headers = [("authorization", credential.as_str()), ("if-match", "*")];
    let body = if path == "/devices/query" { json!({ "query": "SELECT * FROM devices" }) } else { json!({}) };
    send(hub, method, &format!("{path}{VERSION}"), &headers, body.to_string()).await.status.as_u16()
}

#[tokio::test]
async fn each_role_may_do_what_azure_says() {
    let issuer = Issuer::start().await;
    let hub = issuer.hub().await;
    register(&hub, "d").await;
    let calls = [
        ("GET", "/devices/d"),
        ("PUT", "/devices/d"),
        ("GET", "/twins/d"),
        ("PATCH", "/twins/d"),
        ("POST", "/devices/query"),
        ("GET", "/jobs/v2/none"),
        ("POST", "/twins/d/methods"),
    ];
    let cases = [
        ("IoT Hub Data Contributor", [true, true, true, true, true, true, true]),
        ("IoT Hub Data Reader", [true, false, true, false, true, true, false]),
        ("IoT Hub Registry Contributor", [true, true, false, false, false, false, false]),
        ("IoT Hub Twin Contributor", [false, false, true, true, false, false, false]),
        ("Owner", [false; 7]),
    ];
    for (role, allowed) in cases {
        let token = issuer.token(&issuer.claims(role));
        for ((method, path), allowed) in calls.into_iter().zip(allowed) {
            let status = status(&hub, &token, method, path).await;
            assert_eq!(status != 401, allowed, "{role}: {method} {path} is {status}");
        }
    }
    assert_eq!(issuer.reads.load(Ordering::Relaxed), 1, "keys are kept");
}

#[tokio::test]
async fn a_token_of_another_issuer_audience_key_or_time_is_refused() {
    let issuer = Issuer::start().await;
    let hub = issuer.hub().await;
    register(&hub, "d").await;
    let role = "IoT Hub Data Contributor";
    let get = async |token: &str| status(&hub, token, "GET", "/devices/d").await;
    let good = issuer.claims(role);
    assert_eq!(get(&issuer.token(&good)).await, 200);
    assert_eq!(get(&signed(Algorithm::ES256, "ec", &issuer.ec, &good)).await, 200);

    let mut fractional = good.clone();
    fractional["exp"] = json!(noon().unix_seconds() as f64 + 0.5);
    assert_eq!(get(&issuer.token(&fractional)).await, 200, "times may have fractions");
    let critical = Header { crit: Some(vec!["exp".to_owned()]), ..header("rsa", Algorithm::RS256) };
    let critical = jsonwebtoken::encode(&critical, &good, &issuer.rsa).unwrap();
    assert_eq!(get(&critical).await, 401, "what is critical is not understood");

    let past: UtcTime = noon().plus_seconds(-1);
    let later: UtcTime = noon().plus_seconds(60);
    for (claim, wrong) in [
        ("iss", json!("https://login.microsoftonline.com/other/v2.0")),
        ("aud", json!("https://management.azure.com")),
        ("exp", json!(past.unix_seconds())),
        ("nbf", json!(later.unix_seconds())),
        ("exp", Value::Null),
        ("exp", json!(noon().unix_seconds() as f64 - 0.5)),
        ("nbf", json!(noon().unix_seconds() as f64 + 0.5)),
    ] {
        let mut claims = good.clone();
        claims[claim] = wrong;
        assert_eq!(get(&issuer.token(&claims)).await, 401, "{claim}: {claims}");
    }
    let stranger = Issuer::start().await;
    assert_eq!(get(&stranger.token(&good)).await, 401, "another's key of the same id");
    let shared = EncodingKey::from_secret(b"secret");
    assert_eq!(get(&signed(Algorithm::HS256, "rsa", &shared, &good)).await, 401, "no shared secrets");
    for nonsense in ["", "a.b.c", "é"] {
        assert_eq!(get(nonsense).await, 401, "{nonsense:?}");
    }
}

#[tokio::test]
async fn unknown_keys_do_not_press_the_issuer() {
    let issuer = Issuer::start().await;
    let hub = issuer.hub().await;
    for number in 0..5 {
        let claims = issuer.claims("IoT Hub Data Contributor");
        let token = signed(Algorithm::RS256, &format!("key-{number}"), &issuer.rsa, &claims);
        assert_eq!(status(&hub, &token, "GET", "/devices/d").await, 401);
    }
    assert_eq!(issuer.reads.load(Ordering::Relaxed), 1);
}

#[tokio::test]
async fn a_key_that_is_no_longer_published_is_good_for_five_minutes_more() {
    let issuer = Issuer::start().await;
    let hub = issuer.hub().await;
    register(&hub, "d").await;
    let mut claims = issuer.claims("IoT Hub Data Contributor");
    claims["exp"] = json!(noon().unix_seconds() + 86_400);
    let (removed, kept) = (issuer.token(&claims), signed(Algorithm::ES256, "ec", &issuer.ec, &claims));
    let get = async |token: &str| status(&hub, token, "GET", "/devices/d").await;
    assert_eq!((get(&removed).await, get(&kept).await), (200, 200));
    issuer.keys.lock().unwrap().retain(|key| key.common.key_id.as_deref() == Some("ec"));
    hub.clock().advance_with_tokens(Duration::from_secs(299));
    assert_eq!(get(&removed).await, 200);
    hub.clock().advance_with_tokens(Duration::from_secs(1));
    assert_eq!((get(&removed).await, get(&kept).await), (401, 200));
    assert_eq!(issuer.reads.load(Ordering::Relaxed), 2);

    issuer.keys.lock().unwrap().clear();
    hub.clock().advance_with_tokens(Duration::from_secs(300));
    assert_eq!(get(&kept).await, 401);
}

#[tokio::test]
async fn the_word_before_a_token_may_be_in_any_letters() {
    let issuer = Issuer::start().await;
    let hub = issuer.hub().await;
    let token = issuer.token(&issuer.claims("IoT Hub Data Reader"));
    for word in ["bearer", "BEARER", "Bearer "] {
        let credential = format!("{word} {token}");
        let headers = [("authorization", credential.as_str())];
        let reply = send(&hub, "GET", &format!("/devices{VERSION}"), &headers, String::new()).await;
        assert_eq!(reply.status, 200, "{word:?}");
    }
}

#[tokio::test]
async fn the_401_of_modules_without_a_device_is_for_sas_alone() {
    let issuer = Issuer::start().await;
    let hub = issuer.hub().await;
    let token = issuer.token(&issuer.claims("IoT Hub Data Contributor"));
    for (method, path) in [
        ("GET", "/devices/none/modules"),
        ("GET", "/devices/none/modules/m"),
        ("PUT", "/devices/none/modules/m"),
        ("DELETE", "/devices/none/modules/m"),
    ] {
        assert_eq!(status(&hub, &token, method, path).await, 404, "{method} {path}");
        assert_eq!(call(&hub, method, path, "{}").await.status, 401, "{method} {path}");
    }
    assert_eq!(call(&hub, "PUT", "/devices/d", r#"{"status":"disabled"}"#).await.status, 200);
    assert_eq!(status(&hub, &token, "GET", "/devices/d/modules").await, 200);
    assert_eq!(call(&hub, "GET", "/devices/d/modules", "").await.status, 401);
}

#[tokio::test]
async fn without_an_issuer_no_token_is_good_and_an_issuer_that_is_away_harms_nobody() {
    let issuer = Issuer::start().await;
    let token = issuer.token(&issuer.claims("IoT Hub Data Contributor"));
    let hub = start(Config::ephemeral()).await;
    assert_eq!(status(&hub, &token, "GET", "/devices/d").await, 401);

    let nobody = SocketAddr::from((Ipv4Addr::LOCALHOST, 1));
    let away = Some(format!("http://{nobody}").parse().unwrap());
    let hub = start(Config { entra_issuer: away, ..Config::ephemeral() }).await;
    assert_eq!(status(&hub, &token, "GET", "/devices/d").await, 401);
    register(&hub, "d").await;
}
