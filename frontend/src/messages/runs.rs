//! Running a job again, taking its rows along, its name, and what became of it over time.

use super::Span;

/// Running a job again, taking its rows along, its name, and what became of it over time.
pub trait RunMessages {
    fn run_again(&self) -> &'static str;
    fn rerun_title(&self) -> &'static str;
    /// What the new job does: the action in words.
    fn rerun_same(&self, action: &str) -> Vec<Span>;
    fn rerun_who(&self) -> &'static str;
    fn rerun_failed(&self, count: u64) -> String;
    fn rerun_failed_hint(&self) -> &'static str;
    fn rerun_not_reached(&self, count: u64) -> String;
    fn rerun_not_reached_hint(&self) -> &'static str;
    fn rerun_group(&self, group: &str) -> String;
    fn rerun_one(&self, device: &str) -> String;
    fn rerun_one_hint(&self) -> &'static str;
    fn rerun_nobody(&self) -> &'static str;
    /// How many jobs an order takes, where it takes more than one.
    fn split_into_jobs(&self, jobs: u64) -> String;
    fn rerun_named(&self) -> &'static str;
    fn rerun_confirm(&self, count: u64) -> String;
    fn export(&self) -> &'static str;
    fn export_all(&self, count: u64) -> String;
    fn export_all_hint(&self) -> &'static str;
    /// How many rows, where it is known.
    fn export_shown(&self, count: Option<u64>) -> String;
    fn export_shown_hint(&self) -> &'static str;
    fn export_lines(&self) -> &'static str;
    fn export_lines_hint(&self) -> &'static str;
    fn print_report(&self) -> &'static str;
    /// What the menu of exports is found by in the palette, beside its name.
    fn export_also(&self) -> &'static str;
    /// On paper are so many of so many rows.
    fn export_lines_shown(&self) -> &'static str;
    fn screen_on_paper(&self) -> &'static str;
    /// On paper, when it was printed.
    fn printed_at(&self, time: &str, zone: &str) -> String;
    fn first_on_paper(&self, first: u64, all: u64) -> String;
    fn copy_view(&self) -> &'static str;
    fn name_job(&self) -> &'static str;
    fn rename_job(&self) -> &'static str;
    fn job_name(&self) -> &'static str;
    fn job_name_hint(&self) -> &'static str;
    fn job_note(&self) -> &'static str;
    fn job_note_hint(&self) -> &'static str;
    fn save(&self) -> &'static str;
    fn discard(&self) -> &'static str;
    fn timeline(&self) -> &'static str;
    fn ordered_by(&self, who: Option<&str>) -> String;
    fn start_planned(&self) -> &'static str;
    /// The same with how many devices it had.
    fn was_started_for(&self, count: u64) -> String;
    /// Its end, with how many devices did not succeed.
    fn ended_with(&self, words: &str, not: u64, of: u64) -> String;
    fn was_started(&self) -> &'static str;
    fn ended(&self) -> &'static str;
    fn was_cancelled(&self) -> &'static str;
    fn was_withdrawn(&self) -> &'static str;
    fn was_refused(&self) -> &'static str;
    fn slot_was_free(&self) -> &'static str;
    fn could_not(&self) -> &'static str;
    /// Ahead of a running job.
    fn last_answer_expected(&self) -> &'static str;
    fn window_closes(&self) -> &'static str;
    fn runs(&self) -> &'static str;
    /// Which part of a series it is.
    fn part_of(&self, number: u64, of: u64) -> String;
    /// Which attempt at the same it is.
    fn attempt_of(&self, nth: u64, of: u64) -> String;
    /// Of which job's devices it is a repetition.
    fn repeats_failed(&self) -> &'static str;
    fn repeats_not_reached(&self) -> &'static str;
    fn repeats_chosen(&self) -> &'static str;
    fn repeats_own(&self) -> &'static str;
    fn this_job(&self) -> &'static str;
}
