//! Why devices did not succeed, where they cluster, and what to do.

use lockstep_api::{cluster::Cluster, row::FailureGroup};

use super::Span;

/// Why devices did not succeed, where they cluster, and what to do.
pub trait FailureMessages {
    fn why(&self) -> &'static str;
    fn reasons(&self, count: u64) -> String;
    fn failures_unread(&self, devices: u64) -> String;
    fn no_failures(&self) -> &'static str;
    fn failure_group(&self, group: &FailureGroup) -> String;
    /// What a failure means, and whether it is safe to run again.
    fn remedy(&self, group: &FailureGroup, response_timeout: Option<u32>) -> Vec<Span>;
    /// Below the reasons while the job runs, and once they were looked into.
    fn where_later(&self) -> &'static str;
    fn where_compared(&self) -> &'static str;
    fn where_they_are(&self) -> &'static str;
    fn devices_there(&self) -> &'static str;
    /// A link to as many of them as one list takes.
    fn compare_first(&self, shown: u64, all: u64) -> String;
    fn compare_twins(&self) -> &'static str;
    fn rerun_short(&self) -> &'static str;
    fn cluster(&self, cluster: &Cluster, group: u64) -> Vec<Span>;
    fn show_count(&self, count: u64) -> String;
    fn of_rows_known(&self, known: u64, all: u64) -> String;
}
