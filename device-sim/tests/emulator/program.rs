//! The program itself: what it prints, and how it ends.

use std::io::{BufRead as _, BufReader, Lines, Read as _};
use std::process::{Child, ChildStdout, Command, Stdio};

use iothub_client::Client;
use iothub_sas::ExposeSecret as _;
use iothub_wire::etag::IfMatch;
use iothub_wire::ids::DeviceId;
use iothub_wire::method::MethodCall;
use iothub_wire::twin::TwinPatch;
use lockstep_hub_emulator::{Policy, Tier};
use serde_json::json;

use super::bench::Bench;

/// A running program. Ended when dropped.
struct Program {
    child: Child,
    lines: Lines<BufReader<ChildStdout>>,
}

impl Program {
    fn start(bench: &Bench, arguments: &[&str]) -> Self {
        let ca = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(ca.path(), bench.emulator.ca_pem()).unwrap();
        let (_, ca) = ca.keep().unwrap();
        let mut child = Command::new(env!("CARGO_BIN_EXE_lockstep-device-sim"))
            .args(arguments)
            .args(["--ca", ca.to_str().unwrap(), "--mqtt", &bench.emulator.mqtt().to_string()])
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let lines = BufReader::new(child.stdout.take().unwrap()).lines();
        Self { child, lines }
    }

    fn line(&mut self) -> String {
        self.lines.next().expect("one more line").unwrap()
    }

    /// Reads on until a line begins so.
    fn until(&mut self, beginning: &str) -> String {
        loop {
            let line = self.line();
            if line.starts_with(beginning) {
                return line;
            }
        }
    }

    /// Sends a signal, and returns the exit code and what was said on stderr.
    fn end(mut self, signal: Option<&str>) -> (Option<i32>, String) {
        if let Some(signal) = signal {
            let pid = self.child.id().to_string();
            assert!(Command::new("kill").args([signal, &pid]).status().unwrap().success());
        }
        let mut said = String::new();
        self.child.stderr.take().unwrap().read_to_string(&mut said).unwrap();
        (self.child.wait().unwrap().code(), said)
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        // It may have ended.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn hub(bench: &Bench) -> String {
    bench.emulator.service_connection_string(Policy::Owner).expose_secret().to_owned()
}

/// Reads on in a thread that may wait.
async fn until(program: Program, beginning: &'static str) -> (Program, String) {
    let read = move || {
        let mut program = program;
        let line = program.until(beginning);
        (program, line)
    };
    tokio::task::spawn_blocking(read).await.unwrap()
}

async fn lock(client: &Client, id: &DeviceId) {
    let call = MethodCall::new("lockDoor", json!({ "lockTime": "10m" })).unwrap();
    assert_eq!(client.invoke(id, &call).await.unwrap().status, 200);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_device_does_what_the_tutorial_says() {
    let bench = Bench::new(Tier::S1).await;
    let id = DeviceId::try_from("door1".to_owned()).unwrap();
    let mut program = Program::start(&bench, &["device", "--hub", &hub(&bench), "--device-id", "door1"]);
    let connection_string = program.line();
    assert!(
        connection_string
            .starts_with("Connection string: HostName=localhost;DeviceId=door1;SharedAccessKey="),
        "{connection_string}"
    );
    assert!(program.line().ends_with("Press Ctrl-C to stop."));
    assert_eq!(program.line(), "Connected. Waiting for commands.");
    assert_eq!(program.line(), "ready device=door1");
    assert!(program.line().starts_with(r#"Twin received: {"desired":{"$version":1}"#));

    lock(&bench.client, &id).await;
    let (program, _) = until(program, "Locking Door!").await;
    let (program, _) = until(program, "Answered method lockDoor with status 200.").await;

    let patch = TwinPatch::from_json(br#"{"properties":{"desired":{"building":43,"floor":3}}}"#).unwrap();
    bench.client.patch_twin(&id, &patch, &IfMatch::Absent).await.unwrap();
    let (program, patch) = until(program, "Desired properties changed: ").await;
    assert!(patch.contains(r#""building":43"#) && patch.contains(r#""$version":2"#), "{patch}");
    let (mut program, _) = until(program, "Applied desired properties of version 2").await;

    bench.emulator.drop_connection(&lockstep_hub_emulator::Identity { device: id.clone(), module: None });
    let lost = program.until("Not connected: ");
    assert!(lost.contains("the hub closed the connection") && lost.contains("Trying again in"), "{lost}");
    program.until("Connected.");
    lock(&bench.client, &id).await;
    program.until("Locking Door!");

    let (code, _) = {
        program.child.stdin.take();
        let pid = program.child.id().to_string();
        assert!(Command::new("kill").args(["-INT", &pid]).status().unwrap().success());
        assert_eq!(program.until("Device door1 has"), "Device door1 has stopped.");
        program.end(None)
    };
    assert_eq!(code, Some(0));
}

#[tokio::test(flavor = "multi_thread")]
async fn bad_credentials_end_the_program_with_a_sentence() {
    let bench = Bench::new(Tier::S1).await;
    let device = "HostName=localhost;DeviceId=nobody;SharedAccessKey=c2VjcmV0";
    let (code, said) = Program::start(&bench, &["device", "--connection-string", device]).end(None);
    assert_eq!(code, Some(1));
    assert!(
        said.contains("the hub refused device `nobody`: the server does not authorise this client"),
        "{said}"
    );
    assert!(!said.contains("c2VjcmV0"));
}

#[tokio::test(flavor = "multi_thread")]
async fn bad_configuration_ends_the_program_with_64() {
    let bench = Bench::new(Tier::S1).await;
    for (arguments, sentence) in [
        (&["device"][..], "a device needs its connection string"),
        (&["fleet", "--count", "3"], "a fleet needs `--hub`"),
        (&["fleet", "--count", "3", "--hub", "SharedAccessKey=c2VjcmV0"], "has no `HostName`"),
        (&["device", "SharedAccessKey=c2VjcmV0"], "stands where none is expected"),
    ] {
        let (code, said) = Program::start(&bench, arguments).end(None);
        assert_eq!(code, Some(64), "{arguments:?}: {said}");
        assert!(said.contains(sentence), "{arguments:?}: {said}");
        assert!(!said.contains("c2VjcmV0"), "{said}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_fleet_says_when_it_is_ready_and_when_it_has_stopped() {
    let bench = Bench::new(Tier::S3).await;
    let scenario = concat!(env!("CARGO_MANIFEST_DIR"), "/scenarios/demo.toml");
    let hub = hub(&bench);
    let arguments = ["fleet", "--hub", &hub, "--count", "200", "--scenario", scenario, "--seed", "1"];
    let program = Program::start(&bench, &arguments);
    let (mut program, ready) = until(program, "ready").await;
    assert_eq!(ready, "ready devices=200 connected=188");
    let pid = program.child.id().to_string();
    assert!(Command::new("kill").args(["-TERM", &pid]).status().unwrap().success());
    assert_eq!(program.line(), "The fleet has stopped: 188 devices were connected and have said goodbye.");
    let (code, said) = program.end(None);
    assert_eq!(code, Some(0));
    assert!(said.contains("Registered 200 of 200 devices: 200 new, 0 known before."), "{said}");
    bench.emulator.until_connected(0).await;
}
