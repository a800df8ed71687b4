//! Refusals as sentences: what happened, the hub's code, what to do next.

use crate::api::Failure;
use lockstep_api::problem::ProblemCode;

/// Refusals as sentences: what happened, the hub's code, what to do next.
pub trait ProblemMessages {
    /// Why a call gave nothing, in one sentence or two.
    fn failure(&self, failure: &Failure) -> String;
    /// A refusal of the proxy.
    fn problem(&self, problem: &ProblemCode) -> String;
    /// The id to look for in the log.
    fn request_id(&self, id: &str) -> String;
}
