//! The hub's end of one connection: what waits to be published, which calls wait for an answer, why it ends.

use std::collections::{HashMap, VecDeque};
use std::sync::atomic::{AtomicBool, AtomicI64, Ordering};
use std::sync::{Mutex, MutexGuard, OnceLock, PoisonError};

use iothub_wire::time::UtcTime;
use tokio::sync::{Notify, oneshot};
use tokio_util::sync::CancellationToken;

use super::device_side::{CloseReason, HubMessage, OUTBOX_MESSAGES, Transport};
use crate::clock::Clock;

/// The device's answer to a method, as it came.
#[derive(Debug)]
pub(crate) struct RawAnswer {
    pub(crate) status: i32,
    pub(crate) payload: Vec<u8>,
}

/// One connection. The registry's entry and the [`Connection`](super::device_side::Connection) share it.
#[derive(Debug)]
pub(crate) struct Link {
    /// Tells this connection from an earlier one of the same identity.
    pub(crate) serial: u64,
    /// Whether the user name carried a known api-version: without one methods are not deliverable.
    pub(crate) versioned: bool,
    traffic: Mutex<Traffic>,
    filled: Notify,
    /// The connection is to stay open and silent.
    stalled: AtomicBool,
    transport: OnceLock<Transport>,
    closing: CancellationToken,
    reason: OnceLock<CloseReason>,
    /// Ticks of the last sign of life.
    active_at: AtomicI64,
}

#[derive(Debug, Default)]
struct Traffic {
    /// Bounded by [`OUTBOX_MESSAGES`].
    outbox: VecDeque<HubMessage>,
    /// Calls whose request is in the outbox or with the device. Dropping one tells its caller that the device is gone.
    calls: HashMap<u64, oneshot::Sender<RawAnswer>>,
    /// When to look into the mailbox of the device.
    mail_at: Option<UtcTime>,
}

/// The outbox is full.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Full;

impl Link {
    pub(crate) fn new(serial: u64, versioned: bool, now: UtcTime) -> Self {
        Self {
            serial,
            versioned,
            traffic: Mutex::default(),
            filled: Notify::new(),
            stalled: AtomicBool::new(false),
            transport: OnceLock::new(),
            closing: CancellationToken::new(),
            reason: OnceLock::new(),
            active_at: AtomicI64::new(now.unix_ticks()),
        }
    }

    /// Queues a message for the device.
    pub(crate) fn push(&self, message: HubMessage) -> Result<(), Full> {
        self.push_into(&mut self.traffic(), message)
    }

    /// Queues a method request and waits for its answer under `rid`.
    pub(crate) fn call(&self, rid: u64, message: HubMessage) -> Result<oneshot::Receiver<RawAnswer>, Full> {
        let (sender, receiver) = oneshot::channel();
        // Under one lock, or the answer could come before its caller is known.
        let mut traffic = self.traffic();
        self.push_into(&mut traffic, message)?;
        traffic.calls.insert(rid, sender);
        Ok(receiver)
    }

    fn push_into(&self, traffic: &mut Traffic, message: HubMessage) -> Result<(), Full> {
        if traffic.outbox.len() >= OUTBOX_MESSAGES {
            return Err(Full);
        }
        traffic.outbox.push_back(message);
        self.filled.notify_one();
        Ok(())
    }

    /// Says whether nobody has asked this connection to end.
    pub(crate) fn open(&self) -> bool {
        !self.closing.is_cancelled()
    }

    /// Hands an answer to its caller; `None` when nobody waits for it.
    pub(crate) fn answer(&self, rid: u64, answer: RawAnswer) -> Option<()> {
        let caller = self.traffic().calls.remove(&rid)?;
        caller.send(answer).ok()
    }

    /// Stops waiting for an answer. A request that has not left yet never does.
    pub(crate) fn forget(&self, rid: u64) {
        let (mut traffic, unsent) = (self.traffic(), format!("{rid:x}"));
        traffic.calls.remove(&rid);
        traffic.outbox.retain(|message| !matches!(message, HubMessage::Method { rid, .. } if *rid == unsent));
    }

    /// How many messages the outbox still takes.
    pub(crate) fn room(&self) -> usize {
        OUTBOX_MESSAGES.saturating_sub(self.traffic().outbox.len())
    }

    /// Something has come into the mailbox, or may leave it now.
    pub(crate) fn expect_mail(&self) {
        self.mail_at(Some(UtcTime::NEVER));
        self.filled.notify_one();
    }

    /// Sets when to look into the mailbox.
    pub(crate) fn mail_at(&self, at: Option<UtcTime>) {
        self.traffic().mail_at = at;
    }

