//! The page of one job, and the status vocabulary.

use super::Span;
use lockstep_api::job::{HubCounts, JobState};

/// The page of one job, and the status vocabulary.
pub trait JobMessages {
    /// Title of a job: its action in words.
    fn title_method(&self, name: &str) -> String;
    fn title_twin(&self, desired: bool, tags: bool) -> &'static str;
    fn title_other(&self, name: &str) -> String;
    fn starts_at(&self, time: &str, ahead: &str) -> Vec<Span>;
    fn due_at(&self, time: &str) -> Vec<Span>;
    fn started_at(&self, time: &str) -> Vec<Span>;
    fn elapsed(&self, duration: &str) -> Vec<Span>;
    /// It was cancelled before it started.
    fn cancelled_before(&self, end: &str, start: &str) -> Vec<Span>;
    fn withdrawn_at(&self, end: &str) -> Vec<Span>;
    fn refused_at(&self, end: &str) -> Vec<Span>;
    fn ran(&self, from: &str, to: &str) -> Vec<Span>;
    fn took_for(&self, duration: &str) -> Vec<Span>;
    fn ends_by(&self, time: &str) -> Vec<Span>;
    fn cannot_cancel_running(&self) -> &'static str;
    fn can_cancel(&self) -> &'static str;
    fn cancel_job(&self) -> &'static str;
    fn cancel_title(&self) -> &'static str;
    /// After a cancellation: the state that the hub answered with, `Waiting` for what the hub never had.
    fn cancel_answer(&self, state: JobState) -> String;
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
    fn waiting_for_answers(&self, count: u64) -> String;
    fn left_unknown(&self) -> &'static str;
    fn not_begun(&self) -> &'static str;
    /// Of a job that ended before its turn.
    fn no_device_touched(&self) -> &'static str;
    fn counting(&self) -> &'static str;
    fn no_device_matched(&self) -> &'static str;
    fn all_devices(&self) -> &'static str;
    fn filter_by_outcome(&self) -> &'static str;
    fn job_facts(&self) -> &'static str;
    fn action(&self) -> &'static str;
    fn calls(&self, name: &str) -> Vec<Span>;
    fn desired(&self) -> &'static str;
    fn tags_section(&self) -> &'static str;
    fn fleet(&self) -> &'static str;
    fn fleet_at_start(&self, count: u64) -> String;
    fn fleet_later(&self) -> &'static str;
    fn window(&self) -> &'static str;
    fn window_with_slot(&self, most: &str) -> String;
    fn window_never(&self) -> &'static str;
    fn window_from_to(&self, from: &str, to: &str, zone: &str) -> String;
    fn seconds_to_answer(&self, response: &str, connect: &str) -> String;
    fn ordered(&self) -> &'static str;
    fn job_id(&self) -> &'static str;
    fn copy_job_id(&self) -> &'static str;
    /// The rest of a long condition.
    fn show_all(&self) -> &'static str;
    fn show_less(&self) -> &'static str;
    fn hub_counts(&self) -> &'static str;
    fn hub_counts_are(&self, counts: &HubCounts) -> String;
    fn hub_counts_errors(&self) -> &'static str;
    /// Nor where a device could not be reached.
    fn hub_counts_not_reached(&self) -> &'static str;
    fn hub_counts_same(&self) -> &'static str;
    /// The heading of what is told of a job that waits for a slot; its turn, from 1.
    fn waiting_turn(&self, turn: u64) -> String;
    fn waiting_expected(&self, at: &str) -> String;
    /// Where nobody can say more: when every job before it takes the whole of its window.
    fn waiting_latest(&self, at: &str) -> String;
    /// In a list: its turn, and when a slot is expected for it or is free for it at the latest.
    fn waiting_place(&self, turn: u64, expected: Option<String>, latest: Option<String>) -> String;
    fn waiting_unknown(&self) -> &'static str;
    fn waiting_for(&self, holders: u64) -> String;
    fn waiting_explained(&self) -> &'static str;
    fn waiting_late(&self, planned: &str) -> String;
    fn waiting_planned(&self, planned: &str) -> String;
    fn withdraw(&self) -> &'static str;
    fn withdraw_title(&self) -> &'static str;
    fn withdraw_explained(&self) -> &'static str;
    fn can_withdraw(&self) -> &'static str;
    fn started_late(&self, planned: &str) -> String;
    /// A job that was refused when its slot was free.
    fn refused_in_turn(&self, why: &str) -> Vec<Span>;
}
