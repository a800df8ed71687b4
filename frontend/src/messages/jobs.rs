//! The list of jobs and the hub's slots.

use super::Span;
use crate::pages::jobs::filter::Type;
use lockstep_api::hub::Slots;

/// The list of jobs and the hub's slots.
pub trait JobsMessages {
    fn all_jobs(&self) -> &'static str;
    fn jobs_shown(&self, shown: u64, all: u64) -> String;
    fn newer_jobs(&self, count: u64) -> String;
    /// On the button that lets go what no longer passes the filter, and lets in what does by now.
    fn changed_jobs(&self, count: u64) -> String;
    /// Both of the above.
    fn newer_and_changed_jobs(&self, newer: u64, changed: u64) -> String;
    fn filter_by_state(&self) -> &'static str;
    fn all_states(&self) -> &'static str;
    fn filter_by_type(&self) -> &'static str;
    fn all_types(&self) -> &'static str;
    fn job_type(&self, what: Type) -> &'static str;
    fn filter_by_time(&self) -> &'static str;
    /// Who ordered a job.
    fn filter_by_person(&self) -> &'static str;
    fn anybody(&self) -> &'static str;
    fn made_elsewhere(&self) -> &'static str;
    fn any_time(&self) -> &'static str;
    fn last_hours(&self, hours: u32) -> String;
    fn outcomes_a_day(&self, succeeded: u64, failed: u64) -> String;
    fn of_outcomes_succeeded(&self) -> &'static str;
    fn find_jobs(&self) -> &'static str;
    fn find_jobs_hint(&self) -> &'static str;
    fn status(&self) -> &'static str;
    fn job(&self) -> &'static str;
    fn action_and_fleet(&self) -> &'static str;
    fn devices_head(&self) -> &'static str;
    fn ordered_by_head(&self) -> &'static str;
    fn starts(&self) -> &'static str;
    fn took(&self) -> &'static str;
    /// Between the action's name and the condition: *lockDoor* on *…*.
    fn on_devices(&self) -> &'static str;
    fn not_started(&self) -> &'static str;
    fn could_not_run(&self) -> &'static str;
    /// Beside the name of a job that repeats another for some of its devices.
    fn run_again_mark(&self) -> &'static str;
    fn all_done(&self) -> &'static str;
    /// Of a job whose answers nobody has read but the hub, which does not look at them.
    fn all_answered(&self) -> &'static str;
    fn not_done(&self, count: u64) -> String;
    /// Of a running job: its share in percent, and how many failed so far.
    fn so_far(&self, percent: &str, failed: u64) -> String;
    /// Who holds the slots: `3 of 5 in use`.
    fn slots(&self, slots: &Slots) -> Vec<Span>;
    fn no_jobs(&self) -> &'static str;
    fn no_jobs_why(&self) -> &'static str;
    fn no_jobs_match(&self) -> &'static str;
    fn no_kept_match(&self) -> &'static str;
    fn no_jobs_match_why(&self) -> &'static str;
    fn clear_job_filter(&self) -> &'static str;
    fn hub_keeps(&self) -> &'static str;
    fn jobs_truncated(&self) -> &'static str;
    fn older_jobs(&self) -> &'static str;
    fn newest_jobs(&self) -> &'static str;
    /// Beside jobs that are older than the hub's memory.
    fn lockstep_keeps(&self) -> &'static str;
    fn jobs_as_of(&self, time: &str) -> String;
    fn fleet_all(&self) -> &'static str;
    fn desired_and_tags(&self) -> &'static str;
}
