//! How the last calls to the hub went, as every browser is told.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use iothub_client::{Error, environment::Environment};
use iothub_wire::{
    error::{ErrorCode, HubError},
    ids::JobId,
};
use lockstep_api::{
    hub::{HubFailure, HubHealth},
    live::LiveEvent,
    time::EpochMillis,
};
use tokio::time::Instant;
use tracing::{info, warn};

use crate::live::{Bus, Topic};

/// First and longest pause of the pollers while the hub fails.
const PAUSES: (Duration, Duration) = (Duration::from_secs(1), Duration::from_secs(30));

/// A trouble that nobody has met again for so long after its pause is over: what met it is no longer asked for.
const FORGOTTEN: Duration = Duration::from_secs(60);

/// What may be in trouble. Each may fail while the others are well.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) enum Subject {
    /// The hub as a whole: it cannot be reached.
    Hub,
    /// The list of jobs.
    Jobs,
    /// One job.
    Job(JobId),
    /// The rows of a job.
    Rows(JobId),
}

/// How the hub is doing. Changes are published.
#[derive(Debug)]
pub(super) struct Health {
    state: Mutex<State>,
    bus: Arc<Bus>,
    environment: Arc<dyn Environment>,
}

#[derive(Debug)]
struct State {
    troubles: HashMap<Subject, Trouble>,
    /// What pollers ask for now, each as often as it is asked for.
    polled: Vec<Subject>,
    /// When each of them came last, or was first asked for.
    came: HashMap<Subject, Instant>,
    published: HubHealth,
    heard_at: Option<Instant>,
}

/// Why something that is asked for does not come.
#[derive(Debug)]
struct Trouble {
    health: HubHealth,
    next_try: Instant,
    /// Failures in a row, each after the pause that followed the one before.
    failures: u32,
}

impl Health {
    pub(super) fn new(bus: Arc<Bus>, environment: Arc<dyn Environment>) -> Self {
        let state = State {
            troubles: HashMap::new(),
            polled: Vec::new(),
            came: HashMap::new(),
            published: HubHealth::Live,
            heard_at: None,
        };
        Self { state: Mutex::new(state), bus, environment }
    }

    pub(super) fn now(&self) -> HubHealth {
        self.lock().published.clone()
    }

    /// When this is asked for again; `None` while it comes.
    pub(super) fn next_try(&self, subject: &Subject) -> Option<Instant> {
        let state = self.lock();
        let of = |subject| state.troubles.get(subject).map(|trouble| trouble.next_try);
        of(&Subject::Hub).max(of(subject))
    }

    pub(super) fn heard_at(&self) -> Option<Instant> {
        self.lock().heard_at
    }

    /// Age of the oldest of what is polled; nothing while nothing is.
    pub(super) fn lag(&self) -> Duration {
        self.lock().came.values().map(Instant::elapsed).max().unwrap_or_default()
    }

    /// Notes how a call for a person went. The answer tells it to that person; for everybody else it matters only
    /// whether the hub can be reached.
    pub(super) fn note<T>(&self, result: &Result<T, Error>) {
        match result {
            Err(Error::Unreachable(error)) => {
                self.failing(&Subject::Hub, HubFailure::Unreachable, innermost(error));
            }
            Ok(_) | Err(Error::Garbled { .. } | Error::Refused(_)) => self.reached(),
            Err(Error::Spent(_) | Error::Unsendable { .. } | Error::Throttled(_) | Error::Lost(_)) => {}
        }
    }

    /// Notes how a poller's call went.
    pub(super) fn note_polled<T>(&self, subject: &Subject, result: &Result<T, Error>) {
        self.note(result);
        match result {
            Ok(_) => {
                if let Some(came) = self.lock().came.get_mut(subject) {
                    *came = Instant::now();
                }
                self.over(subject);
            }
            Err(Error::Throttled(until)) => {
                self.throttled(subject, until.throttled_by.as_deref().unwrap_or_default(), until.retry_in);
            }
            Err(Error::Lost(error)) => self.failing(subject, HubFailure::Unreachable, innermost(error)),
            Err(Error::Garbled { reason, .. }) => {
                self.failing(subject, HubFailure::Garbled, reason.clone());
            }
            Err(Error::Refused(refusal)) => match failure(refusal) {
                Some(cause) => self.failing(subject, cause, name(refusal)),
                // A refusal is an answer.
                None => self.over(subject),
            },
            // Nothing was sent, so nothing was learnt; or noted above.
            Err(Error::Spent(_) | Error::Unsendable { .. } | Error::Unreachable(_)) => {}
        }
    }

    /// A poller asks for this from now on.
    pub(super) fn polling(&self, subject: Subject) {
        let mut state = self.lock();
        state.came.entry(subject.clone()).or_insert_with(Instant::now);
        state.polled.push(subject);
    }

