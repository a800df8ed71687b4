//! One thread with a share of the fleet: it waits for all of its sockets and timers at once.
//!
//! Everything large is here once and shared by the devices: the read buffer, the outgoing bytes of the present turn, the
//! queue of events. A device at rest is one [`Slot`] and one entry among the timers.

mod connection;

use std::collections::VecDeque;
use std::io;
use std::sync::Arc;
use std::time::Duration;

use mio::{Events, Poll, Token, Waker};
use tokio::sync::{mpsc, watch};

use super::counters::Counters;
use super::resolver::Addresses;
use super::slot::{Phase, Slot, Trouble};
use super::throttle::Throttle;
use super::timers::{Timers, WakeAt};
use super::{Command, FleetConfig};
use crate::chance::Chance;
use crate::clock::{Clock, Moment, Now};
use crate::device::{Device, Notice, Turn};
use crate::scenario::Character;

/// The token of the waker.
pub(super) const WAKER: Token = Token(usize::MAX);

/// How many connections a worker may have on their way at once: a listener's queue is short, and a TLS handshake costs
/// memory.
const OPENING_LIMIT: u32 = 64;

/// The read buffer, in bytes: four TLS records.
const BUFFER: usize = 64 * 1024;

/// What all workers of a fleet share.
pub(super) struct Shared {
    pub(super) config: FleetConfig,
    pub(super) clock: Clock,
    pub(super) addresses: watch::Receiver<Addresses>,
    pub(super) counters: watch::Sender<Counters>,
}

/// See the module.
pub(super) struct Worker {
    shared: Arc<Shared>,
    /// This worker has the devices `number`, `number + workers`, `number + 2 * workers`, …
    number: u32,
    workers: u32,
    poll: Poll,
    /// Kept because a wake-up is lost when its waker is gone before it is seen.
    _waker: Arc<Waker>,
    commands: mpsc::Receiver<Command>,
    slots: Vec<Slot>,
    timers: Timers,
    queue: VecDeque<u32>,
    /// Devices on their way: not ready, with a line.
    opening: u32,
    throttle: Throttle,
    chance: Chance,
    buffer: Box<[u8]>,
    out: Vec<u8>,
    counters: Counters,
    published: Counters,
}

impl Worker {
    pub(super) fn new(
        shared: Arc<Shared>,
        number: u32,
        workers: u32,
        poll: Poll,
        waker: Arc<Waker>,
        commands: mpsc::Receiver<Command>,
    ) -> Self {
        let config = &shared.config;
        let count = config.count.saturating_sub(number).div_ceil(workers);
        let slot = || Slot {
            device: Device::default(),
            line: None,
            phase: Phase::Held,
            due_at: Moment::default(),
            wake_at: WakeAt::default(),
            failures: 0,
            address: 0,
            settled: false,
        };
        Self {
            number,
            workers,
            poll,
            _waker: waker,
            commands,
            slots: std::iter::repeat_with(slot).take(count as usize).collect(),
            timers: Timers::default(),
            queue: VecDeque::new(),
            opening: 0,
            throttle: Throttle::new(config.connect_rate.map(|rate| rate / f64::from(workers))),
            chance: Chance::of_device(config.seed, number, "worker"),
            buffer: vec![0; BUFFER].into_boxed_slice(),
            out: Vec::new(),
            counters: Counters::default(),
            published: Counters::default(),
            shared,
        }
    }

    /// Runs until told to stop, then says goodbye for every device.
    pub(super) fn run(mut self) -> io::Result<()> {
        let now = self.shared.clock.now();
        for local in 0..self.slots.len() as u32 {
            self.begin(local, now);
        }
        let mut events = Events::with_capacity(1024);
        loop {
            let now = self.shared.clock.now();
            let opening_wait = self.open_queued(now);
            let wait = [self.timers.wait(now.moment), opening_wait].into_iter().flatten().min();
            self.publish();
            match self.poll.poll(&mut events, wait) {
                Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                result => result?,
            }
            let now = self.shared.clock.now();
            for event in &events {
                if event.token() == WAKER {
                    if !self.obey(now) {
                        return Ok(());
                    }
                } else {
                    self.serve(event, now);
                }
            }
            while let Some((local, moment)) = self.timers.due(now.moment) {
                if self.slots.get_mut(local as usize).is_some_and(|slot| slot.wake_at.met(moment)) {
                    self.wake(local, now);
                }
            }
        }
    }

    /// Sends a device on its way at the start, unless the scenario keeps it offline.
    fn begin(&mut self, local: u32, now: Now) {
        let config = &self.shared.config;
        let character = config.scenario.character(config.seed, self.number + local * self.workers);
        let wait = match character {
            Character::Healthy | Character::Slow | Character::Failing(_) => Some(Duration::ZERO),
            Character::Offline => config.scenario.offline_connect_after,
        };
        match wait {
            Some(Duration::ZERO) => self.enqueue(local),
            Some(wait) => self.stay_away(local, now.moment + wait),
            None => {}
        }
    }

