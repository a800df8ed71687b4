//! `lockDoor`: locks the door, whatever the payload says.

use serde_json::json;

use super::{Answer, Call};

pub(super) fn answer(_: &Call<'_>) -> Answer {
    Answer {
        says: Some("Locking Door!"),
        report: Some(json!({ "lockState": "locked" })),
        ..Answer::new(200, json!({ "Response": "lockDoor called successfully" }))
    }
}
