#![doc = include_str!("../README.md")]

mod access;
mod app;
pub mod arguments;
mod assets;
mod audit;
mod auth;
mod book;
pub mod config;
mod devices;
mod extract;
mod health;
mod healthcheck;
mod hub;
mod jobs;
mod library;
mod live;
mod metrics;
mod preview;
mod refusal;
mod request_id;
mod routes;
mod security_headers;
mod server;
mod session;
mod store;
mod translate;
mod watch;

pub use assets::UnreadableFolder;
pub use audit::{
    Broken, Head, KEY_FILE as AUDIT_KEY_FILE, NoHead, NoKey, VerifyError, verify as verify_audit,
};
pub use auth::InvalidProvider;
pub use config::Config;
pub use healthcheck::healthcheck;
pub use server::{EndError, Proxy, StartError};
pub use store::{BackupError, backup, restore};
