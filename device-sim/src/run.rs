//! The two programs behind the command line, as functions: they end when told to.

mod cast;
pub mod device;
pub mod fleet;

use std::time::Duration;

use iothub_client::tier::{HubSize, Tier};
use iothub_client::{Authorities, Ca, Client, Config, InvalidCa, InvalidConfig};
use iothub_sas::ServiceConnectionString;
use iothub_wire::ids::InvalidId;
use tokio_util::sync::CancellationToken;

use crate::arguments::{InvalidArguments, read_file};
use crate::backoff;
use crate::chance::Chance;
use crate::endpoint::InvalidTls;
use crate::registration::RegistrationError;
use crate::scenario::InvalidScenario;
use crate::sentence::sentence;

/// How long saying goodbye may take.
const GOODBYE: Duration = Duration::from_secs(8);

/// Why a program ends before it was told to.
#[derive(Debug, thiserror::Error)]
pub enum RunError {
    /// The command line.
    #[error(transparent)]
    Arguments(#[from] InvalidArguments),
    /// An id that is none.
    #[error("`{0}` is not usable")]
    Id(&'static str, #[source] InvalidId),
    /// The scenario.
    #[error("the scenario is not usable")]
    Scenario(#[from] InvalidScenario),
    /// TLS to the MQTT listener.
    #[error("the connection to the hub cannot be set up")]
    Tls(#[from] InvalidTls),
    /// The CA file.
    #[error("`--ca` is not usable")]
    Ca(#[from] InvalidCa),
    /// HTTPS to the hub.
    #[error("the connection to the hub cannot be set up")]
    Client(#[from] InvalidConfig),
    /// A device with a certificate.
    #[error("X.509 devices are not supported: use a connection string with a key")]
    X509,
    /// The registry.
    #[error(transparent)]
    Registration(#[from] RegistrationError),
    /// The hub lets nobody in, or is not the one that is trusted.
    #[error("{0}")]
    NotAdmitted(String),
    /// Threads or sockets.
    #[error("the simulator cannot run on this machine")]
    Machine(#[from] std::io::Error),
}

impl RunError {
    /// Whether the configuration is at fault, so that nothing was tried.
    pub fn configuration(&self) -> bool {
        match self {
            Self::Arguments(_)
            | Self::Id(..)
            | Self::Scenario(_)
            | Self::Tls(_)
            | Self::Ca(_)
            | Self::Client(_)
            | Self::X509 => true,
            Self::Registration(_) | Self::NotAdmitted(_) | Self::Machine(_) => false,
        }
    }
}

/// A client of the hub's REST API that trusts `ca` (PEM) alone, or Mozilla's list.
fn client(hub: &ServiceConnectionString, ca: Option<&str>) -> Result<Client, RunError> {
    let mut config = Config::new(hub.clone());
    // Which hub it is we do not know: as fast as the largest allows, and slower when the hub says 429.
    config.size = HubSize::new(Tier::S3, 1, 1.0).unwrap_or_default();
    config.user_agent = concat!("lockstep-device-sim/", env!("CARGO_PKG_VERSION")).to_owned();
    if let Some(ca) = ca {
        config.ca = Ca::Only(Authorities::from_pem(ca.as_bytes())?);
    }
    Ok(Client::new(config)?)
}

/// Does something at the registry until it works, is refused, or the end comes; nothing in that case.
async fn persist<T>(
    shutdown: &CancellationToken,
    seed: u64,
    mut attempt: impl AsyncFnMut() -> Result<T, RegistrationError>,
) -> Result<Option<T>, RegistrationError> {
    let mut chance = Chance::new(seed);
    let mut failures = 0_u8;
    loop {
        let result = tokio::select! {
            () = shutdown.cancelled() => return Ok(None),
            result = attempt() => result,
        };
        let error = match result {
            Err(error) if error.transient() => error,
            other => return other.map(Some),
        };
        let wait = backoff::delay(failures, &mut chance);
        failures = failures.saturating_add(1);
        let seconds = wait.as_secs_f64();
        tracing::warn!("Registration has to wait: {}. Trying again in {seconds:.1} s.", sentence(&error));
        tokio::select! {
            () = shutdown.cancelled() => return Ok(None),
            () = tokio::time::sleep(wait) => {}
        }
    }
}

fn optional_file(path: Option<&std::path::Path>) -> Result<Option<String>, InvalidArguments> {
    path.map(read_file).transpose()
}
