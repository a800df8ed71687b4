//! Nothing that the program emits holds a secret: its log at the finest level, every answer, its metrics, and what it keeps.

use std::{
    fs,
    io::{BufRead as _, BufReader},
    path::Path,
    process::{Child, Command, Stdio},
};

use iothub_sas::ExposeSecret as _;
use lockstep_hub_emulator::{Identity, Policy};
use reqwest::{Method, Response};
use serde_json::json;

use crate::stage::{Stage, TOKEN, lock_door, set_floor};

/// The program, its address, and the one where metrics are served.
fn start(directory: &Path) -> (Child, String, String) {
    let file = |name: &str| directory.join(name).display().to_string();
    let mut child = Command::new(env!("CARGO_BIN_EXE_lockstep-proxy"))
        .env_clear()
        .args(["--hub-connection-string-file", &file("hub"), "--hub-ca", &file("ca.pem")])
        .args(["--listen", "127.0.0.1:0", "--metrics", "127.0.0.1:0", "--state", &file("state")])
        .args(["--token-file", &file("token"), "--log", "trace", "--hub-tier", "unlimited"])
        .stdout(Stdio::piped())
        .stderr(fs::File::create(directory.join("log")).unwrap())
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
    let mut line = |prefix: &str| lines.next().unwrap().unwrap().strip_prefix(prefix).unwrap().to_owned();
    let (metrics, address) = (line("metrics "), line("ready "));
    let url = |address: String| address.replace("http=", "http://");
    (child, url(address), url(metrics))
}

/// All of an answer but the cookie that it may set, which is the one place for a session's key.
async fn all_of(response: Response) -> String {
    let headers = response.headers().iter().filter(|(name, _)| *name != "set-cookie");
    let headers: String = headers.map(|(name, value)| format!("{name}: {value:?}\n")).collect();
    format!("{headers}{}", response.text().await.unwrap())
}

fn value<'t>(text: &'t str, name: &str) -> &'t str {
    text.split(';').find_map(|part| part.strip_prefix(name)).unwrap()
}

#[tokio::test]
async fn nothing_that_is_emitted_or_kept_holds_a_secret() {
    let stage = Stage::new().await;
    stage.register(&["a", "b"]).await;
    stage.door("a", 200).await;
    let directory = tempfile::tempdir().unwrap();
    let keep = |name: &str, text: &str| fs::write(directory.path().join(name), text).unwrap();
    let hub = stage.hub.service_connection_string(Policy::Owner);
    keep("hub", hub.expose_secret());
    keep("ca.pem", stage.hub.ca_pem());
    keep("token", TOKEN);
    let (mut child, url, metrics) = start(directory.path());

    let sign_in = stage.http.post(format!("{url}/api/session")).json(&json!({"token": TOKEN})).send();
    let signed_in = sign_in.await.unwrap();
    let cookie = signed_in.headers()["set-cookie"].to_str().unwrap();
    let cookie = cookie.split(';').next().unwrap().to_owned();
    let mut emitted = all_of(signed_in).await;
    let guess = json!({"token": "another-long-guess"});
    let mut calls = vec![stage.http.post(format!("{url}/api/session")).json(&guess)];
    let call = |method: Method, path: &str| {
        stage.http.request(method, format!("{url}{path}")).header("cookie", &cookie)
    };
    let read = |path: &str| call(Method::GET, path);
    calls.extend([
        call(Method::PUT, "/api/devices/c"),
        call(Method::PUT, "/api/jobs/lock").json(&lock_door("deviceId = 'a'")),
        call(Method::PUT, "/api/jobs/floor").json(&set_floor("*")),
        call(Method::PUT, "/api/jobs/wrong").json(&json!({"action": "none"})),
        call(Method::PATCH, "/api/devices/a/twin").json(&json!({"desired": {"floor": 4}})),
        call(Method::POST, "/api/preview")
            .json(&json!({"action": {"twin": {"tags": {"a": 1}}}, "condition": "*"})),
    ]);
    calls.extend(
        [
            "/",
            "/readyz",
            "/api/session",
            "/api/devices",
            "/api/devices/a",
            "/api/devices/a/jobs",
            "/api/jobs",
        ]
        .into_iter()
        .chain(["/api/jobs/floor", "/api/jobs/floor/rows", "/api/jobs/floor/export?format=ndjson"])
        .chain(["/api/audit", "/api/templates", "/api/queries", "/no/such/path", "/api/device-count"])
        .map(read),
    );
    calls.push(stage.http.get(format!("{metrics}/metrics")));
    calls.push(call(Method::DELETE, "/api/session"));
    let mut good = 0;
    for call in calls {
        let answer = call.send().await.unwrap();
        good += u32::from(answer.status().is_success());
        emitted.push_str(&all_of(answer).await);
    }
    assert!(good >= 18, "{good} of the calls went well: the others show little");
    let told = Command::new("kill").args(["-TERM", &child.id().to_string()]).status().unwrap();
    assert!(told.success() && child.wait().unwrap().success());

    let log = fs::read_to_string(directory.path().join("log")).unwrap();
    assert!(log.contains("Called the hub") && log.contains("TRACE"), "the log is as fine as it can be");
    emitted.push_str(&log);
    let key = fs::read(directory.path().join("state/audit.key")).unwrap();
    for file in fs::read_dir(directory.path().join("state")).unwrap() {
        let path = file.unwrap().path();
        if !path.ends_with("audit.key") {
            emitted.push_str(&String::from_utf8_lossy(&fs::read(path).unwrap()));
        }
    }
    let device = stage.hub.device_connection_string(&Identity::parse("a").unwrap()).unwrap();
    let session = cookie.split_once('=').unwrap().1;
    let key = String::from_utf8_lossy(&key).trim().to_owned();
    let secrets = [
        ("the hub's key", value(hub.expose_secret(), "SharedAccessKey=")),
        ("a device's key", value(device.expose_secret(), "SharedAccessKey=")),
        ("a signature", "sig="),
        ("the operator token", TOKEN),
        ("the session's key", session),
        ("a token that was guessed", "another-long-guess"),
        ("the key of the record", key.as_str()),
    ];
    for (name, secret) in secrets {
        assert!(secret.len() > 3 && !emitted.contains(secret), "{name} is in what was emitted");
    }
}
