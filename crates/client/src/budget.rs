//! How many calls may still be made, per class of operation.
//!
//! The hub queues a burst and refuses only a lasting excess, with 429 and without `Retry-After` (observed on a live
//! hub). A client that counts for itself never gets there, and knows when the next call is allowed.
//!
//! Each class has a token bucket. Four fifths of the documented limit flow in evenly, one fifth may be saved up for a
//! burst, so that no window of the documented length ever holds more calls than the limit. When the hub refuses with
//! 429 all the same (others use it too), the class is closed for everybody: at least ten seconds with jitter, twice
//! as long each time.

use std::{
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use iothub_wire::time::UtcTime;
use tokio::{sync::watch, time::Instant};

use crate::{
    environment::{Environment, fraction},
    tier::HubSize,
};

mod bucket;
mod closure;

use bucket::Bucket;
pub use closure::Backoff;
use closure::Closure;

/// What the hub counts together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum OperationClass {
    /// Identities: create, get, list, update, delete; and statistics.
    Registry,
    /// `POST /devices/query`, whatever it asks for.
    Queries,
    /// Reading one twin.
    TwinReads,
    /// Writing one twin.
    TwinUpdates,
    /// Creating, reading, listing and cancelling jobs.
    JobOperations,
    /// Direct methods.
    Methods,
}

impl OperationClass {
    /// Every class.
    pub const ALL: [Self; 6] = [
        Self::Registry,
        Self::Queries,
        Self::TwinReads,
        Self::TwinUpdates,
        Self::JobOperations,
        Self::Methods,
    ];
}

/// Nothing may be sent now.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("no call of this class may be sent before {retry_at}")]
pub struct SpentUntil {
    /// What is spent.
    pub class: OperationClass,
    /// When to try again.
    pub retry_at: UtcTime,
    /// The same, from now.
    pub retry_in: Duration,
    /// The hub's name for its refusal, when the class is closed by a 429; `None` when the budget is used up.
    pub throttled_by: Option<String>,
}

/// A class that the hub has closed by 429.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Throttle {
    /// Which class.
    pub class: OperationClass,
    /// When it opens again.
    pub retry_at: UtcTime,
    /// The hub's name for it, such as `ThrottlingBacklogTimeout`.
    pub code: String,
}

/// The budgets of one hub, shared by everybody who calls it.
#[derive(Debug)]
pub struct Budget {
    classes: [Mutex<Class>; OperationClass::ALL.len()],
    throttles: watch::Sender<Vec<Throttle>>,
    backoff: Backoff,
    environment: Arc<dyn Environment>,
}

#[derive(Debug)]
struct Class {
    bucket: Option<Bucket>,
    closure: Closure,
}

impl Budget {
    /// Full budgets for a hub of this size.
    pub fn new(size: HubSize, backoff: Backoff, environment: Arc<dyn Environment>) -> Self {
        let now = Instant::now();
        let classes = OperationClass::ALL.map(|class| {
            let bucket = size.limit(class).map(|limit| Bucket::full(limit, now));
            Mutex::new(Class { bucket, closure: Closure::default() })
        });
        Self { classes, throttles: watch::Sender::new(Vec::new()), backoff, environment }
    }

    /// Takes one call, leaving at least `spare` for others.
    ///
    /// Work in the background leaves a call or two, so that a person's click does not wait for it.
    ///
    /// # Errors
    /// [`SpentUntil`] when there is none now.
    pub fn take(&self, class: OperationClass, spare: u32) -> Result<(), SpentUntil> {
        let now = Instant::now();
        let mut state = self.lock(class);
        if let Some((retry_in, code)) = state.closure.remaining(now) {
            return Err(self.spent(class, retry_in, Some(code)));
        }
        match &mut state.bucket {
            Some(bucket) => bucket.take(now, spare).map_err(|retry_in| self.spent(class, retry_in, None)),
            None => Ok(()),
        }
    }

    /// Waits until there is a call to take while `spare` are left for others, and takes it.
    pub async fn wait(&self, class: OperationClass, spare: u32) {
        while let Err(spent) = self.take(class, spare) {
            tokio::time::sleep(spent.retry_in).await;
        }
    }

    /// Why a class is closed, when the hub has closed it by 429.
    pub fn closed(&self, class: OperationClass) -> Option<SpentUntil> {
        let (retry_in, code) = self.lock(class).closure.remaining(Instant::now())?;
        Some(self.spent(class, retry_in, Some(code)))
    }

    /// How many calls could be made now, without waiting; `None` without a limit.
    pub fn available(&self, class: OperationClass) -> Option<u32> {
        let now = Instant::now();
        let mut state = self.lock(class);
        if state.closure.remaining(now).is_some() {
            return Some(0);
        }
        state.bucket.as_mut().map(|bucket| bucket.available(now))
    }

    /// Calls a minute that flow in when nothing is saved up; `None` without a limit.
    pub fn sustained_per_minute(&self, class: OperationClass) -> Option<f64> {
        self.lock(class).bucket.as_ref().map(|bucket| bucket.per_second() * 60.0)
    }

    /// Follows which classes the hub has closed. The list is empty again once a call of the class has succeeded.
    pub fn watch(&self) -> watch::Receiver<Vec<Throttle>> {
        self.throttles.subscribe()
    }

    /// Notes a 429: closes the class for a while, and says until when.
    pub(crate) fn throttled(&self, class: OperationClass, code: &str) -> SpentUntil {
        let chance = fraction(&*self.environment);
        let now = Instant::now();
        let mut state = self.lock(class);
        let news = state.closure.close(now, &self.backoff, chance, code);
        let (retry_in, code) = state.closure.remaining(now).unwrap_or_default();
        drop(state);
        let until = self.spent(class, retry_in, Some(code.clone()));
        if news {
            self.throttles.send_modify(|throttles| {
                throttles.retain(|other| other.class != class);
                throttles.push(Throttle { class, retry_at: until.retry_at, code });
            });
        }
        until
    }

    /// Notes an answer that is not 429: the class is open again.
    pub(crate) fn answered(&self, class: OperationClass) {
        if !self.lock(class).closure.open(Instant::now()) {
            return;
        }
        self.throttles.send_if_modified(|throttles| {
            let before = throttles.len();
            throttles.retain(|throttle| throttle.class != class);
            throttles.len() != before
        });
    }

    fn spent(&self, class: OperationClass, retry_in: Duration, throttled_by: Option<String>) -> SpentUntil {
        SpentUntil { class, retry_at: self.after(retry_in), retry_in, throttled_by }
    }

    fn after(&self, span: Duration) -> UtcTime {
        self.environment.now().plus_millis(i64::try_from(span.as_millis()).unwrap_or(i64::MAX))
    }

    /// The state of a class. A panic elsewhere cannot leave it half changed, so a poisoned lock is taken as it is.
    fn lock(&self, class: OperationClass) -> MutexGuard<'_, Class> {
        self.classes[class as usize].lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests;
