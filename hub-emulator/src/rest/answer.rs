//! Answers: status, headers and body, in the shapes of the real hub.

use axum::body::Body;
use axum::http::{HeaderMap, HeaderName, HeaderValue, Response, StatusCode, header};
use iothub_wire::error::{self, ERROR_CODE_HEADER, ErrorBody, REQUEST_ID_HEADER};
use iothub_wire::time::UtcTime;
use serde::Serialize;

use crate::refusal::Refusal;

const JSON: HeaderValue = HeaderValue::from_static("application/json; charset=utf-8");
const REQUEST_ID: HeaderName = HeaderName::from_static(REQUEST_ID_HEADER);
pub(super) const ERROR_CODE: HeaderName = HeaderName::from_static(ERROR_CODE_HEADER);
const CONNECTION_CLOSE: HeaderValue = HeaderValue::from_static("close");

/// An answer before the headers that every answer has.
#[derive(Debug)]
pub(crate) struct Answer {
    status: StatusCode,
    headers: HeaderMap,
    body: Vec<u8>,
}

impl Answer {
    /// 200 with JSON.
    pub(crate) fn json(value: &impl Serialize) -> Self {
        // Serialising our own types cannot fail; if it did, an empty body would show it.
        Self::text(StatusCode::OK, serde_json::to_vec(value).unwrap_or_default())
    }

    /// Any status with JSON text.
    pub(crate) fn text(status: StatusCode, body: impl Into<Vec<u8>>) -> Self {
        Self { status, headers: HeaderMap::new(), body: body.into() }
    }

    /// 204.
    pub(crate) fn empty() -> Self {
        Self { status: StatusCode::NO_CONTENT, headers: HeaderMap::new(), body: Vec::new() }
    }

    /// Adds a header; a value that cannot stand in one is left out.
    pub(crate) fn header(mut self, name: HeaderName, value: &str) -> Self {
        if let Ok(value) = HeaderValue::from_str(value) {
            self.headers.insert(name, value);
        }
        self
    }

    /// Bytes of the body.
    pub(crate) fn size(&self) -> usize {
        self.body.len()
    }

    /// An error of the hub: header and envelope say the same.
    pub(crate) fn refusal(refusal: &Refusal, request: &str, at: UtcTime) -> Self {
        let status = StatusCode::from_u16(refusal.code.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let mut body = ErrorBody::new(refusal.code, refusal.message.as_str(), request, at);
        body.info.clone_from(&refusal.info);
        let mut answer = Self::text(status, body.print(refusal.envelope));
        answer.headers.insert(ERROR_CODE, HeaderValue::from_static(refusal.code.name()));
        answer
    }

    /// 501 for what this emulator does not build. The catalogue of the real hub has no code for it.
    pub(crate) fn unbuilt(what: &str, request: &str, at: UtcTime) -> Self {
        let text = format!("This emulator does not build {what}.");
        let body = error::named("NotImplemented", &text, request, at);
        Self::text(StatusCode::NOT_IMPLEMENTED, body).header(ERROR_CODE, "NotImplemented")
    }

    /// Adds what every answer has: `request` is the request id without dashes.
    pub(crate) fn finish(self, request: &str) -> Response<Body> {
        let mut response = Response::new(Body::empty());
        *response.status_mut() = self.status;
        *response.headers_mut() = self.headers;
        let headers = response.headers_mut();
        if let Ok(id) = HeaderValue::from_str(&dashed(request)) {
            headers.insert(REQUEST_ID, id);
        }
        headers.insert(header::SERVER, HeaderValue::from_static("Microsoft-HTTPAPI/2.0"));
        headers.insert(header::VARY, HeaderValue::from_static("Origin"));
        if self.status == StatusCode::TOO_MANY_REQUESTS {
            // Observed on a live hub: the connection is closed, and there is no Retry-After.
            headers.insert(header::CONNECTION, CONNECTION_CLOSE);
        }
        if self.status != StatusCode::NO_CONTENT {
            headers.insert(header::CONTENT_TYPE, JSON);
            *response.body_mut() = Body::from(self.body);
        }
        response
    }
}

/// Puts the dashes into a GUID of 32 digits.
fn dashed(guid: &str) -> String {
    let mut text = String::with_capacity(36);
    for (index, digit) in guid.chars().enumerate() {
        if matches!(index, 8 | 12 | 16 | 20) {
            text.push('-');
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_request_id_has_its_dashes() {
        assert_eq!(dashed("7a4cbb076b1343f592d10e2bb3dc9af3"), "7a4cbb07-6b13-43f5-92d1-0e2bb3dc9af3");
    }
}
