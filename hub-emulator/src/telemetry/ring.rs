//! The last messages, and those who follow them.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::watch;

use super::{DeviceMessage, Shared};

/// Most messages that are kept; then the oldest is forgotten.
pub const MOST_KEPT: usize = 1000;
/// Most bytes of payload and properties that are kept; then the oldest messages are forgotten.
pub const MOST_BYTES: usize = 4 * 1024 * 1024;

/// The last messages; see [`MOST_KEPT`] and [`MOST_BYTES`].
#[derive(Debug, Default)]
pub(crate) struct Ring {
    kept: Mutex<Kept>,
    /// The number of the last message; `watch` never has a backlog.
    last: watch::Sender<u64>,
}

#[derive(Debug, Default)]
struct Kept {
    /// Their numbers follow one another, up to `last`.
    messages: VecDeque<Shared>,
    bytes: usize,
    last: u64,
    /// Up to which number they were forgotten on purpose; nobody has missed those.
    cleared: u64,
}

/// Follows the messages of a hub, those that it still has first. It holds none itself, and may lag as it likes.
#[derive(Debug)]
pub struct TelemetryTail {
    ring: Arc<Ring>,
    last: watch::Receiver<u64>,
    after: u64,
}

/// What comes next to somebody who follows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Tailed {
    /// A message.
    Message(Arc<DeviceMessage>),
    /// So many messages were forgotten before they were read.
    Missed(u64),
}

impl Ring {
    /// Keeps a message under the next number.
    pub(crate) fn push(&self, mut message: DeviceMessage) {
        let mut kept = self.kept();
        kept.last += 1;
        message.sequence = kept.last;
        kept.bytes += message.size();
        kept.messages.push_back(Arc::new(message));
        while kept.messages.len() > MOST_KEPT || (kept.bytes > MOST_BYTES && kept.messages.len() > 1) {
            if let Some(oldest) = kept.messages.pop_front() {
                kept.bytes -= oldest.size();
            }
        }
        self.last.send_replace(kept.last);
    }

    /// Forgets the messages; their numbers go on.
    pub(crate) fn clear(&self) {
        let mut kept = self.kept();
        kept.messages.clear();
        (kept.bytes, kept.cleared) = (0, kept.last);
    }

    /// Follows the messages after this number.
    pub(crate) fn follow(self: &Arc<Self>, after: u64) -> TelemetryTail {
        TelemetryTail { ring: Arc::clone(self), last: self.last.subscribe(), after }
    }

    fn kept(&self) -> MutexGuard<'_, Kept> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl TelemetryTail {
    /// The next message, if it is there already.
    pub fn try_next(&mut self) -> Option<Tailed> {
        let kept = self.ring.kept();
        self.after = self.after.max(kept.cleared);
        if self.after >= kept.last {
            return None;
        }
        let forgotten = kept.last - kept.messages.len() as u64;
        if self.after < forgotten {
            let missed = forgotten - self.after;
            self.after = forgotten;
            return Some(Tailed::Missed(missed));
        }
        let index = usize::try_from(self.after - forgotten).ok()?;
        let message = kept.messages.get(index)?;
        self.after += 1;
        Some(Tailed::Message(Arc::clone(message)))
    }

    /// Waits for the next message. Cancel-safe.
    pub async fn next(&mut self) -> Tailed {
        loop {
            self.last.borrow_and_update();
            if let Some(next) = self.try_next() {
                return next;
            }
            // The sender lives in the ring, which this holds.
            _ = self.last.changed().await;
        }
    }
}

#[cfg(test)]
mod tests {
    use iothub_wire::time::UtcTime;
    use iothub_wire::topic::PropertyBag;

    use super::*;
    use crate::identity::Identity;

    fn message(body: &[u8]) -> DeviceMessage {
        DeviceMessage::new(Identity::parse("d").unwrap(), &PropertyBag::new(), body, UtcTime::NEVER)
    }

    fn number(tailed: &Tailed) -> Result<u64, u64> {
        match tailed {
            Tailed::Message(message) => Ok(message.sequence),
            Tailed::Missed(count) => Err(*count),
        }
    }

    #[tokio::test]
    async fn who_follows_gets_what_is_kept_and_then_what_comes() {
        let ring = Arc::new(Ring::default());
        ring.push(message(b"1"));
        ring.push(message(b"2"));
        let (mut all, mut later) = (ring.follow(0), ring.follow(1));
        assert_eq!(number(&all.next().await), Ok(1));
        assert_eq!(number(&later.next().await), Ok(2));
        assert_eq!(later.try_next(), None);
        let (next, ()) = tokio::join!(later.next(), async { ring.push(message(b"3")) });
        assert_eq!(number(&next), Ok(3));
    }

    #[tokio::test]
    async fn a_full_ring_forgets_the_oldest_and_says_how_many() {
        let ring = Arc::new(Ring::default());
        for _ in 0..MOST_KEPT + 3 {
            ring.push(message(b""));
        }
        let mut tail = ring.follow(0);
        assert_eq!(number(&tail.next().await), Err(3));
        assert_eq!(number(&tail.next().await), Ok(4));
    }

    #[tokio::test]
    async fn nobody_misses_what_was_forgotten_on_purpose() {
        let ring = Arc::new(Ring::default());
        ring.push(message(b"1"));
        let mut tail = ring.follow(0);
        ring.clear();
        assert_eq!(tail.try_next(), None);
        ring.push(message(b"2"));
        for mut tail in [tail, ring.follow(0)] {
            assert_eq!(number(&tail.next().await), Ok(2));
        }
    }

    #[test]
    fn thousands_of_properties_fill_the_ring_sooner() {
        let (ring, bag) = (Ring::default(), vec!["a"; 32 * 1024].join("&").parse().unwrap());
        for _ in 0..200 {
            ring.push(DeviceMessage::new(Identity::parse("d").unwrap(), &bag, b"", UtcTime::NEVER));
        }
        assert_eq!(ring.kept().messages.len(), 64);
    }

    #[test]
    fn large_messages_fill_the_ring_sooner() {
        let ring = Arc::new(Ring::default());
        for _ in 0..20 {
            ring.push(message(&vec![0; 256 * 1024]));
        }
        assert_eq!(ring.kept().messages.len(), 16);
        assert_eq!(ring.kept().bytes, MOST_BYTES);
    }
}
