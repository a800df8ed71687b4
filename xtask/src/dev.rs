//! `cargo xtask dev`: the demo, with `trunk serve` and live reload in front.

use std::fs;

use anyhow::{Context as _, bail};

use crate::{
    demo::{self, Options},
    processes::Processes,
    setup, shell,
    steps::Steps,
};

/// Where `trunk serve` listens, as Trunk.toml says.
const PAGE: &str = "127.0.0.1:8081";

pub(crate) fn run(options: &Options) -> anyhow::Result<()> {
    demo::ports_are_free(options)?;
    demo::port_is_free("`port` in Trunk.toml", PAGE)?;
    trunk_passes_on_to(&options.listen)?;
    let mut steps = Steps::default();
    steps.step("set-up", setup::for_building)?;
    steps.step("the programs", demo::build_programs)?;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(async {
        let mut processes = Processes::default();
        let ended = async {
            // Trunk's page has another port, which the proxy must know as its own.
            let address =
                demo::start(&mut processes, options, &["--public-url", &format!("http://{PAGE}")]).await?;
            println!("\nBuilding the dashboard for the first time takes minutes.");
            processes.start("trunk", "trunk", &["serve", "--offline"], "").await?;
            println!("\nOpen {address} when trunk says `success`.");
            println!("Sources are watched. Ctrl-C ends everything.\n");
            processes.wait().await
        }
        .await;
        processes.end().await;
        ended
    })
}

/// Trunk knows the proxy's address from its own file only.
fn trunk_passes_on_to(listen: &str) -> anyhow::Result<()> {
    let file = fs::read_to_string(shell::root().join("Trunk.toml")).context("cannot read Trunk.toml")?;
    if !file.contains(&format!("\"http://{listen}/api\"")) {
        bail!("Trunk.toml passes /api on to another address than {listen}: change `backend` there as well");
    }
    Ok(())
}
