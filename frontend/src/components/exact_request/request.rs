//! The request that the hub will get, and the same for a terminal.

use iothub_wire::{query::API_VERSION, time::UtcTime};
use lockstep_api::job::{Action, JobId, JobOrder};
use serde_json::{Map, Value, json};

use crate::json;

/// How the request is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// Its body.
    Json,
    /// Azure's command line.
    Az,
    /// curl, with a token of one's own.
    Curl,
}

/// Path and query of the request.
pub fn target(id: &JobId) -> String {
    format!("/jobs/v2/{id}?api-version={API_VERSION}")
}

/// The body that the hub will get (IoT Hub REST API: Jobs, `CreateScheduledJob`).
pub fn body(id: &JobId, order: &JobOrder) -> Value {
    let mut body = Map::new();
    body.insert("jobId".to_owned(), id.as_str().into());
    match &order.action {
        Action::Method { name, payload, response_timeout_seconds, connect_timeout_seconds } => {
            body.insert("type".to_owned(), "scheduleDeviceMethod".into());
            body.insert(
                "cloudToDeviceMethod".to_owned(),
                json!({
                    "methodName": name,
                    "payload": payload,
                    "responseTimeoutInSeconds": response_timeout_seconds,
                    "connectTimeoutInSeconds": connect_timeout_seconds,
                }),
            );
        }
        Action::Twin { desired, tags } => {
            body.insert("type".to_owned(), "scheduleUpdateTwin".into());
            let mut patch = patch(desired.as_ref(), tags.as_ref());
            patch.insert("etag".to_owned(), "*".into());
            body.insert("updateTwin".to_owned(), patch.into());
        }
        Action::Other { .. } => {}
    }
    body.insert("queryCondition".to_owned(), order.condition.as_str().into());
    if let Some(at) = order.start_at {
        body.insert("startTime".to_owned(), UtcTime::from_unix_millis(at.0).to_string().into());
    }
    body.insert("maxExecutionTimeInSeconds".to_owned(), order.max_execution_seconds.into());
    body.into()
}

/// The request in one of its forms, to be copied.
pub fn text(form: Form, host: &str, id: &JobId, order: &JobOrder) -> String {
    match form {
        Form::Json => json::indented(&body(id, order)),
        Form::Az => az(host, id, order),
        Form::Curl => {
            let lines = [
                format!("curl -X PUT {}", quoted(&format!("https://{host}{}", target(id)))),
                "-H \"Authorization: $SAS_TOKEN\"".to_owned(),
                "-H 'Content-Type: application/json'".to_owned(),
                format!("-d {}", quoted(&json::line(&body(id, order)))),
            ];
            lines.join(" \\\n  ")
        }
    }
}

fn az(host: &str, id: &JobId, order: &JobOrder) -> String {
    let hub = host.split(['.', ':']).next().unwrap_or(host);
    let mut options = vec![("hub-name", quoted(hub)), ("job-id", quoted(id.as_str()))];
    match &order.action {
        Action::Method { name, payload, response_timeout_seconds, connect_timeout_seconds } => options
            .extend([
                ("job-type", "scheduleDeviceMethod".to_owned()),
                ("method-name", quoted(name)),
                ("method-payload", quoted(&json::line(payload))),
                ("method-response-timeout", response_timeout_seconds.to_string()),
                ("method-connect-timeout", connect_timeout_seconds.to_string()),
            ]),
        Action::Twin { desired, tags } => options.extend([
            ("job-type", "scheduleUpdateTwin".to_owned()),
            ("twin-patch", quoted(&json::line(&patch(desired.as_ref(), tags.as_ref()).into()))),
        ]),
        Action::Other { .. } => {}
    }
    options.push(("query-condition", quoted(&order.condition)));
    if let Some(at) = order.start_at {
        options.push(("start-time", quoted(&UtcTime::from_unix_millis(at.0).to_string())));
    }
    options.push(("ttl", order.max_execution_seconds.to_string()));
    options.into_iter().fold("az iot hub job create".to_owned(), |text, (name, value)| {
        format!("{text} \\\n  --{name} {value}")
    })
}

fn patch(desired: Option<&Map<String, Value>>, tags: Option<&Map<String, Value>>) -> Map<String, Value> {
    let mut patch = Map::new();
    if let Some(tags) = tags {
        patch.insert("tags".to_owned(), tags.clone().into());
    }
    if let Some(desired) = desired {
        patch.insert("properties".to_owned(), json!({ "desired": desired }));
    }
    patch
}

/// One word for a POSIX shell, whatever is in it.
fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\'', r"'\''"))
}

#[cfg(test)]
#[cfg(not(target_arch = "wasm32"))]
mod tests {
    use lockstep_api::time::EpochMillis;

    use super::*;

    fn order(action: Value) -> JobOrder {
        let action: Action = serde_json::from_value(action).unwrap();
        JobOrder {
            start_at: Some(EpochMillis(20_000)),
            ..JobOrder::new(action, "deviceId = 'o\\'brien'", 3600)
        }
    }

    fn lock_door() -> JobOrder {
        order(json!({"method": {"name": "lockDoor", "payload": {"lockTime": "10m"},
                     "responseTimeoutSeconds": 60, "connectTimeoutSeconds": 10}}))
    }

    fn set_floor() -> JobOrder {
        order(json!({"twin": {"tags": {"floor": 3}, "desired": {"a": null}}}))
    }

    #[test]
    fn what_is_shown_is_what_the_hub_reads() {
        for order in [lock_door(), set_floor()] {
            let shown = body(&JobId::listed("j1"), &order);
            let read: iothub_wire::job::JobRequest = serde_json::from_value(shown.clone()).unwrap();
            let again = serde_json::to_value(read).unwrap();
            assert_eq!(again, shown);
        }
    }

    #[test]
    fn a_shell_gets_every_value_as_one_word() {
        insta::assert_snapshot!(text(Form::Az, "contoso.azure-devices.net", &JobId::listed("j1"), &lock_door()), @r#"
        az iot hub job create \
          --hub-name 'contoso' \
          --job-id 'j1' \
          --job-type scheduleDeviceMethod \
          --method-name 'lockDoor' \
          --method-payload '{"lockTime":"10m"}' \
          --method-response-timeout 60 \
          --method-connect-timeout 10 \
          --query-condition 'deviceId = '\''o\'\''brien'\''' \
          --start-time '1970-01-01T00:00:20Z' \
          --ttl 3600
        "#);
        insta::assert_snapshot!(text(Form::Curl, "contoso.azure-devices.net", &JobId::listed("j1"), &set_floor()), @r#"
        curl -X PUT 'https://contoso.azure-devices.net/jobs/v2/j1?api-version=2021-04-12' \
          -H "Authorization: $SAS_TOKEN" \
          -H 'Content-Type: application/json' \
          -d '{"jobId":"j1","maxExecutionTimeInSeconds":3600,"queryCondition":"deviceId = '\''o\\'\''brien'\''","startTime":"1970-01-01T00:00:20Z","type":"scheduleUpdateTwin","updateTwin":{"etag":"*","properties":{"desired":{"a":null}},"tags":{"floor":3}}}'
        "#);
    }
}
