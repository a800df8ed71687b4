//! Tokens of an issuer: nothing but what the issuer signed, and still holds, lets anybody in.

use std::net::Ipv4Addr;

use axum::body::Body;
use axum::http::{HeaderValue, Request, StatusCode, header};
use axum::routing::get;
use axum::{Json, Router};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use iothub_wire::time::UtcTime;
use jsonwebtoken::jwk::Jwk;
use jsonwebtoken::{Algorithm, EncodingKey};
use lockstep_hub_emulator::{Clock, Config, Emulator, Tier};
use proptest::prelude::*;
use rcgen::{KeyPair, PKCS_ECDSA_P256_SHA256};
use serde_json::{Value, json};
use tokio::net::TcpListener;
use tokio::runtime::Runtime;

use crate::campaign;
use crate::edit::edited_text;
use crate::http::check;
use crate::lab::call;

const HEADER: &str = r#"{"alg":"ES256","kid":"key","typ":"JWT"}"#;

const WORDS: &[&[u8]] = &[
    b"\"exp\":",
    b"\"nbf\":",
    b"\"iss\":",
    b"\"aud\":[",
    b"\"roles\":[",
    b"\"IoT Hub Data Contributor\"",
    b"\"https://iothubs.azure.net\"",
    b"\"alg\":\"none\"",
    b"\"alg\":\"RS256\"",
    b"\"alg\":\"HS256\"",
    b"\"kid\":",
    b"4102444800",
    b".",
    b"..",
    b"eyJhbGciOiJub25lIn0",
    b"=",
];

/// A token: of which the text was edited, or header and claims before they were signed.
#[derive(Debug, Clone)]
enum Forged {
    Text(String),
    Signed { header: String, claims: String },
}

/// An issuer with a key, and a hub that trusts it.
struct Bench {
    runtime: Runtime,
    hub: Emulator,
    key: EncodingKey,
    claims: String,
}

impl Bench {
    fn new() -> Self {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        let pem = KeyPair::generate_for(&PKCS_ECDSA_P256_SHA256).unwrap().serialize_pem();
        let key = EncodingKey::from_ec_pem(pem.as_bytes()).unwrap();
        let mut public = Jwk::from_encoding_key(&key, Algorithm::ES256).unwrap();
        public.common.key_id = Some("key".to_owned());
        let (hub, issuer) = runtime.block_on(async {
            let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
            let issuer = format!("http://{}", listener.local_addr().unwrap());
            let discovery = json!({ "issuer": issuer, "jwks_uri": format!("{issuer}/keys") });
            let router = Router::new()
                .route("/.well-known/openid-configuration", get(|| async { Json(discovery) }))
                .route("/keys", get(|| async move { Json(json!({ "keys": [public] })) }));
            tokio::spawn(async move { axum::serve(listener, router).await });
            let clock = Clock::manual("2026-01-01T12:00:00Z".parse::<UtcTime>().unwrap());
            let entra_issuer = Some(issuer.parse().unwrap());
            let config = Config { clock, entra_issuer, tier: Tier::Unlimited, ..Config::ephemeral() };
            (Emulator::start(config).await.unwrap(), issuer)
        });
        let claims = json!({
            "iss": issuer, "aud": "https://iothubs.azure.net", "exp": 4_102_444_800_u64, "nbf": 0,
            "roles": ["IoT Hub Data Contributor"],
        });
        Self { runtime, hub, key, claims: claims.to_string() }
    }

    fn sign(&self, header: &str, claims: &str) -> String {
        let text = [header, claims].map(|part| URL_SAFE_NO_PAD.encode(part)).join(".");
        let signature = jsonwebtoken::crypto::sign(text.as_bytes(), &self.key, Algorithm::ES256).unwrap();
        format!("{text}.{signature}")
    }

    /// The status that a token gets; none when it cannot stand in a header.
    async fn status(&self, token: &str) -> Result<Option<StatusCode>, TestCaseError> {
        let Ok(credential) = HeaderValue::from_str(&format!("Bearer {token}")) else { return Ok(None) };
        let mut request = Request::get("/devices?api-version=2021-04-12").body(Body::empty()).unwrap();
        request.headers_mut().insert(header::AUTHORIZATION, credential);
        let reply = call(&self.hub, request).await?;
        check(&reply)?;
        Ok(Some(reply.status))
    }

    async fn survives(&self, good: &str, forged: &Forged) -> Result<(), TestCaseError> {
        let (token, entitled) = match forged {
            Forged::Text(text) => (text.clone(), text.trim() == good),
            Forged::Signed { header, claims } => (self.sign(header, claims), self.entitles(claims)),
        };
        if let Some(status) = self.status(&token).await? {
            prop_assert!(entitled || status != StatusCode::OK, "{} lets in", token);
        }
        Ok(())
    }

    /// Says whether claims may be good: of this issuer and for this hub, and with something about time and roles.
    fn entitles(&self, claims: &str) -> bool {
        let claims = serde_json::from_str::<Value>(claims).unwrap_or_default();
        let right: Value = serde_json::from_str(&self.claims).unwrap();
        let members = |value: &Value| value.as_array().cloned().unwrap_or_else(|| vec![value.clone()]);
        members(&claims["iss"]).contains(&right["iss"])
            && claims["exp"].as_f64().is_some_and(|expiry| expiry > 1_767_268_800.0)
            && claims["roles"].is_array()
            && !claims["aud"].is_null()
    }
}

#[test]
fn entra_tokens() {
    let bench = Bench::new();
    let good = bench.sign(HEADER, &bench.claims);
    let claims = bench.claims.clone();
    let inputs = prop_oneof![
        edited_text(&[&good], WORDS).prop_map(Forged::Text),
        edited_text(&[&claims], WORDS)
            .prop_map(|claims| Forged::Signed { header: HEADER.to_owned(), claims }),
        edited_text(&[HEADER], WORDS)
            .prop_map(move |header| Forged::Signed { header, claims: claims.clone() }),
    ];
    let admitted = bench.runtime.block_on(bench.status(&good)).unwrap();
    assert_eq!(admitted, Some(StatusCode::OK), "the token that is edited is a good one");
    campaign::run("Entra tokens", &inputs, |forged| bench.runtime.block_on(bench.survives(&good, &forged)));
}
