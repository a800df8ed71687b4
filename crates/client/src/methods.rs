//! Direct methods, one call at a time.

use std::time::Duration;

use iothub_wire::{
    ids::DeviceId,
    method::{MethodCall, MethodResult},
};
use reqwest::Method;

use crate::{
    Client, Error,
    budget::OperationClass,
    call::{Call, segment},
};

/// Time for the way there and back, on top of what the device is given.
const WAY: Duration = Duration::from_secs(15);

impl Client {
    /// Calls a method of a device and waits for its answer. Never repeated: the device may have acted.
    ///
    /// # Errors
    /// See [`Error`]; a device that is not connected is refused with `DeviceNotOnline`, one that does not answer in
    /// time with `GatewayTimeout`.
    pub async fn invoke(&self, id: &DeviceId, method: &MethodCall) -> Result<MethodResult, Error> {
        let path = format!("/twins/{}/methods", segment(id.as_str()));
        let call = Call::new(Method::POST, path, OperationClass::Methods).json(method)?;
        let timeout = method.connect_timeout() + method.response_timeout() + WAY;
        self.send(Call { timeout: Some(timeout), ..call }).await?.json()
    }
}