    /// Says whether it is time to look into the mailbox.
    pub(crate) fn mail_due(&self, now: UtcTime) -> bool {
        self.traffic().mail_at.is_some_and(|at| at <= now)
    }

    /// Waits until a message is queued, without taking it, or until it is time to look into the mailbox. Cancel-safe.
    pub(crate) async fn filled(&self, clock: &Clock) {
        loop {
            self.resumed().await;
            let mail_at = {
                let traffic = self.traffic();
                if !traffic.outbox.is_empty() {
                    return;
                }
                traffic.mail_at
            };
            match mail_at {
                None => self.filled.notified().await,
                Some(at) if at <= clock.now() => return,
                Some(at) => {
                    // Boxed: few devices have mail, and this future lives as long as the connection.
                    let due = Box::pin(clock.sleep_until(at));
                    tokio::select! {
                        () = due => return,
                        () = self.filled.notified() => {}
                    }
                }
            }
        }
    }

    /// Takes the oldest message.
    pub(crate) fn take(&self) -> Option<HubMessage> {
        self.traffic().outbox.pop_front()
    }

    /// Asks the connection to end; the first reason counts.
    pub(crate) fn close(&self, reason: CloseReason) {
        _ = self.reason.set(reason);
        self.closing.cancel();
        self.traffic().calls.clear();
    }

    /// Waits for [`Link::close`]. Cancel-safe.
    pub(crate) async fn closed(&self) -> CloseReason {
        self.closing.cancelled().await;
        self.reason.get().copied().unwrap_or(CloseReason::Shutdown)
    }

    /// Makes the connection fall silent, or speak again.
    pub(crate) fn stall(&self, stalled: bool) {
        self.stalled.store(stalled, Ordering::Relaxed);
        self.filled.notify_one();
    }

    /// Says whether the connection is to be silent.
    pub(crate) fn stalled(&self) -> bool {
        self.stalled.load(Ordering::Relaxed)
    }

    /// Waits while the connection is to be silent. Cancel-safe; only the connection itself may wait.
    pub(crate) async fn resumed(&self) {
        while self.stalled() {
            self.filled.notified().await;
        }
    }

    /// Notes what the connection came over.
    pub(crate) fn came_over(&self, transport: Transport) {
        _ = self.transport.set(transport);
    }

    /// What the connection came over.
    pub(crate) fn transport(&self) -> Option<Transport> {
        self.transport.get().copied()
    }

    /// Notes a sign of life.
    pub(crate) fn touch(&self, now: UtcTime) {
        self.active_at.store(now.unix_ticks(), Ordering::Relaxed);
    }

    /// The last sign of life.
    pub(crate) fn active_at(&self) -> UtcTime {
        UtcTime::from_unix_ticks(self.active_at.load(Ordering::Relaxed))
    }

    /// Locks; a panic under this lock leaves nothing half-done.
    fn traffic(&self) -> MutexGuard<'_, Traffic> {
        self.traffic.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn link() -> Link {
        Link::new(1, true, UtcTime::NEVER)
    }

    fn method(rid: u64) -> HubMessage {
        HubMessage::Method { rid: format!("{rid:x}"), name: "m".to_owned(), payload: "null".into() }
    }

    #[tokio::test]
    async fn messages_come_out_in_order() {
        let link = link();
        link.push(method(1)).unwrap();
        link.push(method(2)).unwrap();
        link.filled(&Clock::manual(UtcTime::NEVER)).await;
        assert_eq!((link.take(), link.take(), link.take()), (Some(method(1)), Some(method(2)), None));
    }

    #[test]
    fn a_full_outbox_refuses() {
        let link = link();
        for rid in 0..OUTBOX_MESSAGES as u64 {
            link.push(method(rid)).unwrap();
        }
        assert_eq!(link.push(method(99)), Err(Full));
    }

    #[test]
    fn a_call_that_nobody_waits_for_any_more_does_not_leave() {
        let link = link();
        let _callers = [0x1a, 0x1b].map(|rid| link.call(rid, method(rid)).unwrap());
        link.forget(0x1a);
        assert_eq!((link.take(), link.take()), (Some(method(0x1b)), None));
    }

    #[tokio::test]
    async fn closing_ends_calls_and_keeps_the_first_reason() {
        let link = link();
        let call = link.call(1, method(1)).unwrap();
        link.close(CloseReason::Deleted);
        link.close(CloseReason::Shutdown);
        assert!(call.await.is_err());
        assert_eq!(link.closed().await, CloseReason::Deleted);
        assert!(link.answer(1, RawAnswer { status: 200, payload: Vec::new() }).is_none());
    }
}
