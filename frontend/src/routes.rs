//! Every page and its address. Links are built from [`Route`] and from nothing else.

use lockstep_api::{job::JobId, live::LiveQuery};

use crate::address::{escape, search, unescape};

/// Name of the search parameter with the action that a fresh order begins with.
pub const TEMPLATE: &str = "action";

/// A page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Route {
    /// The list of devices that satisfy a condition; empty for all.
    Devices {
        /// As after `WHERE`.
        condition: String,
    },
    /// One device.
    Device {
        /// Its id.
        id: String,
    },
    /// The list of jobs.
    Jobs,
    /// Ordering a job.
    NewJob {
        /// The condition to start with; empty for none.
        condition: String,
    },
    /// One job.
    Job {
        /// Its id.
        id: JobId,
    },
    /// The library of actions.
    Actions,
    /// Anything else.
    Unknown,
}

/// Which page, whatever it shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// See [`Route::Devices`].
    Devices,
    /// See [`Route::Device`].
    Device,
    /// See [`Route::Jobs`].
    Jobs,
    /// See [`Route::NewJob`].
    NewJob,
    /// See [`Route::Job`].
    Job,
    /// See [`Route::Actions`].
    Actions,
    /// See [`Route::Unknown`].
    Unknown,
}

impl Route {
    /// All devices.
    pub fn devices() -> Self {
        Self::Devices { condition: String::new() }
    }

    /// A fresh order.
    pub fn new_job() -> Self {
        Self::NewJob { condition: String::new() }
    }

    /// The address of a fresh order that begins with an action of the library.
    pub fn order_with(template: &str) -> String {
        format!("/jobs/new{}", search([(TEMPLATE, template)]))
    }

    /// The page at a path; search parameters are read by the pages.
    pub fn of_path(path: &str) -> Self {
        let segments: Vec<_> = path.split('/').filter(|segment| !segment.is_empty()).collect();
        match segments.as_slice() {
            [] | ["jobs"] => Self::Jobs,
            ["devices"] => Self::devices(),
            ["actions"] => Self::Actions,
            ["devices", id] => Self::Device { id: unescape(id) },
            ["jobs", "new"] => Self::new_job(),
            ["jobs", id] => Self::Job { id: JobId::listed(unescape(id)) },
            _ => Self::Unknown,
        }
    }

    /// Which page it is.
    pub fn kind(&self) -> Kind {
        match self {
            Self::Devices { .. } => Kind::Devices,
            Self::Device { .. } => Kind::Device,
            Self::Jobs => Kind::Jobs,
            Self::NewJob { .. } => Kind::NewJob,
            Self::Job { .. } => Kind::Job,
            Self::Actions => Kind::Actions,
            Self::Unknown => Kind::Unknown,
        }
    }

    /// Its address.
    pub fn href(&self) -> String {
        match self {
            Self::Devices { condition } => format!("/devices{}", search([("q", condition.as_str())])),
            Self::Device { id } => format!("/devices/{}", escape(id)),
            Self::Jobs => "/jobs".to_owned(),
            Self::NewJob { condition } => format!("/jobs/new{}", search([("where", condition.as_str())])),
            Self::Job { id } => format!("/jobs/{}", escape(id.as_str())),
            Self::Actions => "/actions".to_owned(),
            Self::Unknown => "/".to_owned(),
        }
    }

    /// What the tab's stream follows while this page is open.
    pub fn watched(&self) -> LiveQuery {
        match self {
            Self::Jobs | Self::NewJob { .. } => LiveQuery { job: None, jobs: true },
            Self::Job { id } => LiveQuery { job: Some(id.clone()), jobs: false },
            Self::Devices { .. } | Self::Device { .. } | Self::Actions | Self::Unknown => {
                LiveQuery::default()
            }
        }
    }
}

/// The condition that selects one device.
pub fn one_device(id: &str) -> String {
    format!("deviceId = {}", iothub_query::quoted(id))
}

/// The condition that selects several devices by their ids.
pub fn devices_in<'a>(ids: impl IntoIterator<Item = &'a String>) -> String {
    let ids: Vec<_> = ids.into_iter().map(|id| iothub_query::quoted(id)).collect();
    format!("deviceId IN [{}]", ids.join(", "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_leads_back_to_its_page() {
        for route in [
            Route::devices(),
            Route::Device { id: "door #1/ä".to_owned() },
            Route::Jobs,
            Route::Actions,
            Route::new_job(),
            Route::Job { id: JobId::listed("night-lock-3f9c") },
        ] {
            assert_eq!(Route::of_path(&route.href()), route);
        }
    }

    #[test]
    fn a_job_page_follows_its_job_and_a_device_page_only_the_hub() {
        let id = JobId::listed("a");
        assert_eq!(Route::Job { id: id.clone() }.watched(), LiveQuery { job: Some(id), jobs: false });
        assert_eq!(Route::devices().watched(), LiveQuery::default());
        assert!(Route::new_job().watched().jobs);
    }

    #[test]
    fn a_quote_in_a_device_id_stays_inside_its_string() {
        assert_eq!(one_device("o'brien"), r"deviceId = 'o\'brien'");
        let two = ["a".to_owned(), "o'brien".to_owned()];
        assert_eq!(devices_in(&two), r"deviceId IN ['a', 'o\'brien']");
    }
}
