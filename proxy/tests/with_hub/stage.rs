//! A hub, a proxy in front of it, and a browser or script that calls the proxy.

use std::{
    net::{SocketAddr, TcpListener},
    sync::Arc,
    time::Duration,
};

use iothub_client::{
    Authorities, Ca, Timing,
    budget::Backoff,
    environment::{Environment, System},
    tier::{HubSize, Tier},
};
use iothub_sas::{DeviceConnectionString, ExposeSecret as _, ServiceConnectionString};
use iothub_wire::time::UtcTime;
use lockstep_api::{
    job::Job,
    problem::{Problem, ProblemCode},
};
use lockstep_hub_emulator::{
    Clock, Emulator, Identity, Policy,
    device_side::{ConnectRequest, HubMessage, Qos, Subscription},
};
use lockstep_proxy::{
    Config, EndError, Proxy,
    config::{AccessMode, Pace},
};
use reqwest::{Method, RequestBuilder, Response};
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;

use crate::live_job::Live;

pub(crate) const TOKEN: &str = "a-token-for-tests-only";

/// Longest wait for a fact: long enough for a loaded machine, and never slept through.
pub(crate) const PATIENCE: Duration = Duration::from_secs(20);

/// Everything that a test needs.
pub(crate) struct Stage {
    pub(crate) hub: Arc<Emulator>,
    tier: Tier,
    pub(crate) url: String,
    /// Where metrics are served, when they are.
    pub(crate) metrics: Option<SocketAddr>,
    pub(crate) http: reqwest::Client,
    pub(crate) shutdown: CancellationToken,
    pub(crate) proxy: JoinHandle<Result<(), EndError>>,
}

/// The hub's time of day, so that advancing the hub's clock advances the proxy's.
#[derive(Debug)]
struct HubTime(Clock);

impl Environment for HubTime {
    fn now(&self) -> UtcTime {
        self.0.now()
    }

    fn random(&self) -> u128 {
        System.random()
    }
}

impl Stage {
    /// A hub and a proxy without limits.
    pub(crate) async fn new() -> Self {
        Self::with(Tier::Unlimited, |_| {}).await
    }

    /// A hub and a proxy of a tier, the proxy's configuration changed.
    pub(crate) async fn with(tier: Tier, change: impl FnOnce(&mut Config)) -> Self {
        let edition = match tier {
            Tier::F1 => lockstep_hub_emulator::Tier::F1,
            Tier::S1 => lockstep_hub_emulator::Tier::S1,
            Tier::S2 => lockstep_hub_emulator::Tier::S2,
            Tier::S3 => lockstep_hub_emulator::Tier::S3,
            Tier::Unlimited => lockstep_hub_emulator::Tier::Unlimited,
        };
        let config =
            lockstep_hub_emulator::Config { tier: edition, ..lockstep_hub_emulator::Config::ephemeral() };
        let hub = Arc::new(Emulator::start(config).await.unwrap());
        let mut config = config_of(&hub, tier);
        change(&mut config);
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let proxy = Proxy::start(listener, config).await.unwrap();
        let (url, metrics) = (format!("http://{}", proxy.address()), proxy.metrics());
        let shutdown = CancellationToken::new();
        let proxy = tokio::spawn(proxy.run(shutdown.clone()));
        let http = browser();
        Self { hub, tier, url, metrics, http, shutdown, proxy }
    }

    /// Ends the proxy and starts another one in front of the same hub.
    pub(crate) async fn restart_proxy(&mut self, change: impl FnOnce(&mut Config)) {
        self.shutdown.cancel();
        (&mut self.proxy).await.unwrap().unwrap();
        let mut config = config_of(&self.hub, self.tier);
        change(&mut config);
        let proxy = Proxy::start(TcpListener::bind("127.0.0.1:0").unwrap(), config).await.unwrap();
        self.url = format!("http://{}", proxy.address());
        self.shutdown = CancellationToken::new();
        self.proxy = tokio::spawn(proxy.run(self.shutdown.clone()));
    }

    /// A call of a script with the token.
    pub(crate) fn call(&self, method: Method, path: &str) -> RequestBuilder {
        self.http.request(method, format!("{}{path}", self.url)).bearer_auth(TOKEN)
    }

    pub(crate) async fn get<T: DeserializeOwned>(&self, path: &str) -> T {
        success(self.call(Method::GET, path).send().await.unwrap()).await
    }

    /// Orders a job.
    pub(crate) async fn order(&self, id: &str, order: &Value) -> Response {
        self.call(Method::PUT, &format!("/api/jobs/{id}")).json(order).send().await.unwrap()
    }

    /// Opens a stream.
    pub(crate) async fn live(&self, query: &str) -> Live {
        Live::open(self.call(Method::GET, &format!("/api/live?{query}"))).await
    }

    /// Registers devices.
    pub(crate) async fn register(&self, ids: &[&str]) {
        self.register_many(&ids.iter().map(ToString::to_string).collect::<Vec<_>>()).await;
    }

