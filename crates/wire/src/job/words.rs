//! The words for types and statuses of jobs.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};
use thiserror::Error;

/// Why a text is not one of the words.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("not a word of jobs")]
pub struct InvalidWord;

/// An enum of words that are read in any case of letters.
///
/// [`FromStr`] refuses other words; JSON reads them as the variant `Unknown` or as the one given after `else`, since a
/// new word must not make an answer unreadable.
macro_rules! words {
    (
        $(#[$about:meta])*
        $name:ident else $other:ident { $($(#[$doc:meta])* $variant:ident = $word:literal $(| $alias:literal)*,)* }
    ) => {
        $(#[$about])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(from = "String", into = "&'static str")]
        pub enum $name {
            $($(#[$doc])* $variant,)*
        }

        impl $name {
            /// Every word, in the order of the documentation.
            pub const ALL: &[Self] = &[$(Self::$variant),*];

            /// The word on the wire.
            #[must_use]
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $word,)* }
            }
        }

        impl FromStr for $name {
            type Err = InvalidWord;

            fn from_str(text: &str) -> Result<Self, InvalidWord> {
                $(
                    if text.eq_ignore_ascii_case($word) $(|| text.eq_ignore_ascii_case($alias))* {
                        return Ok(Self::$variant);
                    }
                )*
                Err(InvalidWord)
            }
        }

        impl From<String> for $name {
            fn from(text: String) -> Self {
                text.parse().unwrap_or(Self::$other)
            }
        }

        impl From<$name> for &'static str {
            fn from(word: $name) -> Self {
                word.as_str()
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.pad(self.as_str())
            }
        }
    };
}

words! {
    /// What a job does. Only the two `Schedule…` types can be created here.
    JobType else Unknown {
        /// Not known; also what an unknown job id is answered with.
        Unknown = "unknown",
        /// Export of the registry.
        Export = "export",
        /// Import into the registry.
        Import = "import",
        /// Backup.
        Backup = "backup",
        /// Reading device properties.
        ReadDeviceProperties = "readDeviceProperties",
        /// Writing device properties.
        WriteDeviceProperties = "writeDeviceProperties",
        /// Configuring devices.
        UpdateDeviceConfiguration = "updateDeviceConfiguration",
        /// Rebooting devices.
        RebootDevice = "rebootDevice",
        /// Resetting devices.
        FactoryResetDevice = "factoryResetDevice",
        /// Updating firmware.
        FirmwareUpdate = "firmwareUpdate",
        /// Calling a direct method.
        ScheduleDeviceMethod = "scheduleDeviceMethod",
        /// Updating twins. Old documents have the alias.
        ScheduleUpdateTwin = "scheduleUpdateTwin" | "scheduleTwinUpdate",
        /// Restoring a backup.
        RestoreFromBackup = "restoreFromBackup",
        /// Copying data for a failover.
        FailoverDataCopy = "failoverDataCopy",
    }
}

words! {
    /// How far a job is.
    JobStatus else Unknown {
        /// Not known; also what an unknown job id is answered with.
        Unknown = "unknown",
        /// Accepted (import and export jobs).
        Enqueued = "enqueued",
        /// The set of devices is fixed and work is under way.
        Running = "running",
        /// Every device has come to an end, well or not, or the time is over.
        Completed = "completed",
        /// The job itself could not run.
        Failed = "failed",
        /// Withdrawn before it ran. Jobs have two `l`, their rows have one.
        Cancelled = "cancelled" | "canceled",
        /// Waits for its start time.
        Scheduled = "scheduled",
        /// Accepted, waits for the engine. Some documents say "pending".
        Queued = "queued" | "pending",
    }
}

words! {
    /// How far a job is on one device.
    DeviceJobStatus else Pending {
        /// Not begun.
        Pending = "pending",
        /// Waits for its turn.
        Scheduled = "scheduled",
        /// Under way.
        Running = "running",
        /// Delivered, and answered when it is a method.
        Completed = "completed",
        /// Not delivered, or not answered.
        Failed = "failed",
        /// Withdrawn. Rows have one `l`, jobs have two.
        Canceled = "canceled" | "cancelled",
    }
}

impl JobStatus {
    /// Says whether the job has come to an end.
    #[must_use]
    pub fn terminal(self) -> bool {
        match self {
            Self::Completed | Self::Failed | Self::Cancelled => true,
            Self::Unknown | Self::Enqueued | Self::Running | Self::Scheduled | Self::Queued => false,
        }
    }

    /// Says whether the job takes one of the hub's slots for concurrent jobs; a merely scheduled one does.
    #[must_use]
    pub fn active(self) -> bool {
        match self {
            Self::Enqueued | Self::Running | Self::Scheduled | Self::Queued => true,
            Self::Unknown | Self::Completed | Self::Failed | Self::Cancelled => false,
        }
    }

    /// Says whether the job can still be withdrawn.
    #[must_use]
    pub fn cancellable(self) -> bool {
        matches!(self, Self::Queued | Self::Scheduled)
    }
}

impl DeviceJobStatus {
    /// Says whether the device has come to an end.
    #[must_use]
    pub fn terminal(self) -> bool {
        match self {
            Self::Completed | Self::Failed | Self::Canceled => true,
            Self::Pending | Self::Scheduled | Self::Running => false,
        }
    }
}
