//! Scheduled jobs: what is asked for, what the hub answers, and the rows of single devices.

mod device_job;
mod echo;
mod problem;
mod request;
mod response;
mod words;

pub use device_job::{DeviceJob, DeviceJobError, Outcome};
pub use echo::MethodEcho;
pub use problem::JobProblem;
pub use request::{JobAction, JobRequest, TwinUpdate};
pub use response::{DeviceJobStatistics, Job};
pub use words::{DeviceJobStatus, JobStatus, JobType};

/// Seconds a job may run when the request does not say. The hub's own default is not documented; an official SDK fills
/// in the same.
pub const DEFAULT_MAX_EXECUTION_SECONDS: u64 = 3600;

/// How far ahead a job can be scheduled: 168 hours, in seconds (observed on a live hub).
pub const FURTHEST_START_SECONDS: i64 = 168 * 3600;

/// How long a finished job can be asked for: 30 days, in seconds.
pub const HISTORY_SECONDS: i64 = 30 * 24 * 3600;

#[cfg(test)]
mod tests;
