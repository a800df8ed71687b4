//! Headless IoT Hub devices: one, or a fleet.

pub mod backoff;
pub mod behaviour;
pub mod chance;
pub mod clock;
pub mod device;
pub mod mqtt;
pub mod scenario;
