//! Which jobs a filter lets through.

use lockstep_api::{
    job::{Action, Job, JobState},
    time::EpochMillis,
};

use crate::{components::status::JobStatus, intl::lower_case};

/// The states one can filter by, in the order of the filter.
pub const STATES: [JobStatus; 8] = [
    JobStatus::Hub(JobState::Waiting),
    JobStatus::Hub(JobState::Queued),
    JobStatus::Hub(JobState::Scheduled),
    JobStatus::Hub(JobState::Running),
    JobStatus::Hub(JobState::Completed),
    JobStatus::CompletedWithFailures,
    JobStatus::Hub(JobState::Failed),
    JobStatus::Hub(JobState::Cancelled),
];

/// What a job does, as one filters by it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Type {
    /// Calls a method.
    Method,
    /// Writes desired properties, with or without tags.
    Desired,
    /// Writes tags, with or without desired properties.
    Tags,
}

impl Type {
    /// All of them, in the order of the filter.
    pub const ALL: [Self; 3] = [Self::Method, Self::Desired, Self::Tags];

    /// Its name in an address.
    pub fn name(self) -> &'static str {
        match self {
            Self::Method => "method",
            Self::Desired => "desired",
            Self::Tags => "tags",
        }
    }

    fn is(self, action: &Action) -> bool {
        match (self, action) {
            (Self::Method, Action::Method { .. }) => true,
            (Self::Desired, Action::Twin { desired, .. }) => desired.is_some(),
            (Self::Tags, Action::Twin { tags, .. }) => tags.is_some(),
            (_, Action::Method { .. } | Action::Twin { .. } | Action::Other { .. }) => false,
        }
    }
}

/// Hours back that one can filter by.
pub const HOURS: [u32; 3] = [1, 24, 7 * 24];

/// A state, a type, a time and a text; what is empty lets everything through.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Filter {
    state: Option<JobStatus>,
    what: Option<Type>,
    /// The earliest start.
    since: Option<EpochMillis>,
    text: String,
    /// Who ordered it; empty for whoever, [`ELSEWHERE`] for who did not order it here.
    by: String,
}

/// In an address, who ordered a job that was made elsewhere.
pub const ELSEWHERE: &str = "-";

/// Whom an address asks for; `None` within for who did not order here.
pub fn person(by: &str) -> Option<Option<String>> {
    match by {
        "" => None,
        ELSEWHERE => Some(None),
        person => Some(Some(person.to_owned())),
    }
}

impl Filter {
    /// From the search parameters; a state or a type that there is none of lets everything through.
    pub fn new(state: &str, what: &str, hours: &str, text: &str, now: EpochMillis) -> Self {
        let state = STATES.into_iter().find(|known| known.slug() == state);
        let what = Type::ALL.into_iter().find(|known| known.name() == what);
        let hours = hours.parse::<u32>().ok();
        let since = hours.map(|hours| EpochMillis(now.0.saturating_sub(i64::from(hours) * 3_600_000)));
        Self { state, what, since, text: lower_case(text), by: String::new() }
    }

    /// The same for the jobs of one person alone.
    pub fn by(self, by: String) -> Self {
        Self { by, ..self }
    }

    /// True for a job that fits.
    pub fn passes(&self, job: &Job) -> bool {
        let start = job.starts_at().or(job.created_at);
        let is = |state| match state {
            // The hub's word, whatever became of the devices.
            JobStatus::Hub(state) => state == job.state,
            JobStatus::CompletedWithFailures => JobStatus::of(job) == state,
        };
        self.state.is_none_or(is)
            && self.what.is_none_or(|what| what.is(&job.action))
            && self.since.is_none_or(|since| start.is_none_or(|start| start >= since))
            && (self.by.is_empty() || self.by == job.record.created_by.as_deref().unwrap_or(ELSEWHERE))
            && (self.text.is_empty() || self.found_in(job))
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
    use lockstep_api::{job::JobId, row::Tally};
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
            assert!(filter("", text).passes(&job()), "{text}");
        }
        assert!(!filter("", "south").passes(&job()));
    }

    #[test]
    fn an_unknown_state_in_an_old_link_hides_nothing() {
        assert!(filter("running", "").passes(&job()));
        assert!(!filter("failed", "").passes(&job()));
        assert!(filter("paused", "").passes(&job()));
    }

    #[test]
    fn jobs_with_failures_are_completed_and_can_be_asked_for_alone() {
        let mut done = Job { state: JobState::Completed, ..job() };
        assert!(
            filter("completed", "").passes(&done) && !filter("completed-with-failures", "").passes(&done)
        );
        done.record.tally = Some(Tally { failed: 1, ..Tally::default() });
        assert!(filter("completed", "").passes(&done) && filter("completed-with-failures", "").passes(&done));
    }

    #[test]
    fn jobs_are_found_by_who_ordered_them() {
        let mut mine = job();
        mine.record.created_by = Some("Ada".to_owned());
        let by = |by: &str| filter("", "").by(by.to_owned());
        assert!(by("Ada").passes(&mine) && !by("Ada").passes(&job()));
        assert!(by(ELSEWHERE).passes(&job()) && !by(ELSEWHERE).passes(&mine));
    }

    #[test]
    fn jobs_are_told_apart_by_what_they_do_and_by_when_they_start() {
        let with = |what, hours| Filter::new("", what, hours, "", EpochMillis(10_000_000));
        let tags = Job {
            action: Action::Twin { desired: None, tags: Some(serde_json::Map::new()) },
            start_at: Some(EpochMillis(1)),
            ..job()
        };
        assert!(with("method", "").passes(&job()) && !with("method", "").passes(&tags));
        assert!(with("tags", "").passes(&tags) && !with("desired", "").passes(&tags));
        assert!(!with("", "1").passes(&tags) && with("", "24").passes(&tags));
        assert!(with("", "1").passes(&job()), "a job without a time is not hidden");
    }

    fn filter(state: &str, text: &str) -> Filter {
        Filter::new(state, "", "", text, EpochMillis(0))
    }
}
