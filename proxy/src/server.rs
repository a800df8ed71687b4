//! From a configuration to a proxy that serves, and back.

use std::{
    io,
    net::{SocketAddr, TcpListener},
    sync::Arc,
    time::Duration,
};

use axum_server::Handle;
use futures::FutureExt as _;
use iothub_client::Client;
use lockstep_api::path;
use secrecy::{ExposeSecret as _, SecretString};
use tokio::{
    sync::Semaphore,
    task::{JoinError, JoinHandle},
};
use tokio_util::{sync::CancellationToken, task::TaskTracker};
use tracing::{info, warn};
use url::Url;

use crate::{
    access::{Access, Attempts, Cookie, Hosts, OperatorToken, Sessions, Shares},
    app::{App, Parts},
    assets::{Assets, UnreadableFolder},
    audit::{Audit, NoKey},
    auth::{InvalidProvider, Provider},
    book::Book,
    config::{AccessMode, Config, OpenToAll},
    devices,
    hub::{self, Hub},
    jobs::{self, Desk},
    live::{Bus, MOST_STREAMS},
    metrics::{self, Metrics},
    preview::Previews,
    routes,
    store::{OpenError, Store},
    watch::{Tools, Watches},
};

/// Time that requests have to end at shutdown; with what follows it stays below ten seconds.
const GRACE: Duration = Duration::from_secs(7);
/// Time that orders under way have after that.
const LAST_ORDERS: Duration = Duration::from_secs(2);
/// Time that a connection has for the headers of a request.
const HEADERS: Duration = Duration::from_secs(15);

