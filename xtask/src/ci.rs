//! What a change must pass.

use crate::{
    bundle, dependencies, image, setup,
    shell::{self, cargo},
    steps::Steps,
    test,
};

/// Crates that also run in a browser.
const WASM: [&str; 5] = ["lockstep-api", "iothub-wire", "iothub-sas", "iothub-query", "lockstep-frontend"];

pub(crate) fn run() -> anyhow::Result<()> {
    let mut steps = Steps::default();
    steps.step("set-up", setup::everything)?;
    steps.step("formatting", || shell::run(cargo().args(["fmt", "--all", "--check"])))?;
    steps.step("who may depend on whom", dependencies::check)?;
    steps.step("lints", || {
        shell::run(cargo().args([
            "clippy",
            "--workspace",
            "--all-targets",
            "--locked",
            "--",
            "-D",
            "warnings",
        ]))
    })?;
    steps.step("lints for WebAssembly", || {
        let packages = WASM.iter().flat_map(|package| ["--package", package]);
        shell::run(cargo().arg("clippy").args(packages).args([
            "--target",
            "wasm32-unknown-unknown",
            "--",
            "-D",
            "warnings",
        ]))
    })?;
    steps.step("documentation", || {
        shell::run(
            cargo()
                .args(["doc", "--workspace", "--no-deps", "--document-private-items"])
                .env("RUSTDOCFLAGS", "-D warnings"),
        )
    })?;
    steps.step("licences, sources, bans", || {
        shell::run(cargo().args(["deny", "check", "bans", "licenses", "sources"]))
    })?;
    steps.step("the dashboard's bundle", bundle::build)?;
    steps.step("the bundle's size", bundle::weigh)?;
    image::steps(&mut steps, &image::Options::default())?;
    steps.step("known vulnerabilities", advisories)?;
    steps.step("fuzzing", fuzzing)?;
    test::steps(&mut steps, &test::Options::default())?;
    steps.summary();
    Ok(())
}

/// A minute for each target; the native tests run each for two seconds.
fn fuzzing() -> anyhow::Result<()> {
    let fuzz =
        ["test", "--locked", "--package", "lockstep-hub-emulator", "--test", "fuzz", "--", "--nocapture"];
    shell::run(cargo().args(fuzz).env("LOCKSTEP_FUZZ_SECONDS", "60"))
}

/// The advisory database may be out of reach; then nothing was checked, and that is what is said.
fn advisories() -> anyhow::Result<()> {
    if shell::run(cargo().args(["deny", "fetch", "db"])).is_err() {
        println!("NOT CHECKED: the advisory database is out of reach from this machine");
        return Ok(());
    }
    shell::run(cargo().args(["deny", "check", "advisories"]))
}
