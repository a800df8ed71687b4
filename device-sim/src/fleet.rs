//! Many devices at once, in a few threads.
//!
//! ```no_run
//! use lockstep_device_sim::endpoint::Transport;
//! use lockstep_device_sim::fleet::{Fleet, FleetConfig};
//! # async fn example(hub: lockstep_device_sim::hub::Hub) -> std::io::Result<()> {
//! let config = FleetConfig::new(hub, "127.0.0.1:1883".parse().unwrap(), Transport::Plain, 1_000);
//! let fleet = Fleet::start(config).await?;
//! let counters = fleet.wait_until(|counters| counters.connected == counters.expected).await;
//! println!("{} devices are connected", counters.connected);
//! fleet.stop().await
//! # }
//! ```

mod counters;
mod line;
mod resolver;
mod slot;
mod throttle;
mod timers;
mod tls;
mod worker;

pub use counters::Counters;

use std::io;
use std::sync::Arc;
use std::time::Duration;

use mio::{Poll, Waker};
use tokio::sync::{mpsc, watch};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use crate::clock::Clock;
use crate::device::Notice;
use crate::endpoint::{Endpoint, Transport};
use crate::hub::Hub;
use crate::scenario::{Character, Scenario};
use worker::{Shared, WAKER, Worker};

/// Hears what happens to which device, counted from 0. Called in the thread of the device, which waits for it.
pub type Observer = Arc<dyn Fn(u32, &Notice<'_>) + Send + Sync>;

/// What a fleet is made of.
#[derive(Clone)]
pub struct FleetConfig {
    /// The hub and who the devices are.
    pub hub: Hub,
    /// Where its MQTT listener is.
    pub endpoint: Endpoint,
    /// How one talks to it.
    pub transport: Transport,
    /// How many devices.
    pub count: u32,
    /// What they are like.
    pub scenario: Scenario,
    /// The same seed gives the same fleet.
    pub seed: u64,
    /// Connections begun in a second, at most; nothing: as fast as the hub takes them.
    pub connect_rate: Option<f64>,
    /// Threads; at least one is started.
    pub workers: u32,
    /// Longest silence of a device in seconds. IoT Hub honours up to 1177.
    pub keep_alive: u16,
    /// How long tokens are good for. They are renewed, by connecting again, in the last quarter of that time.
    pub token_lifetime: Duration,
    /// Hears everything, if given.
    pub observer: Option<Observer>,
}

impl FleetConfig {
    /// A healthy fleet: seed 1, as many threads as processors, a keep-alive of four minutes, tokens for an hour.
    pub fn new(hub: Hub, endpoint: Endpoint, transport: Transport, count: u32) -> Self {
        let processors = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
        Self {
            hub,
            endpoint,
            transport,
            count,
            scenario: Scenario::default(),
            seed: 1,
            connect_rate: None,
            workers: u32::try_from(processors).unwrap_or(1),
            keep_alive: 240,
            token_lifetime: Duration::from_secs(3_600),
            observer: None,
        }
    }

    /// How many devices connect at once.
    fn expected(&self) -> u32 {
        let stays = |index: &u32| self.scenario.character(self.seed, *index) == Character::Offline;
        self.count - u32::try_from((0..self.count).filter(stays).count()).unwrap_or(self.count)
    }
}

/// What a worker is told.
#[derive(Debug)]
enum Command {
    TakeOffline(u32),
    BringOnline(u32),
}

/// Commands that may wait for a worker; one more makes the sender wait.
const COMMANDS: usize = 64;

/// A running fleet. Dropped, it goes offline without anybody waiting for it.
pub struct Fleet {
    workers: Vec<Handle>,
    counters: watch::Receiver<Counters>,
    tasks: TaskTracker,
    shutdown: CancellationToken,
}

/// A worker as seen from outside. Dropping `commands` ends it, as soon as it is woken.
struct Handle {
    commands: mpsc::Sender<Command>,
    waker: Arc<Waker>,
}

impl Fleet {
    /// Starts the threads; connecting goes on after this has returned, see [`Fleet::counters`].
    pub async fn start(mut config: FleetConfig) -> io::Result<Self> {
        config.workers = config.workers.clamp(1, config.count.max(1));
        let counters = Counters { devices: config.count, expected: config.expected(), ..Counters::default() };
        let (counters_sender, counters) = watch::channel(counters);
        let endpoint = config.endpoint.clone();
        let (addresses_sender, addresses) = watch::channel(resolver::resolve(&endpoint).await);
        let (tasks, shutdown) = (TaskTracker::new(), CancellationToken::new());
        tasks.spawn(resolver::keep(endpoint, addresses_sender, shutdown.clone()));
        let total = config.workers;
        let shared = Arc::new(Shared { config, clock: Clock::start(), addresses, counters: counters_sender });
        let mut fleet = Self { workers: Vec::new(), counters, tasks, shutdown };
        for number in 0..total {
            let poll = Poll::new()?;
            let waker = Arc::new(Waker::new(poll.registry(), WAKER)?);
            let (commands, receiver) = mpsc::channel(COMMANDS);
            let worker = Worker::new(Arc::clone(&shared), number, total, poll, Arc::clone(&waker), receiver);
            fleet.tasks.spawn_blocking(move || {
                if let Err(error) = worker.run() {
                    tracing::error!(%error, worker = number, "A worker of the fleet has stopped");
                }
            });
            fleet.workers.push(Handle { commands, waker });
        }
        Ok(fleet)
    }

    /// What the fleet has done so far; changes as it does.
    pub fn counters(&self) -> watch::Receiver<Counters> {
        self.counters.clone()
    }

    /// Waits until the numbers are as wanted, or nothing will change them any more, and returns them.
    pub async fn wait_until(&self, wanted: impl FnMut(&Counters) -> bool) -> Counters {
        let mut counters = self.counters.clone();
        let reached = counters.wait_for(wanted).await.map(|counters| *counters);
        reached.unwrap_or_else(|_| *self.counters.borrow())
    }

    /// Takes a device offline until [`Fleet::bring_online`]; nothing happens when it is, or there is no such device.
    pub async fn take_offline(&self, index: u32) -> io::Result<()> {
        self.tell(index, Command::TakeOffline(index)).await
    }

    /// Lets a device connect that was taken offline, or that the scenario keeps offline.
    pub async fn bring_online(&self, index: u32) -> io::Result<()> {
        self.tell(index, Command::BringOnline(index)).await
    }

    /// Says goodbye for every device, and waits until that is done.
    pub async fn stop(mut self) -> io::Result<()> {
        let told = self.end();
        self.tasks.wait().await;
        told
    }

    async fn tell(&self, index: u32, command: Command) -> io::Result<()> {
        let number = index.checked_rem(u32::try_from(self.workers.len()).unwrap_or(u32::MAX));
        let Some(worker) = number.and_then(|number| self.workers.get(number as usize)) else {
            return Ok(());
        };
        worker.commands.send(command).await.map_err(io::Error::other)?;
        worker.waker.wake()
    }

    fn end(&mut self) -> io::Result<()> {
        self.shutdown.cancel();
        self.tasks.close();
        self.workers.drain(..).try_for_each(|Handle { commands, waker }| {
            drop(commands);
            waker.wake()
        })
    }
}

impl Drop for Fleet {
    fn drop(&mut self) {
        // A worker that cannot be woken has ended already.
        let _ = self.end();
    }
}
