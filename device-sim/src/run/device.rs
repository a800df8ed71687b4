//! One device that says on stdout what happens to it.

use std::sync::Arc;

use clap::ArgMatches;
use iothub_sas::{Credential, DeviceConnectionString, ExposeSecret as _};
use iothub_wire::ids::DeviceId;
use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;

use super::{GOODBYE, RunError, client, optional_file, persist};
use crate::arguments::{DeviceArguments, InvalidArguments};
use crate::device::Notice;
use crate::endpoint::{Endpoint, MQTT_TLS_PORT, Transport};
use crate::fleet::{Fleet, FleetConfig};
use crate::hub::{Hub, Identities};
use crate::registration::register_device;
use crate::sentence::sentence;

/// Runs until the end comes, or the hub does not let the device in.
pub async fn run(
    arguments: &DeviceArguments,
    matches: &ArgMatches,
    shutdown: CancellationToken,
) -> Result<(), RunError> {
    let ca = optional_file(arguments.connection.ca.as_deref())?;
    let Some(device) = connection_string(arguments, matches, ca.as_deref(), &shutdown).await? else {
        println!("Stopped before the device was registered.");
        return Ok(());
    };
    let id = DeviceId::try_from(device.device_id().to_owned())
        .map_err(|error| RunError::Id("the device id", error))?;
    if matches!(device.credential(), Credential::X509) {
        return Err(RunError::X509);
    }
    let host = device.endpoint();
    let usual = Endpoint {
        host: host.name().trim_matches(['[', ']']).to_owned(),
        port: host.port().unwrap_or(MQTT_TLS_PORT),
    };
    let endpoint = arguments.connection.mqtt.clone().unwrap_or(usual);
    let transport = Transport::tls(host.name(), ca.as_deref().map(str::as_bytes))?;
    let hub = Hub {
        host: device.host().clone(),
        identities: Identities::One { device: id.clone(), credential: device.credential().clone() },
    };
    println!("Device {id} connects to {endpoint}. Press Ctrl-C to stop.");
    let mut config = FleetConfig::new(hub, endpoint, transport, 1);
    // The first reason to give up is enough: what comes after it is dropped.
    let (give_up, mut gave_up) = mpsc::channel(1);
    let name = id.clone();
    config.observer = Some(Arc::new(move |_, notice: &Notice<'_>| {
        if let Err(reason) = say(&name, notice) {
            let _ = give_up.try_send(reason);
        }
    }));
    let fleet = Fleet::start(config).await?;
    let reason = tokio::select! {
        () = shutdown.cancelled() => None,
        reason = gave_up.recv() => reason,
    };
    // A hub that does not answer the goodbye is not waited for.
    let _ = tokio::time::timeout(GOODBYE, fleet.stop()).await;
    println!("Device {id} has stopped.");
    reason.map_or(Ok(()), |reason| Err(RunError::NotAdmitted(reason)))
}

/// The device's own, or the one that its hub has for it; nothing when the end came meanwhile.
async fn connection_string(
    arguments: &DeviceArguments,
    matches: &ArgMatches,
    ca: Option<&str>,
    shutdown: &CancellationToken,
) -> Result<Option<DeviceConnectionString>, RunError> {
    let own = arguments.read(matches)?;
    let Some(id) = &arguments.device_id else {
        let missing = "a device needs its connection string, or `--hub` and `--device-id`";
        return Ok(Some(own.ok_or(InvalidArguments::Missing(missing))?));
    };
    let missing = InvalidArguments::Missing("`--device-id` needs `--hub`, or IOTHUB_CONNECTION_STRING");
    let hub = arguments.hub.read(matches)?.ok_or(missing)?;
    let id = DeviceId::try_from(id.clone()).map_err(|error| RunError::Id("--device-id", error))?;
    let client = client(&hub, ca)?;
    // Without the port, which is that of HTTPS.
    let host = iothub_sas::Host::parse(hub.host().name()).unwrap_or_else(|| hub.host().clone());
    let device = persist(shutdown, 1, async || register_device(&client, &host, &id).await).await?;
    if let Some(device) = &device {
        println!("Connection string: {}", device.to_text().expose_secret());
    }
    Ok(device)
}

/// Says what has happened; an error when there is no use in going on.
fn say(id: &DeviceId, notice: &Notice<'_>) -> Result<(), String> {
    match notice {
        Notice::Connected => {
            println!("Connected. Waiting for commands.");
            println!("ready device={id}");
        }
        Notice::Lost { cause, retry_in } => {
            let seconds = retry_in.as_secs_f64();
            println!("Not connected: {}. Trying again in {seconds:.1} s.", sentence(*cause));
        }
        Notice::Untrusted { cause, .. } => {
            return Err(format!("{}; is `--ca` the certificate of this hub", sentence(*cause)));
        }
        Notice::Refused { refusal, .. } => {
            return Err(format!(
                "the hub refused device `{id}`: {refusal}; \
                 check that it is registered and enabled, its key, and the clock of this machine"
            ));
        }
        Notice::Left => println!("Disconnected."),
        Notice::Twin { payload } => println!("Twin received: {}", String::from_utf8_lossy(payload)),
        Notice::Desired { payload } => {
            println!("Desired properties changed: {}", String::from_utf8_lossy(payload));
        }
        Notice::Applied { version } => {
            println!("Applied desired properties of version {version} and reported it.");
        }
        Notice::Reported => {}
        Notice::TwinRefused { status, payload } => {
            println!("The hub refused with status {status}: {}", String::from_utf8_lossy(payload));
        }
        Notice::Called { method, status, says } => {
            if let Some(says) = says {
                println!("{says}");
            }
            match status {
                Some(status) => println!("Answered method {method} with status {status}."),
                None => println!("Left method {method} without an answer."),
            }
        }
        Notice::NotSent { cause } => println!("Something could not be sent: {}.", sentence(*cause)),
    }
    Ok(())
}
