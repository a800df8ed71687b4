//! Every test there is.

use clap::Args;

use crate::{
    bundle, setup,
    shell::{self, cargo, command, root},
    steps::Steps,
};

/// Which tests; all of them when nothing is said.
#[derive(Args, Default, Clone)]
pub(crate) struct Options {
    /// Only the parts named: native, wasm, browser, sdk
    #[arg(long, value_delimiter = ',')]
    only: Vec<Part>,
}

#[derive(clap::ValueEnum, Clone, Copy, PartialEq, Eq)]
enum Part {
    Native,
    Wasm,
    Browser,
    Sdk,
}

pub(crate) fn run(options: &Options) -> anyhow::Result<()> {
    let mut all = Steps::default();
    all.step("set-up", setup::everything)?;
    if options.wants(Part::Browser) {
        all.step("the dashboard's bundle", bundle::build)?;
    }
    steps(&mut all, options)?;
    all.summary();
    Ok(())
}

/// The tests themselves; tools and bundle are there already.
pub(crate) fn steps(all: &mut Steps, options: &Options) -> anyhow::Result<()> {
    if options.wants(Part::Native) {
        all.step("native tests", || {
            shell::run(cargo().args(["test", "--workspace", "--locked"]).env("INSTA_UPDATE", "no"))
        })?;
    }
    if options.wants(Part::Wasm) {
        all.step("WebAssembly tests", || {
            shell::run(
                cargo()
                    .args([
                        "test",
                        "--package",
                        "lockstep-frontend",
                        "--target",
                        "wasm32-unknown-unknown",
                        "--locked",
                    ])
                    .env("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUNNER", "wasm-bindgen-test-runner"),
            )
        })?;
    }
    if options.wants(Part::Browser) || options.wants(Part::Sdk) {
        all.step("the programs", || {
            let programs = ["lockstep-hub-emulator", "lockstep-device-sim", "lockstep-proxy"];
            shell::run(
                cargo().args(["build", "--locked"]).args(programs.iter().flat_map(|p| ["--package", p])),
            )
        })?;
    }
    if options.wants(Part::Browser) {
        all.step("browser tests", || {
            shell::run(command("playwright").args(["test"]).current_dir(root().join("e2e")))
        })?;
    }
    if options.wants(Part::Sdk) {
        all.step("official SDKs", || shell::run(command("node").args(["e2e/sdk/run.mjs"])))?;
    }
    Ok(())
}

impl Options {
    fn wants(&self, part: Part) -> bool {
        self.only.is_empty() || self.only.contains(&part)
    }
}
