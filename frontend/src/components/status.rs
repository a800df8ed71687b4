//! The status vocabulary: one icon and one word for each state, coloured by its family.

use leptos::prelude::*;
use lockstep_api::{
    job::{Job, JobState},
    row::{Outcome, Tally},
};

use super::icon::Icon;
use crate::messages::m;

/// What a job's title and row say of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum JobStatus {
    /// The hub's word.
    Hub(JobState),
    /// Completed, and some devices did not succeed.
    CompletedWithFailures,
}

impl JobStatus {
    /// By the hub's own counts, as a list knows them.
    pub fn of(job: &Job) -> Self {
        let failed = job.hub_counts.is_some_and(|counts| counts.failed > 0);
        Self::with(job.state, failed)
    }

    /// By our counts, which know more.
    pub fn counted(state: JobState, tally: &Tally) -> Self {
        Self::with(state, tally.failed + tally.not_reached + tally.cancelled > 0)
    }

    fn with(state: JobState, failures: bool) -> Self {
        if state == JobState::Completed && failures { Self::CompletedWithFailures } else { Self::Hub(state) }
    }

    /// Its name for styles and icons.
    pub fn slug(self) -> &'static str {
        match self {
            Self::CompletedWithFailures => "completed-with-failures",
            Self::Hub(JobState::Waiting) => "waiting",
            Self::Hub(JobState::Queued) => "queued",
            Self::Hub(JobState::Scheduled) => "scheduled",
            Self::Hub(JobState::Running) => "running",
            Self::Hub(JobState::Completed) => "completed",
            Self::Hub(JobState::Failed) => "failed",
            Self::Hub(JobState::Cancelled) => "cancelled",
            Self::Hub(JobState::Unknown) => "unknown",
        }
    }

    /// Its word.
    pub fn word(self) -> &'static str {
        match self {
            Self::CompletedWithFailures => m().completed_with_failures(),
            Self::Hub(state) => m().job_state(state),
        }
    }

    /// Its icon.
    pub fn icon(self) -> &'static str {
        match self {
            Self::Hub(JobState::Unknown) => "info",
            Self::Hub(JobState::Waiting) => "clock",
            other => other.slug(),
        }
    }
}

/// A device outcome's name for styles and icons.
pub fn outcome_slug(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Pending => "pending",
        Outcome::Running => "running",
        Outcome::Succeeded => "succeeded",
        Outcome::Failed => "failed",
        Outcome::NotReached => "not-reached",
        Outcome::Cancelled => "cancelled",
    }
}

/// The state of a job.
#[component]
pub fn JobStatusView(
    /// The state.
    status: JobStatus,
    /// With a ground: once, beside the title.
    #[prop(optional)]
    fill: bool,
) -> impl IntoView {
    view! {
        <span class="status" data-status=status.slug() data-fill=fill.then_some("")>
            <Icon name=status.icon() />
            {status.word()}
        </span>
    }
}

/// The outcome of a device.
#[component]
pub fn OutcomeView(
    /// The outcome.
    outcome: Outcome,
) -> impl IntoView {
    view! {
        <span class="status" data-status=outcome_slug(outcome)>
            <Icon name=outcome_slug(outcome) />
            {m().outcome(outcome)}
        </span>
    }
}

/// Whether a device is connected.
#[component]
pub fn ConnectionView(
    /// As far as the hub knows.
    connected: bool,
    /// With a ground: once, beside the title.
    #[prop(optional)]
    fill: bool,
) -> impl IntoView {
    let slug = if connected { "connected" } else { "offline" };
    view! {
        <span class="status" data-status=slug data-fill=fill.then_some("")>
            <Icon name=slug />
            {m().connection(connected)}
        </span>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_completed_job_with_a_device_that_did_not_succeed_is_not_plainly_completed() {
        let tally = Tally { succeeded: 9, not_reached: 1, ..Tally::default() };
        assert_eq!(JobStatus::counted(JobState::Completed, &tally), JobStatus::CompletedWithFailures);
        assert_eq!(JobStatus::counted(JobState::Running, &tally), JobStatus::Hub(JobState::Running));
        let fine = Tally { succeeded: 9, ..Tally::default() };
        assert_eq!(JobStatus::counted(JobState::Completed, &fine), JobStatus::Hub(JobState::Completed));
    }
}
