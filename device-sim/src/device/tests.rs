//! A device, spoken to in MQTT packets by a hub that is made of a few lines.

use std::time::Duration;

use super::*;
use crate::mqtt::{Delivery, Packet, PacketId, Publish};

const FRESH: &str = r#"{"desired":{"$version":1},"reported":{"$version":1}}"#;

/// A device with all that a turn needs, and the hub's end of its connection.
struct Bench {
    device: Device,
    scenario: Scenario,
    now: Now,
    chance: Chance,
    out: Vec<u8>,
    heard: Vec<String>,
}

impl Bench {
    fn new(scenario: &str) -> Self {
        Self {
            device: Device::default(),
            scenario: Scenario::parse(scenario).unwrap(),
            now: Now::default(),
            chance: Chance::new(1),
            out: Vec::new(),
            heard: Vec::new(),
        }
    }

    /// Connected, subscribed, and given this twin.
    fn connected(scenario: &str, twin: &str) -> Self {
        let mut bench = Self::new(scenario);
        bench.connect();
        bench.twin(twin);
        bench
    }

    fn turn<T>(&mut self, act: impl FnOnce(&mut Device, &mut Turn<'_>) -> T) -> T {
        let heard = &mut self.heard;
        let mut turn = Turn {
            index: 0,
            now: self.now,
            scenario: &self.scenario,
            seed: 0,
            chance: &mut self.chance,
            out: &mut self.out,
            notify: &mut |notice| heard.push(format!("{notice:?}")),
        };
        act(&mut self.device, &mut turn)
    }

    fn send(&mut self, packet: &Packet<'_>) {
        let mut bytes = Vec::new();
        packet.encode(&mut bytes).unwrap();
        assert_eq!(self.turn(|device, turn| device.receive(&bytes, turn)), Ok(bytes.len()));
    }

    fn publish(&mut self, topic: &str, payload: &str) {
        let (payload, delivery) = (payload.as_bytes(), Delivery::AtMostOnce);
        self.send(&Packet::Publish(Publish { topic, payload, delivery, retain: false }));
    }

    fn connect(&mut self) {
        let connect = Connect {
            client_id: "d",
            user_name: None,
            password: None,
            clean_session: false,
            keep_alive: 240,
        };
        self.turn(|device, turn| device.connect(&connect, turn)).unwrap();
        self.send(&Packet::ConnAck { session_present: false, refusal: None });
        self.send(&Packet::SubAck { id: PacketId::MIN, granted: vec![Some(QoS::AtMostOnce); 3] });
    }

    /// Answers the twin request that is in `out`.
    fn twin(&mut self, twin: &str) {
        let request = self.published().pop().expect("a twin request").0;
        let request = request.strip_prefix("$iothub/twin/GET/?$rid=").expect("a twin request").to_owned();
        self.publish(&format!("$iothub/twin/res/200/?$rid={request}"), twin);
    }

    fn pass(&mut self, seconds: u64) -> Option<Duration> {
        self.now = self.now.after(Duration::from_secs(seconds));
        self.turn(|device, turn| device.tick(turn)).unwrap()
    }

    /// Topics and payloads of what the device has published since this was asked last.
    fn published(&mut self) -> Vec<(String, String)> {
        let bytes = std::mem::take(&mut self.out);
        let mut rest = &bytes[..];
        let mut published = Vec::new();
        while let Some((packet, used)) = Packet::decode(rest).unwrap() {
            if let Packet::Publish(publish) = packet {
                let payload = String::from_utf8(publish.payload.to_vec()).unwrap();
                published.push((publish.topic.to_owned(), payload));
            }
            rest = &rest[used..];
        }
        assert!(rest.is_empty());
        published
    }

    fn payloads(&mut self) -> Vec<String> {
        self.published().into_iter().map(|(_, payload)| payload).collect()
    }
}

#[test]
fn a_device_subscribes_then_fetches_its_twin_then_reports_what_is_usual() {
    let mut bench = Bench::new("reported = { lockState = 'unlocked' }");
    bench.connect();
    let out = bench.out.clone();
    let (_, connect) = Packet::decode(&out).unwrap().unwrap();
    let (subscribe, _) = Packet::decode(&out[connect..]).unwrap().unwrap();
    let filters = vec![
        ("$iothub/methods/POST/#", QoS::AtMostOnce),
        ("$iothub/twin/res/#", QoS::AtMostOnce),
        ("$iothub/twin/PATCH/properties/desired/#", QoS::AtMostOnce),
    ];
    assert_eq!(subscribe, Packet::Subscribe { id: PacketId::MIN, filters });
    assert!(bench.device.ready());
    bench.twin(FRESH);
    assert_eq!(
        bench.published(),
        [(
            "$iothub/twin/PATCH/properties/reported/?$rid=2".to_owned(),
            r#"{"lockState":"unlocked"}"#.to_owned()
        )]
    );
}

#[test]
fn a_device_does_nothing_before_it_is_let_in() {
    let mut bench = Bench::new("");
    let bytes = [0x20, 2, 0, 5];
    let connect =
        Connect { client_id: "d", user_name: None, password: None, clean_session: false, keep_alive: 240 };
    bench.turn(|device, turn| device.connect(&connect, turn)).unwrap();
    let refused = bench.turn(|device, turn| device.receive(&bytes, turn));
    assert_eq!(refused, Err(Fault::Refused(Refusal::NotAuthorized)));
}

#[test]
fn a_method_is_answered_and_its_outcome_reported() {
    let mut bench = Bench::connected("reported = {}", FRESH);
    bench.publish("$iothub/methods/POST/lockDoor/?$rid=1a", r#"{"lockTime":"10m"}"#);
    let published = bench.published();
    assert_eq!(published[0].0, "$iothub/methods/res/200/?$rid=1a");
    assert_eq!(published[0].1, r#"{"Response":"lockDoor called successfully"}"#);
    assert_eq!(published[1].1, r#"{"lockState":"locked"}"#);
    assert_eq!(
        bench.heard.last().unwrap(),
        r#"Called { method: "lockDoor", status: Some(200), says: Some("Locking Door!") }"#
    );
}

#[test]
fn an_unknown_method_is_answered_too() {
    let mut bench = Bench::connected("reported = {}", FRESH);
    bench.publish("$iothub/methods/POST/sing/?$rid=2", "null");
    assert_eq!(bench.published()[0].0, "$iothub/methods/res/404/?$rid=2");
}

#[test]
fn desired_properties_are_reported_as_applied() {
    let mut bench = Bench::connected("reported = {}", FRESH);
    bench.publish(
        "$iothub/twin/PATCH/properties/desired/?$version=2",
        r#"{"building":43,"floor":3,"$version":2}"#,
    );
    assert_eq!(bench.payloads(), [r#"{"appliedVersion":2,"building":43,"floor":3}"#]);
    assert_eq!(bench.heard.last().unwrap(), "Applied { version: 2 }");
}

#[test]
fn the_same_desired_properties_are_not_applied_twice() {
    let mut bench = Bench::connected("reported = {}", FRESH);
    for _ in 0..2 {
        bench.publish("$iothub/twin/PATCH/properties/desired/?$version=2", r#"{"a":1,"$version":2}"#);
    }
    assert_eq!(bench.payloads().len(), 1);
}

#[test]
fn a_missed_version_makes_the_device_fetch_the_whole_twin() {
    let mut bench = Bench::connected("reported = {}", FRESH);
    bench.publish("$iothub/twin/PATCH/properties/desired/?$version=5", r#"{"a":1,"$version":5}"#);
    bench.twin(r#"{"desired":{"a":1,"b":2,"$version":5},"reported":{"$version":1}}"#);
    assert_eq!(bench.payloads(), [r#"{"a":1,"appliedVersion":5,"b":2}"#]);
}

#[test]
fn what_a_device_does_before_its_twin_comes_is_not_undone_by_what_is_usual() {
    let mut bench = Bench::new("reported = { lockState = 'unlocked' }");
    bench.connect();
    bench.publish("$iothub/methods/POST/lockDoor/?$rid=1", "");
    // Sent before the hub knew that the door is locked.
    bench.publish("$iothub/twin/res/200/?$rid=1", FRESH);
    assert_eq!(bench.published().last().unwrap().0, "$iothub/twin/GET/?$rid=3", "nothing else is said");
    bench.publish(
        "$iothub/twin/res/200/?$rid=3",
        r#"{"desired":{"$version":1},"reported":{"lockState":"locked","$version":2}}"#,
    );
    assert!(bench.published().is_empty());
}

#[test]
fn desired_properties_that_overtake_the_twin_are_not_lost() {
    let mut bench = Bench::new("reported = {}");
    bench.connect();
    bench.publish("$iothub/twin/PATCH/properties/desired/?$version=2", r#"{"a":1,"$version":2}"#);
    bench.publish("$iothub/twin/res/200/?$rid=1", FRESH);
    bench.twin(r#"{"desired":{"a":1,"$version":2},"reported":{"$version":1}}"#);
    assert_eq!(bench.payloads(), [r#"{"a":1,"appliedVersion":2}"#]);
}

#[test]
fn a_twin_that_does_not_come_is_asked_for_again() {
    let mut bench = Bench::new("");
    bench.connect();
    bench.out.clear();
    assert_eq!(bench.pass(59), None);
    assert!(bench.out.is_empty());
    bench.pass(1);
    assert_eq!(bench.published()[0].0, "$iothub/twin/GET/?$rid=2");
}

#[test]
fn a_hub_that_throttles_is_asked_again_later() {
    let mut bench = Bench::new("");
    bench.connect();
    bench.out.clear();
    bench.publish("$iothub/twin/res/429/?$rid=1", r#"{"errorCode":429001}"#);
    assert!(bench.heard.last().unwrap().starts_with("TwinRefused { status: 429"));
    bench.pass(9);
    assert!(bench.out.is_empty());
    bench.pass(11);
    assert_eq!(bench.published()[0].0, "$iothub/twin/GET/?$rid=2");
}

#[test]
fn a_slow_device_answers_late() {
    let mut bench = Bench::connected("reported = {}\nslow = { share = 1, delay_seconds = [5, 10] }", FRESH);
    bench.publish("$iothub/methods/POST/lockDoor/?$rid=1", "");
    bench.pass(4);
    assert!(bench.out.is_empty());
    let deadline = bench.device.deadline().unwrap();
    assert!((5_000..=10_000).contains(&deadline.millis()));
    bench.pass(6);
    assert_eq!(bench.published()[0].0, "$iothub/methods/res/200/?$rid=1");
    assert!(bench.device.work.is_none(), "a device at rest keeps nothing");
}

#[test]
fn a_slow_device_does_not_collect_calls_without_end() {
    let mut bench = Bench::connected("reported = {}\nslow = { share = 1 }", FRESH);
    for request in 0..=work::LATE_CALLS_LIMIT {
        bench.publish(&format!("$iothub/methods/POST/lockDoor/?$rid={request}"), "");
    }
    assert_eq!(
        bench.published(),
        [(
            "$iothub/methods/res/429/?$rid=16".to_owned(),
            r#"{"error":"too many calls are waiting for this device"}"#.to_owned()
        )]
    );
}

#[test]
fn a_failing_device_answers_its_status_and_does_nothing() {
    let mut bench = Bench::connected("reported = {}\nfailing = { share = 1, statuses = [503] }", FRESH);
    bench.publish("$iothub/methods/POST/lockDoor/?$rid=1", "");
    assert_eq!(
        bench.published(),
        [(
            "$iothub/methods/res/503/?$rid=1".to_owned(),
            r#"{"error":"this device fails on purpose","status":503}"#.to_owned()
        )]
    );
}

#[test]
fn a_silent_device_answers_nothing() {
    let mut bench = Bench::connected("reported = {}\nfailing = { share = 1, silent = 1 }", FRESH);
    bench.publish("$iothub/methods/POST/lockDoor/?$rid=1", "");
    assert!(bench.published().is_empty());
    assert!(bench.heard.last().unwrap().contains("status: None"));
}

#[test]
fn a_reboot_is_seen_from_outside() {
    let mut bench = Bench::connected("reported = {}\noperations = { reboot_seconds = 7 }", FRESH);
    bench.publish("$iothub/methods/POST/reboot/?$rid=1", "");
    assert!(bench.payloads()[1].contains(r#""status":"rebooting""#));
    bench.publish("$iothub/methods/POST/firmwareUpdate/?$rid=2", r#"{"version":"2"}"#);
    assert_eq!(bench.published()[0].0, "$iothub/methods/res/409/?$rid=2", "one thing after the other");
    assert_eq!(bench.pass(1), Some(Duration::from_secs(7)));
    bench.device.leave(&mut Vec::new());
    assert_eq!(bench.pass(7), None, "nothing is reported while away");
    assert!(bench.payloads().is_empty());
    bench.connect();
    bench.out.clear();
    assert_eq!(bench.pass(0), None);
    let reports = bench.payloads();
    assert!(reports[0].contains(r#""status":"completed""#), "{reports:?}");
}

#[test]
fn a_firmware_update_goes_on_after_a_lost_connection() {
    let mut bench = Bench::connected("reported = {}", FRESH);
    bench.publish("$iothub/methods/POST/firmwareUpdate/?$rid=1", r#"{"version":"2.0.0"}"#);
    bench.pass(12);
    bench.out.clear();
    bench.device.lost();
    bench.pass(30);
    assert!(bench.payloads().is_empty());
    bench.connect();
    bench.out.clear();
    bench.pass(0);
    assert!(bench.payloads()[0].contains(r#""progress":40"#));
}

#[test]
fn what_a_hub_must_not_send_changes_nothing() {
    let mut bench = Bench::connected("reported = {}", FRESH);
    let told = bench.heard.len();
    for (topic, payload) in [
        ("$iothub/methods/POST/", ""),
        ("$iothub/methods/POST/lockDoor/?$rid", ""),
        ("$iothub/twin/res/abc/?$rid=1", "{"),
        ("devices/d/messages/devicebound/", "hello"),
        ("somewhere/else", "{}"),
    ] {
        bench.publish(topic, payload);
    }
    bench.publish("$iothub/twin/PATCH/properties/desired/?$version=2", "not JSON");
    assert!(bench.published().is_empty());
    assert_eq!(bench.heard.len(), told + 1, "only the desired properties were heard: {:?}", bench.heard);
}

#[test]
fn a_device_at_rest_is_small() {
    assert!(size_of::<Device>() <= 64, "{}", size_of::<Device>());
}
