//! Real sockets: many silent clients, TLS of both versions, and the end.

use std::net::SocketAddr;
use std::sync::Arc;

use iothub_wire::time::UtcTime;
use rustls::crypto::aws_lc_rs;
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::version::{TLS12, TLS13};
use rustls::{ClientConfig, RootCertStore, SupportedProtocolVersion};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;
use tokio_rustls::TlsConnector;

use super::bench::{Bench, Client, KEEP_SESSION};
use crate::certificates::Certificates;
use crate::hub::device_side::{Protocol, TlsVersion, Transport};
use crate::mqtt::listener;

const ACCEPTED: &str = r" \x02\x00\x00";

fn certificates() -> Certificates {
    // Clients check certificates against the system's clock.
    let now = i64::try_from(UnixTime::now().as_secs()).unwrap();
    Certificates::ephemeral("localhost", UtcTime::from_unix_seconds(now)).unwrap()
}

async fn listen(bench: &Bench, certificates: Option<&Certificates>) -> (SocketAddr, JoinHandle<()>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let tls = certificates.map(|certificates| certificates.tls(&[]));
    let run = listener::run(listener, Arc::clone(&bench.hub), tls);
    (address, tokio::spawn(run))
}

async fn silent_clients(address: SocketAddr) -> Vec<TcpStream> {
    let mut silent = Vec::new();
    for _ in 0..200 {
        silent.push(TcpStream::connect(address).await.unwrap());
    }
    silent
}

async fn tls(
    address: SocketAddr,
    certificates: &Certificates,
    version: &'static SupportedProtocolVersion,
) -> Client<tokio_rustls::client::TlsStream<TcpStream>> {
    let mut roots = RootCertStore::empty();
    roots.add(CertificateDer::from_pem_slice(certificates.ca_pem().as_bytes()).unwrap()).unwrap();
    let config = ClientConfig::builder_with_provider(Arc::new(aws_lc_rs::default_provider()))
        .with_protocol_versions(&[version])
        .unwrap()
        .with_root_certificates(roots)
        .with_no_client_auth();
    let stream = TcpStream::connect(address).await.unwrap();
    let name = ServerName::try_from("localhost").unwrap();
    Client::over(TlsConnector::from(Arc::new(config)).connect(name, stream).await.unwrap())
}

#[tokio::test]
async fn silent_clients_keep_nobody_waiting() {
    let bench = Bench::with_device().await;
    let (address, _) = listen(&bench, None).await;
    let silent = silent_clients(address).await;
    let mut device = Client::over(TcpStream::connect(address).await.unwrap());
    assert_eq!(device.ask(&bench.connect_bytes("dev1", KEEP_SESSION, 60)).await, ACCEPTED);
    drop(silent);
}

#[tokio::test]
async fn silent_tls_clients_keep_nobody_waiting() {
    let bench = Bench::with_device().await;
    let certificates = certificates();
    let (address, _) = listen(&bench, Some(&certificates)).await;
    let silent = silent_clients(address).await;
    for version in [&TLS12, &TLS13] {
        let mut device = tls(address, &certificates, version).await;
        let accepted = device.ask(&bench.connect_bytes("dev1", 0xC2, 60)).await;
        assert_eq!(accepted, ACCEPTED, "{version:?}");
        let tls = if *version == TLS12 { TlsVersion::Tls12 } else { TlsVersion::Tls13 };
        let expected = Transport { protocol: Protocol::Mqtt, tls: Some(tls) };
        assert_eq!(bench.hub.sessions()[0].transport, Some(expected));
    }
    drop(silent);
}

#[tokio::test]
async fn a_client_that_speaks_no_tls_is_let_go() {
    let bench = Bench::with_device().await;
    let (address, _) = listen(&bench, Some(&certificates())).await;
    let mut device = Client::over(TcpStream::connect(address).await.unwrap());
    device.send(&bench.connect_bytes("dev1", KEEP_SESSION, 60)).await;
    device.finished().await;
}

#[tokio::test]
async fn shutdown_ends_the_listener_with_all_its_connections() {
    let bench = Bench::with_device().await;
    let (address, run) = listen(&bench, None).await;
    let mut device = Client::over(TcpStream::connect(address).await.unwrap());
    assert_eq!(device.ask(&bench.connect_bytes("dev1", KEEP_SESSION, 60)).await, ACCEPTED);
    let mut silent = Client::over(TcpStream::connect(address).await.unwrap());
    bench.shutdown.cancel();
    device.closed().await;
    silent.closed().await;
    run.await.unwrap();
    assert!(TcpStream::connect(address).await.is_err());
}
