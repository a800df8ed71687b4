//! How much of the proxy one caller may take: whoever asks without a pause waits, and nobody else does.

use std::{
    collections::HashMap,
    net::IpAddr,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use lockstep_api::{problem::ProblemCode, time::EpochMillis};

use super::Caller;

/// Time between two requests of a caller that goes on for long, in milliseconds: fifty a second.
const BETWEEN_MILLIS: i64 = 20;
/// How far ahead of that a caller may be: three hundred requests at once, after a pause.
const AHEAD_MILLIS: i64 = 300 * BETWEEN_MILLIS;
/// Requests of a caller that may be under way at once.
const UNDER_WAY: u32 = 64;
/// Streams that a caller may have open at once: windows that are visible, in a few browsers.
const STREAMS: u32 = 64;
/// Callers that are known at once before it is looked who has left.
const MANY: usize = 256;

/// Who, and from where: an operator token is many people's.
type Key = (String, IpAddr);

/// What every caller takes now.
#[derive(Debug, Clone, Default)]
pub(crate) struct Shares(Arc<Mutex<HashMap<Key, Share>>>);

#[derive(Debug, Default)]
struct Share {
    /// When this caller would be expected, had it kept to fifty a second.
    expected_at: i64,
    under_way: u32,
    streams: u32,
}

/// What a caller takes until this is dropped.
#[derive(Debug)]
pub(crate) struct Taken {
    shares: Shares,
    key: Key,
    what: What,
}

#[derive(Debug, Clone, Copy)]
enum What {
    Request,
    Stream,
}

impl Shares {
    /// Takes a request of a caller on.
    pub(crate) fn request(&self, caller: &Caller, now: EpochMillis) -> Result<Taken, ProblemCode> {
        self.take(caller, What::Request, |share| {
            let expected_at = share.expected_at.max(now.0);
            if expected_at - now.0 > AHEAD_MILLIS || share.under_way >= UNDER_WAY {
                return false;
            }
            share.expected_at = expected_at + BETWEEN_MILLIS;
            share.under_way += 1;
            true
        })
        .inspect(|_| self.tidy(now))
    }

    /// Opens a stream for a caller.
    pub(crate) fn stream(&self, caller: &Caller) -> Result<Taken, ProblemCode> {
        self.take(caller, What::Stream, |share| {
            let room = share.streams < STREAMS;
            share.streams += u32::from(room);
            room
        })
    }

    fn take(
        &self,
        caller: &Caller,
        what: What,
        take: impl FnOnce(&mut Share) -> bool,
    ) -> Result<Taken, ProblemCode> {
        let key = (caller.person().subject.clone(), caller.from());
        if take(self.lock().entry(key.clone()).or_default()) {
            Ok(Taken { shares: self.clone(), key, what })
        } else {
            Err(ProblemCode::TooMany)
        }
    }

    /// Forgets who has nothing under way and owes nothing.
    fn tidy(&self, now: EpochMillis) {
        let mut shares = self.lock();
        if shares.len() > MANY {
            shares.retain(|_, share| share.under_way + share.streams > 0 || share.expected_at > now.0);
        }
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<Key, Share>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Taken {
    fn drop(&mut self) {
        if let Some(share) = self.shares.lock().get_mut(&self.key) {
            let count = match self.what {
                What::Request => &mut share.under_way,
                What::Stream => &mut share.streams,
            };
            *count = count.saturating_sub(1);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ann() -> Caller {
        Caller::unasked()
    }

    fn elsewhere() -> Caller {
        Caller::unasked().at([203, 0, 113, 9].into())
    }

    #[test]
    fn whoever_asks_without_a_pause_waits_and_nobody_else_does() {
        let (shares, now) = (Shares::default(), EpochMillis(1_000_000));
        let asked = (0..1_000).take_while(|_| shares.request(&ann(), now).is_ok()).count();
        assert_eq!(asked, 301);
        assert!(shares.request(&elsewhere(), now).is_ok());
        // One more every fiftieth of a second.
        assert!(shares.request(&ann(), EpochMillis(now.0 + BETWEEN_MILLIS)).is_ok());
        assert_eq!(
            shares.request(&ann(), EpochMillis(now.0 + BETWEEN_MILLIS)).unwrap_err(),
            ProblemCode::TooMany
        );
    }

    #[test]
    fn what_has_ended_makes_room() {
        let (shares, now) = (Shares::default(), EpochMillis(1_000_000));
        let mut under_way: Vec<_> = (0..UNDER_WAY).map(|_| shares.request(&ann(), now).unwrap()).collect();
        assert!(shares.request(&ann(), now).is_err() && shares.request(&elsewhere(), now).is_ok());
        under_way.pop();
        assert!(shares.request(&ann(), now).is_ok());
        let mut open: Vec<_> = (0..STREAMS).map(|_| shares.stream(&ann()).unwrap()).collect();
        assert!(shares.stream(&ann()).is_err() && shares.stream(&elsewhere()).is_ok());
        open.pop();
        assert!(shares.stream(&ann()).is_ok());
    }

    #[test]
    fn who_has_left_is_forgotten() {
        let (shares, now) = (Shares::default(), EpochMillis(1_000_000));
        let stays = shares.stream(&ann()).unwrap();
        for number in 0..=u8::MAX {
            shares.request(&ann().at([203, 0, 113, number].into()), now).unwrap();
        }
        drop(shares.request(&elsewhere(), EpochMillis(now.0 + AHEAD_MILLIS)).unwrap());
        assert!(shares.lock().len() <= 2, "{}", shares.lock().len());
        drop(stays);
    }
}
