//! What axum refuses by itself, as problems.

use axum::{
    extract::rejection::{BytesRejection, JsonRejection, PathRejection, QueryRejection},
    http::StatusCode,
};
use lockstep_api::problem::ProblemCode;

use super::Refusal;
use crate::routes::LARGEST_BODY;

impl From<JsonRejection> for Refusal {
    fn from(rejection: JsonRejection) -> Self {
        if rejection.status() == StatusCode::PAYLOAD_TOO_LARGE {
            return ProblemCode::TooLarge { limit: LARGEST_BODY as u64 }.into();
        }
        malformed(&rejection.body_text())
    }
}

impl From<BytesRejection> for Refusal {
    fn from(rejection: BytesRejection) -> Self {
        if rejection.status() == StatusCode::PAYLOAD_TOO_LARGE {
            return ProblemCode::TooLarge { limit: LARGEST_BODY as u64 }.into();
        }
        malformed(&rejection.body_text())
    }
}

impl From<QueryRejection> for Refusal {
    fn from(rejection: QueryRejection) -> Self {
        malformed(&rejection.body_text())
    }
}

impl From<PathRejection> for Refusal {
    fn from(rejection: PathRejection) -> Self {
        malformed(&rejection.body_text())
    }
}

fn malformed(reason: &str) -> Refusal {
    ProblemCode::Malformed { reason: reason.trim_end_matches('.').to_owned() }.into()
}
