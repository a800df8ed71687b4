//! What building and testing need on a fresh machine, step by step.
//!
//! Needed beforehand: rustup, a C compiler, git, Node 20 with npm; for the tests and the images also Python 3.10 with
//! venv. Tools go under `target/tools`. Only a browser, a broker and buildah, where none is found, are installed as
//! Debian packages, and only as root.

use anyhow::bail;

use crate::shell::{command, on_path, run};

mod browser;
mod container;
mod node;
mod python;
mod rust;

/// Everything, for tests and checks.
pub(crate) fn everything() -> anyhow::Result<()> {
    for_building()?;
    rust::cargo_deny()?;
    node::sdks()?;
    python::sdks()?;
    browser::chromium()?;
    browser::mosquitto()
}

/// What the dashboard and the programs need to be built.
pub(crate) fn for_building() -> anyhow::Result<()> {
    rust::wasm_target()?;
    rust::wasm_bindgen()?;
    rust::trunk()?;
    rust::wasm_split()?;
    node::end_to_end()
}

/// What linking the programs of the container images needs.
pub(crate) fn for_static_programs(targets: &[&str]) -> anyhow::Result<()> {
    rust::targets(targets)?;
    python::zig()
}

/// What puts them into images.
pub(crate) fn for_images() -> anyhow::Result<()> {
    container::buildah()
}

/// Says what a step does, and does it unless it is done.
fn step(name: &str, done: bool, work: impl FnOnce() -> anyhow::Result<()>) -> anyhow::Result<()> {
    if done {
        println!("  {name}: there already");
        return Ok(());
    }
    println!("  {name}: installing");
    work()
}

/// Installs a package where that is possible; `sentence` is for where it is not.
fn debian(package: &str, sentence: &str) -> anyhow::Result<()> {
    if !rustix::process::geteuid().is_root() || !on_path("apt-get") {
        bail!("{sentence}");
    }
    run(command("apt-get").args(["update", "--quiet"]))?;
    run(command("apt-get").env("DEBIAN_FRONTEND", "noninteractive").args([
        "install",
        "--yes",
        "--quiet",
        "--no-install-recommends",
        package,
    ]))
}
