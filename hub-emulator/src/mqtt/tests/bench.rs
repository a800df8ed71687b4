//! A hub, and devices that speak raw bytes to it.

use std::sync::Arc;
use std::time::Duration;

use axum::body::{Body, to_bytes};
use axum::http::request::Builder;
use axum::http::{Request, StatusCode, header};
use iothub_sas::SigningKey;
use iothub_wire::time::UtcTime;
use secrecy::ExposeSecret as _;
use serde_json::{Value, json};
use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _, DuplexStream, duplex};
use tokio::task::JoinHandle;
use tokio::time::timeout;
use tokio_util::sync::CancellationToken;
use tower::ServiceExt as _;

use crate::chance::Chance;
use crate::clock::Clock;
use crate::hub::device_side::{Protocol, Transport};
use crate::hub::{DEVELOPMENT_KEY, Hub, Parts};
use crate::limits::{Limits, Tier};
use crate::mqtt::{Ending, connection};
use crate::rest;
use crate::store::{Contents, Store};

/// What everybody here comes over, as far as the hub knows.
const TRANSPORT: Transport = Transport { protocol: Protocol::Mqtt, tls: None };

/// The key of every device here.
const DEVICE_KEY: &str = "YWJjZGVmZ2hpamtsbW5vcA==";

/// Above every limit of the protocol: what is waited for longer than this never comes.
const LONG: Duration = Duration::from_secs(3600);

pub(super) struct Bench {
    pub(super) hub: Arc<Hub>,
    pub(super) clock: Clock,
    pub(super) shutdown: CancellationToken,
}

/// A device's end of a connection.
pub(super) struct Client<S = DuplexStream> {
    stream: S,
    served: Option<JoinHandle<Ending>>,
}

impl Bench {
    /// A hub without limits.
    pub(super) fn new() -> Self {
        Self::of(Tier::Unlimited)
    }

    pub(super) fn of(tier: Tier) -> Self {
        let clock = Clock::manual(UtcTime::from_unix_seconds(1_790_000_000));
        let shutdown = CancellationToken::new();
        let hub = Hub::load(Parts {
            store: Store::ephemeral(),
            contents: Contents::default(),
            durable: false,
            clock: clock.clone(),
            chance: Chance::new(Some(1)),
            limits: Limits::of(tier, 1),
            ca_pem: String::new(),
            entra: None,
            host_name: "localhost".to_owned(),
            remote_control: false,
            lax_job_ids: false,
            shutdown: shutdown.clone(),
        });
        Self { hub: Arc::new(hub.unwrap()), clock, shutdown }
    }

    /// A hub that knows the device `dev1`.
    pub(super) async fn with_device() -> Self {
        let bench = Self::new();
        bench.register("dev1").await;
        bench
    }

    pub(super) async fn register(&self, device: &str) {
        let keys = json!({ "primaryKey": DEVICE_KEY, "secondaryKey": DEVICE_KEY });
        let body = json!({
            "deviceId": device,
            "status": "enabled",
            "authentication": { "type": "sas", "symmetricKey": keys },
        });
        let (status, answer) = self.rest("PUT", &format!("/devices/{device}"), body).await;
        assert_eq!(status, StatusCode::OK, "{answer}");
    }

    /// Calls the service side as its owner.
    pub(super) async fn rest(&self, method: &str, path: &str, body: Value) -> (StatusCode, Value) {
        self.call(Request::builder().method(method), path, &body).await
    }

    /// Replaces an identity that is there.
    pub(super) async fn replace(&self, path: &str, body: Value) -> (StatusCode, Value) {
        self.call(Request::builder().method("PUT").header(header::IF_MATCH, "*"), path, &body).await
    }

    async fn call(&self, request: Builder, path: &str, body: &Value) -> (StatusCode, Value) {
        let owner = SigningKey::from_base64(DEVELOPMENT_KEY).unwrap();
        let token = owner.sign("localhost", Some("iothubowner"), self.in_seconds(3600));
        let request = request
            .uri(format!("{path}?api-version=2021-04-12"))
            .header(header::HOST, "localhost")
            .header(header::AUTHORIZATION, token.expose_secret())
            .header(header::CONTENT_TYPE, "application/json")
            .body(Body::from(body.to_string()))
            .unwrap();
        let response = rest::router(Arc::clone(&self.hub)).oneshot(request).await.unwrap();
        let status = response.status();
        let body = to_bytes(response.into_body(), usize::MAX).await.unwrap();
        (status, serde_json::from_slice(&body).unwrap_or(Value::Null))
    }

    pub(super) fn in_seconds(&self, seconds: i64) -> u64 {
        self.clock.now().plus_seconds(seconds).unix_seconds().unsigned_abs()
    }

    /// The token of a device, for this many seconds.
    pub(super) fn token(&self, device: &str, seconds: i64) -> String {
        let key = SigningKey::from_base64(DEVICE_KEY).unwrap();
        let token = key.sign(&format!("localhost/devices/{device}"), None, self.in_seconds(seconds));
        token.expose_secret().to_owned()
    }

    /// A socket without a word on it.
    pub(super) fn dial(&self) -> Client {
        let (client, server) = duplex(64 * 1024);
        let hub = Arc::clone(&self.hub);
        let served = tokio::spawn(async move { connection::serve(server, TRANSPORT, &hub).await });
        Client { stream: client, served: Some(served) }
    }

