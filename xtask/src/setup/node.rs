//! npm packages: the browser tests with `wasm-opt`, and the official SDKs.

use std::fs;

use super::step;
use crate::shell::{self, command, run};

/// Playwright, axe, and binaryen's `wasm-opt`.
pub(super) fn end_to_end() -> anyhow::Result<()> {
    packages("e2e")
}

/// Microsoft's SDKs for Node, as they are published.
pub(super) fn sdks() -> anyhow::Result<()> {
    packages("e2e/sdk/node")
}

/// `npm ci`, skipped while what is installed is what the lockfile says.
fn packages(folder: &str) -> anyhow::Result<()> {
    let folder_path = shell::root().join(folder);
    let wanted = fs::read(folder_path.join("package-lock.json"))?;
    let stamp = folder_path.join("node_modules/.installed-from");
    let done = fs::read(&stamp).is_ok_and(|installed| installed == wanted);
    step(&format!("npm packages of {folder}"), done, || {
        run(command("npm")
            .args(["ci", "--no-audit", "--no-fund"])
            .current_dir(&folder_path)
            .env("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1"))?;
        Ok(fs::write(&stamp, &wanted)?)
    })
}
