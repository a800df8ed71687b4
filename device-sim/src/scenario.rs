//! What a fleet is like: which devices are slow, failing or offline, their tags and their reported properties.
//!
//! A scenario is a TOML file (reference in the README). Nothing of it is kept per device: a device's character and
//! properties are computed from the seed and its index whenever they are needed, so the same seed gives the same fleet.

mod character;
mod file;
mod template;

pub use character::{Character, Failure};
pub use file::InvalidScenario;
pub use template::{InvalidTemplate, Template};

use std::ops::RangeInclusive;
use std::time::Duration;

use serde_json::{Map, Value};

/// A checked scenario.
#[derive(Debug, Clone, PartialEq)]
pub struct Scenario {
    /// How many of the devices are not healthy.
    pub shares: Shares,
    /// How long slow devices take to answer a method.
    pub slow_delay: RangeInclusive<Duration>,
    /// The statuses that failing devices answer with; not empty.
    pub failing_statuses: Vec<u16>,
    /// The share of the failing devices that do not answer at all, 0 to 1.
    pub failing_silent: f64,
    /// When offline devices connect after all, counted from the start; never when absent.
    pub offline_connect_after: Option<Duration>,
    /// How long operations take.
    pub durations: Durations,
    /// Tags, set when a device is registered.
    pub tags: Template,
    /// Reported properties, set when a device connects and does not have them.
    pub reported: Template,
}

/// Shares of the fleet, each from 0 to 1, together not above 1; the rest is healthy.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Shares {
    /// Devices that answer late.
    pub slow: f64,
    /// Devices that answer with an error or not at all.
    pub failing: f64,
    /// Devices that are registered and do not connect.
    pub offline: f64,
}

/// How long the operations of a device take.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Durations {
    /// How long a rebooting device is away.
    pub reboot: Duration,
    /// From the call of `firmwareUpdate` to the restart at its end.
    pub firmware_update: Duration,
}

impl Default for Scenario {
    /// A fleet in perfect health, without tags, that reports whether its door is locked and its firmware version.
    fn default() -> Self {
        let reported = [("firmwareVersion", "1.0.0"), ("lockState", "unlocked")];
        Self {
            shares: Shares::default(),
            slow_delay: Duration::from_secs(2)..=Duration::from_secs(15),
            failing_statuses: vec![500],
            failing_silent: 0.0,
            offline_connect_after: None,
            durations: Durations::default(),
            tags: Template::default(),
            reported: Template::constant(reported.map(|(key, value)| (key.into(), value.into()))),
        }
    }
}

impl Default for Durations {
    fn default() -> Self {
        Self { reboot: Duration::from_secs(15), firmware_update: Duration::from_secs(60) }
    }
}

impl Scenario {
    /// Reads a scenario file.
    pub fn parse(text: &str) -> Result<Self, InvalidScenario> {
        file::parse(text)
    }

    /// What the device with this index is like.
    pub fn character(&self, seed: u64, index: u32) -> Character {
        character::draw(self, seed, index)
    }

    /// The tags of the device with this index.
    pub fn tags(&self, seed: u64, index: u32) -> Map<String, Value> {
        self.tags.draw(seed, index, "tags")
    }

    /// The reported properties of the device with this index.
    pub fn reported(&self, seed: u64, index: u32) -> Map<String, Value> {
        self.reported.draw(seed, index, "reported")
    }
}
