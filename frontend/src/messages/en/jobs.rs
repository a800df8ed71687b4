use super::{English, counted};
use crate::pages::jobs::filter::Type;
use crate::{
    intl::number,
    messages::{JobsMessages, Span, strong, text},
};
use lockstep_api::hub::Slots;

impl JobsMessages for English {
    fn all_jobs(&self) -> &'static str {
        "All jobs"
    }

    fn jobs_shown(&self, shown: u64, all: u64) -> String {
        if shown == all {
            counted(all, "job", "jobs")
        } else {
            format!("{} of {}", number(shown), counted(all, "job", "jobs"))
        }
    }

    fn newer_jobs(&self, count: u64) -> String {
        counted(count, "new job", "new jobs")
    }

    fn changed_jobs(&self, count: u64) -> String {
        format!("Update: {}", counted(count, "job changed", "jobs changed"))
    }

    fn newer_and_changed_jobs(&self, newer: u64, changed: u64) -> String {
        format!("{}, {}", self.newer_jobs(newer), counted(changed, "changed", "changed"))
    }

    fn filter_by_state(&self) -> &'static str {
        "Filter by status"
    }

    fn all_states(&self) -> &'static str {
        "All"
    }

    fn filter_by_type(&self) -> &'static str {
        "What the job does"
    }

    fn all_types(&self) -> &'static str {
        "All types"
    }

    fn job_type(&self, what: Type) -> &'static str {
        match what {
            Type::Method => "Methods",
            Type::Desired => "Desired properties",
            Type::Tags => "Tags",
        }
    }

    fn filter_by_time(&self) -> &'static str {
        "When the job starts"
    }

    fn filter_by_person(&self) -> &'static str {
        "Filter by who ordered it"
    }

    fn anybody(&self) -> &'static str {
        "Ordered by anybody"
    }

    fn made_elsewhere(&self) -> &'static str {
        "Made elsewhere"
    }

    fn any_time(&self) -> &'static str {
        "Any time"
    }

    fn last_hours(&self, hours: u32) -> String {
        match hours {
            1 => "Last hour and later".to_owned(),
            24 => "Last day and later".to_owned(),
            hours => format!("Last {} days and later", hours / 24),
        }
    }

    fn outcomes_a_day(&self, succeeded: u64, failed: u64) -> String {
        format!(
            "Device outcomes a day, last 14 days: {} succeeded, {} did not",
            number(succeeded),
            number(failed)
        )
    }

    fn of_outcomes_succeeded(&self) -> &'static str {
        "of outcomes succeeded, last 14 days"
    }

    fn find_jobs(&self) -> &'static str {
        "Find jobs"
    }

    fn find_jobs_hint(&self) -> &'static str {
        "Name, id, action, condition, note"
    }

    fn status(&self) -> &'static str {
        "Status"
    }

    fn job(&self) -> &'static str {
        "Job"
    }

    fn action_and_fleet(&self) -> &'static str {
        "Action and fleet"
    }

    fn devices_head(&self) -> &'static str {
        "Devices"
    }

    fn ordered_by_head(&self) -> &'static str {
        "Ordered by"
    }

    fn starts(&self) -> &'static str {
        "Starts"
    }

    fn took(&self) -> &'static str {
        "Took"
    }

    fn on_devices(&self) -> &'static str {
        "on"
    }

    fn not_started(&self) -> &'static str {
        "Not started"
    }

    fn could_not_run(&self) -> &'static str {
        "Could not run"
    }

    fn run_again_mark(&self) -> &'static str {
        "run again"
    }

    fn all_done(&self) -> &'static str {
        "all succeeded"
    }

    fn all_answered(&self) -> &'static str {
        "all answered"
    }

    fn not_done(&self, count: u64) -> String {
        format!("{} not done", number(count))
    }

    fn so_far(&self, percent: &str, failed: u64) -> String {
        if failed == 0 { percent.to_owned() } else { format!("{percent}, {} not done", number(failed)) }
    }

    fn slots(&self, slots: &Slots) -> Vec<Span> {
        vec![text("Job slots "), strong(format!("{} of {} in use", slots.held_by.len(), slots.total))]
    }

    fn no_jobs(&self) -> &'static str {
        "No jobs yet"
    }

    fn no_jobs_why(&self) -> &'static str {
        "A job calls a method on many devices, or writes their twins, and shows what each of them answered."
    }

    fn no_jobs_match(&self) -> &'static str {
        "No job matches"
    }

    fn no_kept_match(&self) -> &'static str {
        "None of the jobs that were looked at here fits the filter."
    }

    fn no_jobs_match_why(&self) -> &'static str {
        "None of the jobs that the hub lists fits the filter."
    }

    fn clear_job_filter(&self) -> &'static str {
        "Show all jobs"
    }

    fn hub_keeps(&self) -> &'static str {
        "The hub keeps jobs for 30 days."
    }

    fn jobs_truncated(&self) -> &'static str {
        "The hub has more jobs than Lockstep reads."
    }

    fn older_jobs(&self) -> &'static str {
        "Older jobs"
    }

    fn newest_jobs(&self) -> &'static str {
        "Newest jobs"
    }

    fn lockstep_keeps(&self) -> &'static str {
        "Jobs ordered here, as Lockstep has kept them."
    }

    fn jobs_as_of(&self, time: &str) -> String {
        format!("as of {time}")
    }

    fn fleet_all(&self) -> &'static str {
        "all devices"
    }

    fn desired_and_tags(&self) -> &'static str {
        "desired and tags"
    }
}
