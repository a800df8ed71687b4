//! Paths of the proxy's API, as the dashboard calls them.

/// Prefix of every route but the assets and the health checks.
pub const API: &str = "/api";
/// `GET` who am I, `POST` sign in, `DELETE` sign out.
pub const SESSION: &str = "/api/session";
/// `GET` how somebody can sign in.
pub const SIGN_IN: &str = "/api/sign-in";
/// A browser goes there to log in at the OpenID provider; `?to=` is where it is on the way to, as a path.
pub const LOGIN: &str = "/api/auth/login";
/// The OpenID provider sends it back there.
pub const CALLBACK: &str = "/api/auth/callback";
/// `GET` the record of who did what ([`crate::audit::AuditQuery`]).
pub const AUDIT: &str = "/api/audit";
/// `GET` a page of devices ([`crate::device::DeviceQuery`]).
pub const DEVICES: &str = "/api/devices";
/// `GET` how many devices satisfy a condition ([`crate::device::DeviceQuery`] without `page`).
pub const DEVICE_COUNT: &str = "/api/device-count";
/// `GET` how many devices were connected, over the last day.
pub const DEVICE_HISTORY: &str = "/api/device-history";
/// `GET` the list of jobs.
pub const JOBS: &str = "/api/jobs";
/// `GET` jobs that the list is too short for ([`crate::job::OlderQuery`]).
pub const OLDER_JOBS: &str = "/api/older-jobs";
/// `POST` what an order would reach.
pub const PREVIEW: &str = "/api/preview";
/// `GET` the stream of live events ([`crate::live::LiveQuery`]).
pub const LIVE: &str = "/api/live";

/// `GET` the templates.
pub const TEMPLATES: &str = "/api/templates";
/// `GET` the conditions that people keep.
pub const QUERIES: &str = "/api/queries";

/// `PUT` to keep a template, `DELETE` to discard it.
#[must_use]
pub fn template(id: &str) -> String {
    format!("{TEMPLATES}/{id}")
}

/// `PUT` to keep a condition, `DELETE` to discard it.
#[must_use]
pub fn query(id: &str) -> String {
    format!("{QUERIES}/{id}")
}

/// `GET` what jobs did with a device.
#[must_use]
pub fn device_jobs(id: &str) -> String {
    format!("{DEVICES}/{id}/jobs")
}

/// `GET` the jobs that repeat a job or belong to its series.
#[must_use]
pub fn relatives(id: &str) -> String {
    format!("{JOBS}/{id}/relatives")
}

/// `PATCH` the twin of a device.
#[must_use]
pub fn twin(id: &str) -> String {
    format!("{DEVICES}/{id}/twin")
}

/// `POST` a direct method of a device.
#[must_use]
pub fn methods(id: &str) -> String {
    format!("{DEVICES}/{id}/methods")
}

/// `GET` one device, `PUT` to register it. `id` must be percent-encoded by the caller.
#[must_use]
pub fn device(id: &str) -> String {
    format!("{DEVICES}/{id}")
}

/// `GET` one job, `PUT` to order it, `PATCH` to name it.
#[must_use]
pub fn job(id: &str) -> String {
    format!("{JOBS}/{id}")
}

/// `GET` where the failures of a job cluster.
#[must_use]
pub fn clusters(id: &str) -> String {
    format!("{JOBS}/{id}/clusters")
}

/// `POST` to cancel.
#[must_use]
pub fn cancel(id: &str) -> String {
    format!("{JOBS}/{id}/cancel")
}

/// `GET` a window of rows ([`crate::row::RowQuery`]).
#[must_use]
pub fn rows(id: &str) -> String {
    format!("{JOBS}/{id}/rows")
}

/// `GET` what running a job again would take, `POST` to do so.
#[must_use]
pub fn rerun(id: &str) -> String {
    format!("{JOBS}/{id}/rerun")
}

/// `GET` every row as a file ([`crate::row::ExportQuery`]).
#[must_use]
pub fn export(id: &str) -> String {
    format!("{JOBS}/{id}/export")
}
