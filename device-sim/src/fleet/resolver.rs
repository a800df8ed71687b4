//! The addresses of the hub, asked for again and again, because a hub may move.

use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::watch;
use tokio_util::sync::CancellationToken;

use crate::endpoint::Endpoint;

/// How often addresses are asked for: while there are some, and while there are none.
const AGAIN: Duration = Duration::from_secs(60);
const AGAIN_WITHOUT: Duration = Duration::from_secs(2);

/// The addresses as last heard, or why there are none.
pub(super) type Addresses = Result<Arc<[SocketAddr]>, Unresolved>;

/// Why there are no addresses.
#[derive(Debug, Clone, thiserror::Error)]
pub(super) enum Unresolved {
    #[error("`{0}` has no address")]
    Empty(String),
    #[error("{0}")]
    Failed(Arc<io::Error>),
}

/// Resolves once.
pub(super) async fn resolve(endpoint: &Endpoint) -> Addresses {
    let found = tokio::net::lookup_host((endpoint.host.as_str(), endpoint.port)).await;
    let mut addresses: Vec<_> = found.map_err(|error| Unresolved::Failed(Arc::new(error)))?.collect();
    // A local hub usually listens on 127.0.0.1 alone.
    addresses.sort_by_key(SocketAddr::is_ipv6);
    if addresses.is_empty() { Err(Unresolved::Empty(endpoint.host.clone())) } else { Ok(addresses.into()) }
}

/// Keeps `addresses` up to date until cancelled. The last good answer outlives failures.
pub(super) async fn keep(
    endpoint: Endpoint,
    addresses: watch::Sender<Addresses>,
    shutdown: CancellationToken,
) {
    loop {
        let wait = if addresses.borrow().is_ok() { AGAIN } else { AGAIN_WITHOUT };
        tokio::select! {
            () = shutdown.cancelled() => return,
            () = tokio::time::sleep(wait) => {}
        }
        let found = resolve(&endpoint).await;
        addresses.send_if_modified(|known| {
            let better = found.is_ok() || known.is_err();
            if better {
                *known = found;
            }
            better
        });
    }
}
