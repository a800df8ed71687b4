//! The OpenID provider: OpenID Connect Core 1.0, the code flow with PKCE (RFC 7636) and discovery. The `openidconnect`
//! library does the protocol.

use std::{error::Error, sync::Arc, time::Duration};

use iothub_client::Ca;
use lockstep_api::session::SignInFailure;
use openidconnect::{
    AccessToken, AdditionalClaims, AuthType, AuthorizationCode, ClaimsVerificationError, ClientId,
    ClientSecret, CsrfToken, EmptyExtraTokenFields, EndpointMaybeSet, EndpointNotSet, EndpointSet,
    IdTokenFields, IssuerUrl, Nonce, OAuth2TokenResponse as _, PkceCodeChallenge, PkceCodeVerifier,
    RedirectUrl, Scope, StandardErrorResponse, StandardTokenResponse, SubjectIdentifier, TokenResponse as _,
    UserInfoClaims,
    core::{
        CoreAuthDisplay, CoreAuthPrompt, CoreAuthenticationFlow, CoreClientAuthMethod, CoreErrorResponseType,
        CoreGenderClaim, CoreJsonWebKey, CoreJweContentEncryptionAlgorithm, CoreJwsSigningAlgorithm,
        CoreProviderMetadata, CoreRevocableToken, CoreRevocationErrorResponse,
        CoreTokenIntrospectionResponse, CoreTokenType,
    },
};
use secrecy::{ExposeSecret as _, SecretString};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use tokio::{sync::Mutex, time::Instant};
use tracing::{info, warn};
use url::Url;

use super::{
    attempt::Attempt,
    grants::{Claims, Grants},
    http::Http,
};

/// How long what the provider says of itself and its keys is believed.
const FRESH: Duration = Duration::from_secs(3600);
/// A provider that gave no answer is not asked again before this: whoever wants to log in meanwhile does not queue.
const PATIENCE: Duration = Duration::from_secs(1);
/// Keys are read again for one that is not known, but not more often than this: anybody can make up keys.
const SOON: Duration = Duration::from_secs(10);

/// Which provider, and what its people may do.
#[derive(Debug, Clone)]
pub struct ProviderConfig {
    /// Where it is, as its tokens say: an https address, or one of this machine.
    pub issuer: IssuerUrl,
    /// As whom Lockstep is registered there.
    pub client_id: String,
    /// What proves it; absent for a public client.
    pub client_secret: Option<SecretString>,
    /// Which certificates it may show.
    pub ca: Ca,
    /// What people call it, on the button that leads there.
    pub name: String,
    /// What is asked for besides `openid`.
    pub scopes: Vec<String>,
    /// Who gets which role.
    pub grants: Grants,
}

/// The provider, as far as it is known.
#[derive(Debug)]
pub(crate) struct Provider {
    config: ProviderConfig,
    redirect: RedirectUrl,
    http: Http,
    known: Mutex<Memory>,
}

#[derive(Debug, Default)]
struct Memory {
    known: Option<Known>,
    /// When it last gave no answer.
    failed_at: Option<Instant>,
}

/// What the provider has said of itself.
#[derive(Debug, Clone)]
struct Known {
    metadata: Arc<CoreProviderMetadata>,
    read_at: Instant,
    /// It was read for a key that was not known.
    for_key: bool,
}

