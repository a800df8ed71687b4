//! The proxy against the emulator, over real sockets: one file for each behaviour.
#![expect(clippy::unwrap_used, reason = "a test that cannot be set up has failed")]

mod access;
mod archive;
mod assets;
mod audit;
mod cancel;
mod clusters;
mod device_writes;
mod devices;
mod failing_hub;
mod large_job;
mod library;
mod live_job;
mod login;
mod metrics;
mod never_twice;
mod one_poller;
mod orders;
mod preview;
mod problems;
mod rerun;
mod resume;
mod rotation;
mod secrets;
mod series;
mod shutdown;
mod slots;
mod stage;
mod throttling;
