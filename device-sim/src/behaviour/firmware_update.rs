//! `firmwareUpdate`: downloads, verifies and applies the version of the payload, reporting its progress, and restarts.

use std::time::Duration;

use serde_json::json;

use super::{Act, Answer, Call, Step, busy};

/// What is reported when, in percent of the whole duration.
const PROGRESS: &[(u32, &str)] = &[
    (20, "downloading"),
    (40, "downloading"),
    (60, "downloading"),
    (70, "verifying"),
    (80, "applying"),
    (95, "applying"),
];

/// Longest version that is taken, in bytes.
const VERSION_LIMIT: usize = 64;

pub(super) fn answer(call: &Call<'_>) -> Answer {
    let version = call.payload.get("version").and_then(|version| version.as_str());
    let Some(version) = version.filter(|version| (1..=VERSION_LIMIT).contains(&version.len())) else {
        return Answer::error(400, "the payload must be an object with the text `version`");
    };
    if call.busy {
        return busy();
    }
    let whole = call.durations.firmware_update;
    // The restart takes the last twentieth.
    let restart = whole / 20;
    let mut steps = Vec::with_capacity(PROGRESS.len() + 2);
    let mut reached = 0;
    for (percent, status) in PROGRESS {
        let report = json!({ "firmwareUpdate": { "status": status, "progress": percent } });
        steps.push(Step { after: whole * (percent - reached) / 100, act: Act::Report(report) });
        reached = *percent;
    }
    steps.push(Step { after: Duration::ZERO, act: Act::Restart(restart) });
    let ended_at = call.now.after(whole).text();
    steps.push(Step {
        after: Duration::ZERO,
        act: Act::Report(json!({
            "firmwareVersion": version,
            "firmwareUpdate": { "status": "completed", "progress": 100, "endedAt": ended_at }
        })),
    });
    Answer {
        says: Some("Updating firmware!"),
        report: Some(json!({ "firmwareUpdate": {
            "status": "downloading",
            "progress": 0,
            "version": version,
            "startedAt": call.now.text(),
            "endedAt": null,
        } })),
        steps,
        ..Answer::new(202, json!({ "Response": "firmwareUpdate started", "version": version }))
    }
}
