//! Microsoft Entra tokens in the place of SAS, for REST.
//!
//! A token is a JWT of one issuer for IoT Hub, signed with a key that the issuer publishes. The real hub asks Azure
//! which of its data roles the caller has; this one reads the roles from the token's `roles` claim (our choice), so that
//! any issuer can grant them.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use iothub_wire::time::UtcTime;
use jsonwebtoken::jwk::{Jwk, JwkSet};
use jsonwebtoken::{Algorithm, DecodingKey, Validation, decode_header};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use tokio::time::Instant;

use crate::operation::{Operation, Right};

mod issuer;

pub use issuer::{InvalidIssuer, Issuer};

/// Whom tokens have to be for (Azure documentation: the scope is `https://iothubs.azure.net/.default`).
const AUDIENCE: [&str; 2] = ["https://iothubs.azure.net", "https://iothubs.azure.net/"];
/// How tokens may be signed: Entra signs with RS256.
const ALGORITHMS: [Algorithm; 2] = [Algorithm::RS256, Algorithm::ES256];
/// An issuer is not asked for a key that it does not publish more often, whatever tokens come.
const BETWEEN_READS: Duration = Duration::from_secs(10);
/// How old keys may be, in seconds by the time of tokens: one that is no longer published is good for so long. While the
/// issuer cannot be reached, the last keys count.
const OLDEST_KEYS: i64 = 300;
/// How long the issuer may take to answer.
const PATIENCE: Duration = Duration::from_secs(5);

/// A built-in role of IoT Hub (Azure documentation: control access to IoT Hub by using Microsoft Entra ID).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Role {
    DataContributor,
    DataReader,
    RegistryContributor,
    TwinContributor,
}

/// Tokens of one issuer.
#[derive(Debug)]
pub(crate) struct Entra {
    issuer: Issuer,
    http: reqwest::Client,
    known: Mutex<Known>,
    /// Held while the issuer is asked, so that many tokens cost one question.
    asking: tokio::sync::Mutex<()>,
}

#[derive(Debug, Default)]
struct Known {
    keys: Arc<[Jwk]>,
    /// When the issuer was last asked, by this machine's time and by that of tokens.
    asked_at: Option<(Instant, UtcTime)>,
}

/// What is read of a token.
#[derive(Debug, Deserialize)]
struct Claims {
    /// In seconds, which may have a fraction (RFC 7519, 2).
    exp: f64,
    #[serde(default)]
    nbf: Option<f64>,
    #[serde(default)]
    roles: Vec<String>,
}

/// What is read of the issuer's description of itself (OpenID Connect Discovery 1.0, 3).
#[derive(Debug, Deserialize)]
struct Discovery {
    issuer: String,
    jwks_uri: String,
}

/// The token of a credential that is one of Entra. The word before it may be in any case of letters (RFC 9110, 11.1).
pub(crate) fn bearer(credential: &str) -> Option<&str> {
    let (scheme, token) = credential.split_once(' ')?;
    scheme.eq_ignore_ascii_case("Bearer").then(|| token.trim_start())
}

impl Role {
    const ALL: [(Self, &'static str); 4] = [
        (Self::DataContributor, "IoT Hub Data Contributor"),
        (Self::DataReader, "IoT Hub Data Reader"),
        (Self::RegistryContributor, "IoT Hub Registry Contributor"),
        (Self::TwinContributor, "IoT Hub Twin Contributor"),
    ];

    fn named(name: &str) -> Option<Self> {
        Self::ALL.iter().find(|(_, known)| *known == name).map(|(role, _)| *role)
    }

    /// Says whether it allows an operation.
    pub(crate) fn allows(self, operation: Operation) -> bool {
        match self {
            Self::DataContributor => true,
            Self::DataReader => operation.reads(),
            Self::RegistryContributor => operation.rights().contains(&Right::RegistryWrite),
            Self::TwinContributor => {
                matches!(operation, Operation::GetTwin | Operation::PatchTwin | Operation::PutTwin)
            }
        }
    }
}

impl Entra {
    pub(crate) fn new(issuer: Issuer) -> Self {
        // Whoever was first has installed it.
        _ = rustls::crypto::aws_lc_rs::default_provider().install_default();
        let client = reqwest::Client::builder().timeout(PATIENCE).build();
        Self {
            issuer,
            http: client.unwrap_or_default(),
            known: Mutex::default(),
            asking: tokio::sync::Mutex::default(),
        }
    }

    /// The roles that a token carries; `None` when it is not good at `now`.
    pub(crate) async fn roles(&self, token: &str, now: UtcTime) -> Option<Vec<Role>> {
        let header = decode_header(token).ok().filter(|header| ALGORITHMS.contains(&header.alg))?;
        // What has to be understood is not (RFC 7515, 4.1.11).
        header.crit.is_none().then_some(())?;
        let key = self.key(header.kid.as_deref()?, now).await?;
        let mut rules = Validation::new(header.alg);
        rules.set_audience(&AUDIENCE);
        rules.set_issuer(&[self.issuer.as_str()]);
        rules.set_required_spec_claims(&["exp", "aud", "iss"]);
        // The hub has a clock of its own.
        rules.validate_exp = false;
        let key = DecodingKey::from_jwk(&key).ok()?;
        let claims = jsonwebtoken::decode::<Claims>(token, &key, &rules).ok()?.claims;
        let now = now.unix_millis() as f64 / 1000.0;
        let good = claims.exp > now && claims.nbf.is_none_or(|from| from <= now);
        good.then(|| claims.roles.iter().filter_map(|name| Role::named(name)).collect())
    }

    /// The issuer's key of this id. A key that is not known may be new, so the issuer is asked again, but not often.
    async fn key(&self, id: &str, now: UtcTime) -> Option<Jwk> {
        let known = self.known_key(id);
        if known.is_some() && !self.old(now) {
            return known;
        }
        let _asking = self.asking.lock().await;
        if self.old(now) || self.known_key(id).is_none() && !self.just_asked() {
            let keys = self.read_keys().await;
            if let Err(error) = &keys {
                tracing::warn!(issuer = %self.issuer, error, "The issuer's keys cannot be read");
            }
            let mut known = self.lock();
            known.asked_at = Some((Instant::now(), now));
            if let Ok(keys) = keys {
                known.keys = keys.into();
            }
        }
        self.known_key(id)
    }

    fn old(&self, now: UtcTime) -> bool {
        self.lock().asked_at.is_none_or(|(_, at)| now >= at.plus_seconds(OLDEST_KEYS))
    }

    fn just_asked(&self) -> bool {
        self.lock().asked_at.is_some_and(|(at, _)| at.elapsed() < BETWEEN_READS)
    }

    fn known_key(&self, id: &str) -> Option<Jwk> {
        let keys = Arc::clone(&self.lock().keys);
        keys.iter().find(|key| key.common.key_id.as_deref() == Some(id)).cloned()
    }

    async fn read_keys(&self) -> Result<Vec<Jwk>, String> {
        let discovery: Discovery = self.get(&self.issuer.discovery()).await?;
        if discovery.issuer != self.issuer.as_str() {
            return Err(format!("it calls itself {}", discovery.issuer));
        }
        let set: JwkSet = self.get(&discovery.jwks_uri).await?;
        Ok(set.keys)
    }

    async fn get<T: DeserializeOwned>(&self, address: &str) -> Result<T, String> {
        let answer = self.http.get(address).send().await.and_then(reqwest::Response::error_for_status);
        let answer = answer.map_err(|error| error.to_string())?;
        answer.json().await.map_err(|error| error.to_string())
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Known> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
