//! Connections that say nothing, or half of something, or announce more than they may send.
#![expect(clippy::unwrap_used, reason = "a helper that fails is a test that fails")]

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use iothub_sas::{ExposeSecret as _, ServiceConnectionString, SigningKey};
use lockstep_hub_emulator::{Config, Emulator, Fault, Identity, Operation, Policy, Tier};
use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
use rustls::crypto::aws_lc_rs;
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, ServerName};
use rustls::{ClientConfig, RootCertStore};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio::time::{Instant, timeout};
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;

/// The first second of 2100, until when every token here is good.
const NEVER: u64 = 4_102_444_800;

/// The longest of the emulator's limits for a first request or CONNECT, the handshake before it included, and some more.
const THROWN_OUT_WITHIN: Duration = Duration::from_secs(60);

/// A wait that only ends when something is wrong.
const LONG: Duration = Duration::from_secs(120);

/// Connections that keep silent.
const SILENT: usize = 1000;

/// Files that are open then: one at either end of each, and what else there is.
const FILES: u64 = 2 * SILENT as u64 + 200;

/// A CONNECT of 100 bytes, of which some are there.
const HALF_A_CONNECT: &[u8] = b"\x10\x64\0\x04MQTT\x04\xc2\0\x3c\0\x04dev";

const HALF_A_REQUEST: &[u8] = b"GET /devices HTTP/1.1\r\nHost: loc";

/// A remaining length of 268 435 455 bytes, in a PUBLISH and in a CONNECT.
const ENDLESS_PUBLISH: &[u8] = b"\x30\xff\xff\xff\x7f\0\x01a";
const ENDLESS_CONNECT: &[u8] = b"\x10\xff\xff\xff\x7f\0\x04MQTT\x04";

/// An emulator with the device `dev1`, and how to reach it over TLS.
struct Bench {
    hub: Emulator,
    tls: TlsConnector,
    token: String,
}

impl Bench {
    async fn new() -> Self {
        let hub = Emulator::start(Config { tier: Tier::Unlimited, ..Config::ephemeral() }).await.unwrap();
        let mut roots = RootCertStore::empty();
        roots.add(CertificateDer::from_pem_slice(hub.ca_pem().as_bytes()).unwrap()).unwrap();
        let config = ClientConfig::builder_with_provider(Arc::new(aws_lc_rs::default_provider()))
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_root_certificates(roots)
            .with_no_client_auth();
        let service = hub.service_connection_string(Policy::Owner);
        let token = ServiceConnectionString::parse(service.expose_secret()).unwrap().sign(NEVER);
        let token = token.expose_secret().to_owned();
        let bench = Self { hub, tls: TlsConnector::from(Arc::new(config)), token };
        assert_eq!(bench.rest("PUT", "/devices/dev1", 2, b"{}").await, "HTTP/1.1 200 OK");
        bench
    }

    async fn dial(&self, address: SocketAddr) -> TlsStream<TcpStream> {
        let stream = TcpStream::connect(address).await.unwrap();
        self.tls.connect(ServerName::try_from("localhost").unwrap(), stream).await.unwrap()
    }

    /// The first thing that a TLS client says.
    fn hello(&self) -> Vec<u8> {
        let (config, name) = (Arc::clone(self.tls.config()), ServerName::try_from("localhost").unwrap());
        let mut client = rustls::ClientConnection::new(config, name).unwrap();
        let mut hello = Vec::new();
        client.write_tls(&mut hello).unwrap();
        hello
    }

    /// Sends a request, whose body may have another length than it announces, and returns the first line of the answer.
    async fn rest(&self, method: &str, path: &str, announced: u64, body: &[u8]) -> String {
        let mut stream = self.dial(self.hub.https()).await;
        let head = format!(
            "{method} {path}?api-version=2021-04-12 HTTP/1.1\r\nHost: localhost\r\nAuthorization: {}\r\n\
             Content-Length: {announced}\r\n\r\n",
            self.token
        );
        stream.write_all(&[head.as_bytes(), body].concat()).await.unwrap();
        let mut line = Vec::new();
        while !line.ends_with(b"\r\n") {
            line.push(timeout(LONG, stream.read_u8()).await.expect("an answer").unwrap());
        }
        String::from_utf8(line).unwrap().trim_end().to_owned()
    }

