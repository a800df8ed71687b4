//! The command line, and what it means.
//!
//! Connection strings are secrets: they are taken as they come and read afterwards, because a value that the argument
//! parser refuses is printed by it. On the command line, where every user of the machine can see them, only those of a
//! local hub are accepted.

use std::path::{Path, PathBuf};
use std::{fs, io};

use clap::parser::ValueSource;
use clap::{ArgMatches, Args, Parser, Subcommand};
use iothub_sas::{
    DeviceConnectionString, ExposeSecret as _, InvalidConnectionString, SecretString, ServiceConnectionString,
};

use crate::endpoint::Endpoint;

/// The key of the local hub's policy `iothubowner`, which is public: whoever reads the documentation knows it.
const PUBLISHED_KEY: &str = "bG9ja3N0ZXAtZW11bGF0b3Itd2VsbC1rbm93bi1rZXk=";

/// Largest file that is read, in bytes.
const FILE_LIMIT: u64 = 1024 * 1024;

/// Simulates devices of an Azure IoT Hub, or of a local one: over MQTT, with direct methods and twins.
#[derive(Debug, Parser)]
#[command(name = "lockstep-device-sim", version)]
pub struct Arguments {
    /// What is simulated.
    #[command(subcommand)]
    pub command: Command,
    /// What is logged on stderr: `error`, `warn`, `info`, `debug`, `trace`, or a filter by module.
    #[arg(long, env = "LOCKSTEP_SIM_LOG", default_value = "info", global = true)]
    pub log: String,
    /// How it is logged: `text` or `json`.
    #[arg(long, env = "LOCKSTEP_SIM_LOG_FORMAT", default_value = "text", value_parser = ["text", "json"], global = true)]
    pub log_format: String,
}

/// What can be simulated.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// One device that says what happens to it.
    ///
    /// It needs its own connection string (`IOTHUB_DEVICE_CONNECTION_STRING`), or the one of a hub (`--hub` or
    /// `IOTHUB_CONNECTION_STRING`) and `--device-id`: then the device is registered if it is missing, and its connection
    /// string is printed.
    Device(DeviceArguments),
    /// Many devices: registers those that are missing, with their tags, and connects them.
    Fleet(FleetArguments),
}

/// See [`Command::Device`].
#[derive(Debug, Args)]
pub struct DeviceArguments {
    /// Connection string of the device; on the command line only for a hub on this machine.
    #[arg(long, value_name = "CS", env = "IOTHUB_DEVICE_CONNECTION_STRING", hide_env_values = true)]
    pub connection_string: Option<SecretString>,
    /// File with the connection string of the device.
    #[arg(long, value_name = "FILE", env = "IOTHUB_DEVICE_CONNECTION_STRING_FILE")]
    pub connection_string_file: Option<PathBuf>,
    /// Which hub.
    #[command(flatten)]
    pub hub: HubArguments,
    /// The device; taken from the hub, or registered there.
    #[arg(long, value_name = "ID", env = "LOCKSTEP_SIM_DEVICE_ID")]
    pub device_id: Option<String>,
    /// Where and how.
    #[command(flatten)]
    pub connection: ConnectionArguments,
}

/// See [`Command::Fleet`].
#[derive(Debug, Args)]
pub struct FleetArguments {
    /// Which hub.
    #[command(flatten)]
    pub hub: HubArguments,
    /// How many devices.
    #[arg(long, env = "LOCKSTEP_SIM_COUNT", value_parser = clap::value_parser!(u32).range(1..=1_000_000))]
    pub count: u32,
    /// What their ids begin with; a number of four digits or more follows.
    #[arg(long, env = "LOCKSTEP_SIM_PREFIX", default_value = "sim-")]
    pub prefix: String,
    /// Where and how.
    #[command(flatten)]
    pub connection: ConnectionArguments,
    /// Where plain MQTT is, without TLS: for load tests.
    #[arg(long, value_name = "HOST:PORT", env = "LOCKSTEP_SIM_PLAIN", conflicts_with = "mqtt")]
    pub plain: Option<Endpoint>,
    /// What the devices are like; see the README for the format.
    #[arg(long, value_name = "FILE.toml", env = "LOCKSTEP_SIM_SCENARIO")]
    pub scenario: Option<PathBuf>,
    /// The same seed gives the same fleet.
    #[arg(long, value_name = "N", env = "LOCKSTEP_SIM_SEED", default_value_t = 1)]
    pub seed: u64,
    /// Connections begun in a second, at most.
    #[arg(long, value_name = "N", env = "LOCKSTEP_SIM_CONNECT_RATE", value_parser = rate)]
    pub connect_rate: Option<f64>,
}

/// A hub, as seen by a service.
#[derive(Debug, Args)]
pub struct HubArguments {
    /// Connection string of a policy of the hub that may write to the registry and connect devices, such as
    /// `iothubowner`; on the command line only the local hub's.
    #[arg(long, value_name = "SERVICE_CS", env = "IOTHUB_CONNECTION_STRING", hide_env_values = true)]
    pub hub: Option<SecretString>,
    /// File with that connection string.
    #[arg(long, value_name = "FILE", env = "IOTHUB_CONNECTION_STRING_FILE")]
    pub hub_file: Option<PathBuf>,
}

