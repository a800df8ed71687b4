//! Where a call comes from.

use std::net::{IpAddr, SocketAddr};

use axum::{
    extract::{ConnectInfo, FromRequestParts},
    http::{HeaderMap, request::Parts},
};
use ipnet::IpNet;

use super::Access;
use crate::{app::App, refusal::Refusal};

/// The address of whoever calls, as far as it can be believed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct ClientAddress(pub(crate) IpAddr);

impl FromRequestParts<App> for ClientAddress {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Refusal> {
        Ok(Self::of(&app.access, parts))
    }
}

impl ClientAddress {
    /// The address of a request's caller.
    pub(crate) fn of(access: &Access, parts: &Parts) -> Self {
        let peer = parts.extensions.get::<ConnectInfo<SocketAddr>>();
        // Every connection has an address; without one, all are the same caller.
        let peer = peer.map_or(IpAddr::from([0, 0, 0, 0]), |ConnectInfo(peer)| peer.ip());
        Self(client(peer, &parts.headers, &access.trusted_proxies))
    }
}

/// The last address that no trusted proxy has: what came before it in `X-Forwarded-For`, anybody may have written.
fn client(peer: IpAddr, headers: &HeaderMap, trusted: &[IpNet]) -> IpAddr {
    let lines = headers.get_all("x-forwarded-for").into_iter().rev();
    // A line that is no text is a hop that cannot be read.
    let mut hops = lines.flat_map(|line| line.to_str().unwrap_or_default().rsplit(',')).map(hop);
    let mut address = peer.to_canonical();
    while trusted.iter().any(|net| net.contains(&address)) {
        match hops.next().flatten() {
            Some(hop) => address = hop.to_canonical(),
            None => break,
        }
    }
    address
}

/// An address, with a port or without: Azure's Application Gateway writes one.
fn hop(text: &str) -> Option<IpAddr> {
    let text = text.trim();
    let with_port = || text.parse::<SocketAddr>().ok().map(|address| address.ip());
    text.trim_start_matches('[').trim_end_matches(']').parse().ok().or_else(with_port)
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;

    use super::*;

    fn seen(peer: &str, forwarded: &[&'static str], trusted: &[&str]) -> String {
        let mut headers = HeaderMap::new();
        for line in forwarded {
            headers.append("x-forwarded-for", HeaderValue::from_static(line));
        }
        let trusted: Vec<_> = trusted.iter().map(|net| net.parse().unwrap()).collect();
        client(peer.parse().unwrap(), &headers, &trusted).to_string()
    }

    #[test]
    fn what_anybody_may_write_is_not_believed() {
        assert_eq!(seen("10.0.0.9", &["1.2.3.4"], &[]), "10.0.0.9");
        assert_eq!(seen("10.0.0.9", &["1.2.3.4"], &["10.0.1.0/24"]), "10.0.0.9");
    }

    #[test]
    fn a_trusted_proxy_is_believed_and_nobody_before_it() {
        let trusted = ["10.0.0.0/24"];
        assert_eq!(seen("10.0.0.9", &["6.6.6.6, 1.2.3.4"], &trusted), "1.2.3.4");
        assert_eq!(seen("10.0.0.9", &["6.6.6.6", "1.2.3.4, 10.0.0.8"], &trusted), "1.2.3.4");
        assert_eq!(seen("::ffff:10.0.0.9", &["2001:db8::1"], &trusted), "2001:db8::1");
        assert_eq!(seen("10.0.0.9", &["1.2.3.4:51344"], &trusted), "1.2.3.4");
        assert_eq!(seen("10.0.0.9", &["[2001:db8::1]:51344"], &trusted), "2001:db8::1");
        assert_eq!(seen("10.0.0.9", &["[2001:db8::1]"], &trusted), "2001:db8::1");
        assert_eq!(seen("10.0.0.9", &["6.6.6.6, nonsense"], &trusted), "10.0.0.9");
        assert_eq!(seen("10.0.0.9", &[], &trusted), "10.0.0.9");
    }
}