/// Why a proxy did not start.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// Anybody on the network could give orders.
    #[error(transparent)]
    OpenToAll(#[from] OpenToAll),
    /// The dashboard's files cannot be read.
    #[error("the dashboard cannot be served")]
    Assets(#[from] UnreadableFolder),
    /// No client of the hub with this configuration.
    #[error("the hub's client cannot be set up")]
    Client(#[from] iothub_client::InvalidConfig),
    /// Nothing that is done could be recorded.
    #[error(transparent)]
    Record(#[from] NoKey),
    /// Nobody can log in.
    #[error("the OpenID provider cannot be used")]
    Provider(#[from] InvalidProvider),
    /// Nothing can be remembered.
    #[error("Lockstep has nowhere to remember things")]
    Store(#[from] OpenError),
    /// The address for metrics cannot be listened on.
    #[error("cannot listen on the address for metrics; choose another with --metrics")]
    Metrics(#[source] io::Error),
    /// The listener cannot be used.
    #[error("the listener cannot be used")]
    Listener(#[source] io::Error),
}

/// Why a proxy ended by itself.
#[derive(Debug, thiserror::Error)]
pub enum EndError {
    /// Accepting connections failed for good.
    #[error("serving failed")]
    Serving(#[source] io::Error),
    /// A fault in this program.
    #[error("the server has panicked")]
    Panicked(#[source] JoinError),
}

/// A proxy that serves.
#[derive(Debug)]
pub struct Proxy {
    address: SocketAddr,
    metrics: Option<SocketAddr>,
    entrance: SecretString,
    handle: Handle<SocketAddr>,
    server: JoinHandle<io::Result<()>>,
    shutdown: CancellationToken,
    tasks: TaskTracker,
    store: Store,
}

impl Proxy {
    /// Starts serving on a listener.
    ///
    /// # Errors
    /// [`StartError`].
    pub async fn start(listener: TcpListener, config: Config) -> Result<Self, StartError> {
        let address = listener.local_addr().map_err(StartError::Listener)?;
        config.check(address.ip())?;
        let entrance = entrance(&config, address);
        let (metrics, connection_file, rotation) =
            (config.metrics, config.connection_file.clone(), config.pace.rotation);
        let app = assemble(config, address).await?;
        let metrics = match metrics {
            Some(address) => Some(metrics::serve(address, &app).await.map_err(StartError::Metrics)?),
            None => None,
        };
        let (shutdown, tasks) = (app.shutdown.clone(), app.tasks.clone());
        if app.assets.missing() {
            warn!("There is no dashboard to serve: build it, then name its folder with --assets");
        }
        let (assets, guarded) = (Arc::clone(&app), Arc::clone(&app));
        // Nothing is lost when it is cut off, so nobody waits for it at the end.
        tokio::task::spawn_blocking(move || assets.assets.compress());
        let queue = match app.access.read_only {
            // Nor is anything ordered that waited before.
            true => std::future::ready(()).boxed(),
            false => jobs::queue::work(App::clone(&app)).boxed(),
        };
        let follower = Arc::clone(&app);
        let follow = match connection_file {
            Some(file) => async move { hub::follow(&follower.hub, &file, rotation).await }.boxed(),
            None => std::future::ready(()).boxed(),
        };
        for work in [
            queue,
            follow,
            jobs::archiver::work(App::clone(&app)).boxed(),
            devices::history::work(App::clone(&app)).boxed(),
            async move { guarded.access.sessions.work().await }.boxed(),
        ] {
            let shutdown = shutdown.clone();
            tasks.spawn(async move { shutdown.run_until_cancelled(work).await });
        }
        let handle = Handle::new();
        let mut server = axum_server::from_tcp(listener)
            .map_err(StartError::Listener)?
            .handle(handle.clone())
            .first_request_timeout(HEADERS);
        server.http_builder().http1().header_read_timeout(HEADERS);
        let server = tokio::spawn(
            server.serve(routes::router(&app).into_make_service_with_connect_info::<SocketAddr>()),
        );
        Ok(Self {
            address,
            metrics,
            entrance,
            handle,
            server,
            shutdown,
            tasks,
            store: app.book.store().clone(),
        })
    }

    /// The address it listens on.
    #[must_use]
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// The address on which metrics are served.
    #[must_use]
    pub fn metrics(&self) -> Option<SocketAddr> {
        self.metrics
    }

    /// The address to open in a browser, with the operator token in it.
    #[must_use]
    pub fn entrance(&self) -> &SecretString {
        &self.entrance
    }

    /// Serves until `shutdown`, then ends within ten seconds: streams are told, requests are finished.
    ///
    /// # Errors
    /// [`EndError`] when it ended by itself.
    pub async fn run(mut self, shutdown: CancellationToken) -> Result<(), EndError> {
        let ended = tokio::select! {
            ended = &mut self.server => ended,
            () = shutdown.cancelled() => {
                info!("Shutting down");
                self.shutdown.cancel();
                self.handle.graceful_shutdown(Some(GRACE));
                (&mut self.server).await
            }
        };
        self.shutdown.cancel();
        self.tasks.close();
        if tokio::time::timeout(LAST_ORDERS, self.tasks.wait()).await.is_err() {
            warn!("Gave up waiting for work under way");
        }
        self.store.close().await;
        ended.map_err(EndError::Panicked)?.map_err(EndError::Serving)
    }
}

/// Puts the parts together.
pub(crate) async fn assemble(config: Config, address: SocketAddr) -> Result<App, StartError> {
    let Config { environment, size, public_url, .. } = config;
    let store = Store::open(&config.state).await?;
    let audit = Audit::open(store.clone(), &config.state, config.audit_key, Arc::clone(&environment)).await?;
    let book = Arc::new(Book::new(store));
    let host = config.connection.host().clone();
    let metrics = Arc::new(Metrics::new());
    let client = Client::new(iothub_client::Config {
        ca: config.ca,
        size,
        timing: config.timing,
        user_agent: concat!("lockstep-proxy/", env!("CARGO_PKG_VERSION")).to_owned(),
        environment: Arc::clone(&environment),
        observer: Arc::<Metrics>::clone(&metrics),
        ..iothub_client::Config::new(config.connection)
    })?;
    let instance = format!("{:08x}", environment.random() >> 96);
    let bus = Arc::new(Bus::new(instance));
    let hub = Arc::new(Hub::new(
        client,
        host,
        size,
        config.pace.patience,
        Arc::clone(&bus),
        Arc::clone(&environment),
    ));
    let (shutdown, tasks) = (CancellationToken::new(), TaskTracker::new());
    let tools = Arc::new(Tools {
        hub: Arc::clone(&hub),
        bus: Arc::clone(&bus),
        book: Arc::clone(&book),
        environment: Arc::clone(&environment),
        pace: config.pace,
        shutdown: shutdown.clone(),
        tasks: tasks.clone(),
    });
    let https = public_url.as_ref().is_some_and(|url| url.scheme() == "https");
    let port = public_url.as_ref().and_then(Url::port_or_known_default).unwrap_or(address.port());
    let token = config.access.token().map(OperatorToken::of);
    let provider = match &config.access {
        AccessMode::Provider(provider, _) => {
            Some(Provider::new((**provider).clone(), callback(&site(public_url.as_ref(), address))?)?)
        }
        AccessMode::Token(_) | AccessMode::Open => None,
    };
    let marks =
        token.as_ref().map(OperatorToken::mark).into_iter().chain(provider.as_ref().map(Provider::mark));
    let opened_with = marks.collect::<Vec<_>>().join(" ");
    let access = Access {
        open: matches!(config.access, AccessMode::Open),
        token,
        sessions: Sessions::new(book.store().clone(), opened_with, Arc::clone(&environment)),
        hosts: Hosts::new(public_url.as_ref(), address.ip(), &config.allowed_hosts),
        cookie: Cookie::of_session(https, port),
        login_cookie: Cookie::of_login(https, port),
        attempts: Attempts::default(),
        shares: Shares::default(),
        trusted_proxies: config.trusted_proxies,
        read_only: config.read_only,
    };
    Ok(Arc::new(Parts {
        access,
        audit,
        provider,
        metrics,
        hub,
        book,
        bus,
        watches: Arc::new(Watches::new(tools)),
        desk: Desk::default(),
        previews: Previews::new(config.preview_threshold, &*environment),
        assets: Assets::load(&config.assets)?,
        streams: Arc::new(Semaphore::new(MOST_STREAMS)),
        mark: config.mark,
        environment,
        tasks,
        shutdown,
    }))
}

/// The address to open: the public one, else the one listened on.
fn entrance(config: &Config, address: SocketAddr) -> SecretString {
    let site = site(config.public_url.as_ref(), address);
    SecretString::from(match &config.access {
        AccessMode::Token(token) => format!("{site}/#token={}", token.expose_secret()),
        AccessMode::Provider(..) | AccessMode::Open => format!("{site}/"),
    })
}

/// This site, without a slash at its end.
fn site(public: Option<&Url>, address: SocketAddr) -> String {
    match public {
        Some(url) => url.origin().ascii_serialization(),
        None if address.ip().is_unspecified() => format!("http://localhost:{}", address.port()),
        None => format!("http://{address}"),
    }
}

/// Where the OpenID provider sends people back to.
fn callback(site: &str) -> Result<Url, InvalidProvider> {
    Url::parse(&format!("{site}{}", path::CALLBACK)).map_err(InvalidProvider::Site)
}
