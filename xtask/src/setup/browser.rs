//! Programs that the tests talk to: a browser, and a foreign MQTT broker.

use std::fs;

use super::{debian, step};
use crate::shell::{command, on_path, output};

/// A browser on PATH, else Playwright's download, else Debian's package when root, else a sentence.
pub(super) fn chromium() -> anyhow::Result<()> {
    let present = ["chromium", "chromium-browser", "google-chrome"].into_iter().any(on_path);
    step("a Chromium", present || downloaded(), || {
        if command("playwright").args(["install", "chromium"]).status().is_ok_and(|status| status.success()) {
            return Ok(());
        }
        debian("chromium", "the browser tests need Chromium: put one on PATH")
    })
}

/// The simulator's MQTT is checked against a broker that we did not write.
pub(super) fn mosquitto() -> anyhow::Result<()> {
    let present = on_path("mosquitto") || fs::exists("/usr/sbin/mosquitto").unwrap_or(false);
    step("mosquitto", present, || {
        debian("mosquitto", "the simulator's tests need the MQTT broker mosquitto: put it on PATH")
    })
}

fn downloaded() -> bool {
    let script = "const p=require('@playwright/test').chromium.executablePath();\
                  process.exit(require('fs').existsSync(p)?0:1)";
    output(command("node").args(["-e", script]).current_dir(crate::shell::root().join("e2e"))).is_some()
}
