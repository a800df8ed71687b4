//! Starting, steering and ending an emulator.

mod acceptor;
mod files;
mod levers;
mod patient;

use std::io;
use std::net::{SocketAddr, TcpListener};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use axum_server::Handle;
use axum_server::tls_rustls::RustlsConfig;
use iothub_sas::{ExposeSecret as _, SecretString};
use tokio::net::TcpSocket;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use crate::certificates::{CertificateError, Certificates};
use crate::chance::Chance;
use crate::config::Config;
use crate::entra::Entra;
use crate::hub::{Hub, Parts, Policy};
use crate::identity::Identity;
use crate::limits::{Limits, Tier};
use crate::mqtt;
use crate::rest;
use crate::store::{Contents, Store};

/// How many connections may wait to be accepted: a fleet that comes all at once, where the standard library has 128.
/// The system may allow fewer (`net.core.somaxconn`).
const BACKLOG: u32 = 4096;
/// How long a connection may take to send the headers of its first request.
const FIRST_REQUEST_WITHIN: Duration = Duration::from_secs(15);
/// How long the headers of a later request may take.
const HEADERS_WITHIN: Duration = Duration::from_secs(30);
/// How long requests under way may take when the emulator ends.
const REQUESTS_END_WITHIN: Duration = Duration::from_secs(5);

