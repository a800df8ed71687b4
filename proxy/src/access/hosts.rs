//! The names under which this proxy may be called.
//!
//! A page of another site can make its own name point to this machine (DNS rebinding); its requests then carry that
//! name, and are refused.

use std::net::IpAddr;

use axum::http::{header, request::Parts};
use url::Url;

/// Host names, in lower case and without port, IPv6 addresses in brackets.
#[derive(Debug)]
pub(crate) struct Hosts {
    allowed: Vec<String>,
    public_origin: Option<String>,
}

impl Hosts {
    /// The loopback's names, the public address's, the address listened on, and what was allowed besides.
    pub(crate) fn new(public: Option<&Url>, listening: IpAddr, more: &[String]) -> Self {
        let mut allowed: Vec<String> = ["localhost", "127.0.0.1", "[::1]"].map(str::to_owned).into();
        if !listening.is_unspecified() {
            allowed.push(match listening {
                IpAddr::V4(ip) => ip.to_string(),
                IpAddr::V6(ip) => format!("[{ip}]"),
            });
        }
        allowed.extend(public.and_then(Url::host_str).map(str::to_ascii_lowercase));
        allowed.extend(more.iter().map(|host| host.to_ascii_lowercase()));
        Self { allowed, public_origin: public.map(|url| url.origin().ascii_serialization()) }
    }

    /// Says whether a `Host` header (perhaps with a port) names this proxy.
    pub(crate) fn allow(&self, host: &str) -> bool {
        let name = without_port(host).to_ascii_lowercase();
        self.allowed.contains(&name)
    }

    /// The origin of the public address, such as `https://console.example`.
    pub(crate) fn public_origin(&self) -> Option<&str> {
        self.public_origin.as_deref()
    }
}

/// The host that a request names: the `Host` header of HTTP/1.1, the authority of HTTP/2.
pub(super) fn named(request: &Parts) -> Option<&str> {
    let authority = request.uri.authority().map(axum::http::uri::Authority::as_str);
    authority.or_else(|| request.headers.get(header::HOST)?.to_str().ok())
}

fn without_port(host: &str) -> &str {
    match host.rsplit_once(':') {
        Some((name, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) => name,
        _ => host,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_names_of_this_machine_are_allowed_and_no_others() {
        let public = Url::parse("https://Console.example/").unwrap();
        let hosts = Hosts::new(Some(&public), "10.0.0.7".parse().unwrap(), &["Inner".into()]);
        for host in ["localhost:8080", "127.0.0.1", "[::1]:80", "CONSOLE.example", "10.0.0.7:8080", "inner:1"]
        {
            assert!(hosts.allow(host), "{host}");
        }
        for host in ["evil.example", "localhost.evil.example:8080", "", "10.0.0.8", "console.example."] {
            assert!(!hosts.allow(host), "{host}");
        }
        assert_eq!(hosts.public_origin(), Some("https://console.example"));
    }
}
