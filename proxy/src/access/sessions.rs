//! Sessions of browsers: in memory, so that a restart signs everybody out.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use iothub_client::environment::Environment;
use iothub_wire::time::UtcTime;
use secrecy::{ExposeSecret as _, SecretString};
use tokio_util::sync::CancellationToken;

use super::token::{hash, random};

/// How long a session lasts.
pub(crate) const LIFETIME_SECONDS: i64 = 12 * 3600;
/// More sessions than any team has; the oldest makes room.
const MOST: usize = 1000;

/// A session of one browser.
#[derive(Debug, Clone)]
pub(crate) struct Session {
    expires_at: UtcTime,
    ended: CancellationToken,
}

impl Session {
    /// Cancelled when the session ends.
    pub(crate) fn ended(&self) -> &CancellationToken {
        &self.ended
    }

    /// When it ends by itself.
    pub(crate) fn expires_at(&self) -> UtcTime {
        self.expires_at
    }
}

/// All sessions, by the hash of their key: who reads this memory cannot sign in with it.
#[derive(Debug)]
pub(crate) struct Sessions {
    open: Mutex<HashMap<[u8; 32], Session>>,
    environment: Arc<dyn Environment>,
}

impl Sessions {
    pub(crate) fn new(environment: Arc<dyn Environment>) -> Self {
        Self { open: Mutex::default(), environment }
    }

    /// Opens a session and returns its key, for the cookie.
    pub(crate) fn open(&self) -> (SecretString, Session) {
        let now = self.environment.now();
        let session =
            Session { expires_at: now.plus_seconds(LIFETIME_SECONDS), ended: CancellationToken::new() };
        let key = random(&*self.environment);
        let mut open = self.lock();
        open.retain(|_, session| session.expires_at > now || cancelled(session));
        if open.len() >= MOST {
            let oldest = open.iter().min_by_key(|(_, session)| session.expires_at).map(|(key, _)| *key);
            oldest.and_then(|key| open.remove(&key)).inspect(|session| session.ended.cancel());
        }
        open.insert(hash(key.expose_secret()), session.clone());
        (key, session)
    }

    /// The session with this key, unless it has ended.
    pub(crate) fn find(&self, key: &str, now: UtcTime) -> Option<Session> {
        self.lock().get(&hash(key)).filter(|session| session.expires_at > now).cloned()
    }

    /// Ends the session with this key, and its streams.
    pub(crate) fn close(&self, key: &str) {
        if let Some(session) = self.lock().remove(&hash(key)) {
            session.ended.cancel();
        }
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<[u8; 32], Session>> {
        self.open.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Ends what a session that has run out still has open; always false.
fn cancelled(session: &Session) -> bool {
    session.ended.cancel();
    false
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};

    use super::*;

    #[derive(Debug, Default)]
    struct Test {
        seconds: AtomicI64,
        count: AtomicU64,
    }

    impl Environment for Test {
        fn now(&self) -> UtcTime {
            UtcTime::from_unix_seconds(self.seconds.load(Ordering::Relaxed))
        }

        fn random(&self) -> u128 {
            self.count.fetch_add(1, Ordering::Relaxed).into()
        }
    }

    #[test]
    fn a_session_ends_after_half_a_day_or_when_it_is_closed() {
        let environment = Arc::new(Test::default());
        let sessions = Sessions::new(environment.clone());
        let (key, _) = sessions.open();
        let (other, session) = sessions.open();
        assert!(sessions.find(key.expose_secret(), environment.now()).is_some());
        sessions.close(other.expose_secret());
        assert!(session.ended().is_cancelled());
        assert!(sessions.find(other.expose_secret(), environment.now()).is_none());
        environment.seconds.store(LIFETIME_SECONDS, Ordering::Relaxed);
        assert!(sessions.find(key.expose_secret(), environment.now()).is_none());
    }

    #[test]
    fn the_oldest_session_makes_room() {
        let environment = Arc::new(Test::default());
        let sessions = Sessions::new(environment.clone());
        let (key, oldest) = sessions.open();
        environment.seconds.store(1, Ordering::Relaxed);
        for _ in 0..MOST {
            sessions.open();
        }
        assert!(oldest.ended().is_cancelled());
        assert!(sessions.find(key.expose_secret(), environment.now()).is_none());
    }
}
