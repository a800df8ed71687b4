//! TLS for HTTPS, with its version told to the handlers: the server's own information leaves it out. Who does not read
//! the answers is not waited for.

use std::io;
use std::pin::Pin;

use axum::Extension;
use axum::middleware::AddExtension;
use axum_server::accept::Accept;
use axum_server::tls::TlsService;
use axum_server::tls_rustls::RustlsAcceptor;
use tokio::net::TcpStream;
use tokio_rustls::server::TlsStream;
use tower::Layer as _;

use super::patient::Patient;
use crate::hub::device_side::TlsVersion;

/// Adds an `Option<TlsVersion>` to every request.
#[derive(Debug, Clone)]
pub(super) struct TellsVersion(pub(super) RustlsAcceptor);

type Accepted<S> = (Patient<TlsStream<TcpStream>>, AddExtension<TlsService<S>, Option<TlsVersion>>);

impl<S: Send + 'static> Accept<TcpStream, S> for TellsVersion {
    type Stream = Patient<TlsStream<TcpStream>>;
    type Service = AddExtension<TlsService<S>, Option<TlsVersion>>;
    type Future = Pin<Box<dyn Future<Output = io::Result<Accepted<S>>> + Send>>;

    fn accept(&self, stream: TcpStream, service: S) -> Self::Future {
        let accepted = self.0.accept(stream, service);
        Box::pin(async move {
            let (stream, service) = accepted.await?;
            let version = TlsVersion::of(stream.get_ref().1.protocol_version());
            Ok((Patient::new(stream), Extension(version).layer(service)))
        })
    }
}
