//! The REST surface, called in-process: one file per behaviour.

#![expect(clippy::unwrap_used, reason = "a helper that fails is a test that fails")]

mod access;
mod bulk;
mod contract;
mod control;
mod entra;
mod jobs;
mod messages;
mod methods;
mod query;
mod registry;
mod restart;
mod support;
mod telemetry;
mod throttles;
mod twins;
