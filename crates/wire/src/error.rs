//! Errors of the hub: the catalogue of codes, how an error is printed, and how an answer is read.

mod body;
mod code;
mod parse;

pub use body::{Envelope, ErrorBody, named};
pub use code::ErrorCode;
pub use parse::HubError;

/// Response header with the name of the error; on errors only.
pub const ERROR_CODE_HEADER: &str = "iothub-errorcode";

/// Response header with the id of the request, a GUID; on every answer. The tracking id is this GUID without dashes.
pub const REQUEST_ID_HEADER: &str = "x-ms-request-id";

#[cfg(test)]
mod tests;
