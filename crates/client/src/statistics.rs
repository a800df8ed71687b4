//! Counts of devices. On a live hub they lag behind.

use iothub_wire::identity::{RegistryStatistics, ServiceStatistics};

use crate::{Client, Error, budget::OperationClass, call::Call};

impl Client {
    /// How many devices are registered, enabled and disabled.
    ///
    /// # Errors
    /// See [`Error`].
    pub async fn registry_statistics(&self) -> Result<RegistryStatistics, Error> {
        self.send(Call::get("/statistics/devices", OperationClass::Registry)).await?.json()
    }

    /// How many devices are connected.
    ///
    /// # Errors
    /// See [`Error`].
    pub async fn service_statistics(&self) -> Result<ServiceStatistics, Error> {
        self.send(Call::get("/statistics/service", OperationClass::Registry)).await?.json()
    }
}
