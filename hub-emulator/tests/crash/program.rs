//! The program, and callers of its REST endpoint.

use std::net::SocketAddr;
use std::path::Path;
use std::process::Stdio;
use std::time::Duration;

use iothub_sas::{ExposeSecret as _, SigningKey};
use lockstep_hub_emulator::DEVELOPMENT_KEY;
use reqwest::{Certificate, Client, Method};
use serde_json::Value;
use tokio::io::{AsyncBufReadExt as _, BufReader};
use tokio::process::{Child, Command};

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
        let ready = lines.next_line().await.unwrap().expect("it starts after every kill");
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
        let client = Client::builder().tls_certs_only([ca]).build().unwrap();
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

impl Hub {
    /// Status and body of an answer.
    pub(crate) async fn call(
        &self,
        method: Method,
        path: &str,
        body: Option<Value>,
    ) -> Result<(u16, Value), Lost> {
        let creates = method == Method::PUT;
        let url = format!("{}{path}?api-version=2021-04-12", self.base);
        let mut request = self.client.request(method, url).header("authorization", token());
        if !creates {
            request = request.header("if-match", "*");
        }
        if let Some(body) = body {
            request = request.json(&body);
        }
        let answer = request.send().await.map_err(|_| Lost)?;
        let status = answer.status().as_u16();
        let text = answer.text().await.map_err(|_| Lost)?;
        Ok((status, serde_json::from_str(&text).unwrap_or(Value::Null)))
    }

    pub(crate) async fn get(&self, path: &str) -> (u16, Value) {
        self.call(Method::GET, path, None).await.unwrap()
    }
}

/// A token of the policy `iothubowner`, which may also speak for any device.
pub(crate) fn token() -> String {
    let key = SigningKey::from_base64(DEVELOPMENT_KEY).unwrap();
    key.sign("localhost", Some("iothubowner"), EXPIRES_AT).expose_secret().to_owned()
}
