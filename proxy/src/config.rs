//! What a proxy is started with: domain types, checked.

use std::{net::IpAddr, sync::Arc};

use iothub_client::{
    Ca, ServiceConnectionString, Timing,
    environment::{Environment, System},
    tier::HubSize,
};
use lockstep_api::session::Environment as Mark;
use url::Url;

pub use crate::{access::AccessMode, assets::AssetSource, store::StateSource, watch::Pace};

/// What a proxy is started with.
#[derive(Debug, Clone)]
pub struct Config {
    /// Which hub, as whom.
    pub connection: ServiceConnectionString,
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
    /// Whether callers must prove who they are.
    pub access: AccessMode,
    /// Where the dashboard's files come from.
    pub assets: AssetSource,
    /// How this environment is marked on every page.
    pub mark: Option<Mark>,
    /// Orders over more devices than this need a preview and the typed count.
    pub preview_threshold: u64,
    /// How fast pollers go.
    pub pace: Pace,
    /// Where Lockstep remembers things.
    pub state: StateSource,
    /// Time and chance.
    pub environment: Arc<dyn Environment>,
}

/// Orders over more devices than this need a preview, unless told otherwise.
pub const PREVIEW_THRESHOLD: u64 = 100;

impl Config {
    /// One unit of S1, built-in certificates and files, ordinary pace, the system's clock; nothing outlives the proxy.
    #[must_use]
    pub fn new(connection: ServiceConnectionString, access: AccessMode) -> Self {
        Self {
            connection,
            ca: Ca::default(),
            size: HubSize::default(),
            timing: Timing::default(),
            public_url: None,
            allowed_hosts: Vec::new(),
            access,
            assets: AssetSource::default(),
            mark: None,
            preview_threshold: PREVIEW_THRESHOLD,
            pace: Pace::default(),
            state: StateSource::Memory,
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
            AccessMode::Open | AccessMode::Token(_) => Ok(()),
        }
    }
}

/// No authentication, and not only for this machine.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("without authentication the proxy listens on the loopback only")]
pub struct OpenToAll;
