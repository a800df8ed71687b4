//! Microsoft's SDKs for Python, in a virtual environment under `target/tools`.

use std::fs;

use super::step;
use crate::shell::{self, command, run};

pub(super) fn sdks() -> anyhow::Result<()> {
    let requirements = shell::root().join("e2e/sdk/python/requirements.txt");
    let wanted = fs::read(&requirements)?;
    let environment = shell::tools().join("python");
    let stamp = environment.join("installed-from");
    let done = fs::read(&stamp).is_ok_and(|installed| installed == wanted);
    step("Python packages of e2e/sdk/python", done, || {
        run(command("python3").args(["-m", "venv", "--clear"]).arg(&environment))?;
        run(command("pip").args(["install", "--quiet", "--requirement"]).arg(&requirements))?;
        Ok(fs::write(&stamp, &wanted)?)
    })
}