    /// Connects `dev1`, and returns the stream after an accepting CONNACK.
    async fn device(&self) -> TlsStream<TcpStream> {
        let mut stream = self.dial(self.hub.mqtt()).await;
        let text = self.hub.device_connection_string(&Identity::parse("dev1").unwrap()).unwrap();
        let key = text.expose_secret().rsplit("SharedAccessKey=").next().unwrap();
        let token = SigningKey::from_base64(key).unwrap().sign("localhost/devices/dev1", None, NEVER);
        let fields = ["dev1", "localhost/dev1/?api-version=2021-04-12", token.expose_secret()];
        let mut body = b"\0\x04MQTT\x04\xc2\0\x3c".to_vec();
        for field in fields {
            body.extend(u16::try_from(field.len()).unwrap().to_be_bytes());
            body.extend(field.bytes());
        }
        let length = u8::try_from(body.len() - 128).unwrap();
        // 128 to 255 bytes: the length has two digits.
        let connect = [&[0x10, length | 0x80, 1][..], &body].concat();
        stream.write_all(&connect).await.unwrap();
        let mut answer = [0; 4];
        timeout(LONG, stream.read_exact(&mut answer)).await.expect("a CONNACK").unwrap();
        assert_eq!(answer, [0x20, 2, 0, 0]);
        stream
    }

    /// Asks for MQTT over WebSocket, and returns the stream after the answer that it may begin.
    async fn websocket(&self) -> TlsStream<TcpStream> {
        let mut stream = self.dial(self.hub.https()).await;
        let upgrade = "GET /$iothub/websocket HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\
             Sec-WebSocket-Version: 13\r\nSec-WebSocket-Protocol: mqtt\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n";
        stream.write_all(upgrade.as_bytes()).await.unwrap();
        let mut head = Vec::new();
        while !head.ends_with(b"\r\n\r\n") {
            head.push(timeout(LONG, stream.read_u8()).await.expect("an answer").unwrap());
        }
        assert!(head.starts_with(b"HTTP/1.1 101 "), "{}", head.escape_ascii());
        stream
    }

    /// How long a REST call and a CONNECT take together.
    async fn good_client(&self) -> Duration {
        let begun_at = Instant::now();
        assert_eq!(self.rest("GET", "/devices/dev1", 0, b"").await, "HTTP/1.1 200 OK");
        drop(self.device().await);
        begun_at.elapsed()
    }
}

/// Waits until the other side has closed the connection.
async fn closed(stream: &mut (impl tokio::io::AsyncRead + Unpin)) {
    // A reset is as good as an end.
    _ = timeout(LONG, stream.read_to_end(&mut Vec::new())).await.expect("the connection is closed");
}

/// Waits until all are closed, and holds that it took no longer than it may. Time moves whenever nothing else does.
async fn thrown_out(streams: &mut [impl tokio::io::AsyncRead + Unpin]) {
    tokio::time::pause();
    let paused_at = Instant::now();
    for stream in streams {
        closed(stream).await;
    }
    let took = paused_at.elapsed();
    assert!(took < THROWN_OUT_WITHIN, "the last was thrown out after {took:?}");
}

/// Sees to it that the test may open all its files, which are more than many systems allow unless asked.
fn room_for_all() {
    let Rlimit { current, maximum } = getrlimit(Resource::Nofile);
    if current.is_none_or(|current| current >= FILES) {
        return;
    }
    let raised = setrlimit(Resource::Nofile, Rlimit { current: Some(FILES), maximum });
    assert_eq!(
        raised,
        Ok(()),
        "this test opens {FILES} files: raise the hard limit (`ulimit -Hn`), {maximum:?}"
    );
}

/// Whether the other side has not closed the connection; what it may have sent does not matter.
fn open(stream: &TcpStream) -> bool {
    match stream.try_read(&mut [0; 4096]) {
        Ok(count) => count > 0,
        Err(error) => error.kind() == std::io::ErrorKind::WouldBlock,
    }
}

#[tokio::test]
async fn a_thousand_silent_connections_keep_nobody_waiting_and_are_thrown_out() {
    room_for_all();
    let bench = Bench::new().await;
    let alone = bench.good_client().await;
    let mut silent = Vec::new();
    let each = SILENT / 20;
    for (address, half) in [(bench.hub.https(), HALF_A_REQUEST), (bench.hub.mqtt(), HALF_A_CONNECT)] {
        // Handshakes take their time, and nobody shall be thrown out before the good client comes: hence so few of them.
        for _ in 0..each {
            for said in [b"", half] {
                let mut stream = bench.dial(address).await;
                stream.write_all(said).await.unwrap();
                stream.flush().await.unwrap();
                silent.push(stream.into_inner().0);
            }
        }
        let hello = bench.hello();
        for _ in 0..each {
            for said in [b"", &hello[..hello.len() / 2], &hello, &hello, &hello, &hello, &hello, &hello] {
                let mut stream = TcpStream::connect(address).await.unwrap();
                stream.write_all(said).await.unwrap();
                silent.push(stream);
            }
        }
    }
    let among = bench.good_client().await;
    let still_open = silent.iter().filter(|stream| open(stream)).count();
    assert!(among < alone * 20 + Duration::from_secs(1), "{among:?} among the silent, {alone:?} alone");
    assert!(still_open * 2 > silent.len(), "only {still_open} of {} are still there", silent.len());

    thrown_out(&mut silent).await;
}

