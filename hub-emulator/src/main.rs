//! The command line of the hub emulator: reads flags and environment, starts the library, waits for a signal.

use std::io::IsTerminal as _;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::Parser;
use lockstep_hub_emulator::{Clock, Config, Emulator, Issuer, Tier};
use tokio::signal::unix::{SignalKind, signal};

/// `EX_USAGE`: the configuration is wrong, and trying again will not help.
const BAD_CONFIGURATION: u8 = 64;

/// A local Azure IoT Hub that unmodified official SDKs accept: REST, MQTT, twins, queries, methods and jobs.
///
/// Clients have to trust DIR/ca.pem and find a connection string in DIR/service.connection-string. The published key of
/// the policy `iothubowner` protects nothing: keep the emulator on loopback.
#[derive(Debug, Parser)]
#[command(name = "lockstep-hub-emulator", version)]
struct Arguments {
    /// Address of REST and of MQTT over WebSocket; port 0 takes a free one.
    #[arg(long, env = "LOCKSTEP_HUB_HTTPS", default_value = "127.0.0.1:8443", value_name = "ADDR")]
    https: SocketAddr,

    /// Address of MQTT over TLS; port 0 takes a free one.
    #[arg(long, env = "LOCKSTEP_HUB_MQTT", default_value = "127.0.0.1:8883", value_name = "ADDR")]
    mqtt: SocketAddr,

    /// Address of MQTT without TLS, which a real hub does not have: for load tests.
    #[arg(long, env = "LOCKSTEP_HUB_MQTT_PLAIN", value_name = "ADDR")]
    mqtt_plain: Option<SocketAddr>,

    /// Directory of the durable state, certificates and connection strings.
    #[arg(long, env = "LOCKSTEP_HUB_STATE", default_value = ".lockstep/hub", value_name = "DIR")]
    state: PathBuf,

    /// Keep everything in memory and write no files; the certificate is at /_emulator/ca.pem.
    #[arg(long, env = "LOCKSTEP_HUB_EPHEMERAL", conflicts_with = "state")]
    ephemeral: bool,

    /// Edition of the hub, which decides its limits.
    #[arg(long, env = "LOCKSTEP_HUB_TIER", value_enum, default_value_t = Tier::S1)]
    tier: Tier,

    /// Units of that edition.
    #[arg(long, env = "LOCKSTEP_HUB_UNITS", default_value_t = 1)]
    units: u32,

    /// Name of the hub, beside localhost and 127.0.0.1.
    #[arg(long, env = "LOCKSTEP_HUB_HOST_NAME", default_value = "localhost")]
    host_name: String,

    /// Take the Entra tokens of this issuer besides SAS; their `roles` are those of IoT Hub's data plane.
    #[arg(long, env = "LOCKSTEP_HUB_ENTRA_ISSUER", value_name = "URL")]
    entra_issuer: Option<Issuer>,

    /// Let other machines pull the levers under /_emulator/, which ask for no credential: for containers and test networks.
    #[arg(long, env = "LOCKSTEP_HUB_ALLOW_REMOTE_CONTROL")]
    allow_remote_control: bool,

    /// Take job ids with upper case, underscores and dots, which older hubs took.
    #[arg(long, env = "LOCKSTEP_HUB_LAX_JOB_IDS")]
    lax_job_ids: bool,

    /// Write logs as JSON.
    #[arg(long, env = "LOCKSTEP_HUB_LOG_JSON")]
    log_json: bool,
}

impl From<Arguments> for Config {
    fn from(arguments: Arguments) -> Self {
        Self {
            https: arguments.https,
            mqtt: arguments.mqtt,
            mqtt_plain: arguments.mqtt_plain,
            state: (!arguments.ephemeral).then_some(arguments.state),
            tier: arguments.tier,
            units: arguments.units,
            host_name: arguments.host_name,
            entra_issuer: arguments.entra_issuer,
            remote_control: arguments.allow_remote_control,
            lax_job_ids: arguments.lax_job_ids,
            clock: Clock::system(),
            seed: None,
        }
    }
}

#[tokio::main]
async fn main() -> ExitCode {
    let arguments = match Arguments::try_parse() {
        Ok(arguments) => arguments,
        Err(error) => {
            _ = error.print();
            return if error.use_stderr() { ExitCode::from(BAD_CONFIGURATION) } else { ExitCode::SUCCESS };
        }
    };
    log_to_stderr(arguments.log_json);
    match run(arguments.into()).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("lockstep-hub-emulator: {error:#}");
            ExitCode::from(BAD_CONFIGURATION)
        }
    }
}

/// Serves until SIGTERM or SIGINT.
async fn run(config: Config) -> anyhow::Result<()> {
    let (mut terminate, mut interrupt) = (signal(SignalKind::terminate())?, signal(SignalKind::interrupt())?);
    warn_off_loopback(&config);
    let emulator = Emulator::start(config).await?;
    let plain = emulator.mqtt_plain().map(|address| format!(" mqtt-plain={address}")).unwrap_or_default();
    println!("ready https={} mqtt={}{plain}", emulator.https(), emulator.mqtt());
    tokio::select! {
        _ = terminate.recv() => {}
        _ = interrupt.recv() => {}
    }
    tracing::info!("Ending");
    emulator.shutdown().await;
    Ok(())
}

fn warn_off_loopback(config: &Config) {
    let addresses = [Some(config.https), Some(config.mqtt), config.mqtt_plain];
    for address in addresses.into_iter().flatten().filter(|address| !address.ip().is_loopback()) {
        tracing::warn!(%address, "Listening off loopback: whoever reaches this address can use the published key");
    }
}

fn log_to_stderr(json: bool) {
    let filter = tracing_subscriber::EnvFilter::try_from_default_env();
    let filter = filter.unwrap_or_else(|_| tracing_subscriber::EnvFilter::new("info"));
    let ansi = std::io::stderr().is_terminal();
    let logs = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).with_ansi(ansi);
    // Telling standard error that standard error is gone would be a panic.
    let logs = logs.log_internal_errors(false);
    if json { logs.json().init() } else { logs.init() }
}
