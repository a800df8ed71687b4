//! What the hub answers when it does not do as asked.

use iothub_wire::error::{Envelope, ErrorCode};
use serde_json::Value;

/// A refusal: the code of the catalogue, the hub's English, and the shape of the body.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[error("{code}: {message}")]
pub(crate) struct Refusal {
    pub(crate) code: ErrorCode,
    pub(crate) message: String,
    pub(crate) envelope: Envelope,
    /// The `info` of direct methods.
    pub(crate) info: Option<Value>,
}

impl Refusal {
    /// A refusal in the usual envelope.
    pub(crate) fn new(code: ErrorCode, message: impl Into<String>) -> Self {
        Self { code, message: message.into(), envelope: Envelope::Named, info: None }
    }

    /// The same in another envelope.
    pub(crate) fn within(self, envelope: Envelope) -> Self {
        Self { envelope, ..self }
    }

    /// Adds the `info` of direct methods.
    pub(crate) fn with_info(self, info: Value) -> Self {
        Self { info: Some(info), ..self }
    }

    /// An argument the hub does not take.
    pub(crate) fn argument(message: impl Into<String>) -> Self {
        Self::new(ErrorCode::ArgumentInvalid, message)
    }

    /// A caller who may not do that.
    pub(crate) fn unauthorized() -> Self {
        Self::new(ErrorCode::IotHubUnauthorizedAccess, "Unauthorized")
    }

    /// A device, or its module, that is not registered.
    pub(crate) fn not_found(message: impl Into<String>) -> Self {
        Self::new(ErrorCode::DeviceNotFound, message)
    }

    /// The disk takes nothing more.
    pub(crate) fn store_failed() -> Self {
        Self::new(ErrorCode::ServerError, "the store of the emulator has failed")
    }

    /// A stale etag.
    pub(crate) fn precondition(message: impl Into<String>) -> Self {
        Self::new(ErrorCode::PreconditionFailed, message)
    }
}
