//! What an emulator is started with.

use std::net::{Ipv4Addr, SocketAddr};
use std::path::PathBuf;

use crate::clock::Clock;
use crate::entra::Issuer;
use crate::limits::Tier;

/// Addresses, state, limits, time and chance of an emulator.
#[derive(Debug, Clone)]
pub struct Config {
    /// Where REST and MQTT over WebSocket are served, over TLS. Port 0 takes a free one.
    pub https: SocketAddr,
    /// Where MQTT is served, over TLS. Port 0 takes a free one.
    pub mqtt: SocketAddr,
    /// Where MQTT is served without TLS, if anywhere: for load tests; a real hub has nothing of the kind.
    pub mqtt_plain: Option<SocketAddr>,
    /// The directory of the durable state; `None` keeps everything in memory.
    pub state: Option<PathBuf>,
    /// The edition of the hub.
    pub tier: Tier,
    /// Units of that edition, see [`Tier::most_units`].
    pub units: u32,
    /// The name of the hub, beside `localhost` and the loopback addresses.
    pub host_name: String,
    /// Who issues Entra tokens that REST takes besides SAS, if anybody.
    pub entra_issuer: Option<Issuer>,
    /// Whether the control plane answers callers that are not on this machine.
    pub remote_control: bool,
    /// Whether job ids may have upper case, `_`, `.` and so on, which older hubs took and a live one refuses.
    pub lax_job_ids: bool,
    /// Where time comes from.
    pub clock: Clock,
    /// Seed of keys and ids, so that a test knows them; `None` takes the system's randomness.
    pub seed: Option<u64>,
}

impl Config {
    /// A hub in memory on free loopback ports: what tests want.
    pub fn ephemeral() -> Self {
        let free = SocketAddr::from((Ipv4Addr::LOCALHOST, 0));
        Self {
            https: free,
            mqtt: free,
            mqtt_plain: None,
            state: None,
            tier: Tier::S1,
            units: 1,
            host_name: "localhost".to_owned(),
            entra_issuer: None,
            remote_control: false,
            lax_job_ids: false,
            clock: Clock::system(),
            seed: None,
        }
    }
}