/// Why somebody was not let in.
#[derive(Debug, thiserror::Error)]
pub(super) enum LoginError {
    #[error("the provider cannot be used")]
    Provider(#[source] Box<dyn Error + Send + Sync>),
    #[error("the provider gave no answer a moment ago")]
    Resting,
    #[error("the provider let nobody in: {0:?}")]
    Denied(String),
    #[error("what the provider says cannot be believed")]
    Unbelievable(#[source] ClaimsVerificationError),
    #[error("the login was begun elsewhere, or too long ago")]
    Stale,
    #[error("{0:?} is granted no role")]
    NoRole(String),
    #[error(transparent)]
    Store(#[from] crate::store::StoreError),
}

impl LoginError {
    /// For the page.
    pub(super) fn failure(&self) -> SignInFailure {
        match self {
            Self::Provider(_) | Self::Resting => SignInFailure::ProviderDown,
            Self::Denied(_) => SignInFailure::Denied,
            Self::Unbelievable(_) => SignInFailure::Unbelievable,
            Self::Stale => SignInFailure::Stale,
            Self::NoRole(_) => SignInFailure::NoRole,
            Self::Store(_) => SignInFailure::Store,
        }
    }
}

fn provider_error(error: impl Error + Send + Sync + 'static) -> LoginError {
    LoginError::Provider(Box::new(error))
}

/// Claims beside the standard ones.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct More(Map<String, Value>);

impl AdditionalClaims for More {}

type Fields = IdTokenFields<
    More,
    EmptyExtraTokenFields,
    CoreGenderClaim,
    CoreJweContentEncryptionAlgorithm,
    CoreJwsSigningAlgorithm,
>;
type Tokens = StandardTokenResponse<Fields, CoreTokenType>;
type Client = openidconnect::Client<
    More,
    CoreAuthDisplay,
    CoreGenderClaim,
    CoreJweContentEncryptionAlgorithm,
    CoreJsonWebKey,
    CoreAuthPrompt,
    StandardErrorResponse<CoreErrorResponseType>,
    Tokens,
    CoreTokenIntrospectionResponse,
    CoreRevocableToken,
    CoreRevocationErrorResponse,
    EndpointSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointMaybeSet,
    EndpointMaybeSet,
>;

impl Provider {
    /// A provider that sends people back to an address; nothing is asked of it yet.
    pub(crate) fn new(config: ProviderConfig, redirect: Url) -> Result<Self, super::InvalidProvider> {
        let http = Http::new(&config.ca, config.issuer.url())?;
        Ok(Self { config, redirect: RedirectUrl::from_url(redirect), http, known: Mutex::default() })
    }

    /// What people call it.
    pub(crate) fn name(&self) -> &str {
        &self.config.name
    }

    /// Who gets which role.
    pub(super) fn grants(&self) -> &Grants {
        &self.config.grants
    }

    /// What sessions were opened with: another text for another provider, and for other grants.
    pub(crate) fn mark(&self) -> String {
        format!("{} {} {:?}", self.config.issuer.as_str(), self.config.client_id, self.config.grants)
    }

    /// Where a browser goes to log in.
    pub(super) async fn entrance(&self, attempt: &Attempt) -> Result<Url, LoginError> {
        let (state, nonce) = (CsrfToken::new(attempt.state.clone()), Nonce::new(attempt.nonce.clone()));
        let verifier = PkceCodeVerifier::new(attempt.verifier.clone());
        let client = self.client(&*self.known(false).await?);
        let (url, ..) = client
            .authorize_url(CoreAuthenticationFlow::AuthorizationCode, move || state, move || nonce)
            .add_scopes(self.config.scopes.iter().cloned().map(Scope::new))
            .set_pkce_challenge(PkceCodeChallenge::from_code_verifier_sha256(&verifier))
            .url();
        Ok(url)
    }

    /// What the provider says of who came back with a code.
    pub(super) async fn claims(&self, code: String, attempt: Attempt) -> Result<Claims, LoginError> {
        let client = self.client(&*self.known(false).await?);
        let tokens = client
            .exchange_code(AuthorizationCode::new(code))
            .map_err(provider_error)?
            .set_pkce_verifier(PkceCodeVerifier::new(attempt.verifier))
            .request_async(&self.http)
            .await
            .map_err(provider_error)?;
        let nonce = Nonce::new(attempt.nonce);
        let claims = match verified(&client, &tokens, &nonce) {
            // Not only a key without a match: one without a name may have been exchanged.
            Err(LoginError::Unbelievable(ClaimsVerificationError::SignatureVerification(_))) => {
                info!("The provider may sign with a key that is not known: its keys are read again");
                verified(&self.client(&*self.known(true).await?), &tokens, &nonce)?
            }
            claims => claims?,
        };
        if self.config.grants.decided_by(&claims) {
            return Ok(claims);
        }
        Ok(self.completed(&client, tokens.access_token().clone(), claims).await)
    }

    /// Adds what the provider says only when it is asked (`userinfo`). What it has signed stands.
    async fn completed(&self, client: &Client, token: AccessToken, claims: Claims) -> Claims {
        let subject = claims.get("sub").and_then(Value::as_str).unwrap_or_default().to_owned();
        let Ok(request) = client.user_info(token, Some(SubjectIdentifier::new(subject))) else {
            return claims;
        };
        let told: Result<UserInfoClaims<More, CoreGenderClaim>, _> = request.request_async(&self.http).await;
        match told {
            Ok(told) => {
                let mut all = as_map(&told);
                all.extend(claims);
                all
            }
            Err(error) => {
                warn!(
                    error = &error as &dyn Error,
                    "The provider says no more of somebody than it has signed"
                );
                claims
            }
        }
    }

    fn client(&self, metadata: &CoreProviderMetadata) -> Client {
        let secret = self
            .config
            .client_secret
            .as_ref()
            .map(|secret| ClientSecret::new(secret.expose_secret().to_owned()));
        let id = ClientId::new(self.config.client_id.clone());
        // Basic is what a provider is asked for that says nothing (OpenID Connect Discovery 1.0, 3).
        let methods = metadata.token_endpoint_auth_methods_supported();
        let in_body = methods.is_some_and(|methods| {
            methods.contains(&CoreClientAuthMethod::ClientSecretPost)
                && !methods.contains(&CoreClientAuthMethod::ClientSecretBasic)
        });
        let auth = if in_body { AuthType::RequestBody } else { AuthType::BasicAuth };
        let client = Client::from_provider_metadata(metadata.clone(), id, secret);
        client.set_redirect_uri(self.redirect.clone()).set_auth_type(auth)
    }

    /// What the provider says of itself; read again `for_key` that is not among its keys.
    async fn known(&self, for_key: bool) -> Result<Arc<CoreProviderMetadata>, LoginError> {
        let mut memory = self.known.lock().await;
        let old = memory.known.as_ref().map(|known| Arc::clone(&known.metadata));
        if let (Some(known), Some(old)) = (&memory.known, &old) {
            let oldest = match (for_key, known.for_key) {
                (false, _) => FRESH,
                (true, false) => Duration::ZERO,
                (true, true) => SOON,
            };
            if known.read_at.elapsed() < oldest {
                return Ok(Arc::clone(old));
            }
        }
        let resting = memory.failed_at.is_some_and(|at| at.elapsed() < PATIENCE);
        let read = match resting {
            true => Err(LoginError::Resting),
            false => CoreProviderMetadata::discover_async(self.config.issuer.clone(), &self.http)
                .await
                .map_err(provider_error),
        };
        match (read, old) {
            (Ok(read), _) => {
                let metadata = Arc::new(read);
                let known = Known { metadata: Arc::clone(&metadata), read_at: Instant::now(), for_key };
                *memory = Memory { known: Some(known), failed_at: None };
                Ok(metadata)
            }
            (Err(error), old) => {
                if !resting {
                    memory.failed_at = Some(Instant::now());
                }
                // What it said an hour ago is better than nothing.
                old.filter(|_| !for_key).ok_or(error)
            }
        }
    }
}

/// The claims that the provider has signed for this login.
fn verified(client: &Client, tokens: &Tokens, nonce: &Nonce) -> Result<Claims, LoginError> {
    let token =
        tokens.id_token().ok_or_else(|| LoginError::Denied("its answer has no id_token".to_owned()))?;
    let claims = token.claims(&client.id_token_verifier(), nonce).map_err(LoginError::Unbelievable)?;
    Ok(as_map(claims))
}

fn as_map(claims: &impl Serialize) -> Claims {
    match serde_json::to_value(claims) {
        Ok(Value::Object(claims)) => claims,
        Ok(_) | Err(_) => Claims::new(),
    }
}
