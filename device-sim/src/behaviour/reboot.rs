//! `reboot`: answers at once, goes away for a while, and reports when it is back.

use std::time::Duration;

use serde_json::json;

use super::{Act, Answer, Call, Step, busy};

/// Time for the answer and the report to leave before the connection ends.
const GRACE: Duration = Duration::from_secs(1);

pub(super) fn answer(call: &Call<'_>) -> Answer {
    if call.busy {
        return busy();
    }
    let away = call.durations.reboot;
    let ended_at = call.now.after(GRACE + away).text();
    Answer {
        says: Some("Rebooting!"),
        report: Some(json!({
            "reboot": { "status": "rebooting", "startedAt": call.now.text(), "endedAt": null }
        })),
        steps: vec![
            Step { after: GRACE, act: Act::Restart(away) },
            Step {
                after: Duration::ZERO,
                act: Act::Report(json!({ "reboot": { "status": "completed", "endedAt": ended_at } })),
            },
        ],
        ..Answer::new(200, json!({ "Response": "reboot started" }))
    }
}
