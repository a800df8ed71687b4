//! Where the MQTT listener of the hub is, and how one talks to it.

use std::sync::Arc;
use std::{fmt, io};

use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, ServerName};
use rustls::{ClientConfig, RootCertStore};

/// The port of MQTT over TLS.
pub const MQTT_TLS_PORT: u16 = 8883;

/// A host name, or address, and a port.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Endpoint {
    /// Name or address; an IPv6 address without brackets.
    pub host: String,
    /// TCP port.
    pub port: u16,
}

/// A text is not `HOST:PORT`.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not of the form HOST:PORT")]
pub struct InvalidEndpoint(String);

impl std::str::FromStr for Endpoint {
    type Err = InvalidEndpoint;

    fn from_str(text: &str) -> Result<Self, InvalidEndpoint> {
        let parts = text.rsplit_once(':').and_then(|(host, port)| Some((host, port.parse().ok()?)));
        let Some((host, port)) = parts else { return Err(InvalidEndpoint(text.into())) };
        let bracketed = host.strip_prefix('[').and_then(|host| host.strip_suffix(']'));
        let host = bracketed.unwrap_or(host);
        if host.is_empty() || bracketed.is_none() && host.contains(':') {
            return Err(InvalidEndpoint(text.into()));
        }
        Ok(Self { host: host.into(), port })
    }
}

impl fmt::Display for Endpoint {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.host.contains(':') {
            write!(formatter, "[{}]:{}", self.host, self.port)
        } else {
            write!(formatter, "{}:{}", self.host, self.port)
        }
    }
}

/// How bytes travel.
#[derive(Debug, Clone)]
pub enum Transport {
    /// Plain TCP, for load tests; IoT Hub does not offer it.
    Plain,
    /// TLS, with the hub's certificate made out to `name`.
    Tls {
        /// Whom to trust.
        config: Arc<ClientConfig>,
        /// Whom to expect.
        name: ServerName<'static>,
    },
}

/// Why TLS cannot be set up.
#[derive(Debug, thiserror::Error)]
pub enum InvalidTls {
    /// The text has no PEM certificate, or one that cannot be used.
    #[error("the CA file has no usable PEM certificate")]
    Certificate(#[source] Box<dyn std::error::Error + Send + Sync>),
    /// The host name cannot be in a certificate.
    #[error("`{0}` cannot be the name of a TLS server")]
    Name(String),
    /// The cryptography does not offer what is needed.
    #[error("TLS cannot be set up")]
    Setup(#[from] rustls::Error),
}

impl Transport {
    /// TLS with a server called `name`. Trusts the certificates of `ca` (PEM) alone, or, without it, Mozilla's list.
    pub fn tls(name: &str, ca: Option<&[u8]>) -> Result<Self, InvalidTls> {
        let name = name.trim_matches(['[', ']']);
        let name = ServerName::try_from(name.to_owned()).map_err(|_| InvalidTls::Name(name.into()))?;
        let mut roots = RootCertStore::empty();
        match ca {
            Some(pem) => {
                for certificate in CertificateDer::pem_slice_iter(pem) {
                    let certificate = certificate.map_err(|error| InvalidTls::Certificate(error.into()))?;
                    roots.add(certificate).map_err(|error| InvalidTls::Certificate(error.into()))?;
                }
                if roots.is_empty() {
                    let nothing = io::Error::new(io::ErrorKind::InvalidData, "there is no certificate in it");
                    return Err(InvalidTls::Certificate(nothing.into()));
                }
            }
            None => {
                roots.add_parsable_certificates(webpki_root_certs::TLS_SERVER_ROOT_CERTS.iter().cloned());
            }
        }
        let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
        let config = ClientConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()?
            .with_root_certificates(roots)
            .with_no_client_auth();
        Ok(Self::Tls { config: Arc::new(config), name })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_endpoint_is_host_and_port() {
        for text in ["localhost:8883", "127.0.0.1:1883", "[::1]:8883"] {
            assert_eq!(text.parse::<Endpoint>().unwrap().to_string(), text);
        }
        assert_eq!("[::1]:8883".parse::<Endpoint>().unwrap().host, "::1");
        for text in ["", "localhost", ":8883", "::1:8883", "localhost:mqtt", "localhost:70000"] {
            assert_eq!(
                text.parse::<Endpoint>().unwrap_err().to_string(),
                format!("`{text}` is not of the form HOST:PORT")
            );
        }
    }

    #[test]
    fn a_ca_file_without_a_certificate_is_refused() {
        assert!(matches!(Transport::tls("localhost", Some(b"hello")), Err(InvalidTls::Certificate(_))));
        assert!(matches!(Transport::tls("not a name", None), Err(InvalidTls::Name(_))));
        assert!(Transport::tls("localhost", None).is_ok());
        assert!(Transport::tls("[::1]", None).is_ok());
    }
}
