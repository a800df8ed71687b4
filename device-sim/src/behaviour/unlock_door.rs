//! `unlockDoor`: unlocks the door, whatever the payload says.

use serde_json::json;

use super::{Answer, Call};

pub(super) fn answer(_: &Call<'_>) -> Answer {
    Answer {
        says: Some("Unlocking Door!"),
        report: Some(json!({ "lockState": "unlocked" })),
        ..Answer::new(200, json!({ "Response": "unlockDoor called successfully" }))
    }
}
