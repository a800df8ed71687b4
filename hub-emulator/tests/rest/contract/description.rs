//! Microsoft's own description of the API, and where the service departs from it.
//!
//! `iothubservice.json` is the `OpenAPI` description of the IoT Hub gateway service APIs, version 2021-04-12, unchanged,
//! from Azure/azure-rest-api-specs (MIT licence).

use std::collections::BTreeMap;

use jsonschema::{Draft, Validator};
use serde_json::{Value, json};

/// A place where the service sends something else than its description says.
#[derive(Debug)]
pub(super) struct Departure {
    /// The place in the description, as a JSON pointer.
    place: &'static str,
    /// What should be described there, as a JSON schema.
    really: &'static str,
}

const fn departure(place: &'static str, really: &'static str) -> Departure {
    Departure { place, really }
}

/// Recorded answers of the live service have all of these.
pub(super) const DEPARTURES: &[Departure] = &[
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

/// The operations of the description.
pub(super) struct Description(Vec<Described>);

/// An operation and its answers.
pub(super) struct Described {
    pub(super) method: String,
    /// As it is described, with parameters in braces.
    pub(super) path: String,
    /// The answers by status, with the schema of those that have a body.
    pub(super) answers: BTreeMap<u16, Option<Validator>>,
}

impl Description {
    /// The description with these departures.
    pub(super) fn with<'a>(departures: impl IntoIterator<Item = &'a Departure>) -> Self {
        let mut api: Value = serde_json::from_str(include_str!("../iothubservice.json")).unwrap();
        for Departure { place, really } in departures {
            let (parent, name) = place.rsplit_once('/').unwrap();
            api.pointer_mut(parent).unwrap()[name] = serde_json::from_str(really).unwrap();
        }
        api["definitions"].as_object_mut().unwrap().values_mut().for_each(close);
        let mut operations = Vec::new();
        for (path, methods) in api["paths"].as_object().unwrap() {
            for (method, operation) in methods.as_object().unwrap() {
                let answers = operation["responses"].as_object().unwrap().iter();
                let answers = answers.map(|(status, response)| {
                    let schema = response.get("schema").map(|schema| compile(&api["definitions"], schema));
                    (status.parse().unwrap(), schema)
                });
                operations.push(Described {
                    method: method.to_uppercase(),
                    path: path.clone(),
                    answers: answers.collect(),
                });
            }
        }
        Self(operations)
    }

    pub(super) fn operations(&self) -> &[Described] {
        &self.0
    }

    /// What is described for a method and a path.
    pub(super) fn find(&self, method: &str, path: &str) -> Option<&Described> {
        let segments: Vec<&str> = path.trim_matches('/').split('/').collect();
        let fits = self.0.iter().filter(|operation| operation.method == method && operation.fits(&segments));
        // `/devices/query` fits `/devices/{id}` as well: the one with more fixed segments is meant.
        fits.min_by_key(|operation| operation.path.matches('{').count())
    }
}

impl Described {
    fn fits(&self, segments: &[&str]) -> bool {
        let described: Vec<&str> = self.path[1..].split('/').collect();
        let fits = |(described, given): (&&str, &&str)| described.starts_with('{') || described == given;
        described.len() == segments.len() && described.iter().zip(segments).all(fits)
    }
}

fn compile(definitions: &Value, schema: &Value) -> Validator {
    let schema = json!({ "definitions": definitions, "allOf": [schema] });
    jsonschema::options().with_draft(Draft::Draft4).should_validate_formats(true).build(&schema).unwrap()
}

/// Lets an object have the properties that are described and no others.
fn close(schema: &mut Value) {
    let object = schema.as_object_mut().unwrap();
    if object.contains_key("properties") && !object.contains_key("additionalProperties") {
        object.insert("additionalProperties".to_owned(), false.into());
    }
}
