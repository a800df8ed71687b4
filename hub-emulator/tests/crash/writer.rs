//! Somebody who creates, changes and deletes devices, and remembers what was confirmed.

use rand::{RngExt as _, SeedableRng as _, rngs::StdRng};
use reqwest::Method;
use serde_json::json;

use crate::program::{Hub, Lost};

/// Devices of one writer.
const DEVICES: usize = 8;

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

/// A device as the hub has it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
enum State {
    #[default]
    Absent,
    /// It exists, and its tags have been written so often.
    Written(u64),
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
        let (device, twin) = self.paths(number);
        let (method, path, body, next, confirmation) = match self.devices[number].known {
            State::Absent => (Method::PUT, device, Some(json!({})), State::Written(0), 200),
            State::Written(_) if self.chance.random_ratio(1, 6) => {
                (Method::DELETE, device, None, State::Absent, 204)
            }
            State::Written(count) => {
                let body = json!({ "tags": { "count": count + 1 } });
                (Method::PATCH, twin, Some(body), State::Written(count + 1), 200)
            }
        };
        self.devices[number].perhaps = Some(next);
        let (status, body) = hub.call(method, &path, body).await?;
        assert_eq!(status, confirmation, "{path}: {body}");
        self.devices[number] = Device { known: next, perhaps: None };
        Ok(())
    }

    /// Everything confirmed is there, nothing is half there, and what was not confirmed was done or not.
    pub(crate) async fn check(&mut self, hub: &Hub) {
        for number in 0..DEVICES {
            let (device, twin) = self.paths(number);
            let (exists, _) = hub.get(&device).await;
            let (status, body) = hub.get(&twin).await;
            assert_eq!(exists, status, "{device}: an identity and its twin go together");
            let count = body["tags"]["count"].as_u64().unwrap_or(0);
            let state = if status == 404 { State::Absent } else { State::Written(count) };
            if status == 200 {
                assert_eq!(body["version"], json!(2 + count), "{device}: every write moves the version once");
            }
            let Device { known, perhaps } = self.devices[number];
            let expected = state == known || perhaps == Some(state);
            assert!(expected, "{device} is {state:?}: confirmed was {known:?}, under way {perhaps:?}");
            self.devices[number] = Device { known: state, perhaps: None };
        }
    }

    fn paths(&self, number: usize) -> (String, String) {
        let name = &self.name;
        (format!("/devices/{name}-{number}"), format!("/twins/{name}-{number}"))
    }
}
