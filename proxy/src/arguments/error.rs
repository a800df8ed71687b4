//! Why a configuration cannot be used.

use std::{io, net::SocketAddr, path::PathBuf};

use iothub_client::{InvalidCa, InvalidConnectionString, tier::InvalidSize};

use super::SHORTEST_TOKEN;
use crate::config::{InvalidGrants, OpenToAll};

/// Why a configuration cannot be used. No variant holds a secret.
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    /// No connection string.
    #[error(
        "the hub's connection string is missing: name its file with --hub-connection-string-file, or set HUB_CONNECTION_STRING"
    )]
    NoConnectionString,
    /// A connection string that is none.
    #[error("the hub's connection string cannot be used")]
    ConnectionString(#[from] InvalidConnectionString),
    /// A file that cannot be read.
    #[error("{flag} {} cannot be read", file.display())]
    File {
        /// The flag that names it.
        flag: &'static str,
        /// The file.
        file: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// Certificates that are none.
    #[error("{flag} {} cannot be used", file.display())]
    Ca {
        /// The flag that names it.
        flag: &'static str,
        /// The file.
        file: PathBuf,
        /// Why.
        source: InvalidCa,
    },
    /// A size that no hub has.
    #[error("--hub-units or --hub-share cannot be used")]
    Size(#[from] InvalidSize),
    /// A token that can be guessed.
    #[error("the operator token needs at least {SHORTEST_TOKEN} printable characters without spaces")]
    Token,
    /// Grants that cannot be read.
    #[error("--oidc-grants {} cannot be used", file.display())]
    Grants {
        /// The file.
        file: PathBuf,
        /// Why.
        source: InvalidGrants,
    },
    /// People would not find back from the provider, or their sessions would cross the network in the clear.
    #[error(
        "--oidc-issuer needs --public-url, the https address under which browsers reach the proxy, unless they are on this machine"
    )]
    NeedsPublicUrl,
    /// An address that is no site.
    #[error("--public-url must be an address such as https://console.example, without a path")]
    PublicUrl,
    /// Anybody on the network could give orders.
    #[error("--insecure-no-auth cannot be used with --listen {0}")]
    OpenToAll(SocketAddr, #[source] OpenToAll),
}
