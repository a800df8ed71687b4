//! The identity registry.

use iothub_wire::{
    etag::IfMatch,
    identity::{BulkDevice, BulkResult, Device, DeviceSettings, MOST_LISTED_DEVICES},
    ids::DeviceId,
};
use reqwest::{Method, header::IF_MATCH};

use crate::{
    Client, Error,
    budget::OperationClass,
    call::{Call, MANY, segment},
};

impl Client {
    /// Creates a device identity; the hub makes up keys when the settings hold none.
    ///
    /// # Errors
    /// See [`Error`]; an id that exists is refused with `DeviceAlreadyExists`.
    pub async fn create_device(&self, settings: &DeviceSettings) -> Result<Device, Error> {
        self.send(put(settings)?).await?.json()
    }

    /// Replaces the writable part of a device identity if its etag is still the given one.
    ///
    /// # Errors
    /// See [`Error`]; another etag is refused with `PreconditionFailed`.
    pub async fn update_device(
        &self,
        settings: &DeviceSettings,
        if_match: &IfMatch,
    ) -> Result<Device, Error> {
        self.send(matching(put(settings)?, if_match)?).await?.json()
    }

    /// Reads a device identity, with its keys.
    ///
    /// # Errors
    /// See [`Error`]; an unknown id is refused with `DeviceNotFound`.
    pub async fn device(&self, id: &DeviceId) -> Result<Device, Error> {
        self.send(Call::get(path(id), OperationClass::Registry)).await?.json()
    }

    /// Deletes a device identity if its etag is still the given one. The hub refuses [`IfMatch::Absent`].
    ///
    /// # Errors
    /// See [`Error`].
    pub async fn delete_device(&self, id: &DeviceId, if_match: &IfMatch) -> Result<(), Error> {
        let call = Call::new(Method::DELETE, path(id), OperationClass::Registry);
        self.send(matching(call, if_match)?).await.map(drop)
    }

    /// Lists device identities: at most `top` (1 to 1,000) in no particular order. There is no next page.
    ///
    /// # Errors
    /// See [`Error`].
    pub async fn devices(&self, top: usize) -> Result<Vec<Device>, Error> {
        let top = top.clamp(1, MOST_LISTED_DEVICES);
        let call = Call::get(format!("/devices?top={top}"), OperationClass::Registry);
        self.send(Call { largest: MANY, ..call }).await?.json()
    }

    /// Creates, changes or deletes up to a hundred devices. Items are independent: look at the result's errors.
    ///
    /// # Errors
    /// See [`Error`]; more than a hundred are refused with `TooManyDevices`.
    pub async fn bulk(&self, devices: &[BulkDevice]) -> Result<BulkResult, Error> {
        let call = Call::new(Method::POST, "/devices", OperationClass::Registry).json(&devices)?;
        let answer = self.send(Call { also: Some(400), ..call }).await?;
        match (answer.status, answer.json()) {
            // A 400 is either a result with errors or a refusal of the whole.
            (400, Err(_)) => Err(answer.refusal()),
            (_, result) => result,
        }
    }
}

fn path(id: &DeviceId) -> String {
    format!("/devices/{}", segment(id.as_str()))
}

fn put(settings: &DeviceSettings) -> Result<Call, Error> {
    Call::new(Method::PUT, path(&settings.device_id), OperationClass::Registry).json(settings)
}

/// Adds the `If-Match` header, when there is one to send.
pub(crate) fn matching(call: Call, if_match: &IfMatch) -> Result<Call, Error> {
    match if_match.header() {
        Some(value) => call.header(IF_MATCH.as_str(), &value),
        None => Ok(call),
    }
}
