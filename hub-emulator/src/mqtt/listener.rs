//! Where devices arrive: one task per socket from the first moment, so that nobody waits for somebody silent.

use std::io;
use std::sync::Arc;
use std::time::Duration;

use rustls::ServerConfig;
use rustls::server::Acceptor;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Semaphore;
use tokio::time::{sleep, timeout};
use tokio_rustls::LazyConfigAcceptor;
use tokio_rustls::server::TlsStream;
use tokio_util::task::TaskTracker;

use super::connection;
use crate::hub::Hub;
use crate::hub::device_side::{Protocol, TlsVersion, Transport};

/// How long a TLS client may take to say hello, and then to finish the handshake (our choice).
const HANDSHAKE_STEP_WITHIN: Duration = Duration::from_secs(10);

/// How many TLS handshakes may be under way; further clients that have said hello wait for their turn.
const HANDSHAKES_AT_ONCE: usize = 256;

/// How long to leave the listener alone when the system is out of sockets.
const BREATHER: Duration = Duration::from_millis(100);

/// Serves devices from `listener`, over TLS when there is a configuration for it, until the hub shuts down.
///
/// Returns when the last connection has ended.
pub async fn run(listener: TcpListener, hub: Arc<Hub>, tls: Option<Arc<ServerConfig>>) {
    let tasks = TaskTracker::new();
    let handshakes = Arc::new(Semaphore::new(HANDSHAKES_AT_ONCE));
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
            Some(tls) => tasks.spawn(serve_tls(stream, hub, Arc::clone(tls), Arc::clone(&handshakes))),
        };
    }
    drop(listener);
    tasks.close();
    tasks.wait().await;
}

async fn serve_tls(stream: TcpStream, hub: Arc<Hub>, tls: Arc<ServerConfig>, handshakes: Arc<Semaphore>) {
    let handshake = Box::pin(shake_hands(stream, tls, &handshakes));
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

/// Completes a TLS handshake; a client that has not even said hello takes nobody's place.
async fn shake_hands(
    stream: TcpStream,
    tls: Arc<ServerConfig>,
    handshakes: &Semaphore,
) -> io::Result<TlsStream<TcpStream>> {
    let hello = LazyConfigAcceptor::new(Acceptor::default(), stream);
    let hello = timeout(HANDSHAKE_STEP_WITHIN, hello).await??;
    let _turn = handshakes.acquire().await.map_err(io::Error::other)?;
    timeout(HANDSHAKE_STEP_WITHIN, hello.into_stream(tls)).await?
}
