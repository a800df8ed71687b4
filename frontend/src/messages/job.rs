//! The page of one job, and the status vocabulary.

use super::Span;
use lockstep_api::{
    job::{HubCounts, JobState},
    row::{FailureGroup, Outcome, Tally},
};

/// The page of one job, and the status vocabulary.
pub trait JobMessages {
    fn job_state(&self, state: JobState) -> &'static str;
    fn completed_with_failures(&self) -> &'static str;
    /// The state while what is shown is old.
    fn when_last_heard(&self, state: &str) -> String;
    fn outcome(&self, outcome: Outcome) -> &'static str;
    /// The bar in words: `2,391 succeeded, 31 failed of 4,812`.
    fn tally(&self, tally: &Tally) -> String;
    /// Title of a job: its action in words.
    fn title_method(&self, name: &str) -> String;
    fn title_twin(&self, desired: bool, tags: bool) -> &'static str;
    fn title_other(&self, name: &str) -> String;
    fn starts_at(&self, time: &str, ahead: &str) -> Vec<Span>;
    fn due_at(&self, time: &str) -> Vec<Span>;
    fn started_at(&self, time: &str) -> Vec<Span>;
    fn elapsed(&self, duration: &str) -> Vec<Span>;
    fn ran(&self, from: &str, to: &str) -> Vec<Span>;
    fn took_for(&self, duration: &str) -> Vec<Span>;
    fn ends_by(&self, time: &str) -> Vec<Span>;
    fn cannot_cancel_running(&self) -> &'static str;
    fn can_cancel(&self) -> &'static str;
    fn cancel_job(&self) -> &'static str;
    fn cancel_title(&self) -> &'static str;
    fn cancel_explained(&self) -> &'static str;
    fn cancel_confirm(&self) -> &'static str;
    fn keep_job(&self) -> &'static str;
    fn job_failed(&self, reason: &str) -> Vec<Span>;
    fn job_gone(&self) -> &'static str;
    fn job_gone_why(&self) -> &'static str;
    fn back_to_jobs(&self) -> &'static str;
    fn clone_job(&self) -> &'static str;
    fn progress(&self) -> &'static str;
    fn have_outcome(&self, settled: u64, total: u64) -> String;
    fn had_outcome(&self, settled: u64, total: u64) -> String;
    fn all_have_outcome(&self, succeeded: u64, total: u64) -> String;
    fn did_not(&self, failed: u64, not_reached: u64, cancelled: u64) -> String;
    fn speed(&self, percent: &str, per_second: &str) -> String;
    fn heard_at(&self, time: &str) -> String;
    fn left(&self, duration: &str) -> String;
    fn left_unknown(&self) -> &'static str;
    fn not_begun(&self) -> &'static str;
    fn counting(&self) -> &'static str;
    fn no_device_matched(&self) -> &'static str;
    fn all_devices(&self) -> &'static str;
    fn filter_by_outcome(&self) -> &'static str;
    fn why(&self) -> &'static str;
    fn reasons(&self, count: u64) -> String;
    fn no_failures(&self) -> &'static str;
    fn failure_group(&self, group: &FailureGroup) -> String;
    /// What a failure means, and whether it is safe to run again.
    fn remedy(&self, group: &FailureGroup, response_timeout: Option<u32>) -> Vec<Span>;
    fn show_count(&self, count: u64) -> String;
    fn of_rows_known(&self, known: u64, all: u64) -> String;
    fn job_facts(&self) -> &'static str;
    fn action(&self) -> &'static str;
    fn call(&self) -> &'static str;
    fn desired(&self) -> &'static str;
    fn tags_section(&self) -> &'static str;
    fn fleet(&self) -> &'static str;
    fn fleet_at_start(&self, count: u64) -> String;
    fn fleet_later(&self) -> &'static str;
    fn window(&self) -> &'static str;
    fn window_from_to(&self, from: &str, to: &str, zone: &str) -> String;
    fn seconds_to_answer(&self, response: &str, connect: &str) -> String;
    fn ordered(&self) -> &'static str;
    fn job_id(&self) -> &'static str;
    fn copy_job_id(&self) -> &'static str;
    fn hub_counts(&self) -> &'static str;
    fn hub_counts_are(&self, counts: &HubCounts) -> String;
    fn hub_counts_differ(&self) -> &'static str;
    fn hub_counts_same(&self) -> &'static str;
    fn rows_of(&self, passing: u64, all: u64) -> String;
    fn find_rows(&self) -> &'static str;
    fn find_rows_hint(&self) -> &'static str;
    fn newer_rows(&self, count: u64) -> String;
    fn read_rows_again(&self) -> &'static str;
    /// How much of the rows is known: `rows of 300 of 4,812 devices read as of 22:04:12; the rest takes about 2 m`.
    fn rows_known(&self, known: u64, all: u64, time: &str, rest: Option<&str>) -> String;
    fn too_many_rows(&self, shown: u64) -> String;
    fn only(&self, filter: &str) -> String;
    fn clear_row_filter(&self) -> &'static str;
    fn device_head(&self) -> &'static str;
    fn outcome_head(&self) -> &'static str;
    fn code_head(&self) -> &'static str;
    fn answer_head(&self) -> &'static str;
    fn took_head(&self) -> &'static str;
    fn updated_head(&self) -> &'static str;
    fn answer_of(&self, device: &str) -> String;
    fn called_at(&self) -> &'static str;
    fn answered_at(&self) -> &'static str;
    fn open_device(&self) -> &'static str;
    fn copy_answer(&self) -> &'static str;
    fn no_answer_yet(&self) -> &'static str;
    fn twin_written(&self) -> &'static str;
    fn rows_pending(&self) -> &'static str;
    fn rows_pending_why(&self) -> &'static str;
    fn rows_none(&self) -> &'static str;
    fn rows_none_why(&self) -> &'static str;
}
