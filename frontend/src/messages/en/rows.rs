use super::{English, devices};
use crate::{intl::number, messages::RowMessages};

impl RowMessages for English {
    fn rows_title(&self) -> &'static str {
        "Devices"
    }

    fn rows_of(&self, passing: u64, all: u64) -> String {
        if passing == all { devices(all) } else { format!("{} of {}", number(passing), devices(all)) }
    }

    fn find_rows(&self) -> &'static str {
        "Find in devices and answers"
    }

    fn find_rows_hint(&self) -> &'static str {
        "Device or answer text"
    }

    fn newer_rows(&self, count: u64) -> String {
        format!("{} newer", number(count))
    }

    fn read_rows_again(&self) -> &'static str {
        "Read the rows again"
    }

    fn rows_known(&self, known: u64, all: u64, time: &str, rest: Option<&str>) -> String {
        match rest {
            Some(rest) => format!(
                "Rows of {} of {} are read as of {time}; the rest takes about {rest} at this hub's limit.",
                number(known),
                devices(all)
            ),
            None if known >= all => format!("All rows are read, as of {time}."),
            None => format!("Rows of {} of {} are read as of {time}.", number(known), devices(all)),
        }
    }

    fn only(&self, filter: &str) -> String {
        format!("Only {filter}")
    }

    fn clear_row_filter(&self) -> &'static str {
        "Clear filter"
    }

    fn device_head(&self) -> &'static str {
        "Device"
    }

    fn outcome_head(&self) -> &'static str {
        "Outcome"
    }

    fn code_head(&self) -> &'static str {
        "Code"
    }

    fn answer_head(&self) -> &'static str {
        "Answer"
    }

    fn took_head(&self) -> &'static str {
        "Took"
    }

    fn after_start_head(&self) -> &'static str {
        "After start"
    }

    fn updated_head(&self) -> &'static str {
        "Updated"
    }

    fn answer_of(&self, device: &str) -> String {
        format!("Answer of {device}")
    }

    fn job_began_at(&self) -> &'static str {
        "Job began"
    }

    fn written_at(&self) -> &'static str {
        "Written"
    }

    fn given_up_at(&self) -> &'static str {
        "Given up"
    }

    fn answered_at(&self) -> &'static str {
        "Answered"
    }

    fn open_device(&self) -> &'static str {
        "Open device"
    }

    fn copy_answer(&self) -> &'static str {
        "Copy answer"
    }

    fn no_answer_yet(&self) -> &'static str {
        "No answer yet."
    }

    fn twin_written(&self) -> &'static str {
        "The twin was written."
    }

    fn rows_never(&self) -> &'static str {
        "No device was reached"
    }

    fn rows_never_why(&self) -> &'static str {
        "The job was cancelled before the hub began with any device."
    }

    fn rows_nobody(&self) -> &'static str {
        "No device was in this job"
    }

    fn rows_nobody_why(&self) -> &'static str {
        "No device satisfied its condition when it started, or it could not run. Clone it, change the condition and look at the count before you order it again."
    }

    fn rows_pending(&self) -> &'static str {
        "No rows yet"
    }

    fn rows_pending_why(&self) -> &'static str {
        "Rows appear once the hub has begun with the devices and Lockstep has read them."
    }

    fn rows_none(&self) -> &'static str {
        "No row fits the filter"
    }

    fn rows_none_why(&self) -> &'static str {
        "The text filter covers only what was read so far."
    }

    fn rows_none_of_all(&self) -> &'static str {
        "All rows are read, and none of them fits."
    }
}