    /// A script that calls the hub without the proxy.
    pub(crate) fn script(&self) -> iothub_client::Client {
        let text = self.hub.service_connection_string(Policy::Owner);
        let connection = ServiceConnectionString::parse(text.expose_secret()).unwrap();
        iothub_client::Client::new(iothub_client::Config {
            ca: ca(&self.hub),
            size: HubSize::new(Tier::Unlimited, 1, 1.0).unwrap(),
            ..iothub_client::Config::new(connection)
        })
        .unwrap()
    }

    /// Registers as many devices as one likes.
    pub(crate) async fn register_many(&self, ids: &[String]) {
        let client = self.script();
        for ids in ids.chunks(100) {
            let devices: Vec<_> = ids.iter().map(|id| json!({"id": id, "importMode": "create"})).collect();
            let devices: Vec<_> = serde_json::from_value(devices.into()).unwrap();
            assert!(client.bulk(&devices).await.unwrap().is_successful);
        }
    }

    /// Connects a registered device that answers every method with this status.
    pub(crate) async fn door(&self, id: &str, status: i32) {
        let identity = Identity::parse(id).unwrap();
        let text = self.hub.device_connection_string(&identity).unwrap();
        let token = DeviceConnectionString::parse(text.expose_secret()).unwrap();
        let expires_at = self.hub.clock().now().plus_seconds(86_400).unix_seconds().unsigned_abs();
        let request = ConnectRequest {
            identity,
            host: "localhost".to_owned(),
            api_version: Some("2021-04-12".to_owned()),
            model_id: None,
            token: token.token(expires_at).unwrap(),
            clean_session: false,
        };
        let device = self.hub.hub().connect(request).await.unwrap();
        device.subscribe(Subscription::Methods, Qos::AtMostOnce).await;
        tokio::spawn(async move {
            loop {
                let delivery = tokio::select! {
                    delivery = device.next() => delivery,
                    _ = device.closed() => return,
                };
                if let HubMessage::Method { rid, .. } = delivery.message {
                    let answer = br#"{"Response":"lockDoor called successfully"}"#;
                    device.method_response(&rid, status, answer);
                }
            }
        });
    }
}

/// A configuration for a hub that is near: quick, and with a token that tests know.
fn config_of(hub: &Emulator, tier: Tier) -> Config {
    let text = hub.service_connection_string(Policy::Service);
    let connection = ServiceConnectionString::parse(text.expose_secret()).unwrap();
    Config {
        ca: ca(hub),
        size: HubSize::new(tier, 1, 1.0).unwrap(),
        timing: Timing {
            repeats: 1,
            repeat_after: Duration::from_millis(5),
            backoff: Backoff { first: Duration::from_millis(400), longest: Duration::from_secs(2) },
            ..Timing::default()
        },
        pace: Pace {
            fastest: Duration::from_millis(20),
            grace: Duration::from_millis(200),
            unwatched: Duration::from_millis(100),
            ..Pace::default()
        },
        environment: Arc::new(HubTime(hub.clock().clone())),
        ..Config::new(connection, AccessMode::Token(TOKEN.into()))
    }
}

/// A client of the proxy. It speaks plain HTTP, but is not made without a TLS configuration.
fn browser() -> reqwest::Client {
    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let tls =
        rustls::ClientConfig::builder_with_provider(provider).with_safe_default_protocol_versions().unwrap();
    let tls = tls.with_root_certificates(rustls::RootCertStore::empty()).with_no_client_auth();
    let http = reqwest::Client::builder().no_proxy().redirect(reqwest::redirect::Policy::none());
    http.tls_backend_preconfigured(tls).build().unwrap()
}

fn ca(hub: &Emulator) -> Ca {
    Ca::Only(Authorities::from_pem(hub.ca_pem().as_bytes()).unwrap())
}

pub(crate) async fn success<T: DeserializeOwned>(response: Response) -> T {
    let status = response.status();
    let text = response.text().await.unwrap();
    assert!(status.is_success(), "{status}: {text}");
    serde_json::from_str(&text).unwrap()
}

pub(crate) async fn problem(response: Response) -> ProblemCode {
    assert_eq!(response.headers()["content-type"], "application/problem+json");
    let status = response.status().as_u16();
    let problem: Problem = response.json().await.unwrap();
    assert_eq!(problem.status, status);
    problem.code
}

pub(crate) async fn job(response: Response) -> Job {
    success(response).await
}

/// `lockDoor` for these devices.
pub(crate) fn lock_door(condition: &str) -> Value {
    json!({
        "action": {"method": {"name": "lockDoor", "payload": {"lockTime": "10m"},
                   "responseTimeoutSeconds": 60, "connectTimeoutSeconds": 0}},
        "condition": condition, "maxExecutionSeconds": 300,
    })
}

/// `building: 43, floor: 3` for these devices.
pub(crate) fn set_floor(condition: &str) -> Value {
    json!({
        "action": {"twin": {"desired": {"building": 43, "floor": 3}}},
        "condition": condition, "maxExecutionSeconds": 300,
    })
}

/// The same order, starting so many seconds from the hub's now.
pub(crate) fn starting_in(stage: &Stage, seconds: i64, mut order: Value) -> Value {
    order["startAt"] = (stage.hub.clock().now().unix_millis() + seconds * 1000).into();
    order
}
