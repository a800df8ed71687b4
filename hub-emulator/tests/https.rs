//! The HTTPS listener over real sockets, byte by byte.
#![expect(clippy::unwrap_used, reason = "a helper that fails is a test that fails")]

use std::sync::Arc;

use iothub_sas::{ExposeSecret as _, ServiceConnectionString};
use lockstep_hub_emulator::{Config, Emulator, Fault, Operation, Policy};
use rustls::crypto::aws_lc_rs;
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, ServerName};
use rustls::version::{TLS12, TLS13};
use rustls::{ClientConfig, RootCertStore, SupportedProtocolVersion};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;

async fn dial(hub: &Emulator, version: &'static SupportedProtocolVersion) -> TlsStream<TcpStream> {
    let mut roots = RootCertStore::empty();
    roots.add(CertificateDer::from_pem_slice(hub.ca_pem().as_bytes()).unwrap()).unwrap();
    let config = ClientConfig::builder_with_provider(Arc::new(aws_lc_rs::default_provider()))
        .with_protocol_versions(&[version])
        .unwrap()
        .with_root_certificates(roots)
        .with_no_client_auth();
    let stream = TcpStream::connect(hub.https()).await.unwrap();
    let name = ServerName::try_from("localhost").unwrap();
    TlsConnector::from(Arc::new(config)).connect(name, stream).await.unwrap()
}

fn request(hub: &Emulator, method: &str, path: &str) -> String {
    format!("{}Content-Length: 2\r\n\r\n{{}}", head(hub, method, &format!("{path}?api-version=2021-04-12")))
}

/// The first lines of a request; more may follow.
fn head(hub: &Emulator, method: &str, target: &str) -> String {
    let service = hub.service_connection_string(Policy::Owner);
    let token = ServiceConnectionString::parse(service.expose_secret()).unwrap().sign(4_102_444_800);
    let token = token.expose_secret();
    format!("{method} {target} HTTP/1.1\r\nHost: localhost\r\nAuthorization: {token}\r\n")
}

/// Reads one answer: its head in lower case, and its body by content-length.
async fn answer(stream: &mut TlsStream<TcpStream>) -> (String, String) {
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        head.push(stream.read_u8().await.unwrap());
    }
    let head = String::from_utf8(head).unwrap().to_ascii_lowercase();
    let length = head.split("content-length: ").nth(1).and_then(|rest| rest.split("\r\n").next()).unwrap();
    let mut body = vec![0; length.parse().unwrap()];
    stream.read_exact(&mut body).await.unwrap();
    (head, String::from_utf8(body).unwrap())
}

