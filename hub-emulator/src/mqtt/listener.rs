//! Where devices arrive: one task per socket from the first moment, so that nobody waits for somebody silent.

use std::io;
use std::sync::Arc;
use std::time::Duration;

use rustls::ServerConfig;
use rustls::server::Acceptor;
use tokio::net::{TcpListener, TcpStream};
use tokio::time::{sleep, timeout};
use tokio_rustls::LazyConfigAcceptor;
use tokio_rustls::server::TlsStream;
use tokio_util::task::TaskTracker;

use super::connection;
use crate::hub::Hub;
use crate::hub::device_side::{Protocol, TlsVersion, Transport};

/// How long a TLS client may take to say hello, and then to finish the handshake (our choice).
const HANDSHAKE_STEP_WITHIN: Duration = Duration::from_secs(10);

/// How long to leave the listener alone when the system is out of sockets.
const BREATHER: Duration = Duration::from_millis(100);

/// Serves devices from `listener`, over TLS when there is a configuration for it, until the hub shuts down.
///
/// Returns when the last connection has ended.
pub async fn run(listener: TcpListener, hub: Arc<Hub>, tls: Option<Arc<ServerConfig>>) {
    let tasks = TaskTracker::new();
    while let Some(accepted) = hub.shutdown().run_until_cancelled(listener.accept()).await {
        let stream = match accepted {
            Ok((stream, _)) => stream,
            Err(error) => {
                tracing::warn!(%error, "Could not accept a device");
                sleep(BREATHER).await;
                continue;
            }
        };
        // Packets are small and leave together already; waiting for more would only add latency.
        if let Err(error) = stream.set_nodelay(true) {
            tracing::debug!(%error, "Lost a device before it said anything");
            continue;
        }
        let hub = Arc::clone(&hub);
        match &tls {
            None => {
                let transport = Transport { protocol: Protocol::Mqtt, tls: None };
                tasks.spawn(async move { _ = connection::serve(stream, transport, &hub).await })
            }
            Some(tls) => tasks.spawn(serve_tls(stream, hub, Arc::clone(tls))),
        };
    }
    drop(listener);
    tasks.close();
    tasks.wait().await;
}

async fn serve_tls(stream: TcpStream, hub: Arc<Hub>, tls: Arc<ServerConfig>) {
    let handshake = Box::pin(shake_hands(stream, tls));
    match hub.shutdown().run_until_cancelled(handshake).await {
        None => {}
        Some(Err(error)) => tracing::debug!(%error, "A TLS handshake failed"),
        Some(Ok(stream)) => {
            let tls = TlsVersion::of(stream.get_ref().1.protocol_version());
            let transport = Transport { protocol: Protocol::Mqtt, tls };
            _ = connection::serve(stream, transport, &hub).await;
        }
    }
}

/// Completes a TLS handshake. The time of a client that has said hello begins when it is answered, so that a crowd that
/// arrives at once is served in turn.
async fn shake_hands(stream: TcpStream, tls: Arc<ServerConfig>) -> io::Result<TlsStream<TcpStream>> {
    let hello = LazyConfigAcceptor::new(Acceptor::default(), stream);
    let hello = timeout(HANDSHAKE_STEP_WITHIN, hello).await??;
    timeout(HANDSHAKE_STEP_WITHIN, hello.into_stream(tls)).await?
}
