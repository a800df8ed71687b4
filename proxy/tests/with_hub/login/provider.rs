//! An OpenID provider that also signs what none should: other nonces, other issuers, with other keys. The browser tests log in
//! at a real one.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex},
};

use axum::{
    Json, Router,
    extract::State,
    http::{HeaderMap, StatusCode},
    routing::{get, post},
};
use base64::{Engine as _, prelude::BASE64_URL_SAFE_NO_PAD};
use jsonwebtoken::{Algorithm, EncodingKey, Header};
use rcgen::{KeyPair, PublicKeyData as _};
use serde_json::{Map, Value, json};
use sha2::{Digest as _, Sha256};

/// As whom Lockstep is registered.
pub(crate) const CLIENT: &str = "lockstep";
/// What proves it.
pub(crate) const SECRET: &str = "a-client-secret-for-tests";

/// The provider; it ends with the test.
#[derive(Clone)]
pub(crate) struct Provider {
    pub(crate) issuer: String,
    inner: Arc<Mutex<Inner>>,
}

struct Inner {
    key: Key,
    /// What a code is good for.
    codes: HashMap<String, Code>,
    /// Says nothing but 503.
    down: bool,
    /// How often its keys were asked for.
    keys_read: u32,
}

struct Code {
    challenge: String,
    token: String,
    told_when_asked: Value,
}

/// A key, and its name.
struct Key {
    pair: KeyPair,
    id: String,
}

impl Key {
    fn new(id: &str) -> Self {
        Self { pair: KeyPair::generate().unwrap(), id: id.to_owned() }
    }

    fn public(&self) -> Value {
        // An uncompressed point: one byte that says so, then both coordinates.
        let (x, y) = self.pair.der_bytes()[1..].split_at(32);
        let text = |bytes: &[u8]| BASE64_URL_SAFE_NO_PAD.encode(bytes);
        json!({"kty": "EC", "crv": "P-256", "alg": "ES256", "use": "sig", "kid": self.id, "x": text(x), "y": text(y)})
    }

    fn sign(&self, claims: &Value) -> String {
        let header = Header { kid: Some(self.id.clone()), ..Header::new(Algorithm::ES256) };
        let key = EncodingKey::from_ec_pem(self.pair.serialize_pem().as_bytes()).unwrap();
        jsonwebtoken::encode(&header, claims, &key).unwrap()
    }
}

/// What a browser was sent to the provider with.
#[derive(Debug, Clone)]
pub(crate) struct Asked(pub(crate) HashMap<String, String>);

impl Asked {
    pub(crate) fn of(location: &str) -> Self {
        let url = reqwest::Url::parse(location).unwrap();
        Self(url.query_pairs().into_owned().collect())
    }
}

impl Provider {
    pub(crate) async fn start() -> Self {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let issuer = format!("http://{}", listener.local_addr().unwrap());
        let inner = Inner { key: Key::new("first"), codes: HashMap::new(), down: false, keys_read: 0 };
        let provider = Self { issuer, inner: Arc::new(Mutex::new(inner)) };
        let routes = Router::new()
            .route("/.well-known/openid-configuration", get(configuration))
            .route("/keys", get(keys))
            .route("/token", post(token))
            .route("/me", get(me))
            .with_state(provider.clone());
        tokio::spawn(async move { axum::serve(listener, routes).await });
        provider
    }

    /// What it signs of somebody, ordinarily.
    pub(crate) fn claims(&self, asked: &Asked, more: &Value) -> Value {
        let now = jsonwebtoken::get_current_timestamp();
        let mut claims: Map<String, Value> = json!({
            "iss": self.issuer, "aud": CLIENT, "sub": "1234", "iat": now, "exp": now + 300, "nonce": asked.0["nonce"],
        })
        .as_object()
        .unwrap()
        .clone();
        claims.extend(more.as_object().unwrap().clone());
        Value::Object(claims)
    }

    /// A code for a token with these claims, signed as it should be.
    pub(crate) fn code(&self, asked: &Asked, claims: &Value) -> String {
        let token = self.inner.lock().unwrap().key.sign(claims);
        self.code_for(asked, token, json!({"sub": claims["sub"]}))
    }

