//! Somebody who creates, changes and deletes devices and modules, and remembers what was confirmed.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use rand::{RngExt as _, SeedableRng as _, rngs::StdRng};
use reqwest::Method;
use serde_json::{Value, json};

use crate::program::{Hub, Lost};

/// Devices of one writer.
const DEVICES: usize = 6;

/// A writer, alone with its devices.
pub(crate) struct Writer {
    name: String,
    devices: [Device; DEVICES],
    chance: StdRng,
    confirmed: u64,
}

/// What is known of a device.
#[derive(Debug, Clone, Copy, Default)]
struct Device {
    known: State,
    /// What it is if the last request was done although nobody said so.
    perhaps: Option<State>,
}

/// A device as the hub has it, or none.
type State = Option<Written>;

/// How often each part of a device has been written since it was made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Written {
    identity: u64,
    twin: u64,
    /// The twin of its module, when it has one.
    module: Option<u64>,
}

/// A request, what the hub says when it has done it, and what the device is then.
struct Request {
    order: Order,
    path: String,
    confirmation: u16,
    next: State,
}

/// What is asked for, with the body.
enum Order {
    Create(Value),
    Update(Value),
    Patch(Value),
    Delete,
}

impl Writer {
    pub(crate) fn new(number: usize, seed: u64) -> Self {
        let chance = StdRng::seed_from_u64(seed);
        Self { name: format!("writer-{number}"), devices: Default::default(), chance, confirmed: 0 }
    }

    /// How many requests were confirmed.
    pub(crate) fn confirmed(&self) -> u64 {
        self.confirmed
    }

    /// Writes until the hub is gone.
    pub(crate) async fn work(&mut self, hub: &Hub) {
        while self.write(hub).await.is_ok() {
            self.confirmed += 1;
        }
    }

    async fn write(&mut self, hub: &Hub) -> Result<(), Lost> {
        let number = self.chance.random_range(0..DEVICES);
        let Request { order, path, confirmation, next } = self.request(number);
        self.devices[number].perhaps = Some(next);
        let (status, answer) = match order {
            Order::Create(body) => hub.create(&path, body).await?,
            Order::Update(body) => hub.call(Method::PUT, &path, Some(body)).await?,
            Order::Patch(body) => hub.call(Method::PATCH, &path, Some(body)).await?,
            Order::Delete => hub.call(Method::DELETE, &path, None).await?,
        };
        assert_eq!(status, confirmation, "{path}: {answer}");
        self.devices[number] = Device { known: next, perhaps: None };
        Ok(())
    }

    /// Something that can be done to a device now.
    fn request(&mut self, number: usize) -> Request {
        let id = format!("{}-{number}", self.name);
        let (device, twin) = (format!("/devices/{id}"), format!("/twins/{id}"));
        let (module, module_twin) = (format!("{device}/modules/m"), format!("{twin}/modules/m"));
        let Some(now) = self.devices[number].known else {
            let next = Written { identity: 0, twin: 0, module: None };
            return request(Order::Create(identity(&id, 0)), device, 200, Some(next));
        };
        match (self.chance.random_range(0..12), now.module) {
            (0, _) => request(Order::Delete, device, 204, None),
            (1..4, _) => {
                let count = now.identity + 1;
                let next = Written { identity: count, ..now };
                request(Order::Update(identity(&id, count)), device, 200, Some(next))
            }
            (4..7, None) => {
                request(Order::Create(json!({})), module, 200, Some(Written { module: Some(0), ..now }))
            }
            (4..6, Some(count)) => {
                let next = Written { module: Some(count + 1), ..now };
                request(Order::Patch(written(count + 1)), module_twin, 200, Some(next))
            }
            (6, Some(_)) => request(Order::Delete, module, 204, Some(Written { module: None, ..now })),
            _ => {
                let next = Written { twin: now.twin + 1, ..now };
                request(Order::Patch(written(next.twin)), twin, 200, Some(next))
            }
        }
    }

    /// Everything confirmed is there, nothing is half there, and what was not confirmed was done or not.
    pub(crate) async fn check(&mut self, hub: &Hub) {
        for number in 0..DEVICES {
            let id = format!("{}-{number}", self.name);
            let state = read(hub, &id).await;
            let Device { known, perhaps } = self.devices[number];
            let expected = state == known || perhaps == Some(state);
            assert!(expected, "{id} is {state:?}: confirmed was {known:?}, under way {perhaps:?}");
            self.devices[number] = Device { known: state, perhaps: None };
        }
    }
}

fn request(order: Order, path: String, confirmation: u16, next: State) -> Request {
    Request { order, path, confirmation, next }
}

/// What a device or module is written with for the `count`th time.
fn written(count: u64) -> Value {
    json!({ "tags": { "count": count }, "properties": { "desired": { "count": count } } })
}

/// An identity that is written for the `count`th time after it was made.
fn identity(id: &str, count: u64) -> Value {
    let key = STANDARD.encode(format!("{id} {count:016}"));
    let keys = json!({ "primaryKey": key, "secondaryKey": key });
    json!({ "statusReason": count.to_string(), "authentication": { "type": "sas", "symmetricKey": keys } })
}

async fn read(hub: &Hub, id: &str) -> State {
    let (exists, device) = hub.get(&format!("/devices/{id}")).await;
    let twin = twin(hub, &format!("/twins/{id}")).await;
    let module = self::twin(hub, &format!("/twins/{id}/modules/m")).await;
    if exists == 404 {
        assert_eq!((twin, module), (None, None), "{id}: an identity and its twins go together");
        return None;
    }
    let count = device["statusReason"].as_str().and_then(|count| count.parse().ok()).unwrap();
    let keys = &device["authentication"]["symmetricKey"];
    assert_eq!(*keys, identity(id, count)["authentication"]["symmetricKey"], "{id}: keys of the same write");
    let twin = twin.unwrap_or_else(|| panic!("{id} has no twin"));
    Some(Written { identity: count, twin, module })
}

/// How often a twin has been written, which all of its counters say.
async fn twin(hub: &Hub, path: &str) -> Option<u64> {
    let (status, twin) = hub.get(path).await;
    if status == 404 {
        return None;
    }
    let desired = &twin["properties"]["desired"];
    let count = desired["count"].as_u64().unwrap_or(0);
    assert_eq!(twin["tags"]["count"].as_u64().unwrap_or(0), count, "{path}: half a write: {twin}");
    assert_eq!(twin["version"], count + 2, "{path}: every write moves the version once");
    assert_eq!(twin["etag"], STANDARD.encode((count + 1).to_be_bytes()), "{path}: and the etag");
    assert_eq!(desired["$version"], count + 1, "{path}: and the version of its section");
    if count > 0 {
        assert_eq!(desired["$metadata"]["count"]["$lastUpdatedVersion"], count + 1, "{path}: {twin}");
    }
    Some(count)
}
