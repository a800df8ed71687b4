//! The program itself: what it prints, how it ends.
#![expect(clippy::unwrap_used, reason = "a test that cannot be set up has failed")]

use std::{
    io::{BufRead as _, BufReader, Read as _, Write as _},
    net::{TcpListener, TcpStream},
    process::{Child, Command, ExitStatus, Stdio},
    sync::atomic::{AtomicU32, Ordering},
    time::{Duration, Instant},
};

const HUB: &str = "HostName=localhost:1;SharedAccessKeyName=service;SharedAccessKey=YWJjZGVmZ2hpamtsbW5vcA==";

/// The program, without the variables of whoever runs the tests, and with a state of its own.
fn program(arguments: &[&str]) -> Command {
    static STATES: AtomicU32 = AtomicU32::new(0);
    let number = STATES.fetch_add(1, Ordering::Relaxed);
    let state = format!("{}/proxy-{}-{number}", env!("CARGO_TARGET_TMPDIR"), std::process::id());
    let mut command = Command::new(env!("CARGO_BIN_EXE_lockstep-proxy"));
    command.args(arguments).env_clear().env("LOCKSTEP_STATE", state);
    command.stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}

/// Exit code and what stands on standard error.
fn ended(command: &mut Command) -> (Option<i32>, String) {
    let output = command.output().unwrap();
    (output.status.code(), String::from_utf8(output.stderr).unwrap())
}

/// A proxy that serves, the address it listens on, and the address to open.
fn serving(command: &mut Command) -> (Child, String, String) {
    let mut child = command.spawn().unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
    let mut line = |prefix: &str| lines.next().unwrap().unwrap().strip_prefix(prefix).unwrap().to_owned();
    let (address, open) = (line("ready http="), line("open "));
    (child, address, open)
}

fn end(mut child: Child, signal: &str) -> ExitStatus {
    let sent = Command::new("kill").args([signal, &child.id().to_string()]).status().unwrap();
    assert!(sent.success());
    child.wait().unwrap()
}

#[test]
fn a_wrong_connection_string_ends_with_64_and_one_sentence_without_the_key() {
    let wrong = HUB.replace("==", "!!");
    let (code, text) = ended(program(&[]).env("HUB_CONNECTION_STRING", &wrong));
    assert_eq!(code, Some(64));
    assert_eq!(text.lines().count(), 1, "{text}");
    assert!(text.starts_with("lockstep-proxy: the hub's connection string cannot be used: "), "{text}");
    assert!(!text.contains("YWJj"), "{text}");
    let (code, text) = ended(&mut program(&["check-config"]));
    assert_eq!((code, text.lines().count()), (Some(64), 1), "{text}");
    assert_eq!(ended(&mut program(&["--no-such-flag"])).0, Some(64));
}

#[test]
fn a_good_configuration_is_said_to_be_good() {
    let (code, _) = ended(program(&["check-config", "--hub-tier", "s2"]).env("HUB_CONNECTION_STRING", HUB));
    assert_eq!(code, Some(0));
}

#[test]
fn a_taken_port_is_told_with_the_flag_that_changes_it() {
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    let (code, text) = ended(program(&["--listen", &address]).env("HUB_CONNECTION_STRING", HUB));
    assert_eq!(code, Some(1));
    assert!(text.contains(&address) && text.contains("--listen"), "{text}");
}

#[test]
fn it_says_when_it_serves_and_ends_in_order_at_a_signal() {
    for signal in ["-TERM", "-INT"] {
        let mut command = program(&["serve", "--listen", "127.0.0.1:0"]);
        let (child, address, open) = serving(command.env("HUB_CONNECTION_STRING", HUB));
        let token = open.strip_prefix(&format!("http://{address}/#token=")).unwrap();
        assert_eq!(token.len(), 43, "a random token");
        let alive = program(&["healthcheck", "--listen", &address]).status().unwrap();
        assert!(alive.success());
        assert_eq!(end(child, signal).code(), Some(0));
        let alive = program(&["healthcheck", "--listen", &address]).status().unwrap();
        assert_eq!(alive.code(), Some(1));
    }
}

#[test]
#[expect(clippy::disallowed_methods, reason = "how long a process takes is told by the real clock alone")]
fn a_proxy_that_still_compresses_its_files_ends_at_once() {
    let dashboard =
        std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("large-{}", std::process::id()));
    std::fs::create_dir_all(&dashboard).unwrap();
    // Text without repetition, of which a compressor makes hard work: minutes of it.
    let mut state = 1_u64;
    let large = std::iter::repeat_with(|| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        char::from(b'a' + u8::try_from(state >> 60).unwrap())
    });
    std::fs::write(dashboard.join("index.html"), large.take(32 << 20).collect::<String>()).unwrap();
    let mut command = program(&["--listen", "127.0.0.1:0", "--assets", dashboard.to_str().unwrap()]);
    let (child, ..) = serving(command.env("HUB_CONNECTION_STRING", HUB));
    let told = Instant::now();
    assert_eq!(end(child, "-TERM").code(), Some(0));
    assert!(told.elapsed() < Duration::from_secs(10), "it took {:?}", told.elapsed());
    std::fs::remove_dir_all(dashboard).unwrap();
}

