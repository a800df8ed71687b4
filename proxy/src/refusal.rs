//! Refusals: every answer that is no success is a problem document (RFC 9457).
//!
//! A handler returns a [`Refusal`]; it travels as an extension of the response, and [`render`], the outermost layer,
//! writes the body, because only there the request's id is known.

use std::any::Any;

use axum::{
    body::Body,
    extract::Request,
    http::{HeaderValue, StatusCode, header},
    middleware::Next,
    response::{IntoResponse, Response},
};
use lockstep_api::problem::{Problem, ProblemCode};

use crate::request_id::RequestId;

mod detail;
mod rejections;
mod status;

pub(crate) use status::of as status;

/// A refusal on its way to the caller.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Refusal {
    code: Box<ProblemCode>,
    status: StatusCode,
}

impl Refusal {
    /// A path that exists, but not with this method.
    pub(crate) fn method_not_allowed() -> Self {
        Self { code: Box::new(ProblemCode::RouteNotFound), status: StatusCode::METHOD_NOT_ALLOWED }
    }

    /// Why.
    pub(crate) fn code(&self) -> &ProblemCode {
        &self.code
    }

    fn problem(&self, request_id: Option<String>) -> Problem {
        Problem {
            kind: format!("urn:lockstep:problem:{}", self.code.name()),
            status: self.status.as_u16(),
            detail: detail::sentence(&self.code),
            code: (*self.code).clone(),
            request_id,
        }
    }
}

impl From<ProblemCode> for Refusal {
    fn from(code: ProblemCode) -> Self {
        let status = status::of(&code);
        Self { code: Box::new(code), status }
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let mut response = self.status.into_response();
        response.extensions_mut().insert(self);
        response
    }
}

/// What a caller hears when a handler panicked: a fault of ours, and no more. The log has the message.
pub(crate) fn of_panic(panic: Box<dyn Any + Send>) -> Response {
    let message = match panic.downcast::<String>() {
        Ok(message) => *message,
        Err(panic) => {
            panic.downcast_ref::<&str>().map_or_else(|| "no message".to_owned(), ToString::to_string)
        }
    };
    tracing::error!(message, "A handler panicked");
    Refusal::from(ProblemCode::Internal).into_response()
}

/// Writes the body of a refusal.
pub(crate) async fn render(request: Request, next: Next) -> Response {
    let id = request.extensions().get::<RequestId>().map(ToString::to_string);
    let mut response = next.run(request).await;
    let Some(refusal) = response.extensions_mut().remove::<Refusal>() else { return response };
    // A problem is plain data; if it ever could not be written, its status still goes out.
    let body = serde_json::to_vec(&refusal.problem(id)).unwrap_or_default();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
    headers.remove(header::CONTENT_LENGTH);
    if let Some(seconds) = status::retry_after(&refusal.code) {
        headers.insert(header::RETRY_AFTER, HeaderValue::from(seconds));
    }
    *response.body_mut() = Body::from(body);
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panic_is_a_problem_that_tells_nothing() {
        let response = of_panic(Box::new("the door's secret".to_owned()));
        assert_eq!(response.status(), StatusCode::INTERNAL_SERVER_ERROR);
        let refusal = response.extensions().get::<Refusal>().unwrap();
        assert_eq!(*refusal.code, ProblemCode::Internal);
        assert!(!detail::sentence(&refusal.code).contains("secret"));
    }

    #[test]
    fn a_problem_names_its_code_and_says_it_in_a_sentence() {
        let problem = Refusal::from(ProblemCode::EmptyFleet).problem(Some("r1".into()));
        assert_eq!(
            serde_json::to_value(problem).unwrap(),
            serde_json::json!({
                "type": "urn:lockstep:problem:emptyFleet",
                "status": 422,
                "detail": "No device satisfies the condition, so the job would do nothing.",
                "code": "emptyFleet",
                "requestId": "r1",
            })
        );
    }
}
