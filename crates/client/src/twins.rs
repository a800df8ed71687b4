//! Twins.

use iothub_wire::{
    etag::IfMatch,
    ids::DeviceId,
    twin::{Twin, TwinPatch},
};
use reqwest::Method;

use crate::{
    Client, Error,
    budget::OperationClass,
    call::{Call, segment},
    registry::matching,
};

impl Client {
    /// Reads a device's twin.
    ///
    /// # Errors
    /// See [`Error`]; an unknown id is refused with `DeviceNotFound`.
    pub async fn twin(&self, id: &DeviceId) -> Result<Twin, Error> {
        self.send(Call::get(path(id), OperationClass::TwinReads)).await?.json()
    }

    /// Merges a patch into a device's twin and returns the twin after it; a `null` deletes.
    ///
    /// # Errors
    /// See [`Error`]; another etag is refused with `PreconditionFailed`.
    pub async fn patch_twin(
        &self,
        id: &DeviceId,
        patch: &TwinPatch,
        if_match: &IfMatch,
    ) -> Result<Twin, Error> {
        let call = Call::new(Method::PATCH, path(id), OperationClass::TwinUpdates).json(patch)?;
        self.send(matching(call, if_match)?).await?.json()
    }
}

fn path(id: &DeviceId) -> String {
    format!("/twins/{}", segment(id.as_str()))
}
