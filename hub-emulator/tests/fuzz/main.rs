//! Fuzzing on stable Rust: everything that reads what strangers wrote, fed valid samples with edits until time is up.
//!
//! | variable | what it does |
//! |---|---|
//! | `LOCKSTEP_FUZZ_SECONDS` | how long each target runs; 2 when it is not set |
//! | `LOCKSTEP_FUZZ_SEED` | repeats the inputs of a run, which prints its seed, in the same order |
//!
//! A failure is shrunk and printed as it can be pasted into a regression test. A target with a hub keeps it for some
//! hundred inputs; should a failure need what earlier inputs left there, the seed repeats those as well. An input that
//! hangs is printed and ends the run; so does memory beyond a limit.
//!
//! | module | what it holds |
//! |---|---|
//! | `campaign` | runs a target until time is up |
//! | `edit` | samples and what is done to them |
//! | `lab` | a hub whose time stands still, and calls of it |
//! | `watchdog` | ends what hangs |
//! | the others | one target each |
#![expect(clippy::unwrap_used, reason = "a helper that fails is a test that fails")]

mod campaign;
mod control;
mod edit;
mod entra;
mod http;
mod lab;
mod method;
mod mqtt;
mod query;
mod sas;
mod topic;
mod twin;
mod watchdog;
mod websocket;
