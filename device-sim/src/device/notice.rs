//! What happens to devices, for those who count or print it.

use std::error::Error;
use std::time::Duration;

use crate::mqtt::Refusal;

/// Something that happened to a device.
#[derive(Debug)]
pub enum Notice<'a> {
    /// It is connected and subscribed: methods reach it.
    Connected,
    /// The connection ended, or could not be made.
    Lost {
        /// Why, with its causes.
        cause: &'a (dyn Error + 'static),
        /// When it tries again.
        retry_in: Duration,
    },
    /// It does not let itself in: the hub's certificate is not one that it trusts.
    Untrusted {
        /// Why, with its causes.
        cause: &'a (dyn Error + 'static),
        /// When it tries again.
        retry_in: Duration,
    },
    /// The hub does not let it in.
    Refused {
        /// What the hub says.
        refusal: Refusal,
        /// When it tries again.
        retry_in: Duration,
    },
    /// It left on purpose.
    Left,
    /// Its whole twin has come, as the hub sends it to devices: `desired` and `reported`.
    Twin {
        /// JSON.
        payload: &'a [u8],
    },
    /// Desired properties have changed.
    Desired {
        /// The patch, JSON.
        payload: &'a [u8],
    },
    /// It reports that it applied the desired properties of this version.
    Applied {
        /// `$version` of the desired properties.
        version: u64,
    },
    /// The hub took a patch of its reported properties.
    Reported,
    /// The hub refused a request for the twin or a patch of the reported properties.
    TwinRefused {
        /// The status of the hub's answer.
        status: u16,
        /// The hub's answer.
        payload: &'a [u8],
    },
    /// A method was called.
    Called {
        /// Its name.
        method: &'a str,
        /// The status of the answer; nothing when the device stays silent.
        status: Option<u16>,
        /// What the device prints.
        says: Option<&'static str>,
    },
    /// A message could not be sent; what it said is lost.
    NotSent {
        /// Why.
        cause: &'a (dyn Error + 'static),
    },
}
