//! How the last calls to the hub went, as every browser is told.

use std::{
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use iothub_client::{Error, environment::Environment};
use iothub_wire::error::{ErrorCode, HubError};
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

/// How the hub is doing. Changes are published.
#[derive(Debug)]
pub(super) struct Health {
    state: Mutex<State>,
    bus: Arc<Bus>,
    environment: Arc<dyn Environment>,
}

#[derive(Debug)]
struct State {
    health: HubHealth,
    /// Failures in a row, each after the pause that followed the one before.
    failures: u32,
    next_try: Option<Instant>,
    heard_at: Option<Instant>,
}

impl Health {
    pub(super) fn new(bus: Arc<Bus>, environment: Arc<dyn Environment>) -> Self {
        let state = State { health: HubHealth::Live, failures: 0, next_try: None, heard_at: None };
        Self { state: Mutex::new(state), bus, environment }
    }

    pub(super) fn now(&self) -> HubHealth {
        self.lock().health.clone()
    }

    pub(super) fn next_try(&self) -> Option<Instant> {
        self.lock().next_try
    }

    pub(super) fn heard_at(&self) -> Option<Instant> {
        self.lock().heard_at
    }

    /// Notes how a call went.
    pub(super) fn note<T>(&self, result: &Result<T, Error>) {
        match result {
            Ok(_) => self.live(),
            // Nothing was sent, so nothing was learnt.
            Err(Error::Spent(_) | Error::Unsendable { .. }) => {}
            Err(Error::Throttled(until)) => {
                self.throttled(until.throttled_by.as_deref().unwrap_or_default(), until.retry_in);
            }
            Err(Error::Unreachable(error) | Error::Lost(error)) => {
                self.failing(HubFailure::Unreachable, innermost(error));
            }
            Err(Error::Garbled { reason, .. }) => self.failing(HubFailure::Garbled, reason.clone()),
            Err(Error::Refused(refusal)) => match failure(refusal) {
                Some(cause) => self.failing(cause, name(refusal)),
                // A refusal is an answer.
                None => self.live(),
            },
        }
    }

    fn live(&self) {
        let mut state = self.lock();
        state.heard_at = Some(Instant::now());
        // An answer of one class does not open another that is closed.
        let closed = matches!(state.health, HubHealth::Throttled { .. })
            && state.next_try.is_some_and(|next_try| next_try > Instant::now());
        if closed || state.health == HubHealth::Live {
            return;
        }
        (state.failures, state.next_try) = (0, None);
        info!("The hub answers again");
        self.change(&mut state, HubHealth::Live);
    }

    fn throttled(&self, code: &str, wait: Duration) {
        let mut state = self.lock();
        let now = Instant::now();
        let told = matches!(state.health, HubHealth::Throttled { .. });
        // Several classes may be closed at once: told is the one that opens last.
        if told && state.next_try.is_some_and(|next_try| next_try + Duration::from_millis(50) >= now + wait) {
            return;
        }
        state.next_try = Some(now + wait);
        warn!(code, wait_ms = wait.as_millis(), "The hub throttles");
        let health = HubHealth::Throttled { next_try_at: self.after(wait), code: code.to_owned() };
        self.change(&mut state, health);
    }

    fn failing(&self, cause: HubFailure, detail: String) {
        let mut state = self.lock();
        let now = Instant::now();
        let since = match &state.health {
            HubHealth::Failing { since, .. } => Some(*since),
            HubHealth::Live | HubHealth::Throttled { .. } => None,
        };
        // Many calls fail together; they count once.
        if since.is_some() && state.next_try.is_some_and(|next_try| next_try > now) {
            return;
        }
        let pause = PAUSES.0.saturating_mul(1 << state.failures.min(8)).min(PAUSES.1);
        state.failures = state.failures.saturating_add(1);
        state.next_try = Some(now + pause);
        warn!(?cause, detail, "The hub fails");
        let (since, next_try_at) = (since.unwrap_or_else(|| self.after(Duration::ZERO)), self.after(pause));
        self.change(&mut state, HubHealth::Failing { since, next_try_at, cause, detail });
    }

    /// Published under the lock, so that events have the order of the changes.
    fn change(&self, state: &mut State, health: HubHealth) {
        state.health = health.clone();
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
