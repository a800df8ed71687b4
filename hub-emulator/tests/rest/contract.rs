//! Every answer of every test here is held against Microsoft's own description of the API, and what is true of all.

use std::sync::LazyLock;

use axum::http::HeaderMap;
use jsonschema::Validator;
use serde_json::Value;

mod description;
mod rows;
mod tests;

use description::{DEPARTURES, Description};

static DESCRIPTION: LazyLock<Description> = LazyLock::new(|| Description::with(DEPARTURES));

/// What a test planned instead of an answer.
const GARBAGE: &str = "<html>";

/// Panics when an answer of the hub is not as described.
pub(crate) fn check(method: &str, target: &str, status: u16, headers: &HeaderMap, body: &str) {
    let path = target.split('?').next().unwrap_or_default();
    if body == GARBAGE || path.starts_with("/_emulator") || path.starts_with("/$iothub") {
        return;
    }
    let header = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
    let about = format!("{method} {path} answered {status}: {body}");
    assert_eq!(header("server"), Some("Microsoft-HTTPAPI/2.0"), "{about}");
    assert_eq!(header("vary"), Some("Origin"), "{about}");
    assert_eq!(header("x-ms-request-id").map(str::len), Some(36), "{about}");
    if status == 204 {
        assert_eq!((body, header("content-type")), ("", None), "{about}");
    } else {
        assert_eq!(header("content-type"), Some("application/json; charset=utf-8"), "{about}");
    }
    assert_eq!(header("iothub-errorcode").is_some_and(|code| !code.is_empty()), status >= 400, "{about}");
    // A bulk write that was refused in part is an answer that is described.
    if status >= 400 && !body.starts_with(r#"{"isSuccessful""#) {
        return refusal(body, &about);
    }
    let operation = DESCRIPTION.find(method, path).unwrap_or_else(|| panic!("not described: {about}"));
    let answer = operation.answers.get(&status).unwrap_or_else(|| panic!("not described: {about}"));
    if let Some(schema) = header("x-ms-item-type").and_then(rows::of).or(answer.as_ref()) {
        fits(schema, body, &about);
    }
}

fn fits(schema: &Validator, body: &str, about: &str) {
    let body: Value = serde_json::from_str(body).unwrap_or_else(|error| panic!("{error}: {about}"));
    if let Some(error) = schema.iter_errors(&body).next() {
        panic!("{error} at `{}`: {about}", error.instance_path());
    }
}

/// A refusal has one of the three bodies.
fn refusal(body: &str, about: &str) {
    let body: Value = serde_json::from_str(body).unwrap_or_else(|error| panic!("{error}: {about}"));
    let named = body["Message"].is_string() && body["ExceptionMessage"].is_string();
    let numbered =
        body["errorCode"].is_u64() && body["message"].is_string() && body["trackingId"].is_string();
    assert!(named || numbered, "without an envelope: {about}");
}
