//! Who hears of every request.

use std::{fmt::Debug, time::Duration};

use crate::budget::OperationClass;

/// Hears of every request that was sent, repeats included.
pub trait Observer: Debug + Send + Sync {
    /// A request has come to its end: with the status of the hub's answer, or `None` when no answer came.
    fn called(&self, class: OperationClass, status: Option<u16>, took: Duration);
}

/// Nobody hears.
#[derive(Debug, Clone, Copy, Default)]
pub struct Unobserved;

impl Observer for Unobserved {
    fn called(&self, _: OperationClass, _: Option<u16>, _: Duration) {}
}
