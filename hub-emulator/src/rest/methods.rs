//! Direct methods.

use iothub_wire::method::{MethodCall, MethodProblem};

use super::answer::Answer;
use super::request::Call;
use crate::refusal::Refusal;

impl From<MethodProblem> for Refusal {
    fn from(problem: MethodProblem) -> Self {
        Self::new(problem.code(), problem.message())
    }
}

/// `POST /twins/{id}/methods`
pub(super) async fn invoke(call: &Call<'_>, body: &[u8]) -> Result<Answer, Refusal> {
    let identity = call.identity()?;
    let method = MethodCall::from_json(body)?;
    let result = call.hub.call_method(&identity, &method, |_, _| true).await?;
    Ok(Answer::json(&result))
}