/// Where the hub is and whom to trust.
#[derive(Debug, Args)]
pub struct ConnectionArguments {
    /// Trust the certificates in this file alone (PEM), instead of Mozilla's list.
    #[arg(long, value_name = "FILE", env = "LOCKSTEP_SIM_CA")]
    pub ca: Option<PathBuf>,
    /// Where MQTT over TLS is, when that is not port 8883 of the hub.
    #[arg(long, value_name = "HOST:PORT", env = "LOCKSTEP_SIM_MQTT")]
    pub mqtt: Option<Endpoint>,
}

/// Why the program cannot start.
#[derive(Debug, thiserror::Error)]
pub enum InvalidArguments {
    /// A secret where everybody can see it.
    #[error(
        "`{0}` on the command line is visible to everybody: only a local hub's is accepted there; use {1} or {1}_FILE"
    )]
    Exposed(&'static str, &'static str),
    /// Two sources of one secret.
    #[error("`{0}` and `{0}-file` are both given")]
    Twice(&'static str),
    /// Nothing says which hub, or device.
    #[error("{0}")]
    Missing(&'static str),
    /// Not a connection string.
    #[error("`{0}` is not usable")]
    ConnectionString(&'static str, #[source] InvalidConnectionString),
    /// A file cannot be read.
    #[error("`{path}` cannot be read")]
    File {
        /// Its path.
        path: String,
        /// Why.
        #[source]
        source: io::Error,
    },
}

impl HubArguments {
    /// The hub that is meant, if any. `matches` are those of the subcommand.
    pub fn read(&self, matches: &ArgMatches) -> Result<Option<ServiceConnectionString>, InvalidArguments> {
        let names = ("--hub", "hub", "hub_file");
        let Some(text) = secret(names, self.hub.as_ref(), self.hub_file.as_deref(), matches)? else {
            return Ok(None);
        };
        let hub = ServiceConnectionString::parse(text.expose_secret())
            .map_err(|error| InvalidArguments::ConnectionString("--hub", error))?;
        let published = hub.key().to_base64().expose_secret() == PUBLISHED_KEY;
        if !published && on_command_line(matches, "hub") {
            return Err(InvalidArguments::Exposed("--hub", "IOTHUB_CONNECTION_STRING"));
        }
        Ok(Some(hub))
    }
}

impl DeviceArguments {
    /// The device's own connection string, if there is one. `matches` are those of the subcommand.
    pub fn read(&self, matches: &ArgMatches) -> Result<Option<DeviceConnectionString>, InvalidArguments> {
        const FLAG: &str = "--connection-string";
        let names = (FLAG, "connection_string", "connection_string_file");
        let file = self.connection_string_file.as_deref();
        let Some(text) = secret(names, self.connection_string.as_ref(), file, matches)? else {
            return Ok(None);
        };
        let device = DeviceConnectionString::parse(text.expose_secret())
            .map_err(|error| InvalidArguments::ConnectionString(FLAG, error))?;
        if !local(device.endpoint().name()) && on_command_line(matches, "connection_string") {
            return Err(InvalidArguments::Exposed(FLAG, "IOTHUB_DEVICE_CONNECTION_STRING"));
        }
        Ok(Some(device))
    }
}

/// Reads a small file.
pub fn read_file(path: &Path) -> Result<String, InvalidArguments> {
    let fail = |source| InvalidArguments::File { path: path.display().to_string(), source };
    let mut text = String::new();
    let file = fs::File::open(path).map_err(fail)?;
    io::Read::read_to_string(&mut io::Read::take(file, FILE_LIMIT), &mut text).map_err(fail)?;
    Ok(text)
}

/// The command line goes before the environment; two values of one rank are an error.
fn secret(
    (flag, value_name, file_name): (&'static str, &str, &str),
    value: Option<&SecretString>,
    file: Option<&Path>,
    matches: &ArgMatches,
) -> Result<Option<SecretString>, InvalidArguments> {
    let from_file = |path| Ok(Some(read_file(path)?.trim().to_owned().into()));
    match (value, file) {
        (None, None) => Ok(None),
        (Some(value), None) => Ok(Some(value.clone())),
        (None, Some(path)) => from_file(path),
        (Some(value), Some(path)) => {
            match (on_command_line(matches, value_name), on_command_line(matches, file_name)) {
                (true, false) => Ok(Some(value.clone())),
                (false, true) => from_file(path),
                (true, true) | (false, false) => Err(InvalidArguments::Twice(flag)),
            }
        }
    }
}

fn on_command_line(matches: &ArgMatches, argument: &str) -> bool {
    matches.value_source(argument) == Some(ValueSource::CommandLine)
}

/// Whether a host name can only mean this machine: keys of a hub there open nothing elsewhere.
fn local(host: &str) -> bool {
    let host = host.trim_matches(['[', ']']);
    host.eq_ignore_ascii_case("localhost")
        || host.parse().is_ok_and(|address: std::net::IpAddr| address.is_loopback())
}

fn rate(text: &str) -> Result<f64, &'static str> {
    let rate = text.parse().ok().filter(|rate: &f64| rate.is_finite() && *rate > 0.0);
    rate.ok_or("not a number above zero")
}

#[cfg(test)]
mod tests;
