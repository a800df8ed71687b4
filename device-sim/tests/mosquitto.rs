//! The fleet against a broker that nobody of us wrote: our reading of MQTT is not only ours.
//!
//! Mosquitto is installed by the project's set-up (Debian package `mosquitto`); without it these tests fail and say so.

#![expect(clippy::unwrap_used, reason = "helpers of tests may fail as tests do")]

#[path = "mosquitto/broker.rs"]
mod broker;
#[path = "mosquitto/service.rs"]
mod service;

use std::sync::{Arc, Mutex};
use std::time::Duration;

use iothub_sas::{Host, ServiceConnectionString};
use lockstep_device_sim::device::Notice;
use lockstep_device_sim::endpoint::Transport;
use lockstep_device_sim::fleet::{Counters, Fleet, FleetConfig};
use lockstep_device_sim::hub::{Hub, Identities, Prefix};
use lockstep_device_sim::scenario::Scenario;
use lockstep_device_sim::sentence::sentence;
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject as _;
use tokio::time::timeout;

use broker::Broker;
use service::Service;

/// Longer than any of this takes on a busy machine.
const PATIENCE: Duration = Duration::from_secs(60);

fn hub() -> Hub {
    let policy = "HostName=localhost;SharedAccessKeyName=device;SharedAccessKey=YWJjZGVmZ2hpamtsbW5vcA==";
    Hub {
        host: Host::parse("localhost").unwrap(),
        identities: Identities::Numbered {
            prefix: Prefix::try_from("sim-".to_owned()).unwrap(),
            policy: ServiceConnectionString::parse(policy).unwrap(),
        },
    }
}

fn plain(broker: &Broker, count: u32) -> FleetConfig {
    FleetConfig::new(hub(), broker.endpoint(), Transport::Plain, count)
}

/// Waits until the numbers of the fleet are as wanted.
async fn until(fleet: &Fleet, wanted: impl FnMut(&Counters) -> bool) -> Counters {
    match timeout(PATIENCE, fleet.wait_until(wanted)).await {
        Ok(counters) => counters,
        Err(_) => panic!("it did not come to pass: {:?}", fleet.counters().borrow()),
    }
}

