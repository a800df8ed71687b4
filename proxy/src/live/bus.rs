//! The one order of all events.
//!
//! There is one sequence for all topics, so that "everything up to 41" means the same on every stream.

use std::{
    collections::VecDeque,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use bytes::Bytes;
use lockstep_api::{job::JobId, live::LiveEvent};
use tokio::sync::broadcast;

use super::frame::{self, EventId};

/// Events that a stream may be behind before it is told that it missed some, and that are kept for browsers that come
/// back. At ten events a second for one job this is more than a minute.
const KEPT_EVENTS: usize = 1024;
/// Bytes of events that are kept for browsers that come back.
const KEPT_BYTES: usize = 8 * 1024 * 1024;

/// What an event is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Topic {
    /// How the hub is doing: on every stream.
    Hub,
    /// The list of jobs.
    Jobs,
    /// One job.
    Job(JobId),
}

/// An event as it was published.
#[derive(Debug)]
pub(crate) struct Event {
    pub(crate) sequence: u64,
    pub(crate) topic: Topic,
    /// The whole server-sent event.
    pub(crate) frame: Bytes,
}

/// Where events are published.
///
/// The channel is bounded: a receiver that falls behind by more than [`KEPT_EVENTS`] is told how many it missed, and
/// takes a snapshot.
#[derive(Debug)]
pub(crate) struct Bus {
    instance: String,
    ring: Mutex<Ring>,
    sender: broadcast::Sender<Arc<Event>>,
}

#[derive(Debug, Default)]
struct Ring {
    latest: u64,
    /// The last event that is no longer kept.
    forgotten: u64,
    events: VecDeque<Arc<Event>>,
    bytes: usize,
}

/// A place on the bus.
#[derive(Debug)]
pub(crate) struct Place {
    /// Everything after [`Place::sequence`].
    pub(crate) events: broadcast::Receiver<Arc<Event>>,
    /// The last event before.
    pub(crate) sequence: u64,
    /// What a browser that came back has missed; `None` when that is not known, and it needs snapshots.
    pub(crate) missed: Option<Vec<Arc<Event>>>,
}

impl Bus {
    /// A bus without events; `instance` tells this run of the proxy from others.
    pub(crate) fn new(instance: String) -> Self {
        Self { instance, ring: Mutex::default(), sender: broadcast::Sender::new(KEPT_EVENTS) }
    }

    /// Publishes an event to everybody who follows its topic.
    pub(crate) fn publish(&self, topic: Topic, event: &LiveEvent) {
        let data = frame::data(event);
        let mut ring = self.lock();
        let sequence = ring.latest + 1;
        let frame = frame::numbered(&self.instance, sequence, &data);
        let event = Arc::new(Event { sequence, topic, frame });
        ring.push(Arc::clone(&event));
        // Sent under the lock, so that the channel has the order of the sequence. Nobody listening is no error.
        let _ = self.sender.send(event);
    }

    /// Takes a place behind the latest event; `last` is what a browser that comes back has seen.
    pub(crate) fn join(&self, last: Option<&EventId>) -> Place {
        let ring = self.lock();
        let last = last.filter(|id| id.instance == self.instance).map(|id| id.sequence);
        let known = last.filter(|last| (ring.forgotten..=ring.latest).contains(last));
        let missed =
            known.map(|last| ring.events.iter().filter(|event| event.sequence > last).cloned().collect());
        Place { events: self.sender.subscribe(), sequence: ring.latest, missed }
    }

    /// The latest event.
    pub(crate) fn latest(&self) -> u64 {
        self.lock().latest
    }

    /// A snapshot for one stream, numbered so that a browser comes back with `sequence`.
    pub(crate) fn numbered(&self, sequence: u64, data: &[u8]) -> Bytes {
        frame::numbered(&self.instance, sequence, data)
    }

    fn lock(&self) -> MutexGuard<'_, Ring> {
        self.ring.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Ring {
    fn push(&mut self, event: Arc<Event>) {
        self.latest = event.sequence;
        self.bytes += event.frame.len();
        self.events.push_back(event);
        while self.events.len() > KEPT_EVENTS || self.bytes > KEPT_BYTES {
            let Some(oldest) = self.events.pop_front() else { return };
            self.bytes -= oldest.frame.len();
            self.forgotten = oldest.sequence;
        }
    }
}

#[cfg(test)]
mod tests {
    use lockstep_api::live::EndReason;

    use super::*;

    const EVENT: LiveEvent = LiveEvent::Ended { reason: EndReason::ShuttingDown };

    fn id(instance: &str, sequence: u64) -> EventId {
        EventId { instance: instance.into(), sequence }
    }

    #[test]
    fn who_comes_back_gets_what_was_missed_unless_it_is_forgotten() {
        let bus = Bus::new("a".into());
        for _ in 0..KEPT_EVENTS + 2 {
            bus.publish(Topic::Jobs, &EVENT);
        }
        let missed = |last: &EventId| bus.join(Some(last)).missed.map(|events| events.len());
        assert_eq!(missed(&id("a", 1026)), Some(0));
        assert_eq!(missed(&id("a", 1000)), Some(26));
        assert_eq!(missed(&id("a", 2)), Some(KEPT_EVENTS));
        assert_eq!(missed(&id("a", 1)), None, "forgotten");
        assert_eq!(missed(&id("a", 9999)), None, "never published");
        assert_eq!(missed(&id("b", 1026)), None, "another run of the proxy");
    }

    #[tokio::test]
    async fn every_stream_gets_the_same_bytes() {
        let bus = Bus::new("a".into());
        let (mut one, mut two) = (bus.join(None), bus.join(None));
        bus.publish(Topic::Hub, &EVENT);
        let (one, two) = (one.events.recv().await.unwrap(), two.events.recv().await.unwrap());
        assert_eq!(one.frame.as_ptr(), two.frame.as_ptr());
    }
}