#[tokio::test]
async fn connections_persist_over_tls_1_2_and_1_3() {
    let hub = Emulator::start(Config::ephemeral()).await.unwrap();
    for version in [&TLS12, &TLS13] {
        let mut stream = dial(&hub, version).await;
        for _ in 0..2 {
            stream.write_all(request(&hub, "GET", "/statistics/devices").as_bytes()).await.unwrap();
            let (head, body) = answer(&mut stream).await;
            assert!(head.starts_with("http/1.1 200 ok\r\n"), "{head}");
            assert!(
                head.contains("\r\ndate: ") && head.contains("\r\nserver: microsoft-httpapi/2.0\r\n"),
                "{head}"
            );
            assert!(body.starts_with(r#"{"totalDeviceCount":0"#), "{body}");
        }
    }
    hub.shutdown().await;
}

#[tokio::test]
async fn a_lost_answer_closes_the_connection_without_a_byte() {
    let hub = Emulator::start(Config::ephemeral()).await.unwrap();
    hub.plan(Operation::PutDevice, Fault::LoseAnswer {}, 1);
    let mut stream = dial(&hub, &TLS13).await;
    stream.write_all(request(&hub, "PUT", "/devices/d").as_bytes()).await.unwrap();
    let mut bytes = Vec::new();
    // Some ends of TLS are abrupt, and that is fine here.
    _ = stream.read_to_end(&mut bytes).await;
    assert_eq!(String::from_utf8(bytes).unwrap(), "");
    let mut stream = dial(&hub, &TLS13).await;
    stream.write_all(request(&hub, "PUT", "/devices/d").as_bytes()).await.unwrap();
    assert!(answer(&mut stream).await.0.starts_with("http/1.1 409 conflict\r\n"));
    hub.shutdown().await;
}

#[tokio::test]
async fn a_refusal_reaches_a_caller_who_sends_before_he_reads() {
    let hub = Emulator::start(Config::ephemeral()).await.unwrap();
    let unavailable = Fault::Answer { status: 503, code: Some("ServiceUnavailable".to_owned()), body: None };
    hub.plan(Operation::PatchTwin, unavailable, 1);
    let version = "?api-version=2021-04-12";
    let cases = [
        (head(&hub, "PATCH", &format!("/twins/d{version}")), 1 << 20, "503"),
        (head(&hub, "POST", "/twins/d/methods"), 1 << 20, "400"),
        (format!("PATCH /twins/d{version} HTTP/1.1\r\nHost: localhost\r\n"), 1 << 20, "401"),
        (format!("PUT /unheard/of{version} HTTP/1.1\r\nHost: localhost\r\n"), 1 << 20, "401"),
        (head(&hub, "PUT", &format!("/unheard/of{version}")), 1 << 20, "404"),
        (head(&hub, "PATCH", &format!("/devices/d{version}")), 1 << 20, "405"),
        (head(&hub, "POST", &format!("/devices{version}")), 9 << 20, "413"),
        ("POST /_emulator/reset HTTP/1.1\r\nHost: localhost\r\n".to_owned(), 1 << 20, "415"),
    ];
    for (head, length, status) in cases {
        let mut stream = dial(&hub, &TLS13).await;
        let head = format!("{head}Content-Length: {length}\r\n\r\n");
        stream.write_all(head.as_bytes()).await.unwrap();
        stream.write_all(&vec![b'x'; length]).await.unwrap();
        let answered = answer(&mut stream).await.0;
        assert!(answered.starts_with(&format!("http/1.1 {status} ")), "{head}{answered}");
        // The connection is as good as new.
        stream.write_all(request(&hub, "GET", "/devices").as_bytes()).await.unwrap();
        assert!(answer(&mut stream).await.0.starts_with("http/1.1 200 ok\r\n"));
    }
    hub.throttle(std::time::Duration::from_secs(60));
    let mut stream = dial(&hub, &TLS13).await;
    let head = head(&hub, "PATCH", &format!("/twins/d{version}"));
    stream.write_all(format!("{head}Content-Length: 1048576\r\n\r\n").as_bytes()).await.unwrap();
    stream.write_all(&[b'x'; 1 << 20]).await.unwrap();
    assert!(answer(&mut stream).await.0.starts_with("http/1.1 429 "));
    hub.shutdown().await;
}

/// The head of the answer to what follows the head of a PUT of this target.
async fn answer_to_put(target: &str, rest: &str) -> String {
    let hub = Emulator::start(Config::ephemeral()).await.unwrap();
    let mut stream = dial(&hub, &TLS13).await;
    stream.write_all(format!("{}{rest}", head(&hub, "PUT", target)).as_bytes()).await.unwrap();
    let (head, _) = answer(&mut stream).await;
    hub.shutdown().await;
    head
}

#[tokio::test]
async fn a_malformed_chunk_is_a_bad_request_and_not_one_that_is_too_large() {
    let chunk = "Transfer-Encoding: chunked\r\n\r\nnonsense\r\n";
    let head = answer_to_put("/devices/d?api-version=2021-04-12", chunk).await;
    assert!(head.starts_with("http/1.1 400 "), "{head}");
}

#[tokio::test]
async fn who_waits_to_be_asked_for_a_body_is_refused_without_it() {
    let expect = "Expect: 100-continue\r\nContent-Length: 1048576\r\n\r\n";
    let head = answer_to_put("/unheard/of", expect).await;
    assert!(head.starts_with("http/1.1 404 "), "{head}");
}

#[tokio::test]
async fn the_control_plane_answers_on_loopback() {
    let hub = Emulator::start(Config::ephemeral()).await.unwrap();
    let mut stream = dial(&hub, &TLS13).await;
    stream.write_all(b"GET /_emulator/ca.pem HTTP/1.1\r\nHost: localhost\r\n\r\n").await.unwrap();
    assert_eq!(answer(&mut stream).await.1, hub.ca_pem());
    hub.shutdown().await;
}
