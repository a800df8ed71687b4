//! Which jobs a filter lets through.

use lockstep_api::job::{Action, Job, JobState};

use crate::{components::status::JobStatus, intl::lower_case};

/// The states one can filter by, in the order of the filter.
pub const STATES: [JobState; 7] = [
    JobState::Waiting,
    JobState::Queued,
    JobState::Scheduled,
    JobState::Running,
    JobState::Completed,
    JobState::Failed,
    JobState::Cancelled,
];

/// A state and a text; what is empty lets everything through.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Filter {
    state: Option<JobState>,
    text: String,
}

impl Filter {
    /// From the search parameters; a state that there is none of lets everything through.
    pub fn new(state: &str, text: &str) -> Self {
        let state = STATES.into_iter().find(|known| JobStatus::Hub(*known).slug() == state);
        Self { state, text: lower_case(text) }
    }

    /// True for a job that fits.
    pub fn passes(&self, job: &Job) -> bool {
        self.state.is_none_or(|state| state == job.state) && (self.text.is_empty() || self.found_in(job))
    }

    fn found_in(&self, job: &Job) -> bool {
        let action = match &job.action {
            Action::Method { name, .. } | Action::Other { name } => name.as_str(),
            Action::Twin { .. } => "twin desired tags",
        };
        let given = [&job.condition, &job.record.name, &job.record.note].map(Option::as_deref);
        [Some(job.id.as_str()), Some(action)]
            .into_iter()
            .chain(given)
            .flatten()
            .any(|text| lower_case(text).contains(&self.text))
    }
}

#[cfg(test)]
mod tests {
    use lockstep_api::job::JobId;
    use serde_json::Value;

    use super::*;

    fn job() -> Job {
        Job {
            id: JobId::listed("night-1"),
            state: JobState::Running,
            action: Action::Method {
                name: "lockDoor".to_owned(),
                payload: Value::Null,
                response_timeout_seconds: 30,
                connect_timeout_seconds: 0,
            },
            condition: Some("tags.site = 'North'".to_owned()),
            created_at: None,
            start_at: None,
            ended_at: None,
            max_execution_seconds: None,
            failure_reason: None,
            hub_counts: None,
            record: lockstep_api::job::JobRecord::default(),
        }
    }

    #[test]
    fn a_job_is_found_by_id_action_and_condition_whatever_the_case() {
        for text in ["NIGHT", "lockdoor", "'north'"] {
            assert!(Filter::new("", text).passes(&job()), "{text}");
        }
        assert!(!Filter::new("", "south").passes(&job()));
    }

    #[test]
    fn an_unknown_state_in_an_old_link_hides_nothing() {
        assert!(Filter::new("running", "").passes(&job()));
        assert!(!Filter::new("failed", "").passes(&job()));
        assert!(Filter::new("paused", "").passes(&job()));
    }
}