    /// Takes the commands that have come; false when the end has.
    fn obey(&mut self, now: Now) -> bool {
        loop {
            match self.commands.try_recv() {
                Ok(Command::TakeOffline(index)) => {
                    let local = index / self.workers;
                    self.leave(local, now);
                    if let Some(slot) = self.slots.get_mut(local as usize) {
                        slot.phase = Phase::Held;
                    }
                }
                Ok(Command::BringOnline(index)) => {
                    let local = index / self.workers;
                    if self.slots.get(local as usize).is_some_and(|slot| slot.phase == Phase::Held) {
                        self.enqueue(local);
                    }
                }
                Err(mpsc::error::TryRecvError::Empty) => return true,
                Err(mpsc::error::TryRecvError::Disconnected) => {
                    for local in 0..self.slots.len() as u32 {
                        self.leave(local, now);
                    }
                    self.publish();
                    return false;
                }
            }
        }
    }

    /// Opens connections for those that wait, as many as may be opened; says when there may be more.
    fn open_queued(&mut self, now: Now) -> Option<Duration> {
        while self.opening < OPENING_LIMIT {
            let local = *self.queue.front()?;
            let queued = |slot: &Slot| slot.phase == Phase::Queued;
            if !self.slots.get(local as usize).is_some_and(queued) {
                // Taken offline while it waited.
                self.queue.pop_front();
                continue;
            }
            if let Err(wait) = self.throttle.take(now.moment) {
                return Some(wait);
            }
            self.queue.pop_front();
            self.open(local, now);
        }
        None
    }

    /// The time of a device has come.
    fn wake(&mut self, local: u32, now: Now) {
        let Some(slot) = self.slots.get(local as usize) else { return };
        let due = slot.due_at <= now.moment;
        match slot.phase {
            Phase::Queued | Phase::Held => {}
            Phase::Away if due => self.enqueue(local),
            Phase::Opening if due => self.fail(local, &Trouble::ConnectTimeout, now),
            Phase::Open if due => {
                // A fresh token takes a new connection: there is no renewal within one.
                self.leave(local, now);
                self.enqueue(local);
            }
            Phase::Open => match self.turn(local, now, Device::tick) {
                Ok(None) => {
                    if let Err(trouble) = self.send(local) {
                        self.fail(local, &trouble, now);
                    }
                }
                Ok(Some(away)) => {
                    self.leave(local, now);
                    self.stay_away(local, now.moment + away);
                }
                Err(fault) => self.fail(local, &fault.into(), now),
            },
            Phase::Away | Phase::Opening => {}
        }
        self.set_timer(local);
    }

    fn enqueue(&mut self, local: u32) {
        if let Some(slot) = self.slots.get_mut(local as usize) {
            slot.phase = Phase::Queued;
            self.queue.push_back(local);
        }
    }

    fn stay_away(&mut self, local: u32, until: Moment) {
        if let Some(slot) = self.slots.get_mut(local as usize) {
            slot.phase = Phase::Away;
            slot.due_at = until;
        }
        self.set_timer(local);
    }

    /// Lets a device act. What it has to send is in `out` afterwards.
    fn turn<T>(&mut self, local: u32, now: Now, act: impl FnOnce(&mut Device, &mut Turn<'_>) -> T) -> T {
        let Self { shared, slots, chance, out, counters, opening, .. } = self;
        let mut nobody = Device::default();
        let device = slots.get_mut(local as usize).map_or(&mut nobody, |slot| &mut slot.device);
        let index = self.number + local * self.workers;
        let mut became_ready = false;
        let mut notify = |notice: &Notice<'_>| {
            counters.count(notice);
            if matches!(notice, Notice::Connected) {
                became_ready = true;
            }
            if let Some(observer) = &shared.config.observer {
                observer(index, notice);
            }
        };
        let mut turn = Turn {
            index,
            now,
            scenario: &shared.config.scenario,
            seed: shared.config.seed,
            chance,
            out,
            notify: &mut notify,
        };
        let result = act(device, &mut turn);
        if became_ready {
            counters.connected += 1;
            *opening -= 1;
            self.settle(local);
        }
        result
    }

    fn set_timer(&mut self, local: u32) {
        let Some(slot) = self.slots.get_mut(local as usize) else { return };
        let deadline = match slot.phase {
            Phase::Queued | Phase::Held => None,
            Phase::Away | Phase::Opening => Some(slot.due_at),
            Phase::Open => slot.device.deadline().into_iter().chain([slot.due_at]).min(),
        };
        self.timers.set(local, &mut slot.wake_at, deadline);
    }

    /// Adds what has happened since the last time to the numbers of the fleet.
    fn publish(&mut self) {
        if self.counters != self.published {
            let (counters, published) = (self.counters, self.published);
            self.shared.counters.send_modify(|total| counters.add_change(&published, total));
            self.published = self.counters;
        }
    }
}
