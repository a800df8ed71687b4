//! The REST operations by name: what counters, levers, throttles and access rules speak of.

use std::fmt;
use std::str::FromStr;

use crate::limits::Throttle;

/// What a policy may allow.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Right {
    /// Read identities.
    RegistryRead,
    /// Write identities; includes reading them.
    RegistryWrite,
    /// Twins, queries, methods, jobs.
    ServiceConnect,
    /// Connect as a device.
    DeviceConnect,
}

impl Right {
    /// Every right.
    pub const ALL: &'static [Self] =
        &[Self::RegistryRead, Self::RegistryWrite, Self::ServiceConnect, Self::DeviceConnect];
}

/// Declares the operations from one table: variant, name, rights of which one is enough, throttle.
macro_rules! operations {
    ($($(#[$doc:meta])* $variant:ident $name:literal [$($right:ident)|+] $throttle:ident;)+) => {
        /// A REST operation that is built.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Operation {
            $($(#[$doc])* $variant,)+
        }

        impl Operation {
            /// Every operation.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)+];

            /// The name that levers and counters use, such as `jobs.create`.
            pub fn name(self) -> &'static str {
                match self {
                    $(Self::$variant => $name,)+
                }
            }

            /// The rights of which a caller needs one.
            pub fn rights(self) -> &'static [Right] {
                match self {
                    $(Self::$variant => &[$(Right::$right),+],)+
                }
            }

            /// What the hub counts it with.
            pub fn throttle(self) -> Throttle {
                match self {
                    $(Self::$variant => Throttle::$throttle,)+
                }
            }
        }
    };
}

operations! {
    /// `GET /devices`
    ListDevices "devices.list" [RegistryRead | RegistryWrite] Registry;
    /// `GET /devices/{id}`
    GetDevice "devices.get" [RegistryRead | RegistryWrite] Registry;
    /// `PUT /devices/{id}`
    PutDevice "devices.put" [RegistryWrite] Registry;
    /// `DELETE /devices/{id}`
    DeleteDevice "devices.delete" [RegistryWrite] Registry;
    /// `POST /devices`
    BulkDevices "devices.bulk" [RegistryWrite] Registry;
    /// `GET /devices/{id}/modules`
    ListModules "modules.list" [RegistryRead | RegistryWrite] Registry;
    /// `GET /devices/{id}/modules/{mid}`
    GetModule "modules.get" [RegistryRead | RegistryWrite] Registry;
    /// `PUT /devices/{id}/modules/{mid}`
    PutModule "modules.put" [RegistryWrite] Registry;
    /// `DELETE /devices/{id}/modules/{mid}`
    DeleteModule "modules.delete" [RegistryWrite] Registry;
    /// `GET /statistics/devices`; either kind of right is accepted (our choice).
    DeviceStatistics "statistics.devices" [RegistryRead | RegistryWrite | ServiceConnect] Registry;
    /// `GET /statistics/service`; either kind of right is accepted (our choice).
    ServiceStatistics "statistics.service" [RegistryRead | RegistryWrite | ServiceConnect] Registry;
    /// `GET /twins/{id}` and `…/modules/{mid}`
    GetTwin "twins.get" [ServiceConnect] TwinReads;
    /// `PATCH /twins/{id}` and `…/modules/{mid}`
    PatchTwin "twins.patch" [ServiceConnect] TwinUpdates;
    /// `PUT /twins/{id}` and `…/modules/{mid}`
    PutTwin "twins.put" [ServiceConnect] TwinUpdates;
    /// `DELETE /devices/{id}/commands`
    PurgeMessages "messages.purge" [ServiceConnect] CloudToDevice;
    /// `POST /twins/{id}/methods` and `…/modules/{mid}/methods`
    InvokeMethod "methods.invoke" [ServiceConnect] Methods;
    /// `POST /devices/query`
    Query "query" [ServiceConnect] Queries;
    /// `PUT /jobs/v2/{id}`
    CreateJob "jobs.create" [ServiceConnect] Jobs;
    /// `GET /jobs/v2/{id}`
    GetJob "jobs.get" [ServiceConnect] Jobs;
    /// `POST /jobs/v2/{id}/cancel`
    CancelJob "jobs.cancel" [ServiceConnect] Jobs;
    /// `GET /jobs/v2/query`
    ListJobs "jobs.list" [ServiceConnect] Jobs;
}

impl Operation {
    /// Says whether it changes nothing.
    pub(crate) fn reads(self) -> bool {
        match self {
            Self::ListDevices
            | Self::GetDevice
            | Self::ListModules
            | Self::GetModule
            | Self::DeviceStatistics
            | Self::ServiceStatistics
            | Self::GetTwin
            | Self::Query
            | Self::GetJob
            | Self::ListJobs => true,
            Self::PutDevice
            | Self::DeleteDevice
            | Self::BulkDevices
            | Self::PutModule
            | Self::DeleteModule
            | Self::PatchTwin
            | Self::PutTwin
            | Self::PurgeMessages
            | Self::InvokeMethod
            | Self::CreateJob
            | Self::CancelJob => false,
        }
    }
}

impl fmt::Display for Operation {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.name())
    }
}

/// The text names no operation.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("there is no operation {0:?}")]
pub struct UnknownOperation(String);

impl FromStr for Operation {
    type Err = UnknownOperation;

    fn from_str(text: &str) -> Result<Self, UnknownOperation> {
        let found = Self::ALL.iter().find(|operation| operation.name() == text);
        found.copied().ok_or_else(|| UnknownOperation(text.to_owned()))
    }
}

impl TryFrom<String> for Operation {
    type Error = UnknownOperation;

    fn try_from(text: String) -> Result<Self, UnknownOperation> {
        text.parse()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_name_reads_back() {
        for operation in Operation::ALL {
            assert_eq!(operation.name().parse(), Ok(*operation));
        }
        assert!("jobs.delete".parse::<Operation>().is_err());
    }
}
