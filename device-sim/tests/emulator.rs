//! Devices at a hub: the local emulator, spoken to by REST from the other side.

#![expect(clippy::unwrap_used, reason = "helpers of tests may fail as tests do")]

#[path = "emulator/bench.rs"]
mod bench;
#[path = "emulator/program.rs"]
mod program;

use std::time::Duration;

use iothub_client::Client;
use iothub_wire::etag::IfMatch;
use iothub_wire::twin::{Twin, TwinPatch};
use lockstep_device_sim::fleet::Fleet;
use lockstep_device_sim::registration::{Registered, register_fleet};
use lockstep_device_sim::scenario::{Character, Scenario};
use lockstep_hub_emulator::Tier;
use serde_json::{Value, json};

use bench::{Bench, call, device, prefix};

const DEMO: &str = include_str!("../scenarios/demo.toml");

async fn reported(client: &Client, index: u32) -> serde_json::Map<String, Value> {
    let twin: Twin = client.twin(&device(index)).await.unwrap();
    twin.properties.reported.properties
}

async fn desire(client: &Client, index: u32, desired: &Value) {
    let patch = json!({ "properties": { "desired": desired } }).to_string();
    let patch = TwinPatch::from_json(patch.as_bytes()).unwrap();
    client.patch_twin(&device(index), &patch, &IfMatch::Absent).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_device_locks_its_door_when_called_by_rest() {
    let bench = Bench::new(Tier::S1).await;
    let fleet = bench.fleet("", 1).await;
    let result = call(&bench.client, 0, "lockDoor", json!({ "lockTime": "10m" })).await;
    assert_eq!(result.status, 200);
    assert_eq!(result.payload.value(), json!({ "Response": "lockDoor called successfully" }));
    // Once with what is usual, once with the door.
    bench.until(&fleet, |counters| counters.reported == 2).await;
    assert_eq!(reported(&bench.client, 0).await["lockState"], "locked");
    let result = call(&bench.client, 0, "openSesame", Value::Null).await;
    assert_eq!((result.status, &result.payload.value()["method"]), (404, &json!("openSesame")));
    fleet.stop().await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_device_acknowledges_desired_properties() {
    let bench = Bench::new(Tier::S1).await;
    let fleet = bench.fleet("", 1).await;
    bench.until(&fleet, |counters| counters.reported == 1).await;
    desire(&bench.client, 0, &json!({ "building": 43, "floor": 3 })).await;
    bench.until(&fleet, |counters| counters.reported == 2).await;
    let reported = reported(&bench.client, 0).await;
    assert_eq!((&reported["building"], &reported["floor"]), (&json!(43), &json!(3)));
    assert_eq!(reported["appliedVersion"], 2);
    fleet.stop().await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_device_catches_up_with_what_it_missed() {
    let bench = Bench::new(Tier::S1).await;
    let fleet = bench.fleet("", 1).await;
    bench.until(&fleet, |counters| counters.reported == 1).await;
    desire(&bench.client, 0, &json!({ "door": { "from": 7, "to": 18 } })).await;
    bench.until(&fleet, |counters| counters.reported == 2).await;
    fleet.take_offline(0).await.unwrap();
    bench.emulator.until_connected(0).await;
    desire(&bench.client, 0, &json!({ "door": { "from": 8, "to": null } })).await;
    fleet.bring_online(0).await.unwrap();
    bench.until(&fleet, |counters| counters.reported == 3).await;
    let reported = reported(&bench.client, 0).await;
    assert_eq!((&reported["door"], &reported["appliedVersion"]), (&json!({ "from": 8 }), &json!(3)));
    fleet.stop().await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reboot_is_seen_in_the_connection_and_in_the_twin() {
    let bench = Bench::new(Tier::S1).await;
    let fleet = bench.fleet("operations = { reboot_seconds = 0.3 }", 1).await;
    bench.until(&fleet, |counters| counters.reported == 1).await;
    assert_eq!(call(&bench.client, 0, "reboot", Value::Null).await.status, 200);
    bench.emulator.until_connected(0).await;
    assert_eq!(reported(&bench.client, 0).await["reboot"]["status"], "rebooting");
    bench.emulator.until_connected(1).await;
    bench.until(&fleet, |counters| counters.reported == 3).await;
    assert_eq!(reported(&bench.client, 0).await["reboot"]["status"], "completed");
    assert_eq!(fleet.counters().borrow().losses, 0, "leaving on purpose is not a loss");
    fleet.stop().await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_firmware_update_ends_with_the_new_version() {
    let bench = Bench::new(Tier::S1).await;
    let fleet = bench.fleet("operations = { firmware_update_seconds = 0.5 }", 1).await;
    bench.until(&fleet, |counters| counters.reported == 1).await;
    let result = call(&bench.client, 0, "firmwareUpdate", json!({ "version": "2.0.0" })).await;
    assert_eq!(result.status, 202);
    // Beginning, six steps, end.
    bench.until(&fleet, |counters| counters.reported == 9).await;
    let reported = reported(&bench.client, 0).await;
    assert_eq!(reported["firmwareVersion"], "2.0.0");
    assert_eq!(reported["firmwareUpdate"]["status"], "completed");
    assert_eq!(reported["firmwareUpdate"]["progress"], 100);
    fleet.stop().await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_fleet_comes_back_when_the_hub_drops_it() {
    let bench = Bench::new(Tier::S3).await;
    let fleet = bench.fleet("", 20).await;
    for index in 0..20 {
        assert!(bench.emulator.drop_connection(&bench::identity(index)), "{index}");
    }
    bench.until(&fleet, |counters| counters.losses == 20 && counters.connected == 20).await;
    assert_eq!(call(&bench.client, 19, "lockDoor", Value::Null).await.status, 200);
    fleet.stop().await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_fleet_comes_back_when_the_hub_does() {
    let state = tempfile::tempdir().unwrap();
    let bench = Bench::durable(state.path()).await;
    let fleet = bench.fleet("", 20).await;
    let bench = bench
        .restart(state.path(), async || {
            fleet.wait_until(|counters| counters.connected == 0).await;
        })
        .await;
    bench.until(&fleet, |counters| counters.connected == 20).await;
    assert_eq!(call(&bench.client, 7, "lockDoor", Value::Null).await.status, 200);
    fleet.stop().await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn two_hundred_mixed_devices_are_what_the_scenario_says() {
    let bench = Bench::new(Tier::S3).await;
    let fleet: Fleet = bench.fleet(DEMO, 200).await;
    let counters = *fleet.counters().borrow();
    assert_eq!((counters.devices, counters.connected, bench.emulator.connected()), (200, 188, 188));

    let scenario = Scenario::parse(DEMO).unwrap();
    let twin: Twin = bench.client.twin(&device(6)).await.unwrap();
    assert_eq!(twin.tags, scenario.tags(1, 6));
    bench.until(&fleet, |counters| counters.reported >= 188).await;
    let mut seen = [0; 3];
    for index in 0..200 {
        match scenario.character(1, index) {
            Character::Healthy if seen[0] < 5 => {
                seen[0] += 1;
                assert_eq!(call(&bench.client, index, "lockDoor", Value::Null).await.status, 200);
            }
            Character::Failing(lockstep_device_sim::scenario::Failure::Status(status)) => {
                seen[1] += 1;
                let result = call(&bench.client, index, "lockDoor", Value::Null).await;
                assert_eq!(result.status, i64::from(status));
            }
            Character::Offline => {
                seen[2] += 1;
                assert!(reported(&bench.client, index).await.is_empty());
            }
            Character::Healthy | Character::Slow | Character::Failing(_) => {}
        }
    }
    assert!(seen[0] == 5 && seen[1] > 2 && seen[2] == 12, "{seen:?}");
    fleet.stop().await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn devices_that_the_hub_knows_are_left_as_they_are_but_for_their_tags() {
    let bench = Bench::new(Tier::S3).await;
    let scenario = Scenario::parse("tags = { site = 'north' }").unwrap();
    let register = async |first, count| {
        register_fleet(&bench.client, &prefix(), &scenario, 1, first, count).await.unwrap()
    };
    assert_eq!(register(0, 30).await, Registered { created: 30, known: 0 });
    let key = bench.client.device(&device(3)).await.unwrap().authentication.symmetric_key;
    let patch = TwinPatch::from_json(br#"{"tags":{"site":"south","owner":"me"}}"#).unwrap();
    bench.client.patch_twin(&device(3), &patch, &IfMatch::Absent).await.unwrap();

    assert_eq!(register(0, 130).await, Registered { created: 70, known: 30 });
    assert_eq!(register(100, 130).await, Registered { created: 30, known: 0 });
    assert_eq!(register(130, 130).await, Registered::default());
    let again = bench.client.device(&device(3)).await.unwrap().authentication.symmetric_key;
    assert_eq!(again, key);
    let twin: Twin = bench.client.twin(&device(3)).await.unwrap();
    assert_eq!(Value::from(twin.tags), json!({ "site": "north", "owner": "me" }));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_device_that_is_disabled_waits_and_is_counted_as_refused() {
    let bench = Bench::new(Tier::S1).await;
    let mut settings = iothub_wire::identity::DeviceSettings::new(device(0));
    settings.status = iothub_wire::identity::DeviceStatus::Disabled;
    bench.client.create_device(&settings).await.unwrap();
    let fleet = Fleet::start(bench.config("", 1)).await.unwrap();
    let counters = bench.until(&fleet, |counters| counters.refusals > 0).await;
    assert_eq!((counters.connected, counters.settled, counters.losses), (0, 1, 0));
    fleet.stop().await.unwrap();
}

/// Longer than any of this takes on a busy machine.
const PATIENCE: Duration = Duration::from_secs(60);
