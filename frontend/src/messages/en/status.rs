use lockstep_api::{
    job::JobState,
    row::{Outcome, Tally},
};

use super::English;
use crate::{intl::number, messages::StatusMessages};

impl StatusMessages for English {
    fn job_state(&self, state: JobState) -> &'static str {
        match state {
            JobState::Waiting => "Waiting for a slot",
            JobState::Queued => "Queued",
            JobState::Scheduled => "Scheduled",
            JobState::Running => "Running",
            JobState::Completed => "Completed",
            JobState::Failed => "Failed",
            JobState::Cancelled => "Cancelled",
            JobState::Unknown => "Unknown",
        }
    }

    fn completed_with_failures(&self) -> &'static str {
        "Completed with failures"
    }

    fn when_last_heard(&self, state: &str) -> String {
        format!("{state} when last heard")
    }

    fn outcome(&self, outcome: Outcome) -> &'static str {
        match outcome {
            Outcome::Pending => "Pending",
            Outcome::Running => "Running",
            Outcome::Succeeded => "Succeeded",
            Outcome::Failed => "Failed",
            Outcome::NotReached => "Not reached",
            Outcome::Cancelled => "Cancelled",
        }
    }

    fn tally_of_hub(&self, tally: &Tally) -> String {
        format!("By the hub's count, {} of {} answered", number(tally.succeeded), number(tally.total()))
    }

    fn tally(&self, tally: &Tally) -> String {
        let parts: Vec<_> = Outcome::ALL
            .into_iter()
            .filter(|outcome| tally.of(*outcome) > 0)
            .map(|outcome| {
                format!(
                    "{} {}",
                    number(tally.of(outcome)),
                    StatusMessages::outcome(self, outcome).to_ascii_lowercase()
                )
            })
            .collect();
        if parts.is_empty() {
            "No devices yet".to_owned()
        } else {
            format!("{} of {}", parts.join(", "), number(tally.total()))
        }
    }
}
