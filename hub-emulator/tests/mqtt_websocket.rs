//! MQTT over WebSocket on the HTTPS listener, byte by byte.
#![expect(clippy::unwrap_used, reason = "a test may panic, in its helpers as well")]

use std::sync::Arc;

use axum::http::StatusCode;
use futures::FutureExt as _;
use iothub_sas::{ExposeSecret as _, SigningKey};
use lockstep_hub_emulator::device_side::{Protocol, TlsVersion, Transport};
use lockstep_hub_emulator::{Config, DEVELOPMENT_KEY, Emulator, Identity};
use rustls::crypto::aws_lc_rs;
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, ServerName};
use rustls::{ClientConfig, RootCertStore};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;

/// Some time in the year 2100.
const EXPIRES_AT: u64 = 4_102_444_800;

const CONNACK: [u8; 4] = [0x20, 2, 0, 0];
const PINGREQ: [u8; 2] = [0xC0, 0];
const PINGRESP: [u8; 2] = [0xD0, 0];

/// A client that begins as HTTP/1.1 and goes on as WebSocket.
struct Client(TlsStream<TcpStream>);

impl Client {
    async fn dial(emulator: &Emulator) -> Self {
        let mut roots = RootCertStore::empty();
        roots.add(CertificateDer::from_pem_slice(emulator.ca_pem().as_bytes()).unwrap()).unwrap();
        let config = ClientConfig::builder_with_provider(Arc::new(aws_lc_rs::default_provider()))
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_root_certificates(roots)
            .with_no_client_auth();
        let stream = TcpStream::connect(emulator.https()).await.unwrap();
        let name = ServerName::try_from("localhost").unwrap();
        Self(TlsConnector::from(Arc::new(config)).connect(name, stream).await.unwrap())
    }

    /// Asks for the upgrade and returns the head of the answer.
    async fn upgrade(&mut self, header: &str) -> String {
        self.upgrade_at("/$iothub/websocket?iothub-no-client-cert=true", header).await
    }

    async fn upgrade_at(&mut self, target: &str, header: &str) -> String {
        let request = format!(
            "GET {target} HTTP/1.1\r\nHost: localhost:443\r\n\
             Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n\
             Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits\r\n\
             Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n{header}\r\n"
        );
        self.0.write_all(request.as_bytes()).await.unwrap();
        let mut head = Vec::new();
        while !head.ends_with(b"\r\n\r\n") {
            head.push(self.0.read_u8().await.unwrap());
        }
        String::from_utf8(head).unwrap().to_ascii_lowercase()
    }

    /// Sends a masked frame; a mask of zeros leaves the payload readable.
    async fn send(&mut self, opcode: u8, payload: &[u8]) {
        let mut frame = vec![0x80 | opcode];
        match u16::try_from(payload.len()) {
            Ok(length) => frame.extend([&[0x80 | 126][..], &length.to_be_bytes()].concat()),
            Err(_) => frame.extend([&[0x80 | 127][..], &(payload.len() as u64).to_be_bytes()].concat()),
        }
        frame.extend([0; 4]);
        frame.extend(payload);
        self.0.write_all(&frame).await.unwrap();
    }

    /// The opcode and payload of the next short frame.
    async fn receive(&mut self) -> (u8, Vec<u8>) {
        let (first, length) = (self.0.read_u8().await.unwrap(), self.0.read_u8().await.unwrap());
        assert!(length < 126, "a longer frame than expected");
        let mut payload = vec![0; usize::from(length)];
        self.0.read_exact(&mut payload).await.unwrap();
        (first & 0x0F, payload)
    }
}

/// A CONNECT with the service's credentials, which may speak for any device, and a clean session.
fn connect(device: &str) -> Vec<u8> {
    connect_with(device, 0xC2)
}

