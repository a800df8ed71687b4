//! Python packages, in virtual environments under `target/tools`.

use std::fs;

use super::step;
use crate::shell::{self, command, run};

/// Microsoft's SDKs for Python, as they are published.
pub(super) fn sdks() -> anyhow::Result<()> {
    packages("python", "e2e/sdk/python/requirements.txt")
}

/// Zig, whose C compiler and linker make static programs for any processor, and what lets cargo use it.
pub(super) fn zig() -> anyhow::Result<()> {
    packages("zig", "xtask/zig.requirements.txt")
}

/// An environment with the packages of a file, skipped while what is installed is what the file says.
fn packages(environment: &str, requirements: &str) -> anyhow::Result<()> {
    let requirements_path = shell::root().join(requirements);
    let wanted = fs::read(&requirements_path)?;
    let environment = shell::tools().join(environment);
    let stamp = environment.join("installed-from");
    let done = fs::read(&stamp).is_ok_and(|installed| installed == wanted);
    step(&format!("Python packages of {requirements}"), done, || {
        run(command("python3").args(["-m", "venv", "--clear"]).arg(&environment))?;
        let pip = environment.join("bin/pip");
        run(command(&pip.to_string_lossy())
            .args(["install", "--quiet", "--requirement"])
            .arg(&requirements_path))?;
        Ok(fs::write(&stamp, &wanted)?)
    })
}
