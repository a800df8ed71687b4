//! Twins of devices and modules.

use iothub_wire::twin::TwinPatch;

use super::answer::Answer;
use super::request::Call;
use crate::refusal::Refusal;
use crate::registry::{TwinWrite, no_twin};

/// `GET /twins/{id}`
pub(super) fn get(call: &Call<'_>) -> Result<Answer, Refusal> {
    let identity = call.identity()?;
    call.hub.with(|state, _| {
        let entry = state.registry.get(&identity).ok_or_else(|| no_twin(&identity))?;
        Ok(Answer::json(&entry.print_twin(&identity)))
    })
}

/// `PATCH /twins/{id}`
pub(super) fn patch(call: &Call<'_>, body: &[u8]) -> Result<Answer, Refusal> {
    write(call, body, TwinWrite::Merge)
}

/// `PUT /twins/{id}`
pub(super) fn put(call: &Call<'_>, body: &[u8]) -> Result<Answer, Refusal> {
    write(call, body, TwinWrite::Replace)
}

fn write(call: &Call<'_>, body: &[u8], write: TwinWrite) -> Result<Answer, Refusal> {
    let (identity, if_match) = (call.identity()?, call.if_match()?);
    let patch = TwinPatch::from_json(body)?;
    call.hub.with(|state, now| {
        state.registry.write_twin(&identity, write, &patch, &if_match, now, &mut state.ledger)?;
        let entry = state.registry.get(&identity).ok_or_else(|| no_twin(&identity))?;
        Ok(Answer::json(&entry.print_twin(&identity)))
    })
}