fn connect_with(device: &str, flags: u8) -> Vec<u8> {
    let key = SigningKey::from_base64(DEVELOPMENT_KEY).unwrap();
    let token = key.sign("localhost", Some("iothubowner"), EXPIRES_AT);
    let user_name = format!("localhost/{device}/?api-version=2021-04-12");
    let mut body = [&b"\x00\x04MQTT\x04"[..], &[flags, 0, 60]].concat();
    for field in [device, &user_name, token.expose_secret()] {
        body.extend(u16::try_from(field.len()).unwrap().to_be_bytes());
        body.extend(field.as_bytes());
    }
    let (low, high) = (u8::try_from(body.len() % 128).unwrap(), u8::try_from(body.len() / 128).unwrap());
    [&[0x10, low | 0x80, high][..], &body].concat()
}

/// An emulator that knows the device `dev1`.
async fn emulator() -> Emulator {
    let emulator = Emulator::start(Config::ephemeral()).await.unwrap();
    let created = rest(&emulator, "PUT", "/devices/dev1", r#"{"deviceId":"dev1","status":"enabled"}"#).await;
    assert_eq!(created, StatusCode::OK);
    emulator
}

/// Calls as the hub's owner.
async fn rest(emulator: &Emulator, method: &str, path: &str, body: &'static str) -> StatusCode {
    let key = SigningKey::from_base64(DEVELOPMENT_KEY).unwrap();
    let token = key.sign("localhost", Some("iothubowner"), EXPIRES_AT);
    let request = axum::http::Request::builder()
        .method(method)
        .uri(format!("{path}?api-version=2021-04-12"))
        .header("authorization", token.expose_secret())
        .body(axum::body::Body::from(body));
    tower::ServiceExt::oneshot(emulator.router(), request.unwrap()).await.unwrap().status()
}

#[tokio::test]
async fn packets_may_share_frames_and_frames_may_share_packets() {
    let emulator = emulator().await;
    let mut client = Client::dial(&emulator).await;
    let head = client.upgrade("Sec-WebSocket-Protocol: mqtt\r\n").await;
    assert!(head.starts_with("http/1.1 101 "), "{head}");
    assert!(head.contains("sec-websocket-protocol: mqtt\r\n"), "{head}");
    assert!(!head.contains("sec-websocket-extensions"), "{head}");

    let connect = connect("dev1");
    client.send(2, &connect[..40]).await;
    client.send(9, b"still there?").await;
    assert_eq!(client.receive().await, (10, b"still there?".to_vec()));
    client.send(2, &[&connect[40..], &PINGREQ[..], &PINGREQ[..1]].concat()).await;
    client.send(2, &PINGREQ[1..]).await;
    let mut told = Vec::new();
    while told.len() < 8 {
        let (opcode, payload) = client.receive().await;
        assert_eq!(opcode, 2);
        told.extend(payload);
    }
    assert_eq!(told, [&CONNACK[..], &PINGRESP, &PINGRESP].concat());
    let transport = emulator.sessions()[0].transport;
    let expected = Transport { protocol: Protocol::MqttWebSocket, tls: Some(TlsVersion::Tls13) };
    assert_eq!(transport, Some(expected));
    emulator.shutdown().await;
    assert_eq!(client.receive().await.0, 8, "a close frame");
}

#[tokio::test]
async fn a_frame_may_hold_megabytes_of_packets() {
    let emulator = emulator().await;
    let mut client = Client::dial(&emulator).await;
    client.upgrade("Sec-WebSocket-Protocol: mqtt\r\n").await;
    let body = [&b"\x00\x1ddevices/dev1/messages/events/"[..], &vec![b' '; 200_000]].concat();
    let length = [body.len() % 128 + 128, body.len() / 128 % 128 + 128, body.len() / 16_384];
    let header = length.map(|digit| u8::try_from(digit).unwrap());
    let publish = [&[0x30][..], &header, &body].concat();
    client.send(2, &[connect("dev1"), publish.repeat(20), PINGREQ.to_vec()].concat()).await;
    let mut told = Vec::new();
    while told.len() < 6 {
        told.extend(client.receive().await.1);
    }
    assert_eq!(told, [&CONNACK[..], &PINGRESP].concat());
}

#[tokio::test]
async fn the_dollar_of_the_path_may_be_percent_coded() {
    let emulator = emulator().await;
    let mut client = Client::dial(&emulator).await;
    let head = client.upgrade_at("/%24iothub/websocket", "Sec-WebSocket-Protocol: mqtt\r\n").await;
    assert!(head.starts_with("http/1.1 101 "), "{head}");
}

#[tokio::test]
async fn a_text_frame_closes() {
    let emulator = emulator().await;
    let mut client = Client::dial(&emulator).await;
    client.upgrade("Sec-WebSocket-Protocol: mqtt\r\n").await;
    client.send(1, b"hello").await;
    assert_eq!(client.receive().await.0, 8, "a close frame");
}

#[tokio::test]
async fn s10_08_a_dropped_device_that_comes_back_hears_patches_and_methods_without_subscribing() {
    let emulator = emulator().await;
    let mut first = Client::dial(&emulator).await;
    first.upgrade("Sec-WebSocket-Protocol: mqtt\r\n").await;
    let connect = connect_with("dev1", 0xC0);
    let subscribe =
        b"\x82\x45\0\x01\0\x16$iothub/methods/POST/#\0\0\x27$iothub/twin/PATCH/properties/desired/#\0";
    first.send(2, &[&connect[..], &subscribe[..]].concat()).await;
    let mut told = Vec::new();
    while told.len() < 10 {
        told.extend(first.receive().await.1);
    }
    assert_eq!(told, [&CONNACK[..], b"\x90\x04\0\x01\0\0"].concat());
    assert!(emulator.drop_connection(&Identity::parse("dev1").unwrap()));

    let mut second = Client::dial(&emulator).await;
    second.upgrade("Sec-WebSocket-Protocol: mqtt\r\n").await;
    second.send(2, &connect).await;
    assert_eq!(second.receive().await.1, b"\x20\x02\x01\0", "the session is there");
    let patch = r#"{"properties":{"desired":{"building":43}}}"#;
    assert_eq!(rest(&emulator, "PATCH", "/twins/dev1", patch).await, StatusCode::OK);
    let patch = second.receive().await.1;
    assert!(patch.ends_with(br#"{"$version":2,"building":43}"#), "{}", patch.escape_ascii());

    let call = rest(&emulator, "POST", "/twins/dev1/methods", r#"{"methodName":"lockDoor"}"#);
    let answer = async {
        let call = second.receive().await.1;
        let topic = str::from_utf8(&call[4..]).unwrap();
        let rid = topic.strip_prefix("$iothub/methods/POST/lockDoor/?$rid=").unwrap();
        let topic = format!("$iothub/methods/res/200/?$rid={}", rid.trim_end_matches("null"));
        let length = u8::try_from(topic.len()).unwrap();
        second.send(2, &[&[0x30, length + 2, 0, length], topic.as_bytes()].concat()).await;
    };
    assert_eq!(tokio::join!(call, answer).0, StatusCode::OK);
}

#[tokio::test]
async fn a_client_that_is_dropped_may_still_answer_the_close_frame() {
    let emulator = emulator().await;
    let mut client = Client::dial(&emulator).await;
    client.upgrade("Sec-WebSocket-Protocol: mqtt\r\n").await;
    client.send(2, &connect("dev1")).await;
    assert_eq!(client.receive().await.1, CONNACK);
    assert!(emulator.drop_connection(&Identity::parse("dev1").unwrap()));
    assert_eq!(client.receive().await.0, 8, "a close frame");
    // Whatever the hub wanted to do at once it has done when another client has been served.
    Client::dial(&emulator).await.upgrade("Sec-WebSocket-Protocol: mqtt\r\n").await;
    let mut more = [0; 1];
    assert!(client.0.read(&mut more).now_or_never().is_none(), "the connection is still there");
    client.0.write_all(b"\x88\x80\0\0\0\0").await.unwrap();
    // TLS may end without its own goodbye.
    assert_eq!(client.0.read(&mut more).await.unwrap_or(0), 0);
}

#[tokio::test]
async fn who_does_not_offer_the_subprotocol_is_refused() {
    let emulator = emulator().await;
    for header in ["", "Sec-WebSocket-Protocol: amqp\r\n"] {
        let mut client = Client::dial(&emulator).await;
        let head = client.upgrade(header).await;
        assert!(head.starts_with("http/1.1 400 "), "{head}");
    }
}
