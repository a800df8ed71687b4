#![doc = include_str!("../README.md")]

pub mod budget;
mod call;
mod client;
mod credential;
pub mod environment;
mod error;
mod jobs;
mod methods;
mod observer;
mod query;
mod registry;
mod statistics;
pub mod tier;
mod tls;
mod twins;

pub use client::{Client, Config, InvalidConfig, Manner, Timing};
pub use credential::OtherHub;
pub use error::Error;
pub use iothub_sas::{Host, InvalidConnectionString, ServiceConnectionString};
pub use jobs::JobFilter;
pub use observer::{Observer, Unobserved};
pub use query::{Continuation, InvalidContinuation, Page};
pub use tls::{Authorities, Ca, InvalidCa, client_config};
