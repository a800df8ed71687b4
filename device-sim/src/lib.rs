//! Headless IoT Hub devices: one, or a fleet.

pub mod clock;
pub mod mqtt;
