//! The hub behind this proxy: who calls it, how patiently, and how it is doing.

use std::{sync::Arc, time::Duration};

use iothub_client::{
    Client, Error, Host, Manner, OtherHub, ServiceConnectionString, budget::OperationClass,
    environment::Environment, tier::HubSize,
};
use lockstep_api::{
    hub::{Hub as HubFacts, HubHealth},
    problem::ProblemCode,
};
use tokio::time::Instant;

use crate::live::Bus;

mod health;
mod problem;
mod rotation;

use health::Health;
pub(crate) use health::Subject;
pub(crate) use problem::problem;
pub(crate) use rotation::follow;

/// Calls that background work leaves in a budget, so that a click does not wait for it.
const SPARE: u32 = 2;

/// A session with IoT Hub that knows how the last calls went.
#[derive(Debug)]
pub(crate) struct Hub {
    client: Client,
    host: Host,
    size: HubSize,
    patience: Duration,
    health: Health,
}

/// Something is polled until this is dropped.
#[derive(Debug)]
pub(crate) struct Polling<'h> {
    hub: &'h Hub,
    subject: Subject,
}

impl Drop for Polling<'_> {
    fn drop(&mut self) {
        self.hub.health.left(&self.subject);
    }
}

impl Hub {
    pub(crate) fn new(
        client: Client,
        host: Host,
        size: HubSize,
        patience: Duration,
        bus: Arc<Bus>,
        environment: Arc<dyn Environment>,
    ) -> Self {
        Self { client, host, size, patience, health: Health::new(bus, environment) }
    }

    /// Signs with another key from the next call on.
    fn renew(&self, connection: ServiceConnectionString) -> Result<(), OtherHub> {
        self.client.renew(connection)
    }

    /// For a person who waits: a spent budget is waited for, but not for long.
    pub(crate) fn interactive(&self) -> Client {
        self.client.with_manner(Manner::Within(self.patience))
    }

    /// For pollers.
    pub(crate) fn background(&self) -> Client {
        self.client.with_manner(Manner::Background { spare: SPARE })
    }

    /// Notes how a call for a person went; every result of one passes through here.
    pub(crate) fn heard<T>(&self, result: Result<T, Error>) -> Result<T, Error> {
        self.health.note(&result);
        result
    }

    /// Notes how a poller's call went; every result of one passes through here.
    pub(crate) fn polled<T>(&self, subject: &Subject, result: Result<T, Error>) -> Result<T, Error> {
        self.health.note_polled(subject, &result);
        result
    }

    /// Says that this is polled until the guard is dropped.
    pub(crate) fn polling(&self, subject: Subject) -> Polling<'_> {
        self.health.polling(subject.clone());
        Polling { hub: self, subject }
    }

    /// How the last calls went.
    pub(crate) fn health(&self) -> HubHealth {
        self.health.now()
    }

    /// Why the hub gives nothing fresh; `None` while it answers.
    pub(crate) fn unwell(&self) -> Option<ProblemCode> {
        match self.health() {
            HubHealth::Live => None,
            HubHealth::Throttled { next_try_at, code } => {
                Some(ProblemCode::HubThrottled { next_try_at, hub_code: code })
            }
            HubHealth::Failing { cause, .. } => Some(ProblemCode::HubFailing { cause, hub_code: None }),
        }
    }

    /// When this is asked for again after a failure; `None` while it comes.
    pub(crate) fn next_try(&self, subject: &Subject) -> Option<Instant> {
        self.health.next_try(subject)
    }

    /// When the hub last said anything; `None` before the first answer.
    pub(crate) fn heard_at(&self) -> Option<Instant> {
        self.health.heard_at()
    }

    /// Age of the oldest of what is polled; nothing while nothing is.
    pub(crate) fn poll_lag(&self) -> Duration {
        self.health.lag()
    }

    /// Calls of a class that may be made now without waiting; `None` without a limit.
    pub(crate) fn available(&self, class: OperationClass) -> Option<u32> {
        self.client.budget().available(class)
    }

    /// Calls a minute of a class that this proxy may make for long; `None` without a limit.
    pub(crate) fn per_minute(&self, class: OperationClass) -> Option<f64> {
        self.client.budget().sustained_per_minute(class)
    }

    /// Jobs that may be active at once.
    pub(crate) fn job_slots(&self) -> u32 {
        self.size.job_slots()
    }

    /// Devices a second that the hub's jobs work through, all jobs together.
    pub(crate) fn device_operations_per_second(&self) -> f64 {
        self.size.device_operations_per_second()
    }

    /// What the dashboard shows of the hub.
    pub(crate) fn facts(&self) -> HubFacts {
        HubFacts {
            host: self.host.name().to_owned(),
            address: self.host.to_string(),
            tier: self.size.tier().to_string(),
            units: self.size.units(),
            job_slots: self.size.job_slots(),
            device_operations_per_second: self.size.device_operations_per_second(),
            queries_per_minute: self.per_minute(OperationClass::Queries).unwrap_or(UNLIMITED_PER_MINUTE),
        }
    }
}

/// A rate to show where there is no limit.
const UNLIMITED_PER_MINUTE: f64 = 600_000.0;
