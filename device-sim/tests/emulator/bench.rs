//! A hub with a REST client and fleets that trust it.

use std::path::Path;

use iothub_client::{Authorities, Ca, Client, Config};
use iothub_sas::{ExposeSecret as _, ServiceConnectionString};
use iothub_wire::ids::DeviceId;
use iothub_wire::method::{MethodCall, MethodResult};
use lockstep_device_sim::endpoint::{Endpoint, Transport};
use lockstep_device_sim::fleet::{Counters, Fleet, FleetConfig};
use lockstep_device_sim::hub::{Hub, Identities, Prefix};
use lockstep_device_sim::registration::register_fleet;
use lockstep_device_sim::scenario::Scenario;
use lockstep_hub_emulator::{Config as EmulatorConfig, Emulator, Identity, Policy, Tier};
use serde_json::Value;
use tokio::time::timeout;

use super::PATIENCE;

/// See the module.
pub(crate) struct Bench {
    pub(crate) emulator: Emulator,
    pub(crate) client: Client,
}

impl Bench {
    /// A hub in memory.
    pub(crate) async fn new(tier: Tier) -> Self {
        Self::start(EmulatorConfig { tier, ..EmulatorConfig::ephemeral() }).await
    }

    /// A hub that keeps its state.
    pub(crate) async fn durable(state: &Path) -> Self {
        let state = Some(state.to_owned());
        Self::start(EmulatorConfig { tier: Tier::S3, state, ..EmulatorConfig::ephemeral() }).await
    }

    /// Ends the hub, waits for `meanwhile`, and starts it again where it was.
    pub(crate) async fn restart(self, state: &Path, meanwhile: impl AsyncFnOnce()) -> Self {
        let (https, mqtt) = (self.emulator.https(), self.emulator.mqtt());
        self.emulator.shutdown().await;
        meanwhile().await;
        let state = Some(state.to_owned());
        Self::start(EmulatorConfig { https, mqtt, tier: Tier::S3, state, ..EmulatorConfig::ephemeral() })
            .await
    }

    async fn start(config: EmulatorConfig) -> Self {
        let emulator = Emulator::start(config).await.unwrap();
        let mut config = Config::new(policy(&emulator));
        config.ca = Ca::Only(Authorities::from_pem(emulator.ca_pem().as_bytes()).unwrap());
        Self { client: Client::new(config).unwrap(), emulator }
    }

    /// A fleet of this hub.
    pub(crate) fn config(&self, scenario: &str, count: u32) -> FleetConfig {
        let policy = policy(&self.emulator);
        let identities = Identities::Numbered { prefix: prefix(), policy: policy.clone() };
        let hub = Hub { host: policy.host().clone(), identities };
        let mqtt = self.emulator.mqtt();
        let endpoint = Endpoint { host: mqtt.ip().to_string(), port: mqtt.port() };
        let transport = Transport::tls("localhost", Some(self.emulator.ca_pem().as_bytes())).unwrap();
        let mut config = FleetConfig::new(hub, endpoint, transport, count);
        config.scenario = Scenario::parse(scenario).unwrap();
        config
    }

    /// A fleet of this hub: registered, and connected as far as its scenario allows.
    pub(crate) async fn fleet(&self, scenario: &str, count: u32) -> Fleet {
        let config = self.config(scenario, count);
        for first in (0..count).step_by(100) {
            register_fleet(&self.client, &prefix(), &config.scenario, config.seed, first, count)
                .await
                .unwrap();
        }
        let fleet = Fleet::start(config).await.unwrap();
        self.until(&fleet, |counters| counters.connected == counters.expected).await;
        fleet
    }

    /// Waits until the numbers of a fleet are as wanted.
    pub(crate) async fn until(&self, fleet: &Fleet, wanted: impl FnMut(&Counters) -> bool) -> Counters {
        match timeout(PATIENCE, fleet.wait_until(wanted)).await {
            Ok(counters) => counters,
            Err(_) => panic!("it did not come to pass: {:?}", fleet.counters().borrow()),
        }
    }
}

/// The policy that may do everything.
pub(crate) fn policy(emulator: &Emulator) -> ServiceConnectionString {
    let text = emulator.service_connection_string(Policy::Owner);
    ServiceConnectionString::parse(text.expose_secret()).unwrap()
}

/// What the ids of every fleet begin with.
pub(crate) fn prefix() -> Prefix {
    Prefix::try_from("sim-".to_owned()).unwrap()
}

/// The id of a device of a fleet.
pub(crate) fn device(index: u32) -> DeviceId {
    prefix().id(index).unwrap()
}

/// The same, as the hub keeps it.
pub(crate) fn identity(index: u32) -> Identity {
    Identity { device: device(index), module: None }
}

/// Calls a method by REST.
pub(crate) async fn call(client: &Client, index: u32, method: &str, payload: Value) -> MethodResult {
    client.invoke(&device(index), &MethodCall::new(method, payload).unwrap()).await.unwrap()
}
