//! Project chores, as `cargo xtask <verb>`.
//!
//! Each verb calls other things in order; none holds logic of its own. What a verb needs on a fresh machine is
//! a step of [`setup`], which says what it does and is skipped when it is done.

mod bundle;
mod ci;
mod demo;
mod dependencies;
mod dev;
mod image;
mod processes;
mod setup;
mod shell;
mod steps;
mod test;

use clap::{Parser, Subcommand};

#[derive(Parser)]
#[command(about = "Project chores: set up, run, test", disable_help_subcommand = true)]
struct Arguments {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Subcommand)]
enum Verb {
    /// Installs what building and testing need, under target/ where possible
    Setup,
    /// Builds everything, then starts an emulator, a simulated fleet of 200 devices and the proxy
    Demo(demo::Options),
    /// Like demo, with `trunk serve` and live reload in front
    Dev(demo::Options),
    /// Builds the container image and tests it in an empty root
    Image(image::Options),
    /// Builds the static programs of the container images
    Programs(image::ProgramOptions),
    /// Passes every test: native, WebAssembly, browser, official SDKs
    Test(test::Options),
    /// Formatting, lints, documentation, rules, then every test: what a change must pass
    Ci,
}

fn main() -> anyhow::Result<()> {
    std::env::set_current_dir(shell::root())?;
    match Arguments::parse().verb {
        Verb::Setup => setup::everything(),
        Verb::Demo(options) => demo::run(&options),
        Verb::Dev(options) => dev::run(&options),
        Verb::Image(options) => image::run(&options),
        Verb::Programs(options) => image::programs(&options),
        Verb::Test(options) => test::run(&options),
        Verb::Ci => ci::run(),
    }
}