    /// A code for any token, and what is said when somebody asks.
    pub(crate) fn code_for(&self, asked: &Asked, token: String, told_when_asked: Value) -> String {
        let mut inner = self.inner.lock().unwrap();
        let code = format!("code-{}", inner.codes.len());
        let challenge = asked.0["code_challenge"].clone();
        inner.codes.insert(code.clone(), Code { challenge, token, told_when_asked });
        code
    }

    /// A token that somebody else has signed, in this provider's name.
    pub(crate) fn forged(claims: &Value) -> String {
        Key::new("first").sign(claims)
    }

    /// A token that nobody has signed.
    pub(crate) fn unsigned(claims: &Value) -> String {
        let text = |value: &Value| BASE64_URL_SAFE_NO_PAD.encode(value.to_string());
        format!("{}.{}.", text(&json!({"alg": "none", "typ": "JWT"})), text(claims))
    }

    /// The token that a code is good for.
    pub(crate) fn token_of(&self, code: &str) -> String {
        self.inner.lock().unwrap().codes[code].token.clone()
    }

    /// Signs with a new key of this name from now on.
    pub(crate) fn rotate_to(&self, id: &str) {
        self.inner.lock().unwrap().key = Key::new(id);
    }

    pub(crate) fn set_down(&self, down: bool) {
        self.inner.lock().unwrap().down = down;
    }

    pub(crate) fn keys_read(&self) -> u32 {
        self.inner.lock().unwrap().keys_read
    }
}

type Answer = Result<Json<Value>, StatusCode>;

async fn configuration(State(provider): State<Provider>) -> Answer {
    if provider.inner.lock().unwrap().down {
        return Err(StatusCode::SERVICE_UNAVAILABLE);
    }
    let at = |path: &str| format!("{}/{path}", provider.issuer);
    Ok(Json(json!({
        "issuer": provider.issuer, "authorization_endpoint": at("authorize"), "token_endpoint": at("token"),
        "jwks_uri": at("keys"), "userinfo_endpoint": at("me"), "response_types_supported": ["code"],
        "subject_types_supported": ["public"], "id_token_signing_alg_values_supported": ["ES256"],
    })))
}

async fn keys(State(provider): State<Provider>) -> Answer {
    let mut inner = provider.inner.lock().unwrap();
    inner.keys_read += 1;
    Ok(Json(json!({ "keys": [inner.key.public()] })))
}

/// Gives a token for a code once, to who began the login (RFC 7636, 4.6).
async fn token(State(provider): State<Provider>, headers: HeaderMap, body: String) -> Answer {
    let form: HashMap<_, _> = url::form_urlencoded::parse(body.as_bytes()).into_owned().collect();
    let credential =
        format!("Basic {}", base64::prelude::BASE64_STANDARD.encode(format!("{CLIENT}:{SECRET}")));
    if headers.get("authorization").and_then(|value| value.to_str().ok()) != Some(credential.as_str()) {
        return Err(StatusCode::UNAUTHORIZED);
    }
    let code = provider
        .inner
        .lock()
        .unwrap()
        .codes
        .get(&form["code"])
        .map(|code| (code.challenge.clone(), code.token.clone()));
    let (challenge, token) = code.ok_or(StatusCode::BAD_REQUEST)?;
    if BASE64_URL_SAFE_NO_PAD.encode(Sha256::digest(&form["code_verifier"])) != challenge {
        return Err(StatusCode::BAD_REQUEST);
    }
    Ok(Json(
        json!({"access_token": form["code"], "token_type": "Bearer", "expires_in": 300, "id_token": token}),
    ))
}

async fn me(State(provider): State<Provider>, headers: HeaderMap) -> Answer {
    let code = headers.get("authorization").and_then(|value| value.to_str().ok()?.strip_prefix("Bearer "));
    let inner = provider.inner.lock().unwrap();
    let code = code.and_then(|code| inner.codes.get(code)).ok_or(StatusCode::UNAUTHORIZED)?;
    Ok(Json(code.told_when_asked.clone()))
}
