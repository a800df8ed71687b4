//! What a worker does with the connection of one device, from the first packet of TCP to the goodbye.

use std::sync::Arc;
use std::time::Duration;

use mio::event::Event;
use mio::{Interest, Token};

use super::{BUFFER, Worker};
use crate::backoff;
use crate::clock::Now;
use crate::device::{Fault, Notice};
use crate::fleet::line::{Line, Received};
use crate::fleet::slot::{Phase, Trouble};

/// How long the hub may take to accept a TCP connection.
const OPEN_TIMEOUT: Duration = Duration::from_secs(20);

impl Worker {
    pub(super) fn open(&mut self, local: u32, now: Now) {
        self.counters.attempts += 1;
        self.opening += 1;
        let Some(slot) = self.slots.get_mut(local as usize) else { return };
        slot.phase = Phase::Opening;
        slot.due_at = now.moment + OPEN_TIMEOUT;
        let line = match &*self.shared.addresses.borrow() {
            Err(unresolved) => Err(Trouble::Name(unresolved.clone())),
            Ok(addresses) => {
                let turn = usize::from(slot.address) % addresses.len().max(1);
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
    pub(super) fn serve(&mut self, event: &Event, now: Now) {
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

    /// Ends a connection on purpose.
    pub(super) fn leave(&mut self, local: u32, now: Now) {
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
    pub(super) fn fail(&mut self, local: u32, trouble: &Trouble, now: Now) {
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
        if matches!(trouble, Trouble::Connect(_) | Trouble::ConnectTimeout) {
            slot.address = slot.address.wrapping_add(1);
            if usize::from(slot.address) % addresses.max(1) != 0 {
                // The other addresses are tried at once, and then all of them count as one failure.
                slot.failures = failures;
                return self.enqueue(local);
            }
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

    pub(super) fn settle(&mut self, local: u32) {
        if let Some(slot) = self.slots.get_mut(local as usize)
            && !slot.settled
        {
            slot.settled = true;
            self.counters.settled += 1;
        }
    }

    pub(super) fn send(&mut self, local: u32) -> Result<(), Trouble> {
        let line = self.slots.get_mut(local as usize).and_then(|slot| slot.line.as_mut());
        let sent = line.map_or(Ok(()), |line| line.send(&self.out));
        self.out.clear();
        // After a burst the next small packet does not need a large buffer.
        self.out.shrink_to(BUFFER);
        sent.map_err(Trouble::of_line)
    }
}
