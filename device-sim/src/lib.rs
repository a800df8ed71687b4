#![doc = include_str!("../README.md")]

pub mod arguments;
pub mod backoff;
pub mod behaviour;
pub mod chance;
pub mod clock;
pub mod device;
pub mod endpoint;
pub mod fleet;
pub mod hub;
pub mod mqtt;
pub mod registration;
pub mod run;
pub mod scenario;
pub mod sentence;
