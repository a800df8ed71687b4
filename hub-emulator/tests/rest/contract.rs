//! Every successful answer of every test here is held against Microsoft's own description of the API.
//!
//! `iothubservice.json` is the `OpenAPI` description of the IoT Hub gateway service APIs, version 2021-04-12, unchanged,
//! from Azure/azure-rest-api-specs (MIT licence). The service departs from it in places; [`DEPARTURES`] says where.

use std::sync::LazyLock;

use axum::http::HeaderMap;
use jsonschema::{Draft, Validator};
use serde_json::{Value, json};

/// A place where the service sends something else than its description says.
struct Departure {
    /// The place in the description, as a JSON pointer.
    place: &'static str,
    /// What should be described there, as a JSON schema.
    really: &'static str,
}

const fn departure(place: &'static str, really: &'static str) -> Departure {
    Departure { place, really }
}

/// Recorded answers of the live service have all of these.
const DEPARTURES: &[Departure] = &[
    departure("/definitions/X509Thumbprint/properties/primaryThumbprint", NULL_OR_TEXT),
    departure("/definitions/X509Thumbprint/properties/secondaryThumbprint", NULL_OR_TEXT),
    departure("/definitions/Device/properties/statusReason", NULL_OR_TEXT),
    departure("/definitions/Module/properties/managedBy", NULL_OR_TEXT),
    departure("/definitions/Device/properties/connectionStateUpdatedTime", INSTANT),
    departure("/definitions/Device/properties/statusUpdatedTime", INSTANT),
    departure("/definitions/Device/properties/lastActivityTime", INSTANT),
    departure("/definitions/PurgeMessageQueueResult/properties/moduleId", NULL_OR_TEXT),
    // Described from version 2021-11-01-preview on.
    departure("/definitions/Twin/properties/modelId", r#"{"type": "string"}"#),
    // Values of any kind, not just objects.
    departure("/definitions/Twin/properties/tags", OBJECT),
    departure("/definitions/TwinProperties/properties/desired", OBJECT),
    departure("/definitions/TwinProperties/properties/reported", OBJECT),
    departure("/definitions/CloudToDeviceMethodResult/properties/payload", "{}"),
    // The bytes of the JSON text, as an array of numbers.
    departure("/definitions/CloudToDeviceMethod/properties/payload", r#"{"type": "array"}"#),
    departure(
        "/paths/~1jobs~1v2~1query/get/responses/200/schema",
        r##"{"type": "array", "items": {"$ref": "#/definitions/JobResponse"}}"##,
    ),
];

const NULL_OR_TEXT: &str = r#"{"type": ["null", "string"]}"#;
/// The zero date of an answer to a create has no zone.
const INSTANT: &str =
    r#"{"type": "string", "anyOf": [{"format": "date-time"}, {"enum": ["0001-01-01T00:00:00"]}]}"#;
const OBJECT: &str = r#"{"type": "object"}"#;

/// An operation of the description whose answers have a body that is described.
struct Described {
    name: String,
    method: String,
    /// Segments of the path; `None` for a parameter.
    path: Vec<Option<String>>,
    status: u16,
    body: Validator,
}

static OPERATIONS: LazyLock<Vec<Described>> = LazyLock::new(|| {
    let mut api: Value = serde_json::from_str(include_str!("iothubservice.json")).unwrap();
    for Departure { place, really } in DEPARTURES {
        let (parent, name) = place.rsplit_once('/').unwrap();
        api.pointer_mut(parent).unwrap()[name] = serde_json::from_str(really).unwrap();
    }
    api["definitions"].as_object_mut().unwrap().values_mut().for_each(close);
    let mut operations = Vec::new();
    for (path, methods) in api["paths"].as_object().unwrap() {
        for (method, operation) in methods.as_object().unwrap() {
            for (status, response) in operation["responses"].as_object().unwrap() {
                let Some(schema) = response.get("schema") else { continue };
                let schema = json!({ "definitions": api["definitions"], "allOf": [schema] });
                operations.push(Described {
                    name: format!("{method} {path}"),
                    method: method.to_uppercase(),
                    path: path[1..].split('/').map(fixed).collect(),
                    status: status.parse().unwrap(),
                    body: jsonschema::options().with_draft(Draft::Draft4).build(&schema).unwrap(),
                });
            }
        }
    }
    operations
});

/// Lets an object have the properties that are described and no others.
fn close(schema: &mut Value) {
    let object = schema.as_object_mut().unwrap();
    if object.contains_key("properties") && !object.contains_key("additionalProperties") {
        object.insert("additionalProperties".to_owned(), false.into());
    }
}

fn fixed(segment: &str) -> Option<String> {
    (!segment.starts_with('{')).then(|| segment.to_owned())
}

/// Panics when an answer is described and is not as described.
pub(crate) fn check(method: &str, target: &str, status: u16, headers: &HeaderMap, body: &str) {
    let header = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
    // Only rows that are whole twins are described.
    let rows = header("x-ms-item-type").is_some_and(|kind| !matches!(kind, "Twin" | "JobResponse"));
    if rows || !header("content-type").is_some_and(|kind| kind.starts_with("application/json")) {
        return;
    }
    let path = target.split('?').next().unwrap_or_default();
    let segments: Vec<&str> = path.trim_start_matches('/').split('/').collect();
    let described = OPERATIONS.iter().filter(|operation| {
        let fits = |(fixed, given): (&Option<String>, &&str)| {
            fixed.as_deref().map_or(!given.is_empty(), |fixed| fixed == *given)
        };
        operation.method == method
            && operation.path.len() == segments.len()
            && operation.path.iter().zip(&segments).all(fits)
    });
    // `/devices/query` fits `/devices/{id}` as well: the one with more fixed segments is meant.
    let meant = described
        .max_by_key(|operation| (operation.path.iter().flatten().count(), operation.status == status));
    let Some(operation) = meant.filter(|operation| operation.status == status) else { return };
    let Ok(body) = serde_json::from_str::<Value>(body) else {
        assert_eq!(body, "<html>", "{} is no JSON, and nobody asked for garbage", operation.name);
        return;
    };
    if let Some(error) = operation.body.iter_errors(&body).next() {
        panic!("{}: {error} at `{}` of {body:#}", operation.name, error.instance_path());
    }
}

#[test]
fn an_answer_with_a_word_too_many_or_of_another_kind_is_found() {
    let fits = |path: &str, body: &str| {
        let headers = HeaderMap::from_iter([(
            axum::http::header::CONTENT_TYPE,
            "application/json; charset=utf-8".parse().unwrap(),
        )]);
        std::panic::catch_unwind(|| check("GET", path, 200, &headers, body)).is_ok()
    };
    let path = "/statistics/devices?api-version=2021-04-12";
    assert!(fits(path, r#"{"totalDeviceCount": 1, "enabledDeviceCount": 1, "disabledDeviceCount": 0}"#));
    assert!(!fits(path, r#"{"totalDeviceCount": 1, "devices": 1}"#));
    assert!(!fits(path, r#"{"totalDeviceCount": "1"}"#));
    assert!(fits("/twins/d", r#"{"deviceId": "d", "tags": {"floor": 1}}"#));
    assert!(!fits("/twins/d", r#"{"deviceId": "d", "tags": 1}"#));
}
