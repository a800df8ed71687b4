//! The figures: their names, their labels and what they mean.

use axum::http::Method;
use iothub_client::budget::OperationClass;
use lockstep_api::job::JobState;
use prometheus_client::{
    encoding::EncodeLabelSet,
    metrics::{
        counter::Counter,
        family::Family,
        gauge::Gauge,
        histogram::{Histogram, exponential_buckets},
    },
    registry::{Registry, Unit},
};

use crate::{app::App, live::MOST_STREAMS};

/// A request of a browser or script.
#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
pub(super) struct Request {
    pub(super) method: &'static str,
    pub(super) route: String,
    pub(super) status: u16,
}

/// A line of the table of routes.
#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
pub(super) struct Route {
    pub(super) route: String,
}

/// A request to the hub.
#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
pub(super) struct HubCall {
    pub(super) operation: &'static str,
    /// `none` when no answer came.
    pub(super) status: String,
}

/// What the hub counts together.
#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
pub(super) struct Operation {
    pub(super) operation: &'static str,
}

/// How far a job is.
#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct State {
    state: &'static str,
}

/// The version that runs.
#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Build {
    version: &'static str,
}

/// Histogram for spans of time.
type Times<L> = Family<L, Histogram, fn() -> Histogram>;
/// A figure that goes up and down.
type Level = Gauge<f64, std::sync::atomic::AtomicU64>;

/// All of them.
#[derive(Debug)]
pub(super) struct Families {
    pub(super) requests: Family<Request, Counter>,
    pub(super) request_seconds: Times<Route>,
    pub(super) hub_calls: Family<HubCall, Counter>,
    pub(super) hub_call_seconds: Times<Operation>,
    hub_budget: Family<Operation, Gauge>,
    hub_up: Gauge,
    poll_lag: Level,
    streams: Gauge,
    jobs: Family<State, Gauge>,
    jobs_age: Level,
    build: Family<Build, Gauge>,
}

impl Default for Families {
    fn default() -> Self {
        Self {
            requests: Family::default(),
            request_seconds: Family::new_with_constructor(times),
            hub_calls: Family::default(),
            hub_call_seconds: Family::new_with_constructor(times),
            hub_budget: Family::default(),
            hub_up: Gauge::default(),
            poll_lag: Level::default(),
            streams: Gauge::default(),
            jobs: Family::default(),
            jobs_age: Level::default(),
            build: Family::default(),
        }
    }
}

impl Families {
    pub(super) fn register(&self, registry: &mut Registry) {
        let seconds = || Unit::Seconds;
        registry.register("http_requests", "Requests, by route and status", self.requests.clone());
        registry.register_with_unit(
            "http_request_duration",
            "Time until the answer of a request began",
            seconds(),
            self.request_seconds.clone(),
        );
        registry.register("streams", "Open streams of events", self.streams.clone());
        registry.register(
            "hub_calls",
            "Calls to the hub, by operation and status; status 429: it throttles, none: no answer came",
            self.hub_calls.clone(),
        );
        registry.register_with_unit(
            "hub_call_duration",
            "Time of a call to the hub",
            seconds(),
            self.hub_call_seconds.clone(),
        );
        registry.register(
            "hub_budget_calls",
            "Calls that may be made now without waiting; operations without a limit are not here",
            self.hub_budget.clone(),
        );
        registry.register(
            "hub_up",
            "1 while the hub gives what it is asked for, 0 while it fails or throttles",
            self.hub_up.clone(),
        );
        registry.register_with_unit(
            "hub_poll_lag",
            "Age of the oldest of what is polled; 0 while nothing is",
            seconds(),
            self.poll_lag.clone(),
        );
        registry.register("jobs", "Jobs of the list as it was read last, by state", self.jobs.clone());
        registry.register_with_unit(
            "jobs_age",
            "Time since the list of jobs was read; a list nobody watches is read once a minute while jobs of Lockstep run",
            seconds(),
            self.jobs_age.clone(),
        );
        registry.register("build_info", "The version that runs", self.build.clone());
        self.build.get_or_create(&Build { version: env!("CARGO_PKG_VERSION") }).set(1);
    }

    /// Looks at what just is.
    pub(super) fn look(&self, app: &App) {
        for class in OperationClass::ALL {
            if let Some(calls) = app.hub.available(class) {
                self.hub_budget.get_or_create(&Operation { operation: word(class) }).set(i64::from(calls));
            }
        }
        self.hub_up.set(i64::from(app.hub.unwell().is_none()));
        self.poll_lag.set(app.hub.poll_lag().as_secs_f64());
        let open = MOST_STREAMS.saturating_sub(app.streams.available_permits());
        self.streams.set(i64::try_from(open).unwrap_or(i64::MAX));
        if let Some((age, states)) = app.watches.list.states() {
            self.jobs_age.set(age.as_secs_f64());
            for state in JobState::ALL {
                let many = states.iter().filter(|other| **other == state).count();
                let many = i64::try_from(many).unwrap_or(i64::MAX);
                self.jobs.get_or_create(&State { state: state.name() }).set(many);
            }
        }
    }
}

/// From 5 ms to 20 s, which is between what the store takes and what a hub may take.
fn times() -> Histogram {
    Histogram::new(exponential_buckets(0.005, 2.0, 13))
}

/// The word for what the hub counts together.
pub(super) fn word(class: OperationClass) -> &'static str {
    match class {
        OperationClass::Registry => "registry",
        OperationClass::Queries => "queries",
        OperationClass::TwinReads => "twin_reads",
        OperationClass::TwinUpdates => "twin_updates",
        OperationClass::JobOperations => "job_operations",
        OperationClass::Methods => "methods",
    }
}

/// The methods that exist: anybody can make up another, and each would be a figure of its own.
pub(super) fn method(method: &Method) -> &'static str {
    match method.as_str() {
        "GET" => "GET",
        "HEAD" => "HEAD",
        "POST" => "POST",
        "PUT" => "PUT",
        "PATCH" => "PATCH",
        "DELETE" => "DELETE",
        "OPTIONS" => "OPTIONS",
        _ => "other",
    }
}
