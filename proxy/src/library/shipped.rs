//! The templates that come with Lockstep: what the simulated devices understand, and a place to begin.

use lockstep_api::{
    job::Action,
    library::{Kept, Parameter, ParameterKind, Template},
};
use serde_json::{Value, json};

/// The templates, in the order in which they are shown.
pub(super) fn templates() -> Vec<Kept<Template>> {
    let lock_time = parameter("lockTime", "/lockTime", ParameterKind::Text);
    let delay = ParameterKind::Integer { least: Some(0), most: Some(3600) };
    vec![
        method("lock-door", "lockDoor", json!({"lockTime": "10m"}), vec![lock_time]),
        method("unlock-door", "unlockDoor", json!({}), Vec::new()),
        method(
            "reboot",
            "reboot",
            json!({"delaySeconds": 0}),
            vec![parameter("delaySeconds", "/delaySeconds", delay)],
        ),
        method(
            "firmware-update",
            "firmwareUpdate",
            // Which firmware is for whoever orders it to say.
            json!({"version": "", "url": ""}),
            vec![
                parameter("version", "/version", ParameterKind::Text),
                parameter("url", "/url", ParameterKind::Text),
            ],
        ),
    ]
}

fn method(id: &str, name: &str, payload: Value, parameters: Vec<Parameter>) -> Kept<Template> {
    let action = Action::Method {
        name: name.into(),
        payload,
        response_timeout_seconds: 60,
        connect_timeout_seconds: 0,
    };
    Kept {
        id: id.into(),
        name: name.into(),
        content: Template { action, parameters },
        changed_by: None,
        changed_at: None,
    }
}

fn parameter(name: &str, pointer: &str, kind: ParameterKind) -> Parameter {
    Parameter { name: name.into(), pointer: pointer.into(), kind, optional: false }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::jobs;

    #[test]
    fn every_template_can_be_ordered_as_it_is_and_has_the_places_of_its_parameters() {
        for Kept { id, content: Template { action, parameters }, .. } in templates() {
            assert!(jobs::action(&action).is_ok(), "{id}");
            let Action::Method { payload, .. } = action else { panic!("{id} is no method") };
            for parameter in parameters {
                assert!(payload.pointer(&parameter.pointer).is_some(), "{id}: {}", parameter.pointer);
            }
        }
    }
}
