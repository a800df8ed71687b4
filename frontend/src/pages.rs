//! The pages, one folder each.

pub mod device;
pub mod devices;
pub mod job;
pub mod jobs;
pub mod new_job;
pub mod not_found;
pub mod sign_in;
