//! The rows of a job: what each device answered.

/// The rows of a job: what each device answered.
pub trait RowMessages {
    /// The heading while nobody is counted.
    fn rows_title(&self) -> &'static str;
    /// How many rows pass the filter, of how many.
    fn rows_of(&self, passing: u64, all: u64) -> String;
    fn find_rows(&self) -> &'static str;
    fn find_rows_hint(&self) -> &'static str;
    fn newer_rows(&self, count: u64) -> String;
    fn read_rows_again(&self) -> &'static str;
    /// How much of the rows is known: `rows of 300 of 4,812 devices read as of 22:04:12; the rest takes about 2 m`.
    fn rows_known(&self, known: u64, all: u64, time: &str, rest: Option<&str>) -> String;
    fn only(&self, filter: &str) -> String;
    fn clear_row_filter(&self) -> &'static str;
    fn device_head(&self) -> &'static str;
    fn outcome_head(&self) -> &'static str;
    fn code_head(&self) -> &'static str;
    fn answer_head(&self) -> &'static str;
    fn took_head(&self) -> &'static str;
    /// The column for how long after the start of the job nothing more happened to a device.
    fn after_start_head(&self) -> &'static str;
    fn updated_head(&self) -> &'static str;
    fn answer_of(&self, device: &str) -> String;
    /// When the job began: the hub does not say when it turned to a device.
    fn job_began_at(&self) -> &'static str;
    fn written_at(&self) -> &'static str;
    fn given_up_at(&self) -> &'static str;
    fn answered_at(&self) -> &'static str;
    fn open_device(&self) -> &'static str;
    fn copy_answer(&self) -> &'static str;
    fn no_answer_yet(&self) -> &'static str;
    fn twin_written(&self) -> &'static str;
    fn rows_never(&self) -> &'static str;
    fn rows_never_why(&self) -> &'static str;
    /// Of a job that has ended and had no devices.
    fn rows_nobody(&self) -> &'static str;
    /// Why.
    fn rows_nobody_why(&self) -> &'static str;
    fn rows_pending(&self) -> &'static str;
    fn rows_pending_why(&self) -> &'static str;
    fn rows_none(&self) -> &'static str;
    fn rows_none_why(&self) -> &'static str;
    /// The same once all rows are read.
    fn rows_none_of_all(&self) -> &'static str;
}
