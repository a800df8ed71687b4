use super::{English, counted, devices};
use crate::{
    intl::number,
    messages::{RunMessages, Span, strong, text},
};

impl RunMessages for English {
    fn run_again(&self) -> &'static str {
        "Run again"
    }

    fn rerun_title(&self) -> &'static str {
        "Run this job again"
    }

    fn rerun_same(&self, action: &str) -> Vec<Span> {
        vec![text("The same action, "), strong(action), text(", with the same limits, starting now.")]
    }

    fn rerun_who(&self) -> &'static str {
        "For which devices"
    }

    fn rerun_failed(&self, count: u64) -> String {
        format!("The {} that failed", devices(count))
    }

    fn rerun_failed_hint(&self) -> &'static str {
        "They refused, or gave no answer and may have acted. Find out why before you run it again."
    }

    fn rerun_not_reached(&self, count: u64) -> String {
        format!("The {}", counted(count, "device that was not reached", "devices that were not reached"))
    }

    fn rerun_not_reached_hint(&self) -> &'static str {
        "Nothing was sent to them. Safe to run again."
    }

    fn rerun_group(&self, group: &str) -> String {
        format!("Those of {group}")
    }

    fn rerun_one(&self, device: &str) -> String {
        format!("Only {device}")
    }

    fn rerun_one_hint(&self) -> &'static str {
        "Nobody else is touched."
    }

    fn rerun_nobody(&self) -> &'static str {
        "Every device of this job did it: there is nothing to run again."
    }

    fn split_into_jobs(&self, jobs: u64) -> String {
        format!(
            "The hub takes conditions of 8,192 characters at most, so this becomes {} jobs. One that finds no free slot waits for its turn.",
            number(jobs)
        )
    }

    fn rerun_named(&self) -> &'static str {
        "The devices are named one by one, so the job cannot reach others."
    }

    fn rerun_confirm(&self, count: u64) -> String {
        format!("Run again for {}", devices(count))
    }

    fn export(&self) -> &'static str {
        "Export"
    }

    fn export_all(&self, count: u64) -> String {
        format!("CSV, all {}", counted(count, "row", "rows"))
    }

    fn export_all_hint(&self) -> &'static str {
        "One row a device, safe to open in a spreadsheet"
    }

    fn export_shown(&self, count: Option<u64>) -> String {
        match count {
            Some(count) => format!("CSV, only the {} shown", number(count)),
            None => "CSV, only those shown".to_owned(),
        }
    }

    fn export_shown_hint(&self) -> &'static str {
        "With the filter in force"
    }

    fn export_lines(&self) -> &'static str {
        "NDJSON with response bodies"
    }

    fn export_lines_hint(&self) -> &'static str {
        "One JSON object a device, for programs"
    }

    fn export_also(&self) -> &'static str {
        "CSV NDJSON print"
    }

    fn print_report(&self) -> &'static str {
        "Print report"
    }

    fn export_lines_shown(&self) -> &'static str {
        "NDJSON, only those shown"
    }

    fn screen_on_paper(&self) -> &'static str {
        "Only the rows that were on the screen; Ctrl+P and the Export menu print them all."
    }

    fn printed_at(&self, time: &str, zone: &str) -> String {
        format!("printed {time} ({zone})")
    }

    fn first_on_paper(&self, first: u64, all: u64) -> String {
        format!("The first {} of {} rows; an export has them all.", number(first), number(all))
    }

    fn copy_view(&self) -> &'static str {
        "Copy link to this view"
    }

    fn name_job(&self) -> &'static str {
        "Name this job"
    }

    fn rename_job(&self) -> &'static str {
        "Name and note"
    }

    fn job_name(&self) -> &'static str {
        "Name"
    }

    fn job_name_hint(&self) -> &'static str {
        "Lockstep keeps it; the hub knows the job by its id."
    }

    fn job_note(&self) -> &'static str {
        "Note"
    }

    fn job_note_hint(&self) -> &'static str {
        "Why it was run, what came of it."
    }

    fn save(&self) -> &'static str {
        "Save"
    }

    fn discard(&self) -> &'static str {
        "Discard"
    }

    fn timeline(&self) -> &'static str {
        "Timeline"
    }

    fn ordered_by(&self, who: Option<&str>) -> String {
        match who {
            Some(who) => format!("Ordered by {who}"),
            None => "Ordered, not with Lockstep".to_owned(),
        }
    }

    fn start_planned(&self) -> &'static str {
        "Starts"
    }

    fn was_started_for(&self, count: u64) -> String {
        format!("Started, {}", devices(count))
    }

    fn ended_with(&self, words: &str, not: u64, of: u64) -> String {
        if not == 0 {
            format!("{words}, all succeeded")
        } else {
            format!("{words}, {} of {} did not succeed", number(not), number(of))
        }
    }

    fn was_started(&self) -> &'static str {
        "Started"
    }

    fn ended(&self) -> &'static str {
        "Ended"
    }

    fn was_withdrawn(&self) -> &'static str {
        "Withdrawn"
    }

    fn was_refused(&self) -> &'static str {
        "Refused when its turn came"
    }

    fn slot_was_free(&self) -> &'static str {
        "A slot was free"
    }

    fn was_cancelled(&self) -> &'static str {
        "Cancelled"
    }

    fn could_not(&self) -> &'static str {
        "Could not run"
    }

    fn last_answer_expected(&self) -> &'static str {
        "Last answer, at the latest"
    }

    fn window_closes(&self) -> &'static str {
        "Window closes"
    }

    fn runs(&self) -> &'static str {
        "Runs"
    }

    fn part_of(&self, number_: u64, of: u64) -> String {
        format!("part {} of {}", number(number_), number(of))
    }

    fn attempt_of(&self, nth: u64, of: u64) -> String {
        format!("attempt {} of {}", number(nth), number(of))
    }

    fn repeats_failed(&self) -> &'static str {
        "for those that failed"
    }

    fn repeats_not_reached(&self) -> &'static str {
        "for those that were not reached"
    }

    fn repeats_chosen(&self) -> &'static str {
        "for chosen devices"
    }

    fn repeats_own(&self) -> &'static str {
        "as a copy"
    }

    fn this_job(&self) -> &'static str {
        "this job"
    }
}