#[tokio::test]
async fn a_packet_that_announces_256_mb_is_refused_by_its_first_bytes() {
    let bench = Bench::new().await;
    let mut stranger = bench.dial(bench.hub.mqtt()).await;
    stranger.write_all(ENDLESS_CONNECT).await.unwrap();
    closed(&mut stranger).await;
    let mut device = bench.device().await;
    device.write_all(ENDLESS_PUBLISH).await.unwrap();
    closed(&mut device).await;
    bench.good_client().await;
}

#[tokio::test]
async fn a_body_that_stops_halfway_is_thrown_out() {
    let bench = Bench::new().await;
    let version = "?api-version=2021-04-12";
    let authorized = format!("Host: localhost\r\nAuthorization: {}\r\n", bench.token);
    let half = "Content-Length: 100\r\n\r\n{\"deviceId";
    let halves = [
        format!("PUT /devices/d{version} HTTP/1.1\r\n{authorized}{half}"),
        format!("PATCH /twins/dev1{version} HTTP/1.1\r\n{authorized}{half}"),
        format!("GET /devices/dev1{version} HTTP/1.1\r\n{authorized}{half}"),
        format!("PUT /unheard/of{version} HTTP/1.1\r\n{authorized}{half}"),
        format!("PUT /devices/d{version} HTTP/1.1\r\nHost: localhost\r\n{half}"),
        format!("PUT /devices/d{version} HTTP/1.1\r\n{authorized}Transfer-Encoding: chunked\r\n\r\n9\r\nab"),
        format!(
            "POST /_emulator/clock HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n{half}"
        ),
    ];
    let mut stalled = Vec::new();
    for half in halves {
        let mut stream = bench.dial(bench.hub.https()).await;
        stream.write_all(half.as_bytes()).await.unwrap();
        stalled.push(stream);
    }
    bench.good_client().await;
    thrown_out(&mut stalled).await;
}

#[tokio::test]
async fn a_websocket_that_says_nothing_or_half_of_something_is_thrown_out() {
    let bench = Bench::new().await;
    let half_a_frame = [&b"\x82\xc0mask"[..], b"\x7d\x05"].concat();
    let half_a_connect = [&[0x82, 0x80 | HALF_A_CONNECT.len() as u8, 0, 0, 0, 0], HALF_A_CONNECT].concat();
    let mut stalled = Vec::new();
    for said in [&b""[..], b"\x82", &half_a_frame, &half_a_connect] {
        let mut stream = bench.websocket().await;
        stream.write_all(said).await.unwrap();
        stalled.push(stream);
    }
    bench.good_client().await;
    thrown_out(&mut stalled).await;
}

#[tokio::test]
async fn a_client_that_does_not_read_its_answer_is_thrown_out() {
    let bench = Bench::new().await;
    let long = Fault::Answer { status: 200, code: None, body: Some("x".repeat(64 << 20)) };
    bench.hub.plan(Operation::ListDevices, long, 1);
    let mut stream = bench.dial(bench.hub.https()).await;
    let head = "GET /devices?api-version=2021-04-12 HTTP/1.1\r\nHost: localhost\r\nAuthorization: ";
    stream.write_all(format!("{head}{}\r\n\r\n", bench.token).as_bytes()).await.unwrap();
    let first = timeout(LONG, stream.read_u8()).await.expect("the answer begins").unwrap();
    assert_eq!(first, b'H');
    tokio::time::pause();
    tokio::time::sleep(LONG).await;
    let mut rest = Vec::new();
    _ = timeout(LONG, stream.read_to_end(&mut rest)).await.expect("the connection is closed");
    assert!(rest.len() < 64 << 20, "{} bytes came", rest.len());
    bench.good_client().await;
}

#[tokio::test]
async fn a_websocket_frame_that_announces_256_mb_is_refused_by_its_first_bytes() {
    let bench = Bench::new().await;
    let mut stream = bench.websocket().await;
    // A binary frame with a length of eight bytes, its mask, and a few bytes of what it announces.
    stream.write_all(b"\x82\xff\0\0\0\0\x10\0\0\0mask\x10\xff\xff").await.unwrap();
    closed(&mut stream).await;
    bench.good_client().await;
}

#[tokio::test]
async fn a_body_that_announces_256_mb_is_refused_before_it_comes() {
    let bench = Bench::new().await;
    for announced in [2 * 1024 * 1024 + 1, 256 << 20, 1 << 40] {
        let answer = bench.rest("PATCH", "/twins/dev1", announced, b"{").await;
        assert_eq!(answer, "HTTP/1.1 413 Payload Too Large", "{announced}");
    }
    bench.good_client().await;
}
