//! Why a call gave nothing.

use iothub_wire::error::{ErrorCode, HubError};

use crate::budget::SpentUntil;

/// Why a call gave nothing.
///
/// What matters after a call that changes something is [`ambiguous`](Self::ambiguous): whether the hub may have done
/// it all the same.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// Nothing was sent, because this client's budget of the class is spent.
    #[error("nothing was sent to the hub, to stay within its limits")]
    Spent(#[source] SpentUntil),
    /// The hub refused with 429, just now or so lately that nothing was sent.
    #[error("the hub throttles")]
    Throttled(#[source] SpentUntil),
    /// Nothing was sent, because what was to be sent cannot be put into a request.
    #[error("the request cannot be sent: {reason}")]
    Unsendable {
        /// Why; quotes nothing.
        reason: String,
    },
    /// Nothing was sent, because there is no connection: name, port, certificate or network.
    #[error("the hub cannot be reached")]
    Unreachable(#[source] reqwest::Error),
    /// The request was sent, or may have been, and no whole answer came: time-out, or the connection was lost.
    #[error("the hub's answer was lost")]
    Lost(#[source] reqwest::Error),
    /// An answer that is not what IoT Hub sends.
    #[error("the answer is not what IoT Hub sends: {reason} (status {status})")]
    Garbled {
        /// The HTTP status.
        status: u16,
        /// What is wrong with it; holds nothing of the answer but positions.
        reason: String,
    },
    /// The hub refused, with its name for the reason.
    #[error("the hub refused")]
    Refused(#[source] Box<HubError>),
}

impl Error {
    /// Says whether the hub may have done what it was asked although there is no good answer.
    ///
    /// True for lost answers, garbage and 5xx.
    #[must_use]
    pub fn ambiguous(&self) -> bool {
        match self {
            Self::Spent(_) | Self::Throttled(_) | Self::Unsendable { .. } | Self::Unreachable(_) => false,
            Self::Lost(_) | Self::Garbled { .. } => true,
            Self::Refused(refusal) => refusal.status >= 500 || refusal.status == 408,
        }
    }

    /// The hub's refusal, when it is one.
    #[must_use]
    pub fn refusal(&self) -> Option<&HubError> {
        match self {
            Self::Refused(refusal) => Some(refusal),
            Self::Spent(_)
            | Self::Throttled(_)
            | Self::Unsendable { .. }
            | Self::Unreachable(_)
            | Self::Lost(_)
            | Self::Garbled { .. } => None,
        }
    }

    /// The hub's code, when it refused with one that is known.
    #[must_use]
    pub fn code(&self) -> Option<ErrorCode> {
        self.refusal().and_then(|refusal| refusal.code)
    }

    /// The status of the hub's answer, when one came.
    pub(crate) fn status(&self) -> Option<u16> {
        match self {
            Self::Garbled { status, .. } => Some(*status),
            Self::Refused(refusal) => Some(refusal.status),
            Self::Spent(_)
            | Self::Throttled(_)
            | Self::Unsendable { .. }
            | Self::Unreachable(_)
            | Self::Lost(_) => None,
        }
    }

    /// Says whether the same call may well succeed a little later.
    pub(crate) fn transient(&self) -> bool {
        match self {
            Self::Unreachable(_) | Self::Lost(_) => true,
            Self::Spent(_) | Self::Throttled(_) | Self::Unsendable { .. } | Self::Garbled { .. } => false,
            Self::Refused(refusal) => matches!(refusal.status, 408 | 500 | 502 | 503 | 504),
        }
    }

    /// Nothing may be sent now, by the hub's word or by this client's own count.
    pub(crate) fn not_before(until: SpentUntil) -> Self {
        if until.throttled_by.is_some() { Self::Throttled(until) } else { Self::Spent(until) }
    }

    /// A request that could not be sent, or whose answer did not come.
    pub(crate) fn from_transport(error: reqwest::Error) -> Self {
        // The address holds no secret, but a log reads better without it.
        let error = error.without_url();
        if error.is_connect() || error.is_builder() { Self::Unreachable(error) } else { Self::Lost(error) }
    }
}

/// The hub's name for a refusal with 429 that closes a class of operations; `None` for any other refusal.
///
/// "Too many active jobs" is a 429 too, but waiting does not help: a slot has to become free.
pub(crate) fn throttle_code(refusal: &HubError) -> Option<String> {
    if refusal.status != 429 || refusal.code == Some(ErrorCode::ThrottlingMaxActiveJobCountExceeded) {
        return None;
    }
    let known = refusal.code.map(ErrorCode::name);
    Some(refusal.name.as_deref().or(known).unwrap_or("ThrottlingException").to_owned())
}
