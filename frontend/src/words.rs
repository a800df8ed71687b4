//! What a job and an instant are called, wherever they are named.

use lockstep_api::{
    cluster::{Cluster, ClusterTag},
    job::{Action, Job},
    time::EpochMillis,
};

use crate::{intl, json, messages::m};

/// What a job is called: its name, or its action in words.
pub fn name_of(job: &Job) -> String {
    job.record.name.clone().unwrap_or_else(|| title_of(&job.action))
}

/// The action as a title.
pub fn title_of(action: &Action) -> String {
    match action {
        Action::Method { name, .. } => m().title_method(name),
        Action::Twin { desired, tags } => m().title_twin(desired.is_some(), tags.is_some()).to_owned(),
        Action::Other { name } => m().title_other(name),
    }
}

/// The tags of a cluster, as they are read: `building 45, place.floor 2`.
pub fn tags_of(cluster: &Cluster) -> String {
    let tag = |ClusterTag { path, value }: &ClusterTag| match value.as_str() {
        Some(text) => format!("{path} {text}"),
        None => format!("{path} {}", json::line(value)),
    };
    cluster.tags.iter().map(tag).collect::<Vec<_>>().join(", ")
}

/// An instant inside a sentence: to the second today, with its day otherwise.
pub fn moment(at: EpochMillis, now: EpochMillis) -> String {
    if intl::days_from(now, at) == 0 { intl::time(at) } else { m().day_time_inside(at, now) }
}
