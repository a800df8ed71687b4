//! Many devices: registration, connection with progress, and numbers while they run.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use clap::ArgMatches;
use iothub_sas::ServiceConnectionString;
use tokio::time::MissedTickBehavior;
use tokio_util::sync::CancellationToken;

use super::{GOODBYE, RunError, cast, client, optional_file, persist};
use crate::arguments::{FleetArguments, InvalidArguments, read_file};
use crate::device::Notice;
use crate::endpoint::{Endpoint, MQTT_TLS_PORT, Transport};
use crate::fleet::{Counters, Fleet, FleetConfig};
use crate::hub::{Hub, Identities, Prefix};
use crate::registration::{Registered, register_fleet};
use crate::scenario::Scenario;
use crate::sentence::sentence;

/// How often progress is logged while the fleet connects.
const PROGRESS: Duration = Duration::from_secs(1);

/// How often numbers are logged afterwards, if they have changed.
const SUMMARY: Duration = Duration::from_secs(15);

/// Runs until the end comes, or the hub lets no device in.
pub async fn run(
    arguments: &FleetArguments,
    matches: &ArgMatches,
    shutdown: CancellationToken,
) -> Result<(), RunError> {
    let missing = InvalidArguments::Missing("a fleet needs `--hub`, or IOTHUB_CONNECTION_STRING");
    let policy = arguments.hub.read(matches)?.ok_or(missing)?;
    let ca = optional_file(arguments.connection.ca.as_deref())?;
    let prefix =
        Prefix::try_from(arguments.prefix.clone()).map_err(|error| RunError::Id("--prefix", error))?;
    let scenario = match &arguments.scenario {
        Some(path) => Scenario::parse(&read_file(path)?)?,
        None => Scenario::default(),
    };
    let mut config = config(arguments, &policy, prefix.clone(), scenario, ca.as_deref())?;
    let latest = Latest::default();
    let heard = latest.clone();
    config.observer = Some(Arc::new(move |index, notice: &Notice<'_>| heard.hear(index, notice)));

    let client = client(&policy, ca.as_deref())?;
    tracing::info!("The fleet is that of seed {}.", arguments.seed);
    for sentence in cast::sentences(&config.scenario, arguments.seed, &prefix, arguments.count) {
        tracing::info!("{sentence}");
    }
    if !register(arguments, &client, &prefix, &config.scenario, &shutdown).await? {
        println!("The fleet has stopped before all of it was registered.");
        return Ok(());
    }
    let fleet = Fleet::start(config).await?;
    let result = watch(&fleet, &latest, &shutdown).await;
    let connected = fleet.counters().borrow().connected;
    // Hubs that do not answer the goodbye are not waited for.
    let _ = tokio::time::timeout(GOODBYE, fleet.stop()).await;
    println!("The fleet has stopped: {connected} devices were connected and have said goodbye.");
    result
}

fn config(
    arguments: &FleetArguments,
    policy: &ServiceConnectionString,
    prefix: Prefix,
    scenario: Scenario,
    ca: Option<&str>,
) -> Result<FleetConfig, RunError> {
    let host = policy.host();
    let name = host.name().trim_matches(['[', ']']).to_owned();
    let (endpoint, transport) = match &arguments.plain {
        Some(plain) => (plain.clone(), Transport::Plain),
        None => (
            arguments.connection.mqtt.clone().unwrap_or(Endpoint { host: name, port: MQTT_TLS_PORT }),
            Transport::tls(host.name(), ca.map(str::as_bytes))?,
        ),
    };
    let identities = Identities::Numbered { prefix, policy: policy.clone() };
    let hub = Hub { host: host.clone(), identities };
    let mut config = FleetConfig::new(hub, endpoint, transport, arguments.count);
    config.scenario = scenario;
    config.seed = arguments.seed;
    config.connect_rate = arguments.connect_rate;
    Ok(config)
}

/// Registers what is missing; false when the end came meanwhile.
async fn register(
    arguments: &FleetArguments,
    client: &iothub_client::Client,
    prefix: &Prefix,
    scenario: &Scenario,
    shutdown: &CancellationToken,
) -> Result<bool, RunError> {
    let (seed, count) = (arguments.seed, arguments.count);
    let mut all = Registered::default();
    while all.created + all.known < count {
        let first = all.created + all.known;
        let step = async || register_fleet(client, prefix, scenario, seed, first, count).await;
        let Some(step) = persist(shutdown, seed, step).await? else { return Ok(false) };
        all.created += step.created;
        all.known += step.known;
        let done = all.created + all.known;
        tracing::info!(
            "Registered {done} of {count} devices: {} new, {} known before.",
            all.created,
            all.known
        );
    }
    Ok(true)
}

/// Logs progress and numbers until the end.
async fn watch(fleet: &Fleet, latest: &Latest, shutdown: &CancellationToken) -> Result<(), RunError> {
    let mut ticks = tokio::time::interval_at(tokio::time::Instant::now() + PROGRESS, PROGRESS);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let counters = fleet.counters();
    let mut before = Counters::default();
    let mut ready = false;
    let mut quiet = Duration::ZERO;
    loop {
        tokio::select! {
            () = shutdown.cancelled() => return Ok(()),
            _ = ticks.tick() => {}
            settled = fleet.wait_until(|counters| counters.settled >= counters.expected), if !ready => {
                ready = true;
                if settled.connected == 0 && settled.expected > 0 {
                    return Err(RunError::NotAdmitted(latest.take()));
                }
                println!("ready devices={} connected={}", settled.devices, settled.connected);
                continue;
            }
        }
        let now = *counters.borrow();
        let failed = now.losses + now.refusals - before.losses - before.refusals;
        if failed > 0 {
            tracing::warn!("{failed} connections failed; the latest: {}.", latest.take());
        }
        quiet += PROGRESS;
        if !ready || (quiet >= SUMMARY && now != before) {
            quiet = Duration::ZERO;
            let Counters { connected, expected, answered, ignored, applied, .. } = now;
            tracing::info!(
                "{connected} of {expected} devices are connected; methods answered: {answered}, ignored: {ignored}; \
                 desired properties applied: {applied}."
            );
        }
        before = Counters {
            losses: now.losses,
            refusals: now.refusals,
            ..if quiet.is_zero() { now } else { before }
        };
    }
}

/// The latest failure of a connection, as a sentence.
#[derive(Debug, Clone, Default)]
struct Latest(Arc<Mutex<String>>);

impl Latest {
    fn hear(&self, index: u32, notice: &Notice<'_>) {
        let said = match notice {
            Notice::Lost { cause, .. } | Notice::Untrusted { cause, .. } => sentence(*cause),
            Notice::Refused { refusal, .. } => format!(
                "the hub refused the connection: {refusal}; the policy needs the right to connect devices"
            ),
            Notice::TwinRefused { status, payload } => {
                let payload = String::from_utf8_lossy(payload);
                tracing::debug!(device = index, status, %payload, "The hub refused a twin operation");
                return;
            }
            Notice::NotSent { cause } => {
                tracing::debug!(device = index, cause = sentence(*cause), "A message could not be sent");
                return;
            }
            Notice::Connected
            | Notice::Left
            | Notice::Twin { .. }
            | Notice::Desired { .. }
            | Notice::Applied { .. }
            | Notice::Reported
            | Notice::Called { .. } => return,
        };
        tracing::debug!(device = index, cause = said, "A device is not connected");
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = said;
    }

    fn take(&self) -> String {
        std::mem::take(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}
