//! Direct methods: the call, its limits, and the device's answer.

#[cfg(not(target_arch = "wasm32"))]
mod call;
#[cfg(not(target_arch = "wasm32"))]
mod problem;

#[cfg(not(target_arch = "wasm32"))]
pub use self::{
    call::{MethodCall, MethodResult},
    problem::MethodProblem,
};

/// Largest payload of a call or an answer, in bytes of JSON text.
pub const LARGEST_PAYLOAD: usize = 128 * 1024;

/// How deeply objects and arrays may nest in the payload of a call or an answer (our choice). What a hub keeps and prints
/// wraps a payload in some levels of its own, and readers of JSON give up at 128.
pub const DEEPEST_PAYLOAD: usize = 64;

/// Longest method name, in characters (our choice).
pub const LONGEST_METHOD_NAME: usize = 512;

/// Seconds a caller waits for the answer when it does not say.
pub const DEFAULT_RESPONSE_TIMEOUT: u32 = 30;

/// Shortest and longest wait for the answer, in seconds.
pub const RESPONSE_TIMEOUT_RANGE: std::ops::RangeInclusive<u32> = 5..=300;

/// Longest wait for the device to connect, in seconds.
pub const LONGEST_CONNECT_TIMEOUT: u32 = 300;

#[cfg(test)]
mod tests;