    /// A CONNECT of a device with the usual options; `flags` are its connect flags.
    pub(super) fn connect_bytes(&self, device: &str, flags: u8, keep_alive: u16) -> Vec<u8> {
        let user_name = format!("localhost/{device}/?api-version=2021-04-12");
        let token = self.token(device, 3600);
        connect(flags, keep_alive, &[device.as_bytes(), user_name.as_bytes(), token.as_bytes()])
    }

    /// A device that keeps its session, connected.
    pub(super) async fn connected(&self, device: &str) -> Client {
        let mut client = self.dial();
        client.send(&self.connect_bytes(device, KEEP_SESSION, 60)).await;
        let answer = client.receive().await;
        assert!(matches!(answer[..], [0x20, 2, _, 0]), "not accepted: {answer:02x?}");
        client
    }
}

/// User name, password, and CleanSession=0: what both official SDKs send.
pub(super) const KEEP_SESSION: u8 = 0xC0;
/// The same with CleanSession=1.
pub(super) const CLEAN_SESSION: u8 = 0xC2;
/// The same with a will of `QoS` 1.
pub(super) const WITH_WILL: u8 = 0xC0 | 0x04 | 0x08;

impl<S: AsyncRead + AsyncWrite + Unpin> Client<S> {
    /// A device's end of a real socket.
    pub(super) fn over(stream: S) -> Self {
        Self { stream, served: None }
    }

    pub(super) async fn send(&mut self, bytes: &[u8]) {
        self.stream.write_all(bytes).await.unwrap();
    }

    /// The next packet, as it came.
    pub(super) async fn receive(&mut self) -> Vec<u8> {
        let mut packet = vec![self.byte().await];
        let mut length = 0;
        for shift in 0..4 {
            let byte = self.byte().await;
            packet.push(byte);
            length |= usize::from(byte & 0x7F) << (7 * shift);
            if byte & 0x80 == 0 {
                break;
            }
        }
        let body = packet.len();
        packet.resize(body + length, 0);
        self.stream.read_exact(&mut packet[body..]).await.unwrap();
        packet
    }

    /// The next packet, readable.
    pub(super) async fn told(&mut self) -> String {
        self.receive().await.escape_ascii().to_string()
    }

    /// Sends a packet and receives the answer, readable.
    pub(super) async fn ask(&mut self, bytes: &[u8]) -> String {
        self.send(bytes).await;
        self.told().await
    }

    /// Subscribes with `QoS` 1.
    pub(super) async fn subscribe(&mut self, filter: &str) {
        self.send(&subscribe(filter, 1)).await;
        assert_eq!(self.receive().await, [0x90, 3, 0, 7, 1]);
    }

    /// Waits until the hub has closed the connection without another packet.
    pub(super) async fn closed(&mut self) {
        let mut rest = Vec::new();
        let read =
            timeout(LONG, self.stream.read_to_end(&mut rest)).await.expect("the hub closes the connection");
        // A reset is as good as an end.
        _ = read;
        assert!(rest.is_empty(), "a packet came: {rest:02x?}");
    }

    /// Waits until the hub has closed the connection, whatever it said before.
    pub(super) async fn finished(&mut self) {
        let mut rest = Vec::new();
        _ = timeout(LONG, self.stream.read_to_end(&mut rest)).await.expect("the hub closes the connection");
    }

    async fn byte(&mut self) -> u8 {
        timeout(LONG, self.stream.read_u8()).await.expect("a packet").expect("a packet before the end")
    }
}

impl Client {
    /// Why the hub ended the connection, which it did without another packet.
    pub(super) async fn ending(mut self) -> Ending {
        self.closed().await;
        self.served.take().unwrap().await.unwrap()
    }

    /// Closes the socket without a word, and says what the hub made of it.
    pub(super) async fn hang_up(self) -> Ending {
        drop(self.stream);
        self.served.unwrap().await.unwrap()
    }
}

/// Any packet.
pub(super) fn packet(first: u8, body: &[u8]) -> Vec<u8> {
    let mut packet = vec![first];
    let mut left = body.len();
    loop {
        let digit = u8::try_from(left % 128).unwrap();
        left /= 128;
        packet.push(if left == 0 { digit } else { digit | 0x80 });
        if left == 0 {
            break;
        }
    }
    packet.extend(body);
    packet
}

/// Bytes with their length in front.
pub(super) fn field(bytes: &[u8]) -> Vec<u8> {
    let mut field = u16::try_from(bytes.len()).unwrap().to_be_bytes().to_vec();
    field.extend(bytes);
    field
}

/// A CONNECT of MQTT 3.1.1 with these fields in its payload.
pub(super) fn connect(flags: u8, keep_alive: u16, fields: &[&[u8]]) -> Vec<u8> {
    let mut body = b"\x00\x04MQTT\x04".to_vec();
    body.push(flags);
    body.extend(keep_alive.to_be_bytes());
    for bytes in fields {
        body.extend(field(bytes));
    }
    packet(0x10, &body)
}

/// A SUBSCRIBE with identifier 7.
pub(super) fn subscribe(filter: &str, quality: u8) -> Vec<u8> {
    packet(0x82, &[&[0, 7][..], &field(filter.as_bytes()), &[quality]].concat())
}

/// A PUBLISH of `QoS` 0.
pub(super) fn publish(topic: &str, payload: &str) -> Vec<u8> {
    packet(0x30, &[&field(topic.as_bytes()), payload.as_bytes()].concat())
}

/// A PUBLISH of `QoS` 1 with identifier 9.
pub(super) fn publish_surely(topic: &str, payload: &str) -> Vec<u8> {
    packet(0x32, &[&field(topic.as_bytes()), &[0, 9][..], payload.as_bytes()].concat())
}
