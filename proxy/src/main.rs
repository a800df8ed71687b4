//! The command line of the proxy.

use std::{
    error::Error,
    io::{IsTerminal as _, Write as _},
    net::TcpListener,
    process::ExitCode,
};

use clap::Parser as _;
use lockstep_proxy::{
    AUDIT_KEY_FILE, Head, Proxy,
    arguments::{Arguments, AuditCommand, Command, LogFormat, Serve},
    backup,
    config::StateSource,
    healthcheck, restore, verify_audit,
};
use secrecy::ExposeSecret as _;
use tokio_util::sync::CancellationToken;
use tracing_subscriber::EnvFilter;

/// Exit code of a configuration that cannot be used, as in BSD's `sysexits.h`.
const USAGE: u8 = 64;

fn main() -> ExitCode {
    let runtime = match tokio::runtime::Runtime::new() {
        Ok(runtime) => runtime,
        Err(error) => return failed("the program's threads cannot be started", &error, 1),
    };
    let code = runtime.block_on(run());
    // What cannot be stopped half-way, such as compressing a file, does not keep the process.
    runtime.shutdown_background();
    code
}

async fn run() -> ExitCode {
    let arguments = match Arguments::try_parse() {
        Ok(arguments) => arguments,
        Err(error) => {
            // Help and version are no errors; what is, is clap's to say.
            let code = if error.use_stderr() { USAGE } else { 0 };
            let _ = error.print();
            return ExitCode::from(code);
        }
    };
    match arguments.command.unwrap_or(Command::Serve(arguments.serve)) {
        Command::Serve(serve) => self::serve(&serve).await,
        Command::Healthcheck { listen } => match healthcheck(listen).await {
            Ok(()) => ExitCode::SUCCESS,
            Err(error) => failed(&format!("the proxy at {listen} is not alive"), &error, 1),
        },
        Command::Audit(AuditCommand::Verify { state, audit_key_file, head }) => {
            let key = audit_key_file.unwrap_or_else(|| state.join(AUDIT_KEY_FILE));
            match verify_audit(&StateSource::Directory(state), &key, head.as_ref()).await {
                Ok(Some(Head { number, mac })) => {
                    say(&format!("{number} records hang together; the last is {number}:{mac}"));
                    ExitCode::SUCCESS
                }
                Ok(None) => {
                    say("nothing is recorded yet");
                    ExitCode::SUCCESS
                }
                Err(error) => failed(&error.to_string(), &error, 1),
            }
        }
        Command::Backup { state, to } => match backup(&state, &to).await {
            Ok(()) => {
                say(&format!("what is in {} was copied to {}", state.display(), to.display()));
                ExitCode::SUCCESS
            }
            Err(error) => failed(&error.to_string(), &error, 1),
        },
        Command::Restore { from, state } => match restore(&from, &state).await {
            Ok(()) => {
                say(&format!("{} has what is in {}", state.display(), from.display()));
                ExitCode::SUCCESS
            }
            Err(error) => failed(&error.to_string(), &error, 1),
        },
        Command::CheckConfig(serve) => match serve.config(variable) {
            Ok(_) => {
                say("the configuration can be used");
                ExitCode::SUCCESS
            }
            Err(error) => failed(&error.to_string(), &error, USAGE),
        },
    }
}

async fn serve(serve: &Serve) -> ExitCode {
    let config = match serve.config(variable) {
        Ok(config) => config,
        Err(error) => return failed(&error.to_string(), &error, USAGE),
    };
    if let Err(error) = start_log(serve) {
        return failed("--log is no filter", &error, USAGE);
    }
    let listener = match TcpListener::bind(serve.listen) {
        Ok(listener) => listener,
        Err(error) => {
            let sentence = format!("cannot listen on {}; choose another address with --listen", serve.listen);
            return failed(&sentence, &error, 1);
        }
    };
    let shutdown = CancellationToken::new();
    if let Err(error) = end_on_signals(shutdown.clone()) {
        return failed("signals cannot be awaited", &error, 1);
    }
    let proxy = match Proxy::start(listener, config).await {
        Ok(proxy) => proxy,
        Err(error) => return failed(&error.to_string(), &error, USAGE),
    };
    if let Some(address) = proxy.metrics() {
        say(&format!("metrics http={address}"));
    }
    say(&format!("ready http={}", proxy.address()));
    say(&format!("open {}", proxy.entrance().expose_secret()));
    match proxy.run(shutdown).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => failed(&error.to_string(), &error, 1),
    }
}

fn start_log(serve: &Serve) -> Result<(), tracing_subscriber::filter::ParseError> {
    let log = tracing_subscriber::fmt()
        .with_env_filter(EnvFilter::try_new(&serve.log)?)
        .with_ansi(std::io::stderr().is_terminal())
        .with_writer(std::io::stderr)
        // Telling standard error that standard error is gone would be a panic.
        .log_internal_errors(false);
    match serve.log_format {
        LogFormat::Text => log.init(),
        LogFormat::Json => log.json().flatten_event(true).init(),
    }
    Ok(())
}

/// Cancels the token at SIGTERM or SIGINT.
fn end_on_signals(shutdown: CancellationToken) -> std::io::Result<()> {
    use tokio::signal::unix::{SignalKind, signal};
    let (mut terminate, mut interrupt) = (signal(SignalKind::terminate())?, signal(SignalKind::interrupt())?);
    tokio::spawn(async move {
        tokio::select! {
            _ = terminate.recv() => {}
            _ = interrupt.recv() => {}
        }
        shutdown.cancel();
    });
    Ok(())
}

fn variable(name: &str) -> Option<String> {
    std::env::var(name).ok()
}

/// A line on standard output; nobody reading it is no reason to end.
fn say(line: &str) {
    let _ = writeln!(std::io::stdout(), "{line}");
}

/// One sentence, with its causes, on standard error.
fn failed(sentence: &str, error: &dyn Error, code: u8) -> ExitCode {
    let mut text = sentence.to_owned();
    let mut cause = if sentence == error.to_string() { error.source() } else { Some(error) };
    while let Some(error) = cause {
        text.push_str(&format!(": {error}"));
        cause = error.source();
    }
    let _ = writeln!(std::io::stderr(), "lockstep-proxy: {text}");
    ExitCode::from(code)
}