#[test]
fn the_public_address_is_the_one_to_open_and_the_token_may_be_given() {
    let mut command = program(&["--listen", "127.0.0.1:0", "--public-url", "http://127.0.0.1:8081"]);
    command.env("HUB_CONNECTION_STRING", HUB).env("LOCKSTEP_TOKEN", "a-token-for-tests-only");
    let (child, _, open) = serving(&mut command);
    assert_eq!(open, "http://127.0.0.1:8081/#token=a-token-for-tests-only");
    end(child, "-TERM");
}

#[test]
fn the_log_names_the_request_and_holds_neither_token_nor_key() {
    let mut command = program(&["--listen", "127.0.0.1:0", "--log", "trace", "--log-format", "json"]);
    command.env("HUB_CONNECTION_STRING", HUB).env("LOCKSTEP_TOKEN", "a-token-for-tests-only");
    let (mut child, address, _) = serving(&mut command);
    let mut stream = TcpStream::connect(&address).unwrap();
    let request = "GET /api/jobs HTTP/1.1\r\nhost: localhost\r\nauthorization: Bearer a-token-for-tests-only\r\nx-request-id: of-a-gateway\r\nconnection: close\r\n\r\n";
    stream.write_all(request.as_bytes()).unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    assert!(answer.starts_with("HTTP/1.1 502 "), "{answer}");
    let mut log = child.stderr.take().unwrap();
    end(child, "-TERM");
    let mut text = String::new();
    log.read_to_string(&mut text).unwrap();
    assert!(text.lines().all(|line| line.starts_with('{')) && text.contains("The hub fails"), "{text}");
    let failed = text.lines().find(|line| line.contains("The hub fails")).unwrap();
    assert!(failed.contains(r#""id":"of-a-gateway""#), "{failed}");
    assert!(!text.contains("a-token-for") && !text.contains("YWJj") && !text.contains("sig="), "{text}");
}

#[test]
fn the_record_is_verified_from_the_command_line() {
    let mut command = program(&["--listen", "127.0.0.1:0"]);
    command.env("HUB_CONNECTION_STRING", HUB).env("LOCKSTEP_TOKEN", "a-token-for-tests-only");
    let state = command
        .get_envs()
        .find_map(|(name, value)| (name == "LOCKSTEP_STATE").then(|| value.unwrap().to_owned()));
    let state = state.unwrap();
    let verify = |head: &[&str]| {
        let mut verify = program(&[&["audit", "verify"], head].concat());
        let output = verify.env("LOCKSTEP_STATE", &state).output().unwrap();
        let text = [output.stdout, output.stderr].concat();
        (output.status.code(), String::from_utf8(text).unwrap())
    };
    assert_eq!(verify(&[]).0, Some(1), "there is no key yet");
    let (child, address, _) = serving(&mut command);
    let mut stream = TcpStream::connect(&address).unwrap();
    let request = "POST /api/session HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\ncontent-length: 17\r\nconnection: close\r\n\r\n{\"token\":\"wrong\"}";
    stream.write_all(request.as_bytes()).unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    assert!(answer.starts_with("HTTP/1.1 401 "), "{answer}");
    end(child, "-TERM");
    let (code, text) = verify(&[]);
    assert_eq!(code, Some(0), "{text}");
    let head = text.trim().strip_prefix("1 records hang together; the last is ").unwrap();
    assert_eq!(verify(&["--head", head]).0, Some(0));
    let (code, text) = verify(&["--head", "2:AAAA"]);
    assert_eq!(code, Some(1));
    assert!(text.contains("the head 2 of the log is not in the record"), "{text}");
    assert_eq!(verify(&["--head", "nonsense"]).0, Some(64));
}

#[test]
fn what_is_remembered_is_copied_while_the_proxy_runs_and_never_over_something() {
    let mut command = program(&["--listen", "127.0.0.1:0"]);
    let state = command.env("HUB_CONNECTION_STRING", HUB).get_envs();
    let state = state.filter(|(name, _)| *name == "LOCKSTEP_STATE").find_map(|(_, value)| value).unwrap();
    let state = state.to_str().unwrap().to_owned();
    let (child, ..) = serving(&mut command);
    let copy = format!("{state}.copy");
    let run = |arguments: &[&str]| ended(&mut program(arguments));
    assert_eq!(run(&["backup", "--state", &state, "--to", &copy]), (Some(0), String::new()));
    end(child, "-TERM");
    let (code, text) = run(&["backup", "--state", &state, "--to", &copy]);
    assert_eq!(code, Some(1));
    assert!(text.contains("is there already"), "{text}");
    let (code, text) = run(&["restore", "--from", &copy, "--state", &state]);
    assert!(code == Some(1) && text.contains("is there already"), "{text}");
    assert_eq!(
        run(&["restore", "--from", &copy, "--state", &format!("{state}-restored")]),
        (Some(0), String::new())
    );
    let (code, text) = run(&["backup", "--state", &format!("{state}-none"), "--to", &format!("{copy}-2")]);
    assert!(code == Some(1) && text.contains("there is no database in"), "{text}");
}
