#![doc = include_str!("../README.md")]

mod api_version;
pub mod certificates;
mod chance;
mod clock;
mod config;
pub mod differences;
mod emulator;
mod entra;
mod hub;
mod identity;
mod jobs;
mod levers;
mod limits;
mod message;
pub mod mqtt;
mod operation;
mod refusal;
mod registry;
mod rest;
mod store;
pub mod supported;
mod telemetry;
mod throttles;

pub use clock::Clock;
pub use config::Config;
pub use emulator::{Emulator, StartError};
pub use entra::{InvalidIssuer, Issuer};
pub use hub::device_side;
pub use hub::{DEVELOPMENT_KEY, Hub, Policy, SeedRefused, SessionView};
pub use identity::Identity;
pub use levers::Fault;
pub use limits::{Limits, Rate, Throttle, Tier};
pub use message::{CloudMessage, Feedback, LARGEST_CLOUD_MESSAGE, SendRefused};
pub use operation::{Operation, Right, UnknownOperation};
pub use telemetry::{DeviceMessage, MOST_BYTES, MOST_KEPT, Tailed, TelemetryTail};