async fn all_connected(fleet: &Fleet) -> Counters {
    until(fleet, |counters| counters.connected == counters.expected).await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_device_does_through_mosquitto_what_it_does_at_a_hub() {
    let broker = Broker::plain();
    let mut service = Service::connect(&broker.endpoint());
    let mut config = plain(&broker, 1);
    config.scenario = Scenario::parse("reported = { lockState = 'unlocked' }").unwrap();
    let fleet = Fleet::start(config).await.unwrap();

    let (topic, payload) = service.next();
    assert_eq!((topic.as_str(), payload.as_str()), ("$iothub/twin/GET/?$rid=1", " "));
    service.publish(
        "$iothub/twin/res/200/?$rid=1",
        r#"{"desired":{"floor":3,"$version":2},"reported":{"$version":1}}"#,
    );
    let (topic, payload) = service.next();
    assert_eq!(topic, "$iothub/twin/PATCH/properties/reported/?$rid=2");
    assert_eq!(payload, r#"{"appliedVersion":2,"floor":3,"lockState":"unlocked"}"#);
    service.publish("$iothub/twin/res/204/?$rid=2&$version=2", "");

    service.publish("$iothub/methods/POST/lockDoor/?$rid=1a", r#"{"lockTime":"10m"}"#);
    let (topic, payload) = service.next();
    assert_eq!(topic, "$iothub/methods/res/200/?$rid=1a");
    assert_eq!(payload, r#"{"Response":"lockDoor called successfully"}"#);
    assert_eq!(service.next().1, r#"{"lockState":"locked"}"#);

    service.publish("$iothub/twin/PATCH/properties/desired/?$version=3", r#"{"building":43,"$version":3}"#);
    assert_eq!(service.next().1, r#"{"appliedVersion":3,"building":43}"#);

    let counters = until(&fleet, |counters| counters.applied == 2).await;
    assert_eq!((counters.answered, counters.losses), (1, 0));
    fleet.stop().await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_mixed_fleet_connects_and_answers_as_its_scenario_says() {
    let broker = Broker::plain();
    let mut service = Service::connect(&broker.endpoint());
    let mut config = plain(&broker, 300);
    config.scenario = Scenario::parse(
        "slow = { share = 0.1, delay_seconds = [0.1, 0.3] }
         failing = { share = 0.1, statuses = [503], silent = 0.5 }
         offline = { share = 0.1 }",
    )
    .unwrap();
    let fleet = Fleet::start(config).await.unwrap();
    let counters = all_connected(&fleet).await;
    assert_eq!(counters.devices, 300);
    assert!((269..=271).contains(&counters.expected), "{}", counters.expected);

    // Mosquitto has no devices, only topics: one request reaches the whole fleet.
    service.publish("$iothub/methods/POST/lockDoor/?$rid=1", "{}");
    let counters =
        until(&fleet, |counters| counters.answered + counters.ignored == u64::from(counters.expected)).await;
    assert!((5..25).contains(&counters.ignored), "{}", counters.ignored);
    let mut statuses = (0, 0);
    while statuses.0 + statuses.1 < counters.answered {
        let (topic, _) = service.next();
        statuses.0 += u64::from(topic == "$iothub/methods/res/200/?$rid=1");
        statuses.1 += u64::from(topic == "$iothub/methods/res/503/?$rid=1");
    }
    assert!((29..=31).contains(&(statuses.1 + counters.ignored)), "a tenth of the fleet fails: {statuses:?}");
    fleet.stop().await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_fleet_comes_back_after_its_hub() {
    let broker = Broker::plain();
    let fleet = Fleet::start(plain(&broker, 50)).await.unwrap();
    all_connected(&fleet).await;
    let _broker = broker
        .restart(async || {
            until(&fleet, |counters| counters.connected == 0).await;
        })
        .await;
    let counters = all_connected(&fleet).await;
    assert!(counters.losses >= 50);
    fleet.stop().await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn tokens_are_renewed_by_connecting_again_before_they_expire() {
    let broker = Broker::plain();
    let mut config = plain(&broker, 20);
    config.token_lifetime = Duration::from_secs(2);
    let fleet = Fleet::start(config).await.unwrap();
    let counters = until(&fleet, |counters| counters.attempts >= 40).await;
    assert_eq!((counters.losses, counters.refusals), (0, 0));
    all_connected(&fleet).await;
    fleet.stop().await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_device_is_taken_offline_and_brought_back() {
    let broker = Broker::plain();
    let mut config = plain(&broker, 10);
    config.scenario = Scenario::parse("offline = { share = 0.1 }").unwrap();
    let fleet = Fleet::start(config).await.unwrap();
    all_connected(&fleet).await;
    for index in 0..10 {
        fleet.take_offline(index).await.unwrap();
    }
    until(&fleet, |counters| counters.connected == 0).await;
    for index in 0..10 {
        fleet.bring_online(index).await.unwrap();
    }
    until(&fleet, |counters| counters.connected == 10).await;
    fleet.take_offline(10).await.unwrap();
    fleet.stop().await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn connections_are_begun_no_faster_than_allowed() {
    let broker = Broker::plain();
    let mut config = plain(&broker, 40);
    config.connect_rate = Some(40.0);
    let begun = tokio::time::Instant::now();
    let fleet = Fleet::start(config).await.unwrap();
    all_connected(&fleet).await;
    assert!(begun.elapsed() >= Duration::from_millis(700), "{:?}", begun.elapsed());
    fleet.stop().await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn devices_connect_over_tls_to_the_server_that_they_trust() {
    let (broker, ca) = Broker::tls();
    let transport = Transport::tls("localhost", Some(ca.as_bytes())).unwrap();
    let mut config = FleetConfig::new(hub(), broker.endpoint(), transport, 20);
    config.token_lifetime = Duration::from_secs(3);
    let fleet = Fleet::start(config).await.unwrap();
    all_connected(&fleet).await;
    // Renewal takes the goodbye of TLS, too.
    let counters = until(&fleet, |counters| counters.attempts >= 40).await;
    assert_eq!(counters.losses, 0);
    fleet.stop().await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn messages_of_many_records_pass_tls_of_both_versions() {
    for version in [&rustls::version::TLS12, &rustls::version::TLS13] {
        let (broker, ca) = Broker::tls();
        let mut service = Service::connect(&broker.plain_endpoint());
        let config = FleetConfig::new(hub(), broker.endpoint(), only(version, &ca), 1);
        let fleet = Fleet::start(config).await.unwrap();
        assert_eq!(service.next().0, "$iothub/twin/GET/?$rid=1");
        service.publish("$iothub/twin/res/200/?$rid=1", r#"{"desired":{"$version":1},"reported":{}}"#);
        service.next();
        let long = "x".repeat(100_000);
        service.publish(
            "$iothub/twin/PATCH/properties/desired/?$version=2",
            &format!(r#"{{"long":"{long}","$version":2}}"#),
        );
        assert_eq!(service.next().1, format!(r#"{{"appliedVersion":2,"long":"{long}"}}"#));
        assert_eq!(fleet.counters().borrow().losses, 0);
        fleet.stop().await.unwrap();
    }
}

/// A transport that speaks one version of TLS.
fn only(version: &'static rustls::SupportedProtocolVersion, ca: &str) -> Transport {
    let mut roots = rustls::RootCertStore::empty();
    roots.add(CertificateDer::from_pem_slice(ca.as_bytes()).unwrap()).unwrap();
    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let config = rustls::ClientConfig::builder_with_provider(provider)
        .with_protocol_versions(&[version])
        .unwrap()
        .with_root_certificates(roots)
        .with_no_client_auth();
    Transport::Tls { config: Arc::new(config), name: "localhost".try_into().unwrap() }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_is_not_trusted_is_refused_with_the_reason() {
    let (broker, _) = Broker::tls();
    let (_, ca_of_another) = Broker::tls();
    for (name, ca, reason) in [
        ("localhost", Some(ca_of_another.as_str()), "invalid peer certificate"),
        ("localhost", None, "invalid peer certificate"),
    ] {
        let transport = Transport::tls(name, ca.map(str::as_bytes)).unwrap();
        let mut config = FleetConfig::new(hub(), broker.endpoint(), transport, 1);
        let heard = Arc::new(Mutex::new(String::new()));
        let said = Arc::clone(&heard);
        config.observer = Some(Arc::new(move |_, notice: &Notice<'_>| {
            if let Notice::Untrusted { cause, .. } = notice {
                said.lock().unwrap().push_str(&sentence(*cause));
            }
        }));
        let fleet = Fleet::start(config).await.unwrap();
        until(&fleet, |counters| counters.losses > 0).await;
        fleet.stop().await.unwrap();
        let heard = heard.lock().unwrap();
        assert!(heard.contains(reason), "{heard}");
    }
}
