//! The status vocabulary: one icon and one word for each state, coloured by its family.

use leptos::prelude::*;
use lockstep_api::{
    job::{Action, HubCounts, Job, JobState},
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
    /// By the counts that a list knows.
    pub fn of(job: &Job) -> Self {
        Self::counted(job.state, &listed(job).map(|listed| listed.tally).unwrap_or_default())
    }

    /// By counts of ours.
    pub fn counted(state: JobState, tally: &Tally) -> Self {
        let failures = tally.failed + tally.not_reached + tally.cancelled > 0;
        if state == JobState::Completed && failures { Self::CompletedWithFailures } else { Self::Hub(state) }
    }

    /// Its name for styles and icons.
    pub fn slug(self) -> &'static str {
        match self {
            Self::CompletedWithFailures => "completed-with-failures",
            Self::Hub(state) => state.name(),
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

/// The outcomes of a job as a list knows them.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Listed {
    /// The counts.
    pub tally: Tally,
    /// True when what succeeded has only answered: the hub counts so, whatever the answer was.
    pub answered_only: bool,
}

/// What a list knows of the outcomes of a job: over its rows where Lockstep has kept them, else the hub's own counts,
/// which do not tell what was reached and take an answer that is an error for a success. `None` until anything is counted.
pub fn listed(job: &Job) -> Option<Listed> {
    let of_hub = |counts: HubCounts| Listed {
        tally: Tally {
            succeeded: counts.succeeded,
            failed: counts.failed,
            running: counts.running,
            pending: counts.pending,
            ..Tally::default()
        },
        // Nobody answers a write of a twin.
        answered_only: counts.succeeded > 0 && matches!(job.action, Action::Method { .. }),
    };
    let ours = job.record.tally.map(|tally| Listed { tally, answered_only: false });
    ours.or_else(|| job.hub_counts.map(of_hub)).filter(|listed| listed.tally.total() > 0)
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
    fn a_list_says_of_answers_that_are_errors_what_the_page_of_the_job_says() {
        let job =
            serde_json::json!({"id": "j", "state": "completed", "action": {"twin": {"tags": {"a": 1}}}});
        let counts = HubCounts { devices: 2, succeeded: 2, ..HubCounts::default() };
        let mut job = Job { hub_counts: Some(counts), ..serde_json::from_value(job).unwrap() };
        assert_eq!(JobStatus::of(&job), JobStatus::Hub(JobState::Completed));
        assert!(!listed(&job).unwrap().answered_only, "a twin is written or not");
        job.record.tally = Some(Tally { succeeded: 1, failed: 1, ..Tally::default() });
        assert_eq!(JobStatus::of(&job), JobStatus::CompletedWithFailures);
    }

    #[test]
    fn what_the_hub_counts_of_a_method_has_answered_and_nobody_knows_what() {
        let method = serde_json::json!({"method": {"name": "lockDoor", "responseTimeoutSeconds": 30, "connectTimeoutSeconds": 0}});
        let job = serde_json::json!({"id": "j", "state": "completed", "action": method});
        let counts = HubCounts { devices: 2, succeeded: 2, ..HubCounts::default() };
        let mut job = Job { hub_counts: Some(counts), ..serde_json::from_value(job).unwrap() };
        assert!(listed(&job).unwrap().answered_only);
        job.record.tally = Some(Tally { succeeded: 2, ..Tally::default() });
        assert!(!listed(&job).unwrap().answered_only);
    }

    #[test]
    fn a_completed_job_with_a_device_that_did_not_succeed_is_not_plainly_completed() {
        let tally = Tally { succeeded: 9, not_reached: 1, ..Tally::default() };
        assert_eq!(JobStatus::counted(JobState::Completed, &tally), JobStatus::CompletedWithFailures);
        assert_eq!(JobStatus::counted(JobState::Running, &tally), JobStatus::Hub(JobState::Running));
        let fine = Tally { succeeded: 9, ..Tally::default() };
        assert_eq!(JobStatus::counted(JobState::Completed, &fine), JobStatus::Hub(JobState::Completed));
    }
}
