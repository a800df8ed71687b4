//! The hub itself: all state behind one lock, and what REST, MQTT, jobs and the control plane do with it.
//!
//! State changes through [`Hub::with`] alone. What changed is pushed to the store before the lock is released, and
//! nothing leaves the hub (a REST answer, a packet to a device) before everything pushed so far is durable: that is
//! [`Hub::flushed`], awaited at the two doors.

mod control;
pub mod device_side;
mod drive;
mod in_flight;
pub(crate) mod link;
mod messages;
mod methods;
mod policies;
pub(crate) mod scan;
mod seed;
mod turns;

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use iothub_wire::time::UtcTime;
use tokio::sync::{Notify, watch};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use crate::chance::Chance;
use crate::clock::Clock;
use crate::entra::Entra;
use crate::jobs::Jobs;
use crate::levers::Levers;
use crate::limits::Limits;
use crate::registry::{LoadError, Minted, Registry};
use crate::store::{Contents, Ledger, OpenError, Store, StoreFailed, Table};
use crate::telemetry::{Ring, TelemetryTail};
use crate::throttles::Throttles;

pub use control::SessionView;
use in_flight::InFlight;
pub(crate) use policies::Policies;
pub use policies::{DEVELOPMENT_KEY, Policy};
pub use seed::SeedRefused;

#[cfg(test)]
mod tests;

/// How far the clock of an earlier run was advanced.
fn advanced(contents: &mut Contents) -> Result<Duration, LoadError> {
    let Some(record) = contents.take_one(Table::Meta, ADVANCED.as_bytes()) else { return Ok(Duration::ZERO) };
    let millis = serde_json::from_slice(&record);
    Ok(Duration::from_millis(millis.map_err(|_| LoadError::new(Table::Meta, ADVANCED.as_bytes()))?))
}

/// Everything the hub knows.
#[derive(Debug)]
pub(crate) struct State {
    pub(crate) registry: Registry,
    pub(crate) jobs: Jobs,
    pub(crate) ledger: Ledger,
    /// How far the clock was advanced, as the store knows it.
    advanced: Duration,
}

/// The record of how far the clock was advanced, in milliseconds.
const ADVANCED: &str = "advanced";

/// A local IoT Hub, shared by everything that serves it.
#[derive(Debug)]
pub struct Hub {
    state: Mutex<State>,
    store: Store,
    clock: Clock,
    chance: Chance,
    policies: Policies,
    /// Who issues tokens besides, if anybody.
    entra: Option<Entra>,
    /// The names under which the hub answers, in lower case and without port.
    host_names: Vec<String>,
    pub(crate) levers: Levers,
    throttles: Throttles,
    in_flight: InFlight,
    /// Something may have become due for the jobs.
    jobs_due: Notify,
    /// Numbers connections and method calls.
    serials: AtomicU64,
    /// Device-to-cloud messages since the start or the last reset.
    telemetry_count: AtomicU64,
    telemetry: Arc<Ring>,
    /// Moves whenever a connection or a job has.
    moved: watch::Sender<u64>,
    ca_pem: String,
    /// Whether other machines may pull levers.
    pub(crate) remote_control: bool,
    /// Whether job ids may have more than lower-case letters, digits and dashes.
    pub(crate) lax_job_ids: bool,
    shutdown: CancellationToken,
    tasks: TaskTracker,
}

/// What a hub is made of.
#[derive(Debug)]
pub(crate) struct Parts {
    pub(crate) store: Store,
    pub(crate) contents: Contents,
    pub(crate) durable: bool,
    pub(crate) clock: Clock,
    pub(crate) chance: Chance,
    pub(crate) limits: Limits,
    pub(crate) entra: Option<Entra>,
    pub(crate) host_name: String,
    pub(crate) ca_pem: String,
    pub(crate) remote_control: bool,
    pub(crate) lax_job_ids: bool,
    pub(crate) shutdown: CancellationToken,
}