    /// The poller asks for it no more: nobody would find out when a trouble with it is over.
    pub(super) fn left(&self, subject: &Subject) {
        let mut state = self.lock();
        if let Some(place) = state.polled.iter().position(|polled| polled == subject) {
            state.polled.swap_remove(place);
        }
        if !state.polled.contains(subject) {
            state.troubles.remove(subject);
            state.came.remove(subject);
        }
        self.publish(&mut state);
    }

    /// The hub can be reached; that is all there is to know of what nobody polls.
    fn reached(&self) {
        let mut state = self.lock();
        state.heard_at = Some(Instant::now());
        let State { troubles, polled, .. } = &mut *state;
        troubles.retain(|subject, _| polled.contains(subject));
        self.publish(&mut state);
    }

    fn over(&self, subject: &Subject) {
        let mut state = self.lock();
        state.troubles.remove(subject);
        self.publish(&mut state);
    }

    fn throttled(&self, subject: &Subject, code: &str, wait: Duration) {
        let mut state = self.lock();
        let next_try = Instant::now() + wait;
        let health = HubHealth::Throttled { next_try_at: self.after(wait), code: code.to_owned() };
        state.troubles.insert(subject.clone(), Trouble { health, next_try, failures: 0 });
        self.publish(&mut state);
    }

    fn failing(&self, subject: &Subject, cause: HubFailure, detail: String) {
        let mut state = self.lock();
        let now = Instant::now();
        let (mut since, mut failures) = (self.after(Duration::ZERO), 0);
        if let Some(Trouble { health: HubHealth::Failing { since: first, .. }, next_try, failures: before }) =
            state.troubles.get(subject)
        {
            // Many calls fail together; they count once.
            if *next_try > now {
                return;
            }
            (since, failures) = (*first, *before);
        }
        let pause = PAUSES.0.saturating_mul(1 << failures.min(8)).min(PAUSES.1);
        warn!(?subject, ?cause, detail, "The hub fails");
        let health = HubHealth::Failing { since, next_try_at: self.after(pause), cause, detail };
        let trouble = Trouble { health, next_try: now + pause, failures: failures.saturating_add(1) };
        state.troubles.insert(subject.clone(), trouble);
        self.publish(&mut state);
    }

    /// Publishes what is worst, when that has changed; under the lock, so that events have the order of the changes.
    fn publish(&self, state: &mut State) {
        let now = Instant::now();
        state.troubles.retain(|_, trouble| now < trouble.next_try + FORGOTTEN);
        let worst = state.troubles.values().max_by_key(|trouble| trouble.weight());
        let health = worst.map_or(HubHealth::Live, |trouble| trouble.health.clone());
        if near(&state.published, &health) {
            return;
        }
        match &health {
            HubHealth::Live => info!("The hub answers again"),
            HubHealth::Throttled { code, .. } => warn!(code, "The hub throttles"),
            HubHealth::Failing { .. } => {}
        }
        state.published = health.clone();
        self.bus.publish(Topic::Hub, &LiveEvent::Hub(health));
    }

    fn after(&self, span: Duration) -> EpochMillis {
        let millis = i64::try_from(span.as_millis()).unwrap_or(i64::MAX);
        EpochMillis(self.environment.now().unix_millis().saturating_add(millis))
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Trouble {
    /// A failure is worse than a pause; of two alike, the one that lasts longer.
    fn weight(&self) -> (bool, Instant) {
        (matches!(self.health, HubHealth::Failing { .. }), self.next_try)
    }
}

/// Whether two states read the same: several pollers meet one closed budget within milliseconds.
fn near(one: &HubHealth, other: &HubHealth) -> bool {
    match (one, other) {
        (
            HubHealth::Throttled { next_try_at: one, code },
            HubHealth::Throttled { next_try_at: other, code: same },
        ) => code == same && one.0.abs_diff(other.0) < 50,
        (one, other) => one == other,
    }
}

/// What kind of failure of the hub a refusal is; `None` when it is about the request.
pub(super) fn failure(refusal: &HubError) -> Option<HubFailure> {
    let credential = matches!(
        refusal.code,
        Some(ErrorCode::IotHubNotFound | ErrorCode::GenericForbidden | ErrorCode::IotHubSuspended)
    );
    match refusal.status {
        401 => Some(HubFailure::CredentialRefused),
        _ if credential => Some(HubFailure::CredentialRefused),
        500.. => Some(HubFailure::ServerError),
        _ => None,
    }
}

/// The hub's name for a refusal, else its status.
pub(super) fn name(refusal: &HubError) -> String {
    let known = refusal.code.map(ErrorCode::name);
    refusal.name.as_deref().or(known).map_or_else(|| refusal.status.to_string(), str::to_owned)
}

/// The last cause, which says what really happened ("connection refused").
fn innermost(error: &dyn std::error::Error) -> String {
    let mut error = error;
    while let Some(source) = error.source() {
        error = source;
    }
    error.to_string()
}
