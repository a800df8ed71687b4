//! The command line of this program.

use std::io::IsTerminal as _;
use std::process::ExitCode;

use clap::{ArgMatches, CommandFactory as _, FromArgMatches as _};
use lockstep_device_sim::arguments::{Arguments, Command};
use lockstep_device_sim::run::{RunError, device, fleet};
use lockstep_device_sim::sentence::sentence;
use tokio::signal::unix::{SignalKind, signal};
use tokio_util::sync::CancellationToken;
use tracing_subscriber::EnvFilter;

/// Bad configuration (`EX_USAGE` of sysexits).
const USAGE: u8 = 64;

fn main() -> ExitCode {
    let (arguments, matches) = match parse() {
        Ok(parsed) => parsed,
        Err(code) => return code,
    };
    if let Err(error) = log(&arguments) {
        return fail(&error, USAGE);
    }
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    let result =
        runtime.map_err(RunError::from).and_then(|runtime| runtime.block_on(run(&arguments, &matches)));
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => fail(&sentence(&error), if error.configuration() { USAGE } else { 1 }),
    }
}

fn parse() -> Result<(Arguments, ArgMatches), ExitCode> {
    let parsed = Arguments::command()
        .try_get_matches()
        .and_then(|matches| Ok((Arguments::from_arg_matches(&matches)?, matches)));
    parsed.map_err(|error| {
        if error.exit_code() == 0 {
            // Help and version; a closed pipe is nobody's fault.
            let _ = error.print();
            return ExitCode::SUCCESS;
        }
        // The parser quotes what it does not understand.
        let text = error.render().to_string();
        if text.contains("SharedAccess") {
            return fail("a connection string stands where none is expected; see --help", USAGE);
        }
        eprint!("{text}");
        ExitCode::from(USAGE)
    })
}

fn log(arguments: &Arguments) -> Result<(), String> {
    let filter =
        EnvFilter::try_new(&arguments.log).map_err(|error| format!("`--log` is not usable: {error}"))?;
    let log = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr);
    // Telling standard error that standard error is gone would be a panic.
    let log = log.with_ansi(std::io::stderr().is_terminal()).log_internal_errors(false);
    if arguments.log_format == "json" {
        log.json().init();
    } else {
        log.with_target(false).init();
    }
    Ok(())
}

async fn run(arguments: &Arguments, matches: &ArgMatches) -> Result<(), RunError> {
    let shutdown = CancellationToken::new();
    let (mut interrupt, mut terminate) = (signal(SignalKind::interrupt())?, signal(SignalKind::terminate())?);
    let program = async {
        let Some((_, matches)) = matches.subcommand() else { return Ok(()) };
        match &arguments.command {
            Command::Device(device) => device::run(device, matches, shutdown.clone()).await,
            Command::Fleet(fleet) => fleet::run(fleet, matches, shutdown.clone()).await,
        }
    };
    let stop = async {
        tokio::select! {
            _ = interrupt.recv() => {}
            _ = terminate.recv() => {}
        }
        tracing::info!("Stopping.");
        shutdown.cancel();
        std::future::pending::<()>().await;
    };
    tokio::select! {
        result = program => result,
        () = stop => Ok(()),
    }
}

fn fail(sentence: &str, code: u8) -> ExitCode {
    eprintln!("lockstep-device-sim: {sentence}.");
    ExitCode::from(code)
}
