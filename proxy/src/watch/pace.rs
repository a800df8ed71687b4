//! How fast pollers go.

use std::time::Duration;

use iothub_client::budget::OperationClass;

use super::Tools;
use crate::hub::Subject;

/// How fast pollers go, as far as the hub's limits allow, and how long people wait for those.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Pace {
    /// Shortest time between two looks at one thing.
    pub fastest: Duration,
    /// Part of the budget of job operations that one poller may use for long, 0 to 1.
    pub share: f64,
    /// How long a thing is still polled after the last watcher has gone.
    pub grace: Duration,
    /// Shortest time between two events about one thing.
    pub between_events: Duration,
    /// How long a person's call waits for the budget before it is refused. On S1 a query flows in every four seconds.
    pub patience: Duration,
    /// While nobody watches, how often it is looked whether a job has ended.
    pub unwatched: Duration,
    /// How often it is looked whether the hub's connection string was replaced in its file.
    pub rotation: Duration,
    /// How often the fleet is counted, for the chart of connected devices.
    pub sample: Duration,
}

impl Default for Pace {
    fn default() -> Self {
        Self {
            fastest: Duration::from_millis(250),
            share: 0.25,
            grace: Duration::from_secs(10),
            between_events: Duration::from_millis(100),
            patience: Duration::from_secs(8),
            unwatched: Duration::from_secs(60),
            rotation: Duration::from_secs(10),
            sample: Duration::from_secs(300),
        }
    }
}

impl Tools {
    /// Time between two calls of a class by one poller.
    pub(super) fn interval(&self, class: OperationClass) -> Duration {
        let pace = &self.pace;
        let within_budget = self.hub.per_minute(class).map(|calls| 60.0 / (calls * pace.share));
        within_budget
            .map_or(pace.fastest, |seconds| Duration::from_secs_f64(seconds.min(60.0)).max(pace.fastest))
    }

    /// After a failed call: waits until the hub is asked for this again, at least for the interval.
    pub(super) async fn pause(&self, subject: &Subject, interval: Duration) {
        let soonest = tokio::time::Instant::now() + interval;
        tokio::time::sleep_until(self.hub.next_try(subject).map_or(soonest, |at| at.max(soonest))).await;
    }
}
