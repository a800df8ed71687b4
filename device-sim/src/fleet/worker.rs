//! One thread with a share of the fleet: it waits for all of its sockets and timers at once.
//!
//! Everything large is here once and shared by the devices: the read buffer, the outgoing bytes of the present turn, the
//! queue of events. A device at rest is one [`Slot`] and one entry among the timers.

use std::collections::VecDeque;
use std::io;
use std::sync::Arc;
use std::time::Duration;

use mio::event::Event;
use mio::{Events, Interest, Poll, Token, Waker};
use tokio::sync::{mpsc, watch};

use super::counters::Counters;
use super::line::{Line, Received};
use super::resolver::Addresses;
use super::slot::{Phase, Slot, Trouble};
use super::throttle::Throttle;
use super::timers::{Timers, WakeAt};
use super::{Command, FleetConfig};
use crate::backoff;
use crate::chance::Chance;
use crate::clock::{Clock, Moment, Now};
use crate::device::{Device, Fault, Notice, Turn};
use crate::scenario::Character;

/// The token of the waker.
pub(super) const WAKER: Token = Token(usize::MAX);

/// How long the hub may take to accept a TCP connection.
const OPEN_TIMEOUT: Duration = Duration::from_secs(20);

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

    fn open(&mut self, local: u32, now: Now) {
        self.counters.attempts += 1;
        self.opening += 1;
        let Some(slot) = self.slots.get_mut(local as usize) else { return };
        slot.phase = Phase::Opening;
        slot.due_at = now.moment + OPEN_TIMEOUT;
        let line = match &*self.shared.addresses.borrow() {
            Err(unresolved) => Err(Trouble::Name(unresolved.clone())),
            Ok(addresses) => {
                let turn = usize::from(slot.failures) % addresses.len().max(1);
                match addresses.get(turn) {
                    Some(address) => {
                        Line::open(*address, &self.shared.config.transport).map_err(Trouble::Connect)
                    }
                    None => Err(Trouble::Closed),
                }
            }
        };
        let registered = line.and_then(|mut line| {
            let interest = Interest::READABLE | Interest::WRITABLE;
            let registry = self.poll.registry();
            registry.register(line.source(), Token(local as usize), interest).map_err(Trouble::Connect)?;
            Ok(line)
        });
        match registered {
            Ok(line) => {
                slot.line = Some(line);
                self.set_timer(local);
            }
            Err(trouble) => self.fail(local, &trouble, now),
        }
    }

    /// A socket has something to say.
    fn serve(&mut self, event: &Event, now: Now) {
        let local = event.token().0 as u32;
        if let Err(trouble) = self.try_serve(local, now) {
            self.fail(local, &trouble, now);
        }
        self.set_timer(local);
    }

    fn try_serve(&mut self, local: u32, now: Now) -> Result<(), Trouble> {
        let Some(slot) = self.slots.get_mut(local as usize) else { return Ok(()) };
        // An event of a connection that is closed by now.
        let Some(line) = &mut slot.line else { return Ok(()) };
        if slot.phase == Phase::Opening {
            if !line.opened().map_err(Trouble::Connect)? {
                return Ok(());
            }
            slot.phase = Phase::Open;
            self.knock(local, now)?;
        }
        loop {
            let Some(line) = self.slots.get_mut(local as usize).and_then(|slot| slot.line.as_mut()) else {
                return Ok(());
            };
            match line.read(&mut self.buffer).map_err(Trouble::of_line)? {
                Received::Bytes(count) => self.hear(local, count, now)?,
                Received::Nothing => return line.flush().map_err(Trouble::of_line),
                Received::Closed => return Err(Trouble::Closed),
            }
        }
    }

    /// Sends the CONNECT.
    fn knock(&mut self, local: u32, now: Now) -> Result<(), Trouble> {
        let shared = Arc::clone(&self.shared);
        let config = &shared.config;
        let index = self.number + local * self.workers;
        let login = config.hub.login(index, now.unix_millis, config.token_lifetime).map_err(Trouble::Id)?;
        if let Some(slot) = self.slots.get_mut(local as usize) {
            // Somewhere between three quarters and nine tenths of its life, so that devices that came together do not
            // renew their tokens together.
            let fraction = 0.75 + 0.15 * self.chance.fraction();
            let renewal = config.hub.renews_tokens().then(|| config.token_lifetime.mul_f64(fraction));
            slot.due_at = now.moment + renewal.unwrap_or(Duration::MAX);
        }
        let connect = login.connect(config.keep_alive);
        self.turn(local, now, |device, turn| device.connect(&connect, turn))?;
        self.send(local)
    }

    /// The first `count` bytes of the buffer have come.
    fn hear(&mut self, local: u32, count: usize, now: Now) -> Result<(), Trouble> {
        let line = self.slots.get_mut(local as usize).and_then(|slot| slot.line.as_mut());
        let mut waiting = line.and_then(|line| line.received.take());
        // Taken out for the moment, because the turn borrows the worker.
        let buffer = std::mem::take(&mut self.buffer);
        let new = buffer.get(..count).unwrap_or_default();
        if let Some(waiting) = &mut waiting {
            waiting.extend_from_slice(new);
        }
        let input = waiting.as_deref().map_or(new, Vec::as_slice);
        let length = input.len();
        let used = self.turn(local, now, |device, turn| device.receive(input, turn));
        if let Ok(used) = used
            && used < length
        {
            match &mut waiting {
                Some(waiting) => drop(waiting.drain(..used)),
                None => waiting = Some(Box::new(new.get(used..).unwrap_or_default().to_vec())),
            }
        } else {
            waiting = None;
        }
        self.buffer = buffer;
        if let Some(line) = self.slots.get_mut(local as usize).and_then(|slot| slot.line.as_mut()) {
            line.received = waiting;
        }
        used?;
        self.send(local)
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

    /// Ends a connection on purpose.
    fn leave(&mut self, local: u32, now: Now) {
        let Some(slot) = self.slots.get_mut(local as usize) else { return };
        let Some(line) = slot.line.take() else { return };
        self.forget_connection(local);
        let mut last_words = std::mem::take(&mut self.out);
        if let Some(slot) = self.slots.get_mut(local as usize) {
            slot.device.leave(&mut last_words);
        }
        line.close(&last_words);
        last_words.clear();
        self.out = last_words;
        self.turn(local, now, |_, turn| (turn.notify)(&Notice::Left));
    }

    /// A connection has ended, or could not be made.
    fn fail(&mut self, local: u32, trouble: &Trouble, now: Now) {
        self.out.clear();
        self.forget_connection(local);
        let addresses = self.shared.addresses.borrow().as_ref().map_or(0, |addresses| addresses.len());
        let Some(slot) = self.slots.get_mut(local as usize) else { return };
        if slot.device.ready() {
            slot.failures = 0;
        }
        slot.line = None;
        slot.device.lost();
        let failures = slot.failures;
        slot.failures = failures.saturating_add(1);
        if matches!(trouble, Trouble::Connect(_)) && usize::from(failures) + 1 < addresses {
            // There is another address to try.
            return self.enqueue(local);
        }
        let refusal = match trouble {
            Trouble::Device(Fault::Refused(refusal)) if !refusal.transient() => Some(*refusal),
            _ => None,
        };
        let retry_in = match refusal {
            Some(_) => backoff::delay_after_refusal(failures, &mut self.chance),
            None => backoff::delay(failures, &mut self.chance),
        };
        let untrusted = matches!(trouble, Trouble::Untrusted(_));
        if refusal.is_some() || untrusted {
            self.settle(local);
        }
        self.stay_away(local, now.moment + retry_in);
        self.turn(local, now, |_, turn| match refusal {
            Some(refusal) => (turn.notify)(&Notice::Refused { refusal, retry_in }),
            None if untrusted => (turn.notify)(&Notice::Untrusted { cause: trouble, retry_in }),
            None => (turn.notify)(&Notice::Lost { cause: trouble, retry_in }),
        });
    }

    /// Corrects the counts before a connection is given up.
    fn forget_connection(&mut self, local: u32) {
        let Some(slot) = self.slots.get(local as usize) else { return };
        if slot.device.ready() {
            self.counters.connected -= 1;
        } else if matches!(slot.phase, Phase::Opening | Phase::Open) {
            self.opening -= 1;
        }
    }

    fn settle(&mut self, local: u32) {
        if let Some(slot) = self.slots.get_mut(local as usize)
            && !slot.settled
        {
            slot.settled = true;
            self.counters.settled += 1;
        }
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

    fn send(&mut self, local: u32) -> Result<(), Trouble> {
        let line = self.slots.get_mut(local as usize).and_then(|slot| slot.line.as_mut());
        let sent = line.map_or(Ok(()), |line| line.send(&self.out));
        self.out.clear();
        // After a burst the next small packet does not need a large buffer.
        self.out.shrink_to(BUFFER);
        sent.map_err(Trouble::of_line)
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
