//! The status vocabulary: one word for each state.

use lockstep_api::{
    job::JobState,
    row::{Outcome, Tally},
};

/// The status vocabulary: one word for each state.
pub trait StatusMessages {
    fn job_state(&self, state: JobState) -> &'static str;
    fn completed_with_failures(&self) -> &'static str;
    /// The state while what is shown is old.
    fn when_last_heard(&self, state: &str) -> String;
    fn outcome(&self, outcome: Outcome) -> &'static str;
    /// The same by the hub's count, which takes every answer for a success.
    fn tally_of_hub(&self, tally: &Tally) -> String;
    /// The bar in words: `2,391 succeeded, 31 failed of 4,812`.
    fn tally(&self, tally: &Tally) -> String;
}
