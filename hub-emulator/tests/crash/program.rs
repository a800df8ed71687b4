//! The program, and callers of its REST endpoint.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::Duration;

use iothub_sas::{ExposeSecret as _, SigningKey};
use lockstep_hub_emulator::DEVELOPMENT_KEY;
use reqwest::{Certificate, Client, Method, RequestBuilder};
use serde_json::Value;
use tokio::io::{AsyncBufReadExt as _, BufReader};
use tokio::process::{Child, Command};
use tokio::time::timeout;

/// How long anything may take that is asked of a running program, or of one that starts.
pub(crate) const PATIENCE: Duration = Duration::from_secs(60);

/// Some time in the year 2100.
const EXPIRES_AT: u64 = 4_102_444_800;

/// A running emulator.
pub(crate) struct Program {
    child: Child,
    https: SocketAddr,
    mqtt: SocketAddr,
    ca: Vec<u8>,
}

/// A caller who may do everything.
pub(crate) struct Hub {
    client: Client,
    base: String,
}

/// The hub was gone before it had answered.
#[derive(Debug)]
pub(crate) struct Lost;

impl Program {
    /// Starts on a state and waits until it serves.
    pub(crate) async fn start(state: &Path) -> Self {
        let mut child = spawn(state);
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let ready = timeout(PATIENCE, lines.next_line()).await.expect("it starts in time").unwrap();
        let ready = ready.expect("it starts after every kill");
        let address = |name: &str| {
            let value = ready.split(' ').find_map(|word| word.strip_prefix(name)).unwrap();
            value.parse().unwrap()
        };
        let (https, mqtt) = (address("https="), address("mqtt-plain="));
        Self { child, https, mqtt, ca: std::fs::read(state.join("ca.pem")).unwrap() }
    }

    /// Starts and is killed so soon that it may still be reading its state.
    pub(crate) async fn kill_while_starting(state: &Path, after: Duration) {
        let mut child = spawn(state);
        tokio::time::sleep(after).await;
        child.kill().await.unwrap();
    }

    /// SIGKILL: nothing is flushed, nobody is told.
    pub(crate) async fn kill(mut self) {
        self.child.kill().await.unwrap();
    }

    /// Where MQTT without TLS is.
    pub(crate) fn mqtt(&self) -> SocketAddr {
        self.mqtt
    }

    pub(crate) fn hub(&self) -> Hub {
        // Whoever was first has installed it.
        _ = rustls::crypto::aws_lc_rs::default_provider().install_default();
        let ca = Certificate::from_pem(&self.ca).unwrap();
        let client = Client::builder().tls_certs_only([ca]).timeout(PATIENCE).build().unwrap();
        Hub { client, base: format!("https://localhost:{}", self.https.port()) }
    }
}

fn spawn(state: &Path) -> Child {
    let free = "127.0.0.1:0";
    Command::new(env!("CARGO_BIN_EXE_lockstep-hub-emulator"))
        .args(["--https", free, "--mqtt", free, "--mqtt-plain", free, "--tier", "unlimited"])
        .arg("--state")
        .arg(state)
        .env("RUST_LOG", "warn")
        .stdout(Stdio::piped())
        .kill_on_drop(true)
        .spawn()
        .unwrap()
}

/// What clients were given to keep: the certificate, and the keys of the policies. The port changes with each start.
pub(crate) fn given(state: &Path) -> BTreeMap<PathBuf, String> {
    let policies = std::fs::read_dir(state.join("policies")).unwrap().map(|entry| entry.unwrap().path());
    let read = |path: PathBuf| {
        let text = std::fs::read_to_string(&path).unwrap();
        let kept = text.split_once(';').map_or(text.as_str(), |(_host_name, rest)| rest).to_owned();
        (path, kept)
    };
    policies.chain([state.join("ca.pem")]).map(read).collect()
}

impl Hub {
    /// Status and body of an answer, whatever etag there is.
    pub(crate) async fn call(
        &self,
        method: Method,
        path: &str,
        body: Option<Value>,
    ) -> Result<(u16, Value), Lost> {
        self.send(self.request(method, path).header("if-match", "*"), body).await
    }

    /// Status and body of the answer to something new.
    pub(crate) async fn create(&self, path: &str, body: Value) -> Result<(u16, Value), Lost> {
        self.send(self.request(Method::PUT, path), Some(body)).await
    }

    fn request(&self, method: Method, path: &str) -> RequestBuilder {
        let url = format!("{}{path}?api-version=2021-04-12", self.base);
        self.client.request(method, url).header("authorization", token())
    }

    async fn send(&self, request: RequestBuilder, body: Option<Value>) -> Result<(u16, Value), Lost> {
        let request = match body {
            Some(body) => request.json(&body),
            None => request,
        };
        let answer = request.send().await.map_err(|error| lost(&error))?;
        let status = answer.status().as_u16();
        let text = answer.text().await.map_err(|error| lost(&error))?;
        Ok((status, serde_json::from_str(&text).unwrap_or(Value::Null)))
    }

    pub(crate) async fn get(&self, path: &str) -> (u16, Value) {
        self.call(Method::GET, path, None).await.unwrap()
    }
}

/// A hub that hangs is not one that is gone.
fn lost(error: &reqwest::Error) -> Lost {
    assert!(!error.is_timeout(), "no answer within {PATIENCE:?}: {error}");
    Lost
}

/// A token of the policy `iothubowner`, which may also speak for any device.
pub(crate) fn token() -> String {
    let key = SigningKey::from_base64(DEVELOPMENT_KEY).unwrap();
    key.sign("localhost", Some("iothubowner"), EXPIRES_AT).expose_secret().to_owned()
}
