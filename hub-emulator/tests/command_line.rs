//! The binary: its one line, its exit codes, its sentences.
#![expect(clippy::unwrap_used, reason = "a helper that fails is a test that fails")]

use std::io::{BufRead as _, BufReader, Read as _};
use std::net::TcpListener;
use std::path::Path;
use std::process::{Child, Command, Output, Stdio};

fn emulator(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_lockstep-hub-emulator"));
    command.args(arguments).stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}

fn refused(arguments: &[&str]) -> (Option<i32>, String) {
    let Output { status, stderr, .. } = emulator(arguments).output().unwrap();
    (status.code(), String::from_utf8(stderr).unwrap())
}

/// Starts on free ports and waits for the line that says so.
fn started(arguments: &[&str]) -> (Child, String) {
    let mut child = emulator(&[arguments, &["--https", "127.0.0.1:0", "--mqtt", "127.0.0.1:0"]].concat())
        .spawn()
        .unwrap();
    let mut line = String::new();
    BufReader::new(child.stdout.as_mut().unwrap()).read_line(&mut line).unwrap();
    (child, line)
}

fn signal(child: &Child, name: &str) {
    let sent = Command::new("kill").args([name, &child.id().to_string()]).status().unwrap();
    assert!(sent.success());
}

fn text(path: &Path) -> &str {
    path.to_str().unwrap()
}

#[test]
fn it_says_when_it_serves_and_ends_on_a_signal() {
    for name in ["-TERM", "-INT"] {
        let directory = tempfile::tempdir().unwrap();
        let (mut child, line) = started(&["--state", text(directory.path()), "--mqtt-plain", "127.0.0.1:0"]);
        assert!(line.starts_with("ready https=127.0.0.1:"), "{line}");
        assert!(line.contains(" mqtt=127.0.0.1:") && line.contains(" mqtt-plain=127.0.0.1:"), "{line}");
        assert!(directory.path().join("service.connection-string").exists());
        signal(&child, name);
        assert!(child.wait().unwrap().success());
    }
}

#[test]
fn it_ends_well_when_nobody_reads_its_logs() {
    let (mut child, _) = started(&["--ephemeral"]);
    drop(child.stderr.take());
    signal(&child, "-TERM");
    assert_eq!(child.wait().unwrap().code(), Some(0));
}

#[test]
fn an_ephemeral_hub_writes_no_files() {
    let directory = tempfile::tempdir().unwrap();
    let mut command = emulator(&["--ephemeral", "--https", "127.0.0.1:0", "--mqtt", "127.0.0.1:0"]);
    let mut child = command.current_dir(directory.path()).spawn().unwrap();
    let mut line = String::new();
    BufReader::new(child.stdout.as_mut().unwrap()).read_line(&mut line).unwrap();
    signal(&child, "-TERM");
    child.wait().unwrap();
    assert_eq!(std::fs::read_dir(directory.path()).unwrap().count(), 0);
}

#[test]
fn a_taken_port_is_a_sentence_with_its_flag() {
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    let (code, text) = refused(&["--ephemeral", "--https", "127.0.0.1:0", "--mqtt", &address]);
    let expected = format!("lockstep-hub-emulator: cannot listen on {address}, given by --mqtt: ");
    assert_eq!((code, text.starts_with(&expected)), (Some(64), true), "{text}");
}

#[test]
fn bad_configuration_is_exit_64() {
    let directory = tempfile::tempdir().unwrap();
    std::fs::write(directory.path().join("hub.redb"), "not a store").unwrap();
    let free = ["--https", "127.0.0.1:0", "--mqtt", "127.0.0.1:0"];
    let cases: [&[&str]; 5] = [
        &["--tier", "s9"],
        &["--units", "0", "--ephemeral"],
        &["--state", text(directory.path())],
        &["--state", "x", "--ephemeral"],
        &["--host-name", "not a name", "--ephemeral"],
    ];
    for arguments in cases {
        let (code, text) = refused(&[arguments, &free].concat());
        assert_eq!(code, Some(64), "{arguments:?}: {text}");
    }
    let (_, text) = refused(&[&["--state", text(directory.path())], free.as_slice()].concat());
    assert!(
        text.contains("is damaged or is not a store of this program; move it away to start afresh"),
        "{text}"
    );
}

#[test]
fn a_state_in_use_is_refused() {
    let directory = tempfile::tempdir().unwrap();
    let (mut child, _) = started(&["--state", text(directory.path())]);
    let free = ["--https", "127.0.0.1:0", "--mqtt", "127.0.0.1:0", "--state", text(directory.path())];
    let (code, text) = refused(&free);
    signal(&child, "-KILL");
    child.wait().unwrap();
    assert_eq!((code, text.contains("is in use by another emulator")), (Some(64), true), "{text}");

    let (mut child, line) = started(&["--state", directory.path().to_str().unwrap()]);
    assert!(line.starts_with("ready "), "a killed emulator leaves a state that opens");
    signal(&child, "-TERM");
    let mut logs = String::new();
    child.stderr.take().unwrap().read_to_string(&mut logs).unwrap();
    assert!(child.wait().unwrap().success(), "{logs}");
}

#[test]
fn help_is_the_manual() {
    let Output { status, stdout, .. } = emulator(&["--help"]).output().unwrap();
    let manual = String::from_utf8(stdout).unwrap();
    assert!(status.success());
    for flag in
        ["--https", "--mqtt", "--mqtt-plain", "--state", "--ephemeral", "--tier", "--units", "--host-name"]
    {
        assert!(manual.contains(flag) && manual.contains("[env: LOCKSTEP_HUB_"), "{flag}");
    }
}
