//! Which certificates a hub may show.

use std::sync::Arc;

use rustls::{
    ClientConfig, RootCertStore,
    crypto::aws_lc_rs,
    pki_types::{CertificateDer, pem::PemObject as _},
};

/// Certificates of authorities that may vouch for the hub.
#[derive(Debug, Clone, Default)]
pub enum Ca {
    /// Mozilla's list, built in. Nothing is read from the system, so an image without files works as well.
    #[default]
    BuiltIn,
    /// These alone, such as the one that a local hub has made for itself.
    Only(Authorities),
}

/// One or more certificates that were read from PEM text.
#[derive(Clone)]
pub struct Authorities(Vec<CertificateDer<'static>>);

/// Why a text has no certificates to trust.
#[derive(Debug, thiserror::Error)]
pub enum InvalidCa {
    /// The text is not PEM.
    #[error("the text is not a PEM certificate")]
    NotPem(#[source] rustls::pki_types::pem::Error),
    /// There is no certificate in it.
    #[error("there is no certificate in it")]
    Empty,
    /// A certificate cannot be used.
    #[error("a certificate in it cannot be used")]
    Unusable(#[source] rustls::Error),
}

impl Authorities {
    /// Reads certificates from PEM text.
    ///
    /// # Errors
    /// [`InvalidCa`] when there is none, or one cannot be used.
    pub fn from_pem(pem: &[u8]) -> Result<Self, InvalidCa> {
        let certificates: Vec<_> =
            CertificateDer::pem_slice_iter(pem).collect::<Result<_, _>>().map_err(InvalidCa::NotPem)?;
        if certificates.is_empty() {
            return Err(InvalidCa::Empty);
        }
        let mut store = RootCertStore::empty();
        for certificate in &certificates {
            store.add(certificate.clone()).map_err(InvalidCa::Unusable)?;
        }
        Ok(Self(certificates))
    }
}

impl std::fmt::Debug for Authorities {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "Authorities({})", self.0.len())
    }
}

/// TLS as this client speaks it: 1.2 or 1.3, HTTP/2 or 1.1, the given provider and no process-wide state.
///
/// # Errors
/// rustls's own, when an authority cannot be used.
pub fn client_config(ca: &Ca) -> Result<ClientConfig, rustls::Error> {
    let mut roots = RootCertStore::empty();
    match ca {
        Ca::BuiltIn => {
            roots.add_parsable_certificates(webpki_root_certs::TLS_SERVER_ROOT_CERTS.iter().cloned());
        }
        Ca::Only(Authorities(certificates)) => {
            for certificate in certificates {
                roots.add(certificate.clone())?;
            }
        }
    }
    let mut config = ClientConfig::builder_with_provider(Arc::new(aws_lc_rs::default_provider()))
        .with_safe_default_protocol_versions()?
        .with_root_certificates(roots)
        .with_no_client_auth();
    config.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
    Ok(config)
}