impl Hub {
    /// Builds the hub from what its store held. Jobs do not run before [`Hub::spawn_jobs`].
    pub(crate) fn load(parts: Parts) -> Result<Self, LoadError> {
        let Parts { store, mut contents, durable, clock, chance, limits, entra, host_name, ca_pem, .. } =
            parts;
        let Parts { remote_control, lax_job_ids, shutdown, .. } = parts;
        let mut ledger = Ledger::new(durable);
        let advanced = advanced(&mut contents)?;
        clock.resume(advanced);
        let policies = Policies::load(&mut contents, &chance, &mut ledger)?;
        let registry = Registry::load(&mut contents)?;
        let jobs = Jobs::load(&mut contents, limits, clock.now(), &mut ledger)?;
        store.push(ledger.take());
        let mut host_names = vec![host_name.to_ascii_lowercase()];
        host_names.extend(["localhost", "127.0.0.1", "[::1]"].map(str::to_owned));
        Ok(Self {
            state: Mutex::new(State { registry, jobs, ledger, advanced }),
            store,
            clock,
            chance,
            policies,
            entra,
            host_names,
            levers: Levers::default(),
            throttles: Throttles::new(limits),
            in_flight: InFlight::default(),
            jobs_due: Notify::new(),
            serials: AtomicU64::new(1),
            telemetry_count: AtomicU64::new(0),
            telemetry: Arc::default(),
            moved: watch::Sender::new(0),
            ca_pem,
            remote_control,
            lax_job_ids,
            shutdown,
            tasks: TaskTracker::new(),
        })
    }

    /// Starts to keep changes on disk.
    pub(crate) fn begin(&self) -> Result<(), OpenError> {
        self.store.begin()
    }

    /// Looks at or changes the state, at one instant. What changed is queued for the store.
    pub(crate) fn with<R>(&self, work: impl FnOnce(&mut State, UtcTime) -> R) -> R {
        // A panic inside `work` could leave a change half-made; going on serves a local hub better than stopping.
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        let now = self.clock.now();
        let State { registry, ledger, advanced, .. } = &mut *state;
        if *advanced != self.clock.advanced() {
            *advanced = self.clock.advanced();
            ledger.put(Table::Meta, ADVANCED, &u64::try_from(advanced.as_millis()).unwrap_or(u64::MAX));
        }
        registry.expire_mail(now, ledger);
        let result = work(&mut state, now);
        let writes = state.ledger.take();
        if !writes.is_empty() {
            self.store.push(writes);
        }
        result
    }

    /// Waits until everything that was changed so far is durable.
    pub(crate) async fn flushed(&self) -> Result<(), StoreFailed> {
        self.store.flushed().await
    }

    /// The hub's clock.
    pub fn clock(&self) -> &Clock {
        &self.clock
    }

    /// Cancelled when the emulator ends.
    pub fn shutdown(&self) -> &CancellationToken {
        &self.shutdown
    }

    /// The tasks of the hub: jobs and method calls under way.
    pub(crate) fn tasks(&self) -> &TaskTracker {
        &self.tasks
    }

    pub(crate) fn chance(&self) -> &Chance {
        &self.chance
    }

    pub(crate) fn policies(&self) -> &Policies {
        &self.policies
    }

    /// Keys and an etag for a new identity.
    pub(crate) fn mint(&self) -> Minted {
        Minted::from_bytes(self.chance.bytes(), self.chance.bytes(), self.chance.bytes())
    }

    /// Lets the jobs look whether something is due.
    pub(crate) fn wake_jobs(&self) {
        self.jobs_due.notify_one();
    }

    /// Tells [`Hub::until`] that a connection or a job has moved.
    fn moved(&self) {
        self.moved.send_modify(|count| *count += 1);
    }

    /// Waits until connections and jobs are as `look` wants to see them.
    pub(crate) async fn until<R>(&self, mut look: impl FnMut() -> Option<R>) -> R {
        let mut moved = self.moved.subscribe();
        loop {
            moved.borrow_and_update();
            if let Some(seen) = look() {
                return seen;
            }
            // The sender lives as long as the hub.
            _ = moved.changed().await;
        }
    }

    /// The certificate that clients have to trust, as PEM.
    pub(crate) fn ca_pem(&self) -> &str {
        &self.ca_pem
    }

    /// A number that was not given before.
    fn serial(&self) -> u64 {
        self.serials.fetch_add(1, Ordering::Relaxed)
    }

    /// Device-to-cloud messages taken since the start or the last reset.
    pub(crate) fn telemetry_count(&self) -> u64 {
        self.telemetry_count.load(Ordering::Relaxed)
    }

    /// Follows the device-to-cloud messages after this number; those after 0 are all that are kept.
    pub(crate) fn telemetry_after(&self, number: u64) -> TelemetryTail {
        self.telemetry.follow(number)
    }

    /// Ends the store alone, as a full disk would.
    #[cfg(test)]
    pub(crate) async fn close_store(&self) {
        self.store.close().await;
    }

    /// Ends tasks and the store. Connections are told to close by the shutdown token.
    pub(crate) async fn close(self: &Arc<Self>) {
        self.tasks.close();
        self.tasks.wait().await;
        self.store.close().await;
    }
}
