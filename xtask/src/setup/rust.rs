//! The compiler's WebAssembly target and the tools that bundle the dashboard.

use anyhow::Context as _;

use super::step;
use crate::shell::{self, cargo, command, output, run};

const TRUNK: &str = "0.21.14";
const CARGO_DENY: &str = "0.20.2";
const WASM_SPLIT: &str = "0.2.4";
const WASM_SPLIT_PACKAGE: &str = "wasm_split_cli_support";

/// The dashboard's target. rustup installs what rust-toolchain.toml names, unless `RUSTUP_AUTO_INSTALL=0`; then this does.
pub(super) fn wasm_target() -> anyhow::Result<()> {
    targets(&["wasm32-unknown-unknown"])
}

/// What the compiler can compile for.
pub(super) fn targets(targets: &[&str]) -> anyhow::Result<()> {
    let installed = output(command("rustup").args(["target", "list", "--installed"])).unwrap_or_default();
    targets.iter().try_for_each(|target| {
        step(&format!("target {target}"), installed.lines().any(|line| line == *target), || {
            run(command("rustup").args(["target", "add", target]))
        })
    })
}

/// Has to be exactly the version in Cargo.lock: the two speak a private format.
pub(super) fn wasm_bindgen() -> anyhow::Result<()> {
    let version = locked_version("wasm-bindgen")?;
    tool("wasm-bindgen", "wasm-bindgen-cli", &version, false)
}

/// Trunk bundles the dashboard. 0.22 needs a newer compiler than ours.
pub(super) fn trunk() -> anyhow::Result<()> {
    tool("trunk", "trunk", TRUNK, true)
}

/// Cuts the dashboard into parts; the version that fits Leptos' `wasm_split_helpers`.
pub(super) fn wasm_split() -> anyhow::Result<()> {
    // It does not tell its version, but cargo knows what it has installed.
    let installed = std::fs::read_to_string(shell::tools().join(".crates.toml")).unwrap_or_default();
    let done = installed.contains(&format!("\"{WASM_SPLIT_PACKAGE} {WASM_SPLIT} "));
    step(&format!("wasm-split-cli {WASM_SPLIT}"), done, || build(WASM_SPLIT_PACKAGE, WASM_SPLIT, true))
}

/// Checks licences, sources and bans.
pub(super) fn cargo_deny() -> anyhow::Result<()> {
    tool("cargo-deny", "cargo-deny", CARGO_DENY, true)
}

fn tool(program: &str, package: &str, version: &str, locked: bool) -> anyhow::Result<()> {
    let present = output(command(program).arg("--version")).unwrap_or_default();
    let done = present.split_whitespace().any(|word| word == version);
    step(&format!("{program} {version}"), done, || {
        let fetched = shell::on_path("cargo-binstall")
            && run(cargo().args(["binstall", "--no-confirm", "--root"]).arg(shell::tools()).args([
                "--version",
                version,
                package,
            ]))
            .is_ok();
        if fetched { Ok(()) } else { build(package, version, locked) }
    })
}

/// Builds a tool lightly: a quarter of the time, and it bundles as fast.
fn build(package: &str, version: &str, locked: bool) -> anyhow::Result<()> {
    let mut install = cargo();
    install.args(["install", package, "--version", version, "--root"]).arg(shell::tools());
    install.arg("--target-dir").arg(shell::root().join("target/tools-build"));
    if package == "trunk" {
        install.arg("--no-default-features");
    }
    if package == WASM_SPLIT_PACKAGE {
        install.args(["--features", "build-binary"]);
    }
    if locked {
        install.arg("--locked");
    }
    for (setting, value) in [("OPT_LEVEL", "0"), ("LTO", "false"), ("CODEGEN_UNITS", "16"), ("DEBUG", "0")] {
        install.env(format!("CARGO_PROFILE_RELEASE_{setting}"), value);
    }
    run(&mut install)
}

fn locked_version(package: &str) -> anyhow::Result<String> {
    let lock = std::fs::read_to_string(shell::root().join("Cargo.lock"))?;
    let entry = format!("name = \"{package}\"\nversion = \"");
    let (_, rest) = lock.split_once(&entry).with_context(|| format!("Cargo.lock has no {package}"))?;
    rest.split('"').next().map(str::to_owned).context("Cargo.lock is cut off")
}
