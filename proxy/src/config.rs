//! What a proxy is started with: domain types, checked.

use std::{
    net::{IpAddr, SocketAddr},
    path::PathBuf,
    sync::Arc,
};

use iothub_client::{
    Ca, ServiceConnectionString, Timing,
    environment::{Environment, System},
    tier::HubSize,
};
use ipnet::IpNet;
use lockstep_api::session::Environment as Mark;
use secrecy::SecretString;
use url::Url;

pub use openidconnect::IssuerUrl;

pub use crate::{
    assets::AssetSource,
    auth::{Grants, InvalidGrants, ProviderConfig},
    store::StateSource,
    watch::Pace,
};

/// What a proxy is started with.
#[derive(Debug, Clone)]
pub struct Config {
    /// Which hub, as whom.
    pub connection: ServiceConnectionString,
    /// The file that the connection string came from: whoever replaces it there is followed.
    pub connection_file: Option<PathBuf>,
    /// Which certificates the hub may show.
    pub ca: Ca,
    /// The hub's limits, and this proxy's share of them.
    pub size: HubSize,
    /// Time-outs and waits of calls to the hub.
    pub timing: Timing,
    /// The address under which browsers reach the proxy, when it is not the one it listens on.
    pub public_url: Option<Url>,
    /// Host names under which the proxy may be called, besides the loopback's and the public address's.
    pub allowed_hosts: Vec<String>,
    /// Reverse proxies, and no others, that say in `X-Forwarded-For` where a call comes from.
    pub trusted_proxies: Vec<IpNet>,
    /// Whether callers must prove who they are.
    pub access: AccessMode,
    /// Whether the proxy only shows, and orders nothing.
    pub read_only: bool,
    /// Where the dashboard's files come from.
    pub assets: AssetSource,
    /// How this environment is marked on every page.
    pub mark: Option<Mark>,
    /// Orders over more devices than this need a preview and the typed count.
    pub preview_threshold: u64,
    /// Where figures for Prometheus are served, besides.
    pub metrics: Option<SocketAddr>,
    /// How fast pollers go.
    pub pace: Pace,
    /// Where Lockstep remembers things.
    pub state: StateSource,
    /// The key of the record of who did what; a file of the state when absent.
    pub audit_key: Option<PathBuf>,
    /// Time and chance.
    pub environment: Arc<dyn Environment>,
}

/// Whether callers must prove who they are.
#[derive(Debug, Clone)]
pub enum AccessMode {
    /// With this token, or a session that was opened with it.
    Token(SecretString),
    /// At an OpenID provider; scripts, and who is locked out, with a token if there is one.
    Provider(Box<ProviderConfig>, Option<SecretString>),
    /// Not at all: only on the loopback, and only when told so.
    Open,
}

impl AccessMode {
    /// The operator token.
    pub(crate) fn token(&self) -> Option<&SecretString> {
        match self {
            Self::Token(token) => Some(token),
            Self::Provider(_, token) => token.as_ref(),
            Self::Open => None,
        }
    }
}

/// Orders over more devices than this need a preview, unless told otherwise.
pub const PREVIEW_THRESHOLD: u64 = 100;

impl Config {
    /// One unit of S1, built-in certificates and files, ordinary pace, the system's clock; nothing outlives the proxy.
    #[must_use]
    pub fn new(connection: ServiceConnectionString, access: AccessMode) -> Self {
        Self {
            connection,
            connection_file: None,
            ca: Ca::default(),
            size: HubSize::default(),
            timing: Timing::default(),
            public_url: None,
            allowed_hosts: Vec::new(),
            trusted_proxies: Vec::new(),
            access,
            read_only: false,
            assets: AssetSource::default(),
            mark: None,
            preview_threshold: PREVIEW_THRESHOLD,
            metrics: None,
            pace: Pace::default(),
            state: StateSource::Memory,
            audit_key: None,
            environment: Arc::new(System),
        }
    }

    /// Checks what depends on the address that is listened on.
    ///
    /// # Errors
    /// [`OpenToAll`] when anybody on the network could give orders.
    pub fn check(&self, listening: IpAddr) -> Result<(), OpenToAll> {
        match self.access {
            AccessMode::Open if !listening.is_loopback() => Err(OpenToAll),
            AccessMode::Open | AccessMode::Token(_) | AccessMode::Provider(..) => Ok(()),
        }
    }
}

/// No authentication, and not only for this machine.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("without authentication the proxy listens on the loopback only")]
pub struct OpenToAll;