/// Why an emulator cannot start.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// The number of units is out of range for the tier.
    #[error("--units is a number from 1 to {} for tier {tier}, not {units}", tier.most_units())]
    Units {
        /// The tier.
        tier: Tier,
        /// The number of units.
        units: u32,
    },
    /// An address cannot be listened on.
    #[error("cannot listen on {address}, given by {flag}")]
    Listen {
        /// The flag that names the address.
        flag: &'static str,
        /// The address.
        address: SocketAddr,
        /// Why.
        source: io::Error,
    },
    /// The durable state cannot be used; it was left as it is.
    #[error("the state cannot be used")]
    State(#[source] Box<dyn std::error::Error + Send + Sync>),
    /// There are no certificates.
    #[error("there is no certificate for {host_name}")]
    Certificates {
        /// The host name.
        host_name: String,
        /// Why.
        source: CertificateError,
    },
    /// A file in the state directory cannot be written.
    #[error("cannot write {path}")]
    File {
        /// The file.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
}

/// A running emulator. Dropping it stops serving; [`Emulator::shutdown`] also waits for the end.
#[derive(Debug)]
pub struct Emulator {
    hub: Arc<Hub>,
    https: SocketAddr,
    mqtt: SocketAddr,
    mqtt_plain: Option<SocketAddr>,
    host_name: String,
    ca_pem: String,
    server: Handle<SocketAddr>,
    servers: TaskTracker,
    stop: CancellationToken,
}

impl Emulator {
    /// Opens the state, binds the addresses and serves. Must be called inside a tokio runtime.
    pub async fn start(config: Config) -> Result<Self, StartError> {
        if !(1..=config.tier.most_units()).contains(&config.units) {
            return Err(StartError::Units { tier: config.tier, units: config.units });
        }
        let https = listen("--https", config.https)?;
        let mqtt = listen("--mqtt", config.mqtt)?;
        let plain = config.mqtt_plain.map(|address| listen("--mqtt-plain", address)).transpose()?;
        let addresses = (local("--https", &https)?, local("--mqtt", &mqtt)?);
        let mqtt_plain = plain.as_ref().map(|listener| local("--mqtt-plain", listener)).transpose()?;

        let (store, contents) = open(&config)?;
        let certificates = certificates(&config)?;
        let stop = CancellationToken::new();
        let hub = Hub::load(Parts {
            durable: config.state.is_some(),
            store,
            contents,
            clock: config.clock,
            chance: Chance::new(config.seed),
            limits: Limits::of(config.tier, config.units),
            entra: config.entra_issuer.clone().map(Entra::new),
            host_name: config.host_name.clone(),
            ca_pem: certificates.ca_pem().to_owned(),
            remote_control: config.remote_control,
            lax_job_ids: config.lax_job_ids,
            shutdown: stop.clone(),
        });
        let hub = Arc::new(hub.map_err(|error| StartError::State(Box::new(error)))?);
        hub.begin().map_err(|error| StartError::State(Box::new(error)))?;
        // What a first start made up (policy keys) is durable before anybody can learn it.
        hub.flushed().await.map_err(|failed| StartError::State(Box::new(failed)))?;
        let emulator = Self {
            https: addresses.0,
            mqtt: addresses.1,
            mqtt_plain,
            host_name: config.host_name,
            ca_pem: certificates.ca_pem().to_owned(),
            server: Handle::new(),
            servers: TaskTracker::new(),
            stop,
            hub,
        };
        if let Some(directory) = &config.state {
            files::write(&emulator, directory)?;
        }
        emulator.serve_https(https, &certificates)?;
        emulator.serve_mqtt("--mqtt", mqtt, Some(&certificates))?;
        if let Some(plain) = plain {
            emulator.serve_mqtt("--mqtt-plain", plain, None)?;
        }
        emulator.hub.spawn_jobs();
        Ok(emulator)
    }

    fn serve_https(&self, listener: TcpListener, certificates: &Certificates) -> Result<(), StartError> {
        let tls = RustlsConfig::from_config(certificates.tls(&[b"http/1.1"]));
        let address = self.https;
        let mut server = axum_server::from_tcp_rustls(listener, tls)
            .map_err(|source| StartError::Listen { flag: "--https", address, source })?
            .map(acceptor::TellsVersion)
            .handle(self.server.clone())
            .first_request_timeout(FIRST_REQUEST_WITHIN);
        server.http_builder().http1().header_read_timeout(HEADERS_WITHIN);
        let service = self.router().into_make_service_with_connect_info::<SocketAddr>();
        self.servers.spawn(async move {
            if let Err(error) = server.serve(service).await {
                tracing::error!(%error, "HTTPS has stopped");
            }
        });
        Ok(())
    }

    fn serve_mqtt(
        &self,
        flag: &'static str,
        listener: TcpListener,
        certificates: Option<&Certificates>,
    ) -> Result<(), StartError> {
        let address = listener.local_addr().unwrap_or(self.mqtt);
        let listener = tokio::net::TcpListener::from_std(listener).map_err(|source| StartError::Listen {
            flag,
            address,
            source,
        })?;
        let tls = certificates.map(|certificates| certificates.tls(&[]));
        self.servers.spawn(mqtt::run(listener, Arc::clone(&self.hub), tls));
        Ok(())
    }

    /// The REST surface, to be called in-process.
    pub fn router(&self) -> axum::Router {
        rest::router(Arc::clone(&self.hub))
    }

    /// The hub, to connect devices in-process.
    pub fn hub(&self) -> &Arc<Hub> {
        &self.hub
    }

    /// Where REST is served.
    pub fn https(&self) -> SocketAddr {
        self.https
    }

    /// Where MQTT is served over TLS.
    pub fn mqtt(&self) -> SocketAddr {
        self.mqtt
    }

    /// Where MQTT is served without TLS.
    pub fn mqtt_plain(&self) -> Option<SocketAddr> {
        self.mqtt_plain
    }

    /// The certificate that clients have to trust, as PEM.
    pub fn ca_pem(&self) -> &str {
        &self.ca_pem
    }

    /// A service connection string of a policy; with the port when it is not 443.
    pub fn service_connection_string(&self, policy: Policy) -> SecretString {
        let (host, key) = (self.host(self.https.port(), 443), self.hub.policies().primary(policy));
        let (name, key) = (policy.name(), key.expose_secret());
        SecretString::from(format!("HostName={host};SharedAccessKeyName={name};SharedAccessKey={key}"))
    }

    /// The connection string of a registered device or module; with the port when it is not 8883.
    pub fn device_connection_string(&self, identity: &Identity) -> Option<SecretString> {
        let key = self.hub.with(|state, _| state.registry.get(identity)?.account.keys().next().cloned())?;
        let host = self.host(self.mqtt.port(), 8883);
        let module = identity.module.as_ref().map(|id| format!(";ModuleId={id}")).unwrap_or_default();
        let text =
            format!("HostName={host};DeviceId={}{module};SharedAccessKey={}", identity.device, key.expose());
        Some(SecretString::from(text))
    }

    fn host(&self, port: u16, usual: u16) -> String {
        if port == usual { self.host_name.clone() } else { format!("{}:{port}", self.host_name) }
    }

    /// Stops serving, ends connections and closes the state; takes 10 seconds at most.
    pub async fn shutdown(self) {
        self.stop.cancel();
        self.server.graceful_shutdown(Some(REQUESTS_END_WITHIN));
        self.servers.close();
        self.servers.wait().await;
        self.hub.close().await;
    }
}

impl Drop for Emulator {
    fn drop(&mut self) {
        self.stop.cancel();
        self.server.shutdown();
    }
}

fn listen(flag: &'static str, address: SocketAddr) -> Result<TcpListener, StartError> {
    let listener = || {
        let socket = if address.is_ipv4() { TcpSocket::new_v4() } else { TcpSocket::new_v6() }?;
        // A restart takes its port again at once, whatever connections of the last run linger.
        socket.set_reuseaddr(true)?;
        socket.bind(address)?;
        socket.listen(BACKLOG)?.into_std()
    };
    listener().map_err(|source| StartError::Listen { flag, address, source })
}

fn local(flag: &'static str, listener: &TcpListener) -> Result<SocketAddr, StartError> {
    let unknown = SocketAddr::from(([0, 0, 0, 0], 0));
    listener.local_addr().map_err(|source| StartError::Listen { flag, address: unknown, source })
}

fn open(config: &Config) -> Result<(Store, Contents), StartError> {
    match &config.state {
        None => Ok((Store::ephemeral(), Contents::default())),
        Some(directory) => Store::open(directory).map_err(|error| StartError::State(Box::new(error))),
    }
}

fn certificates(config: &Config) -> Result<Certificates, StartError> {
    let (host_name, now) = (&config.host_name, config.clock.now());
    let made = match &config.state {
        None => Certificates::ephemeral(host_name, now),
        Some(directory) => Certificates::load_or_make(directory, host_name, now),
    };
    made.map_err(|source| StartError::Certificates { host_name: host_name.clone(), source })
}

#[cfg(test)]
mod tests {
    use tokio::net::TcpStream;

    use super::*;

    #[tokio::test]
    async fn more_than_128_connections_may_wait_to_be_accepted() {
        let listener = listen("--mqtt", SocketAddr::from(([127, 0, 0, 1], 0))).unwrap();
        let address = listener.local_addr().unwrap();
        let mut waiting = Vec::new();
        for _ in 0..300 {
            let connected = tokio::time::timeout(Duration::from_secs(20), TcpStream::connect(address)).await;
            waiting.push(connected.expect("the backlog takes it").unwrap());
        }
    }
}
