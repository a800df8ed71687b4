//! The emulator's certificates: an authority of its own that can vouch for this machine and nothing else.
//!
//! Clients must trust the authority, so it is built to be worth little to a thief: its name constraints allow
//! `localhost`, `127.0.0.1`, `::1` and the emulator's host name alone, and its private key is forgotten as soon as
//! it has signed the server's certificate. When that certificate nears its end, both are made anew.

mod authority;
mod files;
#[cfg(test)]
mod tests;

use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use iothub_wire::time::UtcTime;
use rustls::ServerConfig;
use rustls::crypto::aws_lc_rs;
use rustls::pki_types::pem::{self, PemObject as _};
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::version::{TLS12, TLS13};

use self::authority::Issued;

/// A server certificate ready to use, and the authority its clients must trust.
#[derive(Debug, Clone)]
pub struct Certificates {
    ca_pem: String,
    tls: ServerConfig,
}

/// Why there are no certificates.
#[derive(Debug, thiserror::Error)]
pub enum CertificateError {
    /// The host name is neither a DNS name nor an address.
    #[error("`{0}` is neither a DNS name nor an IP address")]
    HostName(String),
    /// A certificate could not be made.
    #[error("a certificate could not be made")]
    Make(#[source] rcgen::Error),
    /// A file of the state directory could not be read or written.
    #[error("`{}` could not be read or written", path.display())]
    File {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// A certificate or key is not PEM.
    #[error("a certificate or key could not be read")]
    Pem(#[source] pem::Error),
    /// The TLS library refused certificate or key.
    #[error("the certificate cannot be used for TLS")]
    Tls(#[source] rustls::Error),
}

impl Certificates {
    /// Makes certificates that live no longer than this value.
    pub fn ephemeral(host_name: &str, now: UtcTime) -> Result<Self, CertificateError> {
        Self::from_issued(authority::issue(host_name, now)?)
    }

    /// Loads `ca.pem`, `server.pem` and `server.key` from `directory`, which exists, or makes them.
    ///
    /// They are made anew when they do not fit each other or `host_name`, or have 30 days or less to live; then
    /// clients need the new `ca.pem`.
    pub fn load_or_make(directory: &Path, host_name: &str, now: UtcTime) -> Result<Self, CertificateError> {
        if let Some(kept) = files::load(directory)?
            && authority::good_for_a_month(&kept, host_name, now)
            && let Ok(certificates) = Self::from_issued(kept)
        {
            return Ok(certificates);
        }
        let issued = authority::issue(host_name, now)?;
        files::save(directory, &issued)?;
        Self::from_issued(issued)
    }

    /// The authority's certificate, as text that `NODE_EXTRA_CA_CERTS` and the like take.
    pub fn ca_pem(&self) -> &str {
        &self.ca_pem
    }

    /// A TLS 1.2 and 1.3 server offering these application protocols (ALPN); none for MQTT.
    pub fn tls(&self, protocols: &[&[u8]]) -> Arc<ServerConfig> {
        let mut tls = self.tls.clone();
        tls.alpn_protocols = protocols.iter().map(|protocol| protocol.to_vec()).collect();
        Arc::new(tls)
    }

    fn from_issued(issued: Issued) -> Result<Self, CertificateError> {
        let certificate = CertificateDer::from_pem_slice(issued.server_pem.as_bytes());
        let key = PrivateKeyDer::from_pem_slice(issued.server_key());
        let chain = vec![certificate.map_err(CertificateError::Pem)?];
        let tls = ServerConfig::builder_with_provider(Arc::new(aws_lc_rs::default_provider()))
            .with_protocol_versions(&[&TLS13, &TLS12])
            .map_err(CertificateError::Tls)?
            .with_no_client_auth()
            .with_single_cert(chain, key.map_err(CertificateError::Pem)?)
            .map_err(CertificateError::Tls)?;
        Ok(Self { ca_pem: issued.ca_pem, tls })
    }
}
