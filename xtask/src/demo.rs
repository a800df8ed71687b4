//! `cargo xtask demo`: a hub, a fleet and the console on one machine, with no cloud account.

use std::{fs, net::TcpListener, path::PathBuf};

use anyhow::bail;
use clap::Args;

use crate::{
    bundle,
    processes::Processes,
    setup,
    shell::{self, cargo},
    steps::Steps,
};

/// Where things listen, and how large the fleet is.
#[derive(Args, Clone)]
pub(crate) struct Options {
    /// Address of the dashboard
    #[arg(long, default_value = "127.0.0.1:8080")]
    pub(crate) listen: String,
    /// Address of the emulator's REST endpoint
    #[arg(long, default_value = "127.0.0.1:8443")]
    pub(crate) https: String,
    /// Address of the emulator's MQTT endpoint
    #[arg(long, default_value = "127.0.0.1:8883")]
    pub(crate) mqtt: String,
    /// Tier whose limits the emulator keeps: f1, s1, s2, s3 or unlimited
    #[arg(long, default_value = "s3")]
    pub(crate) tier: String,
    /// Devices to simulate
    #[arg(long, default_value_t = 200)]
    pub(crate) devices: u32,
}

pub(crate) fn run(options: &Options) -> anyhow::Result<()> {
    ports_are_free(options)?;
    let mut steps = Steps::default();
    steps.step("set-up", setup::for_building)?;
    steps.step("the dashboard", bundle::build)?;
    steps.step("the programs", build_programs)?;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(async {
        let mut processes = Processes::default();
        let ended = async {
            let address = start(&mut processes, options, &["--assets", "dist"]).await?;
            println!("\nLockstep is ready. Open\n\n    {address}\n\nCtrl-C ends everything.\n");
            processes.wait().await
        }
        .await;
        processes.end().await;
        ended
    })
}

/// Emulator, proxy and fleet; returns the dashboard's address with its token.
pub(crate) async fn start(
    processes: &mut Processes,
    options: &Options,
    proxy: &[&str],
) -> anyhow::Result<String> {
    let state = shell::root().join(".lockstep/demo");
    fs::create_dir_all(&state)?;
    let file = |name: &str| state.join("hub").join(name).to_string_lossy().into_owned();
    println!("\nThe emulator keeps the limits of tier {}: see hub-emulator/README.md.", options.tier);
    let hub = ["--https", &options.https, "--mqtt", &options.mqtt, "--tier", &options.tier, "--state"];
    let hub_state = file("");
    let proxy_state = state.join("proxy").to_string_lossy().into_owned();
    processes
        .start("hub", program("lockstep-hub-emulator"), &[&hub[..], &[&hub_state]].concat(), "ready")
        .await?;

    let connection_string = fs::read_to_string(file("service.connection-string"))?;
    let ca = file("ca.pem");
    let token_line = {
        let connection_string_file = file("service.connection-string");
        let arguments = [
            "serve",
            "--hub-connection-string-file",
            &connection_string_file,
            "--hub-ca",
            &ca,
            "--hub-tier",
            &options.tier,
            "--listen",
            &options.listen,
            "--state",
            &proxy_state,
            "--environment",
            "demo",
            "--environment-colour",
            "#2c8b5d",
        ];
        processes
            .start("proxy", program("lockstep-proxy"), &[&arguments[..], proxy].concat(), "open ")
            .await?
    };

    let count = options.devices.to_string();
    let fleet = [
        "fleet",
        "--hub",
        connection_string.trim(),
        "--count",
        &count,
        "--ca",
        &ca,
        "--mqtt",
        &options.mqtt,
        "--scenario",
        "device-sim/scenarios/demo.toml",
        "--seed",
        "43",
    ];
    processes.start("fleet", program("lockstep-device-sim"), &fleet, "ready").await?;
    Ok(token_line.trim_start_matches("open ").trim().to_owned())
}

pub(crate) fn build_programs() -> anyhow::Result<()> {
    let programs = ["lockstep-hub-emulator", "lockstep-device-sim", "lockstep-proxy"];
    shell::run(cargo().args(["build", "--locked"]).args(programs.iter().flat_map(|p| ["--package", p])))
}

fn program(name: &str) -> PathBuf {
    shell::target().join("debug").join(name)
}

/// Says which port is taken before anything is built.
pub(crate) fn ports_are_free(options: &Options) -> anyhow::Result<()> {
    let wanted = [("--listen", &options.listen), ("--https", &options.https), ("--mqtt", &options.mqtt)];
    wanted.iter().try_for_each(|(flag, address)| port_is_free(&format!("{flag} HOST:PORT"), address))
}

/// Says what is taken, and where another address is given.
pub(crate) fn port_is_free(setting: &str, address: &str) -> anyhow::Result<()> {
    if let Err(error) = TcpListener::bind(address) {
        bail!("cannot listen on {address} ({error}): give another address with {setting}");
    }
    Ok(())
}
